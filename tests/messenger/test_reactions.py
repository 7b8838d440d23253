"""Reactions: an emoji on a message, taken away again, late, doubled and of strangers."""

from __future__ import annotations

from typing import Any

import pytest
from django.utils import timezone

from conversations.models import Conversation, Message, MessageState
from conversations.serializers import customer_data, message_data
from customers.models import Customer, Page
from handoff.accounts.models import User
from handoff.news.models import Event
from handoff.outbox.models import Delivery
from tests.cast import JOHN_ID, fresh, news_types, open_conversation
from tests.messenger.door import Door, from_john, now_ms
from tests.messenger.test_receipts import said


def reaction(emoji: str = "❤️", mid: str = "m_1", *, at: int = 0, **more: Any) -> dict[str, Any]:
    what = {"reaction": "love", "emoji": emoji, "action": "react", "mid": mid, **more}
    return {**from_john(reaction=what), "timestamp": at or now_ms()}


@pytest.fixture
def message(john: Conversation, page: Page) -> Message:
    """Something that the page said to John."""
    return said(john, MessageState.READ, provider_id="m_1", page=page)


def shown(message: Message) -> object:
    message.refresh_from_db()
    return message_data(message).get("reaction")


def test_is_stored_on_its_message_and_told(door: Door, message: Message) -> None:
    door.tell(reaction("😮"))
    assert shown(message) == "😮"
    event = Event.objects.get()
    assert (event.type, event.payload["message"]) == (
        "message_state_changed",
        message_data(message),
    )
    assert set(event.topics) == set(message.conversation.shared_topics)


def test_another_takes_its_place_and_taking_it_away_leaves_none(
    door: Door, message: Message
) -> None:
    door.tell(reaction("😮"), reaction("👍"))
    assert shown(message) == "👍"
    door.tell(reaction(action="unreact"))
    assert shown(message) is None
    assert "reaction" not in Event.objects.latest("seq").payload["message"]


def test_the_same_again_changes_and_tells_nothing(door: Door, message: Message) -> None:
    item = reaction("😮")
    door.tell(item, item)
    door.tell(item)
    assert shown(message) == "😮"
    assert news_types() == ["message_state_changed"]


def test_late_news_changes_nothing(door: Door, message: Message) -> None:
    """The webhook of the reaction comes after that of its being taken away."""
    now = now_ms()
    door.tell(reaction(action="unreact", at=now), reaction("😮", at=now - 5_000))
    assert shown(message) is None
    assert news_types() == []


def test_of_a_message_that_nobody_knows_is_harmless(door: Door, john: Conversation) -> None:
    answer = door.tell(reaction(mid="m_unknown"))
    assert answer.json() == {"received": 1, "refused": 0, "skipped": 0}  # type: ignore[attr-defined]
    assert news_types() == []


def test_reaches_no_other_customer_and_no_other_page(
    door: Door, message: Message, globex_page: Page
) -> None:
    other = open_conversation(message.page, "4711", "Emma")  # type: ignore[arg-type]
    hers = said(other, MessageState.READ, provider_id="m_2", page=message.page)
    stranger = open_conversation(globex_page, JOHN_ID, "John")
    theirs = said(stranger, MessageState.READ, provider_id="m_3", page=globex_page)
    door.tell(reaction(mid="m_2"), reaction(mid="m_3"))
    assert (shown(hers), shown(theirs)) == (None, None)


def test_is_no_message(door: Door, bot: Any, page: Page) -> None:
    """Neither `updated_at` nor `last_seen` moves, and no bot is woken."""
    john = open_conversation(page, JOHN_ID, "John Doe", minutes_ago=30)
    said(john, MessageState.READ, provider_id="m_1", page=page)
    before = customer_data(fresh(john))
    door.tell(reaction())
    assert customer_data(fresh(john)) == before
    assert not Delivery.objects.exists()


@pytest.mark.parametrize(
    ("what", "emoji"),
    [({"emoji": None}, "❤️"), ({"emoji": ""}, "❤️"), ({"emoji": 5}, "refused"),
     ({"emoji": "x" * 33}, "refused"), ({"emoji": "", "reaction": "other"}, "refused"),
     ({"action": "poke"}, "refused")],
)  # fmt: skip
def test_an_emoji_that_is_missing_is_read_by_its_name(
    door: Door, message: Message, what: dict[str, Any], emoji: str
) -> None:
    refused = door.tell(reaction(**{"emoji": "😮", **what})).json()["refused"]  # type: ignore[attr-defined]
    assert shown(message) == (None if emoji == "refused" else emoji)
    assert refused == (emoji == "refused")


def test_a_reload_shows_what_the_news_told(
    door: Door, message: Message, alice: User, client: Any
) -> None:
    """Listening equals reloading."""
    door.tell(reaction("😮"))
    client.force_login(alice)
    rows = client.get(
        f"/api/dashboard/messages/conversation/{JOHN_ID}",
        {"page_id": message.page.page_id},  # type: ignore[union-attr]
    ).json()["conversation"]
    assert rows == [Event.objects.get().payload["message"]]


def test_costs_few_queries(
    door: Door, message: Message, django_assert_max_num_queries: Any
) -> None:
    item = reaction()
    with django_assert_max_num_queries(12):
        door.tell(item)
    assert Customer.objects.get().last_seen < timezone.now()
