"""The three scenarios of contract document 5, by their names."""

from __future__ import annotations

from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from threading import Barrier
from typing import Any

import pytest
from django.db import connection

from conversations.actions import ownership
from conversations.actions.rooms import open_room, say_in_room
from conversations.models import Conversation, HandoffRecord, Message
from customers.models import ParticipantSession
from handoff.accounts.models import Role, User
from handoff.actor import Actor
from handoff.news.models import Event
from tests.cast import fresh, make_user
from tests.rooms.conftest import Call
from tests.trials.consistency import assert_messages_have_no_gap, assert_news_has_no_gap

RACERS = 30 if connection.vendor == "postgresql" else 12


def header() -> list[str]:
    """What the guest's header said, one after the other."""
    told = Event.objects.filter(type="staff_assigned").order_by("seq")
    return [f"{event.payload['staff_name']} - {event.payload['staff_role']}" for event in told]


def test_shift_change(ask: Call, stay: Conversation) -> None:
    sarah = make_user(stay.company, "Sarah Day", Role.AGENT, job_title="Day Receptionist")
    mike = make_user(stay.company, "Mike Night", Role.AGENT, job_title="Night Receptionist")
    opening = f"conversations/{stay.pk}/assign-staff/"

    assert ask(sarah, "post", opening).json()["assigned_staff"]["name"] == "Sarah Day"
    assert ask(mike, "post", opening).json()["assigned_staff"]["name"] == "Mike Night"

    assert header() == ["Sarah Day - Day Receptionist", "Mike Night - Night Receptionist"]
    assert fresh(stay).agent == mike


def test_coverage_during_lunch(ask: Call, stay: Conversation, greta: ParticipantSession) -> None:
    john = make_user(stay.company, "John Lunch", Role.AGENT)
    emma = make_user(stay.company, "Emma Noon", Role.AGENT, job_title="Receptionist")
    path = f"conversations/{stay.pk}"
    ask(greta, "post", f"{path}/messages/send/", message="Is anybody there?")
    ask(john, "post", f"{path}/assign-staff/")

    assert ask(john, "post", f"{path}/mark-unread/").json()["unread_count"] == 1
    (row,) = ask(emma, "get", "conversations/").json()
    assert (row["unread_count"], row["current_staff_handler"]["name"]) == (1, "John Lunch")
    ask(emma, "post", f"{path}/assign-staff/")

    (row,) = ask(john, "get", "conversations/").json()
    assert (row["unread_count"], row["current_staff_handler"]["name"]) == (0, "Emma Noon")
    assert header()[-1] == "Emma Noon - Receptionist"


def test_multiple_receptionists(ask: Call, stay: Conversation, greta: ParticipantSession) -> None:
    names = ("Sarah One", "John Two", "Mike Three")
    sarah, john, mike = (make_user(stay.company, name, Role.AGENT) for name in names)
    path = f"conversations/{stay.pk}"
    ask(greta, "post", f"{path}/messages/send/", message="Towels, please")
    rows = [ask(who, "get", "conversations/").json()[0] for who in (sarah, john, mike)]
    assert [row["unread_count"] for row in rows] == [1, 1, 1]

    ask(sarah, "post", f"{path}/assign-staff/")

    for who in (john, mike):
        (row,) = ask(who, "get", "conversations/").json()
        assert (row["current_staff_handler"]["name"], row["unread_count"]) == ("Sarah One", 0)
        assert len(ask(who, "get", f"{path}/messages/").json()) == 1
    assert header() == ["Sarah One - Staff"]
    assert fresh(stay).agent == sarah, "looking takes nothing"


def all_at_once(users: list[User], deed: Callable[[Actor], object]) -> None:
    """Every user does it at the same moment; the first refusal of anybody is raised."""
    start = Barrier(len(users))

    def run(user: User) -> None:
        try:
            start.wait(timeout=30)
            deed(user.as_actor(door="rest"))
        finally:
            connection.close()

    with ThreadPoolExecutor(len(users)) as pool:
        list(pool.map(run, users))


@pytest.fixture
def racers(stay: Conversation) -> list[User]:
    return [make_user(stay.company, f"Agent{number} Racer", Role.AGENT) for number in range(RACERS)]


@pytest.mark.django_db(transaction=True)
def test_of_many_who_open_at_once_the_last_one_has_it_and_nobody_is_refused(
    stay: Conversation, racers: list[User], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(ownership, "ATTEMPTS", 2)  # the second round is nobody else's
    all_at_once(racers, lambda actor: open_room(actor, conversation_id=stay.pk))

    records = list(HandoffRecord.objects.filter(conversation=stay, deed="taken").order_by("epoch"))
    opened = fresh(stay)
    assert len(records) == RACERS == len(header())
    assert records[-1].to_agent == opened.agent
    chain: list[Any] = [None, *(record.to_agent for record in records)]
    assert [record.from_agent for record in records] == chain[:-1]
    assert_news_has_no_gap()


@pytest.mark.django_db(transaction=True)
def test_of_many_who_answer_at_once_no_message_is_lost(
    stay: Conversation, racers: list[User]
) -> None:
    all_at_once(racers, lambda actor: say_in_room(actor, conversation_id=stay.pk, text=actor.name))

    said = list(Message.objects.filter(conversation=stay).order_by("seq"))
    assert sorted(message.text for message in said) == sorted(user.name for user in racers)
    assert all(message.agent_name == message.text for message in said)
    assert fresh(stay).agent == said[-1].agent
    assert HandoffRecord.objects.filter(conversation=stay, deed="taken").count() == RACERS
    assert_messages_have_no_gap()
    assert_news_has_no_gap()
