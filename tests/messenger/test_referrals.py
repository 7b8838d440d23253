"""By which link or ad a customer came, where the agents see it."""

from __future__ import annotations

from typing import Any

import pytest

from conversations.models import Author, Bot, Conversation, Message, Owner
from conversations.referrals import Referral, words_of
from conversations.serializers import customer_data
from customers.models import Customer, Page
from handoff.news.models import Event
from handoff.outbox.models import Delivery
from tests.cast import JOHN_ID, fresh
from tests.messenger.door import Door, from_john, now_ms, text_from_john

SUMMER = {"source": "SHORTLINK", "type": "OPEN_THREAD", "ref": "summer"}
AD = {"source": "ADS", "type": "OPEN_THREAD", "ad_id": "6045246247433"}


def came(referral: object = SUMMER, *, at: int = 0) -> dict[str, Any]:
    return {**from_john(referral=referral), "timestamp": at or now_ms()}


def lines() -> list[tuple[str, str]]:
    return list(Message.objects.order_by("seq").values_list("author", "text"))


def kept() -> dict[str, Any]:
    referral: dict[str, Any] = Customer.objects.get().referral
    return {name: value for name, value in referral.items() if name != "at"}


def test_is_kept_with_the_customer_and_written_as_a_system_line(
    door: Door, john: Conversation
) -> None:
    door.tell(came())
    assert kept() == {**SUMMER, "ad_id": ""}
    assert lines() == [(Author.SYSTEM, "Came by the link 'summer'")]
    event = Event.objects.get(type="message_added")
    assert event.payload["internal"] is True
    assert event.topics == john.team_topics
    assert customer_data(fresh(john))["referral"]["ref"] == "summer"


def test_comes_with_a_postback_or_a_message_too(door: Door, john: Conversation) -> None:
    postback = from_john(postback={"title": "Get started", "payload": "GO", "referral": SUMMER})
    message = from_john(message={"mid": "m_1", "text": "Hello", "referral": AD})
    door.tell({**postback, "timestamp": now_ms() - 1_000}, message)
    assert lines() == [
        (Author.SYSTEM, "Came by the link 'summer'"),
        (Author.CUSTOMER, "Get started"),
        (Author.SYSTEM, "Came from an ad"),
        (Author.CUSTOMER, "Hello"),
    ]


def test_told_twice_is_written_once(door: Door, john: Conversation) -> None:
    item = came()
    door.tell(item, item)
    door.tell(item)
    assert len(lines()) == 1


def test_told_twice_with_a_broken_clock_is_written_once(door: Door, john: Conversation) -> None:
    item = came(at=1_000_000)
    door.tell(item, item)
    assert len(lines()) == 1


def test_the_latest_is_kept(door: Door, john: Conversation) -> None:
    now = now_ms()
    door.tell(came(AD, at=now), came(SUMMER, at=now - 60_000))
    assert kept()["source"] == "ADS"
    assert len(lines()) == 2


def test_wakes_neither_the_bot_nor_the_team(door: Door, bot: Bot, john: Conversation) -> None:
    seen_at = fresh(john).customer.last_seen  # type: ignore[union-attr]
    door.tell(came())
    assert fresh(john).owner == Owner.BOT
    assert not Delivery.objects.exists()
    assert Customer.objects.get().last_seen == seen_at
    assert Customer.objects.get().message_count == 0


def test_who_has_never_written_gets_no_conversation_until_they_do(door: Door, page: Page) -> None:
    door.tell(came())
    assert not Conversation.objects.exists()
    assert not Event.objects.exists()
    door.tell(text_from_john("Hello"))
    assert lines() == [
        (Author.SYSTEM, "Came by the link 'summer'"),
        (Author.CUSTOMER, "Hello"),
    ]
    door.tell(text_from_john("Hello again", mid="m_2"))
    assert len(lines()) == 3


def test_a_first_message_with_a_referral_writes_it_once(door: Door, bot: Bot) -> None:
    item = from_john(postback={"mid": "m_1", "payload": "GET_STARTED", "referral": SUMMER})
    door.tell(item)
    door.tell(item)
    assert lines() == [
        (Author.SYSTEM, "Came by the link 'summer'"),
        (Author.CUSTOMER, "Get started"),
    ]
    assert Delivery.objects.filter(kind="bot.turn").count() == 1


@pytest.mark.parametrize("referral", [None, "summer", [], {}, {"ref": 7}, {"type": "OPEN_THREAD"}])
def test_one_that_says_nothing_costs_nothing(
    door: Door, john: Conversation, referral: object
) -> None:
    message = {"mid": "m_1", "text": "Hello", "referral": referral}
    answer = door.tell(from_john(message=message))
    assert answer.json()["received"] == 1  # type: ignore[attr-defined]
    assert lines() == [(Author.CUSTOMER, "Hello")]
    assert Customer.objects.get().referral == {}


def test_is_bounded(door: Door, john: Conversation) -> None:
    door.tell(came(dict.fromkeys(("source", "type", "ref", "ad_id"), "x" * 5000)))
    assert {name: len(value) for name, value in kept().items()} == {
        "source": 64, "type": 64, "ref": 250, "ad_id": 64,
    }  # fmt: skip
    assert len(Message.objects.get().text) < 150


def test_stays_with_its_own_page(door: Door, john: Conversation, globex_page: Page) -> None:
    item = {**came(), "recipient": {"id": globex_page.page_id}}
    door.tell(item, page_id=globex_page.page_id)
    assert Customer.objects.get(page__page_id=john.customer.page.page_id).referral == {}  # type: ignore[union-attr]
    assert Customer.objects.get(page=globex_page, customer_id=JOHN_ID).referral["ref"] == "summer"
    assert lines() == []


@pytest.mark.parametrize(
    ("source", "ref", "ad_id", "words"),
    [
        ("SHORTLINK", "", "", "Came by a link"),
        ("ADS", "sale", "1", "Came from an ad with 'sale'"),
        ("MESSENGER_CODE", "lobby", "", "Came by the Messenger code 'lobby'"),
        ("CUSTOMER_CHAT_PLUGIN", "", "", "Came from the chat on the website"),
        ("DISCOVER_TAB", "x", "", "Came from Messenger's Discover tab"),
        ("SOMETHING_NEW", "", "", "Came by a link or ad"),
        ("SOMETHING_NEW", "a\nb {}", "", "Came by 'a b {}'"),
    ],
)
def test_is_put_in_words(source: str, ref: str, ad_id: str, words: str) -> None:
    assert words_of(Referral(source=source, type="", ref=ref, ad_id=ad_id)) == words
