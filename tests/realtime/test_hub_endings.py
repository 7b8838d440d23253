"""How listening ends: too slow, gone, signed out, stopped; and what is left behind."""

from __future__ import annotations

import asyncio

import pytest

from handoff.realtime import outlet
from handoff.realtime.hub import Hub
from handoff.realtime.listener import Ending
from tests.realtime.listening import Ear, happen, play
from tests.realtime.news import MemoryJournal, agent, event


def test_a_slow_reader_is_closed_and_told_to_resume() -> None:
    async def story(hub: Hub, journal: MemoryJournal) -> None:
        slow, quick = Ear(hub, max_frames=10), Ear(hub)
        await hub.join(slow.listener)  # and never drains
        await quick.join()
        hub.take(1, happen(journal, *range(1, 12)))
        assert slow.listener.closing == Ending.RESUME
        assert await slow.listener.drain(slow.receive) == Ending.RESUME
        assert slow.cursors == []
        await quick.has(*range(1, 12))

    play(story)


def test_who_reads_nothing_at_all_does_not_hold_up_the_end(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setattr(outlet, "LAST_SECONDS", 0.01)

    async def stuck(text: str) -> None:
        await asyncio.Event().wait()

    async def tell() -> None:
        owed = outlet.Outlet(max_frames=1)
        owed.put("first")
        task = asyncio.ensure_future(owed.drain(stuck))
        await asyncio.sleep(0)  # it waits for its reader now
        for text in ("second", "third"):
            owed.put(text)
        assert owed.closing == Ending.RESUME
        with pytest.raises(TimeoutError):
            await asyncio.wait_for(task, 3)
        assert task.done()

    asyncio.run(tell())


def test_a_reader_of_much_text_is_closed_too() -> None:
    async def story(hub: Hub, journal: MemoryJournal) -> None:
        ear = Ear(hub, max_bytes=1000)
        await hub.join(ear.listener)
        ear.listener.put("x" * 900)
        assert ear.listener.closing is None
        ear.listener.put("x" * 101)
        assert ear.listener.closing == Ending.RESUME

    play(story)


def test_the_last_to_leave_takes_the_feed_along() -> None:
    async def story(hub: Hub, journal: MemoryJournal) -> None:
        first, second = Ear(hub), Ear(hub)
        await first.join()
        await second.join()
        hub.leave(first.listener)
        assert list(hub.feeds) == [1]
        hub.leave(second.listener)
        hub.leave(second.listener)
        assert (hub.feeds, hub.listeners) == ({}, set())
        hub.take(1, happen(journal, 1))

    play(story)


def test_a_failed_joining_leaves_nothing_behind(monkeypatch: pytest.MonkeyPatch) -> None:
    async def story(hub: Hub, journal: MemoryJournal) -> None:
        async def fail(company_ids: list[int]) -> dict[int, int]:
            raise OSError("the database is away")

        monkeypatch.setattr(journal, "heads", fail)
        with pytest.raises(OSError, match="away"):
            await Ear(hub).join()
        assert (hub.feeds, hub.listeners) == ({}, set())

    play(story)


def test_the_news_that_a_user_is_out_closes_only_his_sockets() -> None:
    async def story(hub: Hub, journal: MemoryJournal) -> None:
        alice, bob = Ear(hub), Ear(hub)
        bob.listener.actor = agent(user_id=4)
        await alice.join()
        await bob.join()
        out = event("user_deactivated", {"user_id": 3, "company_id": 1}, seq=1)
        hub.take(1, [out])
        assert await alice.task == Ending.SIGNED_OUT
        assert bob.listener.closing is None

    play(story)


def test_stopping_ends_every_socket_with_restart() -> None:
    async def story(hub: Hub, journal: MemoryJournal) -> None:
        ear = Ear(hub)
        await ear.join()
        await hub.stop()
        assert await ear.task == Ending.RESTART

    play(story)
