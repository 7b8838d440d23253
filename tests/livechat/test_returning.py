"""An agent who is gone past the grace period: the chats wait again (README, "Rules")."""

from __future__ import annotations

from django.utils import timezone

from conversations.actions.handoff import take_conversation
from conversations.models import Conversation, HandoffRecord
from customers.models import ParticipantSession
from handoff.accounts import absence
from handoff.accounts.actions import deactivate_user
from handoff.accounts.models import AgentAvailability, User
from handoff.news.models import Event
from livechat.actions.returning import return_chats_of
from livechat.models import ChatSession
from tests.cast import news_types
from tests.livechat.conftest import Call, begin, fresh


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
