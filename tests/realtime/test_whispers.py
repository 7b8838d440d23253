"""What is heard now or never: by who may hear it at this moment, and not by its cause."""

from __future__ import annotations

from collections.abc import Iterator

import pytest
from django.db import transaction

from conversations.actions.releasing import release_conversation
from conversations.actions.taking import take_conversation
from conversations.models import Conversation
from customers.models import ParticipantSession
from handoff import topics
from handoff.accounts.models import User
from handoff.news.models import Event
from handoff.news.whispers import Whisper, whisper
from handoff.realtime import listener
from handoff.realtime.flight import Breath
from handoff.realtime.listener import Listener
from tests.cast import make_visitor
from tests.realtime.server import wait_until
from tests.realtime.stage import PLAIN, Ear, Stage

pytestmark = pytest.mark.django_db(transaction=True)


@pytest.fixture
def stage() -> Iterator[Stage]:
    with Stage() as stage:
        yield stage


def say(chat: Conversation, number: int, not_to: str = "") -> None:
    whisper(
        Whisper(
            type="typing", company_id=chat.company_id, conversation_id=chat.pk,
            payload={"number": number}, topics=(topics.conversation(chat.pk),), not_to=not_to,
        )
    )  # fmt: skip


def heard(ear: Ear) -> list[int]:
    return [frame["number"] for frame in ear.heard if frame["type"] == "typing"]


def test_reaches_who_may_hear_and_no_socket_of_the_one_who_causes_it(
    stage: Stage, chat: Conversation, nora: ParticipantSession, alice: User, bob: User,
    charlie: User,
) -> None:  # fmt: skip
    take_conversation(alice.as_actor(door="test"), conversation_id=chat.pk)
    actor = nora.as_actor(door="test")
    nora_here, nora_there = stage.ear(actor), stage.ear(actor)
    agent = stage.ear(alice.as_actor(door="test"))
    strangers = [
        stage.ear(who)
        for who in (
            bob.as_actor(door="test"), charlie.as_actor(door="test"),
            make_visitor(chat.company, "Otto Other").as_actor(door="test"),
        )
    ]  # fmt: skip
    say(chat, 1, not_to=actor.identity)
    wait_until(lambda: heard(agent) == [1])
    for ear in (nora_here, nora_there, *strangers):
        ear.silence(0.05)


def test_who_has_lost_a_chat_hears_no_whisper_of_it_and_who_joined_does(
    stage: Stage, chat: Conversation, alice: User, bob: User
) -> None:
    take_conversation(alice.as_actor(door="test"), conversation_id=chat.pk)
    before, joined = stage.ear(alice.as_actor(door="test")), stage.ear(bob.as_actor(door="test"))
    assert stage.ask(joined, topics.conversation(chat.pk))
    release_conversation(alice.as_actor(door="test"), conversation_id=chat.pk)
    wait_until(lambda: topics.conversation(chat.pk) not in before.listener.topics)

    def whisper_is_heard() -> bool:
        say(chat, 1)  # lost on him whose own rights are just being decided again
        return 1 in heard(joined)

    wait_until(whisper_is_heard)
    assert heard(before) == []


def test_leaves_nothing_behind_and_is_not_heard_later(
    stage: Stage, chat: Conversation, nora: ParticipantSession
) -> None:
    count = Event.objects.count()
    say(chat, 1)
    ear = stage.ear(nora.as_actor(door="test"), since=0)
    say(chat, 2)
    wait_until(lambda: heard(ear) == [2])
    assert Event.objects.count() == count


def test_waits_for_the_commit_and_dies_with_what_is_undone(
    stage: Stage, chat: Conversation, nora: ParticipantSession
) -> None:
    ear = stage.ear(nora.as_actor(door="test"))
    with transaction.atomic():
        say(chat, 1)
        transaction.set_rollback(True)
    say(chat, 2)
    wait_until(lambda: heard(ear) == [2])


def test_is_dropped_for_who_is_behind_and_costs_nobody_the_connection(
    stage: Stage, chat: Conversation, nora: ParticipantSession, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(listener, "MOST_BEFORE_A_WHISPER", 3)
    slow = stage.ear(nora.as_actor(door="test"))
    slow.task.cancel()  # reads nothing any more
    for number in range(50):
        say(chat, number)
    other = stage.ear(nora.as_actor(door="test"))
    say(chat, 50)
    wait_until(lambda: heard(other) == [50])
    assert len(slow.listener.outlet) == 3
    assert slow.listener.closing is None


def test_carries_the_newest_cursor_and_leads_nobody_back(alice: User) -> None:
    """Contract README, "Resuming and repeating": who resumes from it misses and doubles nothing."""
    late = Listener(alice.as_actor(door="test"), frozenset({"t:1"}), PLAIN)
    late.begin(7)
    words = Whisper(type="typing", company_id=1, conversation_id=1, payload={}, topics=("t:1",))
    late.overhear(Breath(words, 6))  # the feed has not come so far yet
    assert len(late.outlet) == 0
    late.overhear(Breath(words, 7))
    assert len(late.outlet) == 1
