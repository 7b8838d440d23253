"""Many of the staff at once in one room: nobody is refused, and nothing is lost."""

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
from handoff.accounts.models import Role, User
from handoff.actor import Actor
from handoff.news.models import Event
from tests.cast import fresh, make_user
from tests.trials.consistency import assert_messages_have_no_gap, assert_news_has_no_gap

RACERS = 30 if connection.vendor == "postgresql" else 12


def header() -> list[str]:
    """What the guest's header said, one after the other."""
    told = Event.objects.filter(type="staff_assigned").order_by("seq")
    return [f"{event.payload['staff_name']} - {event.payload['staff_role']}" for event in told]


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
