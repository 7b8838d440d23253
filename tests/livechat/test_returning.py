"""An agent who is gone past the grace period: the chats wait again (README, "Rules")."""

from __future__ import annotations

from datetime import timedelta

import pytest
from django.conf import settings
from django.utils import timezone

from conversations.actions.taking import take_conversation
from conversations.models import Conversation, HandoffRecord
from customers.models import ParticipantSession
from handoff import chores
from handoff.accounts import absence
from handoff.accounts.actions import deactivate_user
from handoff.accounts.models import AgentAvailability, User
from handoff.news.models import Event
from livechat.actions.answering import accept_chat, transfer_chat
from livechat.actions.returning import return_chats_of, return_forsaken_chats
from livechat.models import ChatSession
from tests.cast import news_types
from tests.livechat.conftest import Call, actor_of, begin, fresh


def leave(user: User) -> None:
    AgentAvailability.objects.filter(user=user).update(status="away", gone_at=timezone.now())


def test_chats_go_back_and_all_agents_hear_it(
    call: Call, online: None, waiting: ChatSession, alice: User, nora: ParticipantSession
) -> None:
    ended = begin(nora)
    for session in (waiting, ended):
        call(alice, "post", f"{session.pk}/accept")
    call(alice, "post", f"{ended.pk}/end")
    leave(alice)

    assert return_chats_of(alice) == 1

    session = fresh(waiting)
    assert (session.status, session.accepted_at, session.conversation.agent) == (
        "pending", None, None,
    )  # fmt: skip
    assert fresh(ended).status == "closed"
    news = Event.objects.get(type="chat_returned")
    assert set(news.topics) == {f"agents:{alice.company_id}", f"team:{alice.company_id}"}
    assert (news.payload["previous_agent_id"], news.payload["reason"]) == (alice.pk, "away")
    assert news.payload["session"]["status"] == "pending"
    record = HandoffRecord.objects.filter(conversation=waiting.pk).latest("epoch")
    assert (record.deed, record.reason, record.door) == ("agent_left", "away", "presence")


def test_it_is_called_when_an_agent_is_found_gone() -> None:
    assert return_chats_of in absence._gone


def test_who_came_back_meanwhile_keeps_them(
    call: Call, online: None, waiting: ChatSession, alice: User
) -> None:
    call(alice, "post", f"{waiting.pk}/accept")
    before = news_types()
    assert return_chats_of(alice) == 0
    assert fresh(waiting).conversation.agent == alice
    assert news_types() == before


@pytest.mark.parametrize("was_seen", [False, True])
def test_who_is_not_there_is_waited_for_one_grace_period_when_given_a_chat(
    online: None, waiting: ChatSession, alice: User, bob: User, amira: User, was_seen: bool
) -> None:
    if was_seen:
        leave(bob)  # and has lost his chats already: nothing else would look after this one
    else:
        AgentAvailability.objects.filter(user=bob).delete()
    accept_chat(actor_of(alice), session_id=waiting.pk)
    transfer_chat(actor_of(alice), session_id=waiting.pk, target_agent_id=bob.pk)
    assert return_forsaken_chats() == 0

    given_at = timezone.now() - timedelta(seconds=settings.AGENT_GRACE_SECONDS + 1)
    Conversation.objects.filter(pk=waiting.pk).update(owner_since=given_at)
    assert (return_forsaken_chats(), return_forsaken_chats()) == (1, 0)
    assert fresh(waiting).status == "pending"


def test_who_is_there_keeps_what_he_has_for_as_long_as_he_likes(
    online: None, waiting: ChatSession, alice: User
) -> None:
    accept_chat(actor_of(alice), session_id=waiting.pk)
    AgentAvailability.objects.update(status="offline")
    Conversation.objects.update(owner_since=timezone.now() - timedelta(hours=5))
    assert return_forsaken_chats() == 0


def test_it_is_looked_for_from_time_to_time() -> None:
    assert return_forsaken_chats in [chore.run for chore in chores._chores.values()]


def test_messenger_customers_stay(online: None, john: Conversation, alice: User) -> None:
    take_conversation(alice.as_actor(door="desk"), conversation_id=john.pk)
    leave(alice)
    assert return_chats_of(alice) == 0
    assert Conversation.objects.get(pk=john.pk).agent == alice


def test_another_accepts_it_then(
    call: Call, online: None, waiting: ChatSession, alice: User, bob: User
) -> None:
    call(alice, "post", f"{waiting.pk}/accept")
    leave(alice)
    return_chats_of(alice)
    session = call(bob, "post", f"{waiting.pk}/accept").json()["session"]
    assert session["agent"] == {"id": bob.pk, "name": "Bob Brown"}
    assert Event.objects.filter(type="chat_assigned").latest("seq").payload[
        "transferred_from"
    ] is None  # fmt: skip


def test_a_deactivated_agents_chats_wait_too(
    call: Call, online: None, waiting: ChatSession, alice: User, amira: User
) -> None:
    call(alice, "post", f"{waiting.pk}/accept")
    deactivate_user(amira.as_actor(door="admin"), user_id=alice.pk)
    assert fresh(waiting).status == "pending"
    assert Event.objects.get(type="chat_returned").payload["reason"] == "deactivated"
