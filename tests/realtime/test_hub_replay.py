"""Who comes back is told what was missed, or that it is too long ago."""

from __future__ import annotations

import asyncio

import pytest

from handoff.realtime import hub
from handoff.realtime.hub import Hub, TooOld
from tests.realtime.listening import Ear, happen, play
from tests.realtime.news import MemoryJournal


def test_replays_what_was_missed_once_and_in_order() -> None:
    async def story(hub: Hub, journal: MemoryJournal) -> None:
        happen(journal, *range(1, 1200))
        journal.events[600].topics = ["conversation:5"]
        ear = Ear(hub)
        head = await hub.join(ear.listener)
        hub.take(1, happen(journal, 1200))
        async for text in hub.replay(ear.listener, 100, head):
            await ear.receive(text)
        ear.task = asyncio.ensure_future(ear.listener.drain(ear.receive))
        await ear.has(*[seq for seq in range(101, 1201) if seq != 601])

    play(story)


def test_refuses_to_replay_more_than_its_limit(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(hub, "MAX_REPLAY", 5)

    async def story(hub: Hub, journal: MemoryJournal) -> None:
        happen(journal, *range(1, 13))
        ear = Ear(hub)
        head = await hub.join(ear.listener)
        with pytest.raises(TooOld):
            await anext(hub.replay(ear.listener, head - 6, head))
        assert await anext(hub.replay(ear.listener, head - 5, head))

    play(story)


@pytest.mark.parametrize("since", [0, 13, 50_000])
def test_refuses_to_replay_what_is_not_there(since: int) -> None:
    async def story(hub: Hub, journal: MemoryJournal) -> None:
        happen(journal, 12)
        ear = Ear(hub)
        head = await hub.join(ear.listener)
        with pytest.raises(TooOld):
            await anext(hub.replay(ear.listener, since, head))

    play(story)
