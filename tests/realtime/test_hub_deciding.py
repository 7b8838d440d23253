"""While it is decided anew what somebody may hear, nothing reaches them that they may not."""

from __future__ import annotations

import asyncio

import pytest

from handoff.news.models import Event
from handoff.realtime.hub import Hub
from handoff.realtime.listener import Ending, Listener
from tests.realtime.listening import Ear, play, wait_until
from tests.realtime.news import MESSENGER, MemoryJournal, event, stop_changed


class Judge:
    """Decides what may be heard when the test lets it, one decision after the other."""

    def __init__(self, *decisions: str) -> None:
        self.decisions = [frozenset(topics.split()) for topics in decisions]
        self.asked = 0
        self.open = asyncio.Event()

    async def decide(self, listener: Listener) -> frozenset[str]:
        self.asked += 1
        await self.open.wait()
        return self.decisions.pop(0)


def changes_hands(seq: int, *, to: int, was: str = "") -> Event:
    """Conversation 12 goes to another agent."""
    agent_data = {"agent_id": str(to), "agent_email": "", "agent_name": ""}
    payload = {
        "subject": MESSENGER, "agent": agent_data, "previous_agent_id": was, "timestamp": 0
    }  # fmt: skip
    return event("agent_changed", payload, seq=seq)


def said_in_twelve(seq: int) -> Event:
    said = stop_changed(seq)
    said.topics = ["conversation:12"]
    return said


@pytest.mark.parametrize(("decision", "heard"), [("conversation:12", [2, 3]), ("agent:3", [])])
def test_while_it_is_decided_what_may_be_heard_all_is_held(decision: str, heard: list[int]) -> None:
    judge = Judge("agent:3", decision)

    async def story(hub: Hub, journal: MemoryJournal) -> None:
        judge.open.set()
        ear = Ear(hub)
        ear.listener.kinds = ("agent", "conversation")
        await ear.join()
        judge.open.clear()
        hub.take(1, [changes_hands(1, to=3), said_in_twelve(2), said_in_twelve(3)])
        await asyncio.sleep(0.02)
        assert (judge.asked, ear.cursors) == (2, [])
        assert hub.cursor_of(ear.listener) == 1  # what it holds it has not had
        judge.open.set()
        await wait_until(lambda: not ear.listener.is_holding)
        await ear.has(*heard)
        assert hub.cursor_of(ear.listener) == 3
        hub.take(1, [said_in_twelve(4)])
        await asyncio.sleep(0.02)
        assert ear.cursors == ([2, 3, 4] if heard else [])

    play(story, judge.decide)


def test_who_loses_it_hears_nothing_from_that_event_on() -> None:
    judge = Judge("conversation:12", "")

    async def story(hub: Hub, journal: MemoryJournal) -> None:
        judge.open.set()
        ear = Ear(hub)
        ear.listener.kinds = ("conversation",)
        await ear.join()
        hub.take(1, [said_in_twelve(1), changes_hands(2, to=4, was="3"), said_in_twelve(3)])
        await ear.has(1)
        await asyncio.sleep(0.02)
        assert ear.cursors == [1]
        assert ear.listener.topics == frozenset()

    play(story, judge.decide)


def test_a_change_during_the_decision_is_decided_again() -> None:
    judge = Judge("", "conversation:12", "")

    async def story(hub: Hub, journal: MemoryJournal) -> None:
        judge.open.set()
        ear = Ear(hub)
        ear.listener.kinds = ("conversation",)
        await ear.join()
        judge.open.clear()
        hub.take(1, [changes_hands(1, to=3)])
        await wait_until(lambda: judge.asked == 2)
        hub.take(1, [said_in_twelve(2), changes_hands(3, to=4, was="3"), said_in_twelve(4)])
        judge.open.set()
        await wait_until(lambda: not ear.listener.is_holding)
        assert (judge.asked, ear.cursors) == (3, [])

    play(story, judge.decide)


def test_a_change_while_it_joins_is_decided_again() -> None:
    judge = Judge("conversation:12", "")

    async def story(hub: Hub, journal: MemoryJournal) -> None:
        first, second = Ear(hub), Ear(hub)
        first.listener.topics = frozenset({"conversation:99"})
        await first.join()
        second.listener.kinds = ("conversation",)
        joining = asyncio.ensure_future(second.join())
        await wait_until(lambda: judge.asked == 1)
        hub.take(1, [changes_hands(1, to=4, was="3"), said_in_twelve(2)])
        judge.open.set()
        await joining
        await wait_until(lambda: not second.listener.is_holding)
        assert (judge.asked, second.cursors) == (2, [])

    play(story, judge.decide)


def test_what_cannot_be_decided_ends_with_resume(caplog: pytest.LogCaptureFixture) -> None:
    async def fail(listener: Listener) -> frozenset[str]:
        raise OSError("the database is away")

    async def story(hub: Hub, journal: MemoryJournal) -> None:
        ear = Ear(hub)
        ear.listener.kinds = ("conversation",)
        await ear.join()
        assert await ear.task == Ending.RESUME
        assert "could not be decided" in caplog.text

    play(story, fail)


def test_who_leaves_during_the_decision_is_forgotten() -> None:
    judge = Judge("conversation:12", "")

    async def story(hub: Hub, journal: MemoryJournal) -> None:
        judge.open.set()
        ear = Ear(hub)
        ear.listener.kinds = ("conversation",)
        await ear.join()
        judge.open.clear()
        hub.take(1, [changes_hands(1, to=4, was="3")])
        await wait_until(lambda: judge.asked == 2)
        hub.leave(ear.listener)
        await asyncio.sleep(0.01)
        assert (hub.feeds, hub.listeners, hub._decisions.under_way) == ({}, set(), {})

    play(story, judge.decide)


def test_too_much_held_is_too_slow_a_reader() -> None:
    judge = Judge("", "conversation:12")

    async def story(hub: Hub, journal: MemoryJournal) -> None:
        judge.open.set()
        ear = Ear(hub, max_frames=10)
        ear.listener.kinds = ("conversation",)
        await ear.join()
        judge.open.clear()
        hub.take(1, [changes_hands(1, to=3), *(said_in_twelve(seq) for seq in range(2, 20))])
        assert await ear.task == Ending.RESUME
        assert ear.cursors == []

    play(story, judge.decide)
