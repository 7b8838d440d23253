"""Who hears an event: whoever listens to one of its topics, once, and nobody else."""

from __future__ import annotations

import asyncio
from typing import Any

import pytest

from handoff.realtime import flight
from handoff.realtime.dialects.dashboard.options import Dashboard
from handoff.realtime.flight import Flight
from handoff.realtime.hub import Hub
from handoff.realtime.listener import Listener
from tests.realtime.listening import Ear, happen, play
from tests.realtime.news import MemoryJournal, event


def test_a_stranger_hears_nothing() -> None:
    async def story(hub: Hub, journal: MemoryJournal) -> None:
        alice, charlie, root = Ear(hub), Ear(hub, company_id=2), Ear(hub, company_id=None)
        assert [await ear.join() for ear in (alice, charlie, root)] == [0, 0, 0]
        hub.take(1, happen(journal, 1, 2))
        await alice.has(1, 2)
        await asyncio.sleep(0.05)
        assert (charlie.cursors, root.cursors) == ([], [])

    play(story)


def test_what_is_for_other_topics_is_not_heard() -> None:
    async def story(hub: Hub, journal: MemoryJournal) -> None:
        ear = Ear(hub)
        await ear.join()
        (secret,) = happen(journal, 1)
        secret.topics = ["conversation:5"]
        hub.take(1, [secret, *happen(journal, 2)])
        await ear.has(2)

    play(story)


def test_encodes_once_for_all_who_asked_for_the_same(monkeypatch: pytest.MonkeyPatch) -> None:
    encoded: list[Any] = []
    encode = flight.encode

    def count(frame: dict[str, Any]) -> str:
        encoded.append(frame)
        return encode(frame)

    monkeypatch.setattr(flight, "encode", count)

    async def story(hub: Hub, journal: MemoryJournal) -> None:
        ears = [Ear(hub) for _ in range(50)]
        others = [Ear(hub, dialect=Dashboard(include=frozenset({"notes"}))) for _ in range(50)]
        for ear in ears + others:
            await ear.join()
        hub.take(1, happen(journal, 1))
        for ear in ears + others:
            await ear.has(1)
        assert len(encoded) == 2

    play(story)


def test_one_event_that_cannot_be_worded_stops_no_other(caplog: pytest.LogCaptureFixture) -> None:
    async def story(hub: Hub, journal: MemoryJournal) -> None:
        ear = Ear(hub)
        await ear.join()
        hub.take(1, [event("stop_changed", {}, seq=1), *happen(journal, 2)])
        await ear.has(2)
        assert "could not be told" in caplog.text

    play(story)


def test_who_listens_to_something_else_is_not_even_asked(monkeypatch: pytest.MonkeyPatch) -> None:
    async def story(hub: Hub, journal: MemoryJournal) -> None:
        ears = [Ear(hub) for _ in range(20)]
        for number, ear in enumerate(ears):
            ear.listener.topics = frozenset({f"conversation:{number % 10}"})
            await ear.join()
        asked: list[Listener] = []
        hear = Listener.hear

        def note(self: Listener, flight: Flight) -> None:
            asked.append(self)
            hear(self, flight)

        monkeypatch.setattr(Listener, "hear", note)
        (one,) = happen(journal, 1)
        one.topics = ["conversation:3", "conversation:3", "nobody:5"]
        hub.take(1, [one])
        assert set(asked) == {ears[3].listener, ears[13].listener}
        assert len(asked) == 2
        await ears[3].has(1)

    play(story)


def test_two_topics_deliver_once() -> None:
    async def story(hub: Hub, journal: MemoryJournal) -> None:
        ear = Ear(hub)
        ear.listener.topics = frozenset({"conversation:3", "agent:3"})
        await ear.join()
        (one,) = happen(journal, 1)
        one.topics = ["agent:3", "conversation:3"]
        hub.take(1, [one, *happen(journal, 2)])
        await ear.has(1)

    play(story)
