"""What is unread: any of the staff reads for all, and each side sees how far the other has."""

from __future__ import annotations

from typing import Any

import pytest

from conversations.actions.hearing import write_as_participant
from conversations.actions.sending import send_message
from conversations.models import Conversation, Message
from conversations.permissions import get_conversation_for
from customers.models import ParticipantSession
from handoff.accounts.models import User
from handoff.news.models import Event
from tests.cast import fresh
from tests.rooms.conftest import Call


@pytest.fixture
def asked(stay: Conversation, greta: ParticipantSession) -> list[Message]:
    """Greta has said two things."""
    actor = greta.as_actor(door="test")
    return [
        write_as_participant(actor, conversation_id=stay.pk, text=text)
        for text in ("Towels, please", "And soap")
    ]


def unread(ask: Call, who: User) -> int:
    (row,) = ask(who, "get", "conversations/").json()
    number: int = row["unread_count"]
    return number


def statuses(ask: Call, who: Any, stay: Conversation) -> list[str]:
    rows = ask(who, "get", f"conversations/{stay.pk}/messages/").json()
    return [row["status"] for row in rows]


def news() -> list[dict[str, Any]]:
    events = Event.objects.filter(type="messages_read").order_by("seq")
    names = ("reader", "up_to", "unread_count")
    return [{name: event.payload[name] for name in names} for event in events]


def test_everybody_sees_what_is_unread_until_one_opens_it(
    ask: Call, stay: Conversation, asked: list[Message], alice: User, bob: User
) -> None:
    assert (unread(ask, alice), unread(ask, bob)) == (2, 2)
    assert statuses(ask, bob, stay) == ["delivered", "delivered"]

    ask(bob, "post", f"conversations/{stay.pk}/assign-staff/")

    assert (unread(ask, alice), unread(ask, bob)) == (0, 0)
    assert statuses(ask, bob, stay) == ["read", "read"]
    assert news() == [{"reader": "staff", "up_to": asked[1].pk, "unread_count": 0}]
    event = Event.objects.get(type="messages_read")
    assert event.topics == [f"team:{stay.company_id}", f"conversation:{stay.pk}"]
    assert event.payload["subject"]["room"]["unread_count"] == 0


def test_marking_read_takes_nothing(
    ask: Call, stay: Conversation, asked: list[Message], alice: User
) -> None:
    reply = ask(alice, "post", f"conversations/{stay.pk}/mark-read/")

    assert (reply.status_code, reply.json()) == (
        200, {"conversation_id": stay.pk, "unread_count": 0},
    )  # fmt: skip
    assert fresh(stay).agent is None
    ask(alice, "post", f"conversations/{stay.pk}/mark-read/")
    assert len(news()) == 1


def test_marking_unread_brings_the_last_message_back_for_all(
    ask: Call, stay: Conversation, asked: list[Message], alice: User, bob: User
) -> None:
    ask(bob, "post", f"conversations/{stay.pk}/assign-staff/")
    reply = ask(bob, "post", f"conversations/{stay.pk}/mark-unread/")

    assert reply.json() == {"conversation_id": stay.pk, "unread_count": 1}
    assert (unread(ask, alice), unread(ask, bob)) == (1, 1)
    assert news()[1:] == [{"reader": "staff", "up_to": asked[0].pk, "unread_count": 1}]
    last = Event.objects.order_by("seq").last()
    assert last is not None
    assert last.topics == [f"team:{stay.company_id}"], "the guest need not know"
    assert fresh(stay).agent == bob, "it is still his"
    ask(bob, "post", f"conversations/{stay.pk}/mark-unread/")
    assert len(news()) == 2


def test_where_the_guest_said_nothing_nothing_is_unread(
    ask: Call, stay: Conversation, bob: User
) -> None:
    send_message(bob.as_actor(door="test"), conversation_id=stay.pk, text="Welcome!")
    assert ask(bob, "post", f"conversations/{stay.pk}/mark-unread/").json()["unread_count"] == 0
    assert news() == []


def test_who_answers_has_read(
    ask: Call, stay: Conversation, asked: list[Message], bob: User
) -> None:
    ask(bob, "post", f"conversations/{stay.pk}/messages/send/", message="At once")
    assert unread(ask, bob) == 0
    assert statuses(ask, bob, stay) == ["read", "read", "delivered"]


def test_looking_alone_reads_nothing_for_the_staff(
    ask: Call, stay: Conversation, asked: list[Message], bob: User
) -> None:
    ask(bob, "get", f"conversations/{stay.pk}/messages/")
    assert unread(ask, bob) == 2


def test_a_guest_reads_by_looking(
    ask: Call, stay: Conversation, bob: User, greta: ParticipantSession
) -> None:
    said = [
        ask(bob, "post", f"conversations/{stay.pk}/messages/send/", message=text).json()
        for text in ("One", "Two", "Three")
    ]
    path = f"conversations/{stay.pk}/messages/"

    ask(greta, "get", path, order="oldest", limit=2)
    assert statuses(ask, bob, stay) == ["read", "read", "delivered"]
    ask(greta, "get", path)
    assert statuses(ask, bob, stay) == ["read"] * 3
    ask(greta, "get", path, order="oldest", limit=1)

    assert news() == [
        {"reader": "guest", "up_to": said[1]["id"], "unread_count": 0},
        {"reader": "guest", "up_to": said[2]["id"], "unread_count": 0},
    ]


def test_what_is_written_while_the_staff_reads_stays_unread(
    stay: Conversation, asked: list[Message], bob: User, greta: ParticipantSession,
    monkeypatch: pytest.MonkeyPatch,
) -> None:  # fmt: skip
    from conversations.actions import reading

    def slowly(*args: Any) -> Conversation:
        found = get_conversation_for(*args)
        write_as_participant(greta.as_actor(door="test"), conversation_id=stay.pk, text="One more")
        return found

    monkeypatch.setattr(reading, "get_conversation_for", slowly)
    marked = reading.mark_read(bob.as_actor(door="test"), conversation_id=stay.pk)
    assert marked.unread_count == fresh(stay).unread_count == 1


def test_who_read_less_takes_nothing_back(
    stay: Conversation, asked: list[Message], bob: User, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Of two of the staff, the one who looked before the second message writes last."""
    from conversations.actions import reading

    first, actor = fresh(stay), bob.as_actor(door="test")
    first.last_seq = asked[0].seq
    reading.mark_read(actor, conversation_id=stay.pk)

    monkeypatch.setattr(reading, "get_conversation_for", lambda *_: first)
    reading.mark_read(actor, conversation_id=stay.pk)

    assert fresh(stay).unread_count == 0
    assert len(news()) == 1
