"""Who hears what of a room: its guest, its staff; and anybody, who is there to answer."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

import pytest
from django.utils import timezone

from conversations.actions.adding import Words, add_message
from conversations.actions.hearing import write_as_participant
from conversations.actions.rooms import open_room, say_in_room
from conversations.models import Author, Conversation
from customers.models import ParticipantSession
from customers.participants import actor_from
from customers.stays import check_out
from handoff import topics
from handoff.accounts.models import Company, User
from handoff.actor import Actor
from handoff.errors import NotAuthenticated
from handoff.news.emitting import action
from handoff.realtime.listener import Ending
from handoff.realtime.standing import still
from tests.asking import client_of
from tests.cast import fresh, make_guest, open_stay
from tests.realtime.server import wait_until
from tests.realtime.stage import Stage

pytestmark = pytest.mark.django_db(transaction=True)


@pytest.fixture
def stage() -> Iterator[Stage]:
    with Stage() as stage:
        yield stage


def door(who: ParticipantSession | User) -> Actor:
    return actor_from(who, door="pusher")


def room_of(session: ParticipantSession) -> str:
    assert session.guest is not None
    return topics.room(session.guest.room_id)


@action
def note(stay: Conversation) -> None:
    add_message(fresh(stay), Words(author=Author.NOTE, text="Rude", at=timezone.now()))


def test_a_guest_hears_the_own_conversation_without_notes_and_others_nothing(
    stage: Stage, stay: Conversation, greta: ParticipantSession, bob: User, charlie: User,
    nora: ParticipantSession, globex: Company,
) -> None:  # fmt: skip
    own = [stage.ear(door(greta)), stage.ear(door(make_guest(stay.company)))]
    next_door, elsewhere = make_guest(stay.company, "102"), make_guest(globex, "101")
    for session in (next_door, elsewhere):
        open_stay(session)
    strangers = [stage.ear(door(who)) for who in (next_door, elsewhere, nora, charlie)]

    write_as_participant(door(greta), conversation_id=stay.pk, text="Hello")
    note(stay)
    say_in_room(door(bob), conversation_id=stay.pk, text="Good morning")

    for ear in own:
        ear.texts("Hello", "Good morning")
        assert {frame["type"] for frame in ear.heard} == {"message_added", "messages_read"}
    for stranger in strangers:
        stranger.silence(0.05)
        assert not stage.ask(stranger, topics.conversation(stay.pk))


def test_who_is_there_anybody_may_hear_and_nothing_else(
    stage: Stage, stay: Conversation, greta: ParticipantSession, bob: User, nora: ParticipantSession
) -> None:
    passer_by = stage.ear(door(nora))
    assert stage.ask(passer_by, room_of(greta))

    write_as_participant(door(greta), conversation_id=stay.pk, text="My secret")
    open_room(door(bob), conversation_id=stay.pk)
    say_in_room(door(bob), conversation_id=stay.pk, text="Good morning")
    check_out(door(bob), room_id=greta.guest.room_id)  # type: ignore[union-attr]
    wait_until(lambda: len(passer_by.heard) >= 2, 5)

    assert [frame["type"] for frame in passer_by.heard] == ["staff_assigned"] * 2


def test_with_check_out_the_guest_hears_the_end_and_then_nothing(
    stage: Stage, stay: Conversation, greta: ParticipantSession, alice: User
) -> None:
    devices = [stage.ear(door(greta)), stage.ear(door(make_guest(stay.company)))]
    neighbour = stage.ear(door(make_guest(stay.company, "102")))
    assert greta.guest is not None

    check_out(door(alice), room_id=greta.guest.room_id)

    for device in devices:
        assert device.ended() == Ending.SIGNED_OUT
        assert [frame["type"] for frame in device.heard] == ["conversation_closed"]
    assert neighbour.ending is None
    with pytest.raises(NotAuthenticated):
        still(door(greta))


def test_the_dashboard_hears_rooms_where_it_asks_for_them_in_shapes_that_are_described(
    stay: Conversation, greta: ParticipantSession, bob: User
) -> None:
    """The reply is held against the description, as every reply of every test."""
    write_as_participant(door(greta), conversation_id=stay.pk, text="Hello")
    open_room(door(bob), conversation_id=stay.pk)
    say_in_room(door(bob), conversation_id=stay.pk, text="Good morning")
    check_out(door(bob), room_id=greta.guest.room_id)  # type: ignore[union-attr]

    def frames(**query: Any) -> list[dict[str, Any]]:
        reply = client_of(bob).get("/api/events", {"since": 0, **query})
        found: list[dict[str, Any]] = reply.json()["events"]
        return found

    told = frames(channels="room")
    assert frames() == frames(channels="chat") == []
    assert [frame["type"] for frame in told] == [
        "new_message", "agent_status_changed", "agent_assignment_changed", "messages_read",
        "new_message", "conversation_closed",
    ]  # fmt: skip
    room = {
        "conversation_id": stay.pk, "room_number": 101, "hotel_slug": "hotel-abc",
        "guest_name": "Greta Guest", "unread_count": 1, "current_staff_handler": None,
    }  # fmt: skip
    hello, *_, read, _, _ = told
    assert hello["data"]["room"] == room
    assert (hello["data"]["chat_id"], hello["data"]["source"]) == (str(stay.pk), "room")
    handler = {"id": bob.pk, "name": "Bob Brown", "role": "Receptionist", "profile_image": None}
    assert read["data"]["room"] == {**room, "unread_count": 0, "current_staff_handler": handler}
    assert (read["data"]["reader"], read["data"]["unread_count"]) == ("staff", 0)
