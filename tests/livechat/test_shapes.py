"""What chats look like: contract README, "Document 4", "Shapes"."""

from __future__ import annotations

from conversations.actions.hearing import write_as_participant
from conversations.actions.opening import open_conversation
from conversations.models import Channel, Conversation, Message
from conversations.serializers import message_data, subject_data
from customers.models import ParticipantSession
from customers.participants import actor_from
from handoff.accounts.models import User
from livechat.models import ChatSession, Priority
from livechat.serializers import chat_message_data, chat_message_from, session_data, sessions_data
from tests.cast import open_chat


def session_of(chat: Conversation, **fields: object) -> ChatSession:
    return ChatSession.objects.create(
        conversation=chat, company_id=chat.company_id, subject="Late check-out", **fields
    )


def test_a_session_that_waits(nora: ParticipantSession, chat: Conversation) -> None:
    session = session_of(chat, priority=Priority.HIGH, required_skills=["billing"])
    shape = session_data(session)
    created_at = shape.pop("created_at")
    assert created_at.endswith("Z")
    assert shape == {
        "id": chat.pk, "status": "pending", "subject": "Late check-out", "priority": "high",
        "required_skills": ["billing"], "metadata": {},
        "customer": {"id": nora.visitor_id, "name": "Nora Novak", "kind": "visitor"},
        "agent": None, "queue_position": 1, "accepted_at": None, "closed_at": None,
    }  # fmt: skip


def test_places_are_the_same_for_one_and_for_many(nora: ParticipantSession) -> None:
    priorities = [Priority.LOW, Priority.URGENT, Priority.LOW, Priority.HIGH]
    sessions = [session_of(open_chat(nora), priority=each) for each in priorities]
    one_by_one = [session_data(session)["queue_position"] for session in sessions]
    assert one_by_one == [3, 1, 4, 2]
    assert [row["queue_position"] for row in sessions_data(sessions)] == one_by_one


def test_a_message_is_the_same_from_its_row_and_from_its_news(
    nora: ParticipantSession, chat: Conversation
) -> None:
    message = write_as_participant(
        nora.as_actor(door="test"), conversation_id=chat.pk, text="Hello", client_id="c-1"
    )
    shape = chat_message_data(Message.objects.get())
    assert shape.pop("created_at").endswith("Z")
    assert shape == {
        "id": message.pk, "session_id": chat.pk, "type": "text", "content": "Hello",
        "attachment_url": None, "sender_id": nora.visitor_id, "sender_type": "customer",
        "sender_name": "Nora Novak", "client_id": "c-1",
    }  # fmt: skip
    told = chat_message_from(subject_data(message.conversation), message_data(message))
    assert told == chat_message_data(Message.objects.get())


def test_a_customer_with_an_account_is_named_by_the_users_id(vera: User) -> None:
    actor = actor_from(vera, door="test")
    chat, _ = open_conversation(
        Conversation(
            company=vera.company, channel=Channel.CHAT, visitor_id=actor.participant_id("visitor")
        ),
        by=actor,
    )
    customer = session_data(session_of(chat))["customer"]
    assert customer == {"id": vera.pk, "name": "Vera Vidal", "kind": "user"}
