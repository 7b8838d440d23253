"""All agents hear that a chat waits; so they hear, too, that it does not any more."""

from __future__ import annotations

import pytest

from conversations.actions.stopping import set_stop
from conversations.models import Bot
from customers.models import ParticipantSession
from handoff.accounts.models import Company, User
from handoff.news.models import Event
from livechat.actions.answering import accept_chat, assign_chat, end_chat, transfer_chat
from livechat.models import ChatSession, ChatSettings
from tests.cast import news_types
from tests.livechat.conftest import actor_of, begin, fresh

pytestmark = pytest.mark.django_db


def left() -> list[tuple[int, str]]:
    """Session and status of those of which all agents heard that they wait no longer."""
    news = Event.objects.filter(type="chat_left_queue").order_by("seq")
    return [(each.payload["session_id"], each.payload["session"]["status"]) for each in news]


def test_that_somebody_has_it_is_told_to_all_agents_and_to_nobody_else(
    online: None, waiting: ChatSession, hotel: Company, alice: User
) -> None:
    accept_chat(actor_of(alice), session_id=waiting.pk)
    assert left() == [(waiting.pk, "active")]
    news = Event.objects.get(type="chat_left_queue")
    assert news.topics == [f"agents:{hotel.pk}"]
    assert news.payload["session"]["agent"] == {"id": alice.pk, "name": "Alice Adams"}


def test_that_it_was_given_to_somebody_is_told_and_a_transfer_is_not(
    online: None, waiting: ChatSession, alice: User, bob: User, amira: User
) -> None:
    assign_chat(actor_of(amira), session_id=waiting.pk, agent_id=alice.pk)
    assert left() == [(waiting.pk, "active")]
    transfer_chat(actor_of(alice), session_id=waiting.pk, target_agent_id=bob.pk)
    assert len(left()) == 1


@pytest.mark.django_db(transaction=True)
def test_that_the_bot_has_it_once_more_is_told_and_the_others_move_up(
    online: None, nora: ParticipantSession, bot: Bot, alice: User
) -> None:
    first, second = begin(nora), begin(nora)
    ChatSettings.objects.update_or_create(company=bot.company, defaults={"bot": bot})
    set_stop(actor_of(alice), conversation_id=first.pk, stop=False)
    assert left() == [(first.pk, "active")]
    assert fresh(first).told_position is None
    moved = Event.objects.filter(type="queue_moved").latest("seq").payload
    assert (moved["session_id"], moved["position"]) == (second.pk, 1)


def test_what_the_bot_had_was_in_no_queue(
    online: None, nora: ParticipantSession, bot: Bot, hotel: Company, alice: User, amira: User
) -> None:
    ChatSettings.objects.update_or_create(company=bot.company, defaults={"bot": bot})
    given, ended = begin(nora), begin(nora)
    assign_chat(actor_of(amira), session_id=given.pk, agent_id=alice.pk)
    end_chat(actor_of(nora), session_id=ended.pk)
    assert left() == []
    assert "chat_started" not in news_types()
    assert f"agents:{hotel.pk}" not in Event.objects.get(type="chat_ended").topics
