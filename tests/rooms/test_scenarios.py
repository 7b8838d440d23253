"""The three scenarios of contract document 5, by their names: REST for what is done, unmodified
pusher-js for what is heard."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import pytest

from conversations.models import Conversation
from customers.models import ParticipantSession
from handoff.accounts.models import Role, User
from tests.cast import fresh, make_user
from tests.pusher.client import PusherJs
from tests.pusher.conftest import node, open_js, port, server
from tests.pusher.people import token_of
from tests.rooms.conftest import Call

__all__ = ["node", "open_js", "port", "server"]
pytestmark = pytest.mark.django_db(transaction=True)
Hire = Callable[[str, str], tuple[User, PusherJs]]


@pytest.fixture
def guest(
    open_js: Callable[..., PusherJs], greta: ParticipantSession, stay: Conversation
) -> PusherJs:
    """Greta's page: it listens to the room, and to her conversation."""
    client = open_js(token_of(greta))
    client.subscribe("hotel-abc-room-101-chat")
    client.subscribe(f"private-hotel-abc-conversation-{stay.pk}")
    return client


@pytest.fixture
def hire(open_js: Callable[..., PusherJs], stay: Conversation) -> Hire:
    """One of the staff with a job title, and what they listen with."""

    def make(name: str, job_title: str) -> tuple[User, PusherJs]:
        user = make_user(stay.company, name, Role.AGENT, job_title=job_title)
        desk = open_js(token_of(user))
        desk.subscribe("private-hotel-abc-staff")
        return user, desk

    return make


def is_now_assisting_you(guest: PusherJs, stay: Conversation, who: User) -> None:
    """The guest reads it: name and role, and the conversation's number, and no more."""
    told = guest.hears("staff-assigned")
    assert told == {
        "staff_name": who.name, "staff_role": who.job_title, "conversation_id": stay.pk,
    }  # fmt: skip


def is_now_handling_this(desks: list[PusherJs], stay: Conversation, who: User) -> None:
    """All of the staff read that."""
    for desk in desks:
        told = desk.hears("conversation-handler-changed")
        assert (told["conversation_id"], told["staff_name"], told["staff_role"]) == (
            stay.pk, who.name, who.job_title,
        )  # fmt: skip


def row_for(ask: Call, who: User) -> tuple[int, Any]:
    """What the only row of the list says: how much is unread, and who handles it."""
    (row,) = ask(who, "get", "conversations/").json()
    handler = row["current_staff_handler"]
    return row["unread_count"], handler and handler["name"]


def nothing_more(*clients: PusherJs) -> None:
    for client in clients:
        client.silence(0.1)


def test_shift_change(ask: Call, stay: Conversation, guest: PusherJs, hire: Hire) -> None:
    """Scenario 1: the night shift opens what the day shift had."""
    sarah, sarahs = hire("Sarah Day", "Day Receptionist")
    mike, mikes = hire("Mike Night", "Night Receptionist")
    opening = f"conversations/{stay.pk}/assign-staff/"

    assert ask(sarah, "post", opening).json()["assigned_staff"]["name"] == "Sarah Day"
    is_now_assisting_you(guest, stay, sarah)
    is_now_handling_this([sarahs, mikes], stay, sarah)

    assert ask(mike, "post", opening).json()["assigned_staff"]["name"] == "Mike Night"
    is_now_assisting_you(guest, stay, mike)
    is_now_handling_this([sarahs, mikes], stay, mike)

    assert row_for(ask, sarah) == (0, "Mike Night")
    nothing_more(guest, sarahs, mikes)


def test_lunch_cover(
    ask: Call, stay: Conversation, greta: ParticipantSession, guest: PusherJs, hire: Hire
) -> None:
    """Scenario 2, "Coverage During Lunch": marked unread, it is opened by somebody else."""
    john, johns = hire("John Lunch", "Receptionist")
    emma, emmas = hire("Emma Noon", "Receptionist")
    path = f"conversations/{stay.pk}"
    ask(greta, "post", f"{path}/messages/send/", message="Is anybody there?")
    for client in (guest, johns, emmas):
        assert client.hears("new-message")["message"] == "Is anybody there?"
    ask(john, "post", f"{path}/assign-staff/")
    is_now_assisting_you(guest, stay, john)
    assert guest.hears("messages-read")["reader"] == "staff"
    is_now_handling_this([johns, emmas], stay, john)

    assert ask(john, "post", f"{path}/mark-unread/").json()["unread_count"] == 1
    assert row_for(ask, emma) == (1, "John Lunch")
    nothing_more(guest)

    ask(emma, "post", f"{path}/assign-staff/")
    is_now_assisting_you(guest, stay, emma)
    assert guest.hears("messages-read")["unread_count"] == 0
    is_now_handling_this([johns, emmas], stay, emma)
    assert row_for(ask, john) == (0, "Emma Noon")
    nothing_more(guest, johns, emmas)


def test_three_receptionists(
    ask: Call, stay: Conversation, greta: ParticipantSession, guest: PusherJs, hire: Hire
) -> None:
    """Scenario 3, "Multiple Receptionists": all hear the guest, the first who opens has it, the
    others look on."""
    hired = [hire(f"{name} Three", "Receptionist") for name in ("Sarah", "John", "Mike")]
    (sarah, john, mike), desks = [user for user, _ in hired], [desk for _, desk in hired]
    path = f"conversations/{stay.pk}"
    ask(greta, "post", f"{path}/messages/send/", message="Towels, please")
    for desk in desks:
        heard = desk.hears("new-message")
        assert (heard["room_number"], heard["message"], heard["unread_count"]) == (
            101, "Towels, please", 1,
        )  # fmt: skip
    assert guest.hears("new-message")["sender_type"] == "guest"

    ask(sarah, "post", f"{path}/assign-staff/")
    is_now_assisting_you(guest, stay, sarah)
    assert guest.hears("messages-read")["reader"] == "staff"
    is_now_handling_this(desks, stay, sarah)

    for who in (john, mike):
        assert row_for(ask, who) == (0, "Sarah Three")
        assert [said["message"] for said in ask(who, "get", f"{path}/messages/").json()] == [
            "Towels, please"
        ]
    nothing_more(guest, *desks)
    assert fresh(stay).agent == sarah, "looking takes nothing"
