"""Many of the staff at once in one room: nobody is refused, and nothing is lost."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from functools import partial
from itertools import groupby
from typing import Any

import pytest
from django.db import connection
from django.utils import timezone

from conversations.actions.reading import mark_unread, note_guest_read
from conversations.actions.rooms import enter_room, open_room, say_in_room
from conversations.models import Conversation, HandoffRecord, Message
from customers.models import Guest, ParticipantSession, Room
from customers.room_entry import Arrival
from customers.stays import check_out
from handoff.accounts.models import Role, User
from handoff.accounts.tokens import participant_token_for
from handoff.actor import Actor
from handoff.news.models import Event
from tests.cast import fresh, make_user
from tests.racing import all_at_once, raced
from tests.trials.consistency import assert_messages_have_no_gap, assert_news_has_no_gap

ROUNDS = 8 if connection.vendor == "postgresql" else 2
RACERS = 30 if connection.vendor == "postgresql" else 12


def header() -> list[str]:
    """What the guest's header said, one after the other."""
    told = Event.objects.filter(type="staff_assigned").order_by("seq")
    return [f"{event.payload['staff_name']} - {event.payload['staff_role']}" for event in told]


def all_do(users: list[User], deed: Callable[[Actor], object]) -> None:
    """Every user does it at the same moment, and none is refused."""
    refusals = raced([partial(deed, user.as_actor(door="rest")) for user in users])
    assert refusals == [None] * len(users)


@pytest.fixture
def racers(stay: Conversation) -> list[User]:
    return [make_user(stay.company, f"Agent{number} Racer", Role.AGENT) for number in range(RACERS)]


@pytest.mark.django_db(transaction=True)
def test_of_many_who_open_at_once_the_last_one_has_it_and_nobody_is_refused(
    stay: Conversation, racers: list[User]
) -> None:
    all_do(racers, lambda actor: open_room(actor, conversation_id=stay.pk))

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
    all_do(racers, lambda actor: say_in_room(actor, conversation_id=stay.pk, text=actor.name))

    said = list(Message.objects.filter(conversation=stay).order_by("seq"))
    assert sorted(message.text for message in said) == sorted(user.name for user in racers)
    assert all(message.agent_name == message.text for message in said)
    assert fresh(stay).agent == said[-1].agent
    assert HandoffRecord.objects.filter(conversation=stay, deed="taken").count() == RACERS
    assert_messages_have_no_gap()
    assert_news_has_no_gap()


@pytest.mark.django_db(transaction=True)
def test_of_two_with_the_same_client_id_one_is_heard_and_the_other_has_taken_nothing(
    stay: Conversation, alice: User, bob: User
) -> None:
    for number in range(ROUNDS):
        all_do(
            [alice, bob],
            partial(say_in_room, conversation_id=stay.pk, text="Hello", client_id=f"x{number}"),
        )

    said = Message.objects.filter(conversation=stay).order_by("seq")
    speakers = [message.agent for message in said]
    assert len(speakers) == ROUNDS
    taken = HandoffRecord.objects.filter(conversation=stay, deed="taken").order_by("epoch")
    assert [record.to_agent for record in taken] == [who for who, _ in groupby(speakers)]
    assert len(header()) == ROUNDS


@pytest.mark.django_db(transaction=True)
def test_check_out_ends_everything_whatever_happens_at_that_moment(
    room: Room, alice: User, bob: User
) -> None:
    given = Arrival(hotel_slug="hotel-abc", room_number="101", pin="4711")
    for _ in range(ROUNDS):
        entered = enter_room(given, door="test")
        guest, pk = entered.session.as_actor(door="test"), entered.conversation.pk
        token = participant_token_for(entered.session.pk, expires_at=entered.session.expires_at)
        again = replace(given, pin="", token=token, name=f"Guest {pk}")
        a, b = alice.as_actor(door="test"), bob.as_actor(door="test")
        outcomes = all_at_once(
            [
                *[partial(say_in_room, guest, conversation_id=pk, text="Hello")] * 3,
                partial(enter_room, again, door="test"),
                partial(note_guest_read, guest, conversation_id=pk, up_to=1),
                partial(open_room, a, conversation_id=pk),
                partial(say_in_room, b, conversation_id=pk, text="Hello"),
                partial(mark_unread, b, conversation_id=pk),
                partial(check_out, a, room_id=room.pk),
            ]
        )
        assert outcomes.keys() <= {"done", "conversation_closed", "invalid_token"}
        assert not Conversation.objects.get(pk=pk).is_open
        assert not ParticipantSession.objects.live(timezone.now()).exists()
        assert not Guest.objects.present().exists()
    assert_messages_have_no_gap()
    assert_news_has_no_gap()
