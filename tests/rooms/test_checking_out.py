"""Check-out ends a stay: sessions, sockets and the conversation."""

from __future__ import annotations

import re

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from conversations.actions.closing import close_conversation
from conversations.actions.rooms import say_in_room
from conversations.actions.taking import take_conversation
from conversations.errors import EndsAtCheckOut
from conversations.models import Conversation, HandoffRecord
from customers.errors import RoomNotFound
from customers.models import Guest, ParticipantSession, Room
from customers.room_lockout import unlock_room
from customers.stays import check_out
from handoff.accounts.models import User
from handoff.news.models import Event
from handoff.realtime.standing import ends
from tests.cast import fresh, make_guest, news_types
from tests.rooms.conftest import Call

CHECK_OUT = "rooms/101/check-out/"


@pytest.mark.parametrize("who", ["alice", "amira"])
def test_all_devices_are_out(
    ask: Call, request: pytest.FixtureRequest, stay: Conversation, greta: ParticipantSession,
    who: str,
) -> None:  # fmt: skip
    tablet = make_guest(stay.company)

    reply = ask(request.getfixturevalue(who), "post", CHECK_OUT)

    assert reply.status_code == 200
    assert reply.json() == {
        "room_number": 101, "checked_out": True, "guest_name": "Greta Guest", "sessions_ended": 2,
    }  # fmt: skip
    for device in (greta, tablet):
        assert ask(device, "get", f"conversations/{stay.pk}/messages/").status_code == 401
    event = Event.objects.get(type="participant_sessions_ended")
    assert all(ends(event, device.as_actor(door="test")) for device in (greta, tablet))


def test_the_conversation_is_closed_and_the_record_says_by_whom(
    ask: Call, stay: Conversation, alice: User, bob: User
) -> None:
    take_conversation(bob.as_actor(door="rest"), conversation_id=stay.pk)
    ask(alice, "post", CHECK_OUT)

    record = HandoffRecord.objects.get(conversation=stay, deed="closed")
    assert (record.actor, record.door, record.reason) == (alice, "rest", "checked out")
    closed = fresh(stay)
    assert (closed.is_open, closed.agent) == (False, bob)
    news = Event.objects.get(type="conversation_closed")
    assert news.payload["by"] == {"kind": "agent", "name": "Hotel Staff"}
    types = news_types()
    assert types.index("conversation_closed") < types.index("participant_sessions_ended")
    reply = ask(bob, "post", f"conversations/{stay.pk}/assign-staff/")
    assert (reply.status_code, reply.json()) == (409, {"error": "The conversation is closed"})


def test_the_conversation_is_locked_before_the_guest_as_when_a_guest_writes(
    stay: Conversation, greta: ParticipantSession, alice: User
) -> None:
    """The other way round the two would wait for each other until PostgreSQL ends one of them."""
    with CaptureQueriesContext(connection) as writing:
        say_in_room(greta.as_actor(door="test"), conversation_id=stay.pk, text="Goodbye")
    with CaptureQueriesContext(connection) as leaving:
        check_out(alice.as_actor(door="test"), room_id=greta.guest.room_id)  # type: ignore[union-attr]

    order = ["conversations_conversation", "customers_guest"]
    assert written(writing, order) == written(leaving, order) == order


def written(queries: CaptureQueriesContext, tables: list[str]) -> list[str]:
    """Those of these tables, in the order in which rows of theirs were changed first."""
    changed = [re.match(r'UPDATE "(\w+)"', query["sql"]) for query in queries]
    return list(dict.fromkeys(match[1] for match in changed if match and match[1] in tables))


def test_the_next_guest_is_another_one(ask: Call, stay: Conversation, alice: User) -> None:
    ask(alice, "post", CHECK_OUT)
    entered = ask(None, "post", "rooms/101/session/", pin="4711").json()
    assert entered["conversation_id"] != stay.pk
    assert Guest.objects.count() == 2


def test_a_new_pin_makes_the_old_card_worthless(ask: Call, stay: Conversation, alice: User) -> None:
    ask(alice, "post", CHECK_OUT, new_pin="080515")
    assert ask(None, "post", "rooms/101/session/", pin="4711").status_code == 403
    assert ask(None, "post", "rooms/101/session/", pin="080515").status_code == 201


@pytest.mark.parametrize("pin", ["12", "abcd", "1" * 13])
def test_what_is_no_pin_is_refused(ask: Call, stay: Conversation, alice: User, pin: str) -> None:
    reply = ask(alice, "post", CHECK_OUT, new_pin=pin)
    assert (reply.status_code, list(reply.json()["details"])) == (400, ["new_pin"])
    assert fresh(stay).is_open


def test_where_nobody_is_nothing_ends(ask: Call, room: Room, alice: User) -> None:
    reply = ask(alice, "post", CHECK_OUT, new_pin="080515")
    assert (reply.status_code, reply.json()["checked_out"]) == (200, False)
    assert Room.objects.get().pin == "080515"
    assert not Event.objects.exists()


def test_guests_and_strangers_check_nobody_out(
    ask: Call, stay: Conversation, greta: ParticipantSession, charlie: User
) -> None:
    assert ask(greta, "post", CHECK_OUT).status_code == 403
    assert ask(charlie, "post", CHECK_OUT).status_code == 404
    assert ask(charlie, "post", CHECK_OUT, hotel="globex").status_code == 404
    room = Room.objects.get()
    for stranger in (greta.as_actor(door="test"), charlie.as_actor(door="test")):
        for deed in (check_out, unlock_room):
            with pytest.raises(RoomNotFound):
                deed(stranger, room_id=room.pk)
    assert fresh(stay).is_open


def test_a_room_is_not_closed_in_any_other_way(
    stay: Conversation, greta: ParticipantSession, amira: User
) -> None:
    for actor in (greta.as_actor(door="test"), amira.as_actor(door="test")):
        with pytest.raises(EndsAtCheckOut):
            close_conversation(actor, conversation_id=stay.pk)
