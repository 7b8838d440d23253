"""The hub delivers each event once and in order, whatever becomes of the hints."""

from __future__ import annotations

import asyncio

import orjson
import pytest

from handoff.news.models import Event
from handoff.realtime import feed as feeds
from handoff.realtime import hub, journal
from handoff.realtime.hub import Hub
from tests.realtime.listening import Ear, happen, play, wait_until
from tests.realtime.news import MemoryJournal


def test_delivers_above_the_head_at_joining() -> None:
    async def story(hub: Hub, journal: MemoryJournal) -> None:
        happen(journal, 1, 2)
        ear = Ear(hub)
        assert await ear.join() == 2
        hub.take(1, happen(journal, 3))
        await ear.has(3)
        assert journal.pages_read == 0

    play(story)


def test_keeps_what_comes_while_joining(monkeypatch: pytest.MonkeyPatch) -> None:
    async def story(hub: Hub, journal: MemoryJournal) -> None:
        first = Ear(hub)
        await first.join()
        old_heads = journal.heads

        async def slow_heads(company_ids: list[int]) -> dict[int, int]:
            hub.take(1, happen(journal, 1))
            heads = await old_heads(company_ids)
            hub.take(1, happen(journal, 2, 3))
            return heads

        monkeypatch.setattr(journal, "heads", slow_heads)
        second = Ear(hub)
        assert await second.join() == 1
        await second.has(2, 3)
        await first.has(1, 2, 3)

    play(story)


def test_of_two_who_join_at_once_the_one_who_read_an_older_head_misses_nothing(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    async def story(hub: Hub, journal: MemoryJournal) -> None:
        old_heads = journal.heads
        may_go_on = asyncio.Event()

        async def late_heads(company_ids: list[int]) -> dict[int, int]:
            heads = await old_heads(company_ids)
            await may_go_on.wait()
            return heads

        happen(journal, 1, 2)
        slow, quick = Ear(hub), Ear(hub)
        monkeypatch.setattr(journal, "heads", late_heads)
        joining = asyncio.ensure_future(slow.join())
        await asyncio.sleep(0)
        monkeypatch.setattr(journal, "heads", old_heads)
        happen(journal, 3)
        assert await quick.join() == 3
        may_go_on.set()
        head = await joining
        hub.take(1, happen(journal, 4))
        await slow.has(4)
        replayed = [
            orjson.loads(text)["cursor"] async for text in hub.replay(slow.listener, 1, head)
        ]
        assert [*replayed, *slow.cursors] == [2, 3, 4]

    play(story)


def test_drops_doubles() -> None:
    async def story(hub: Hub, journal: MemoryJournal) -> None:
        ear = Ear(hub)
        await ear.join()
        one, two = happen(journal, 1, 2)
        for hints in ([one], [one, two], [two], [one]):
            hub.take(1, hints)
        await ear.has(1, 2)
        await asyncio.sleep(0.05)
        assert ear.cursors == [1, 2]
        assert hub.feeds[1]._ahead == {}

    play(story)


def test_hints_that_overtake_a_reading_are_not_told_again(monkeypatch: pytest.MonkeyPatch) -> None:
    async def story(hub: Hub, journal: MemoryJournal) -> None:
        told: list[int] = []
        ear = Ear(hub)
        monkeypatch.setattr(ear.listener, "hear", lambda flight: told.append(flight.event.seq))
        await ear.join()
        events = happen(journal, 1, 2, 3)
        page = journal.page

        async def slow_page(company_id: int, after: int) -> list[Event]:
            rows = await page(company_id, after)
            hub.take(1, events)
            return rows

        monkeypatch.setattr(journal, "page", slow_page)
        hub.take(1, seq=3)
        await wait_until(lambda: journal.pages_read == 1 and len(told) >= 3)
        await asyncio.sleep(0.02)
        assert told == [1, 2, 3]

    play(story)


def test_puts_hints_in_order_without_reading() -> None:
    async def story(hub: Hub, journal: MemoryJournal) -> None:
        ear = Ear(hub)
        await ear.join()
        one, two, three = happen(journal, 1, 2, 3)
        hub.take(1, [three])
        hub.take(1, [two])
        await asyncio.sleep(0)
        assert ear.cursors == []
        hub.take(1, [one])
        await ear.has(1, 2, 3)
        await asyncio.sleep(feeds.PATIENCE_SECONDS * 2)
        assert journal.pages_read == 0

    play(story)


def test_reads_a_gap_from_the_table_page_by_page(monkeypatch: pytest.MonkeyPatch) -> None:
    async def story(hub: Hub, memory: MemoryJournal) -> None:
        ear = Ear(hub)
        await ear.join()
        happen(memory, *range(1, journal.PAGE * 2 + 1))
        hub.take(1, happen(memory, journal.PAGE * 2 + 1))
        await ear.has(*range(1, journal.PAGE * 2 + 2))
        assert memory.pages_read == 2

    play(story)


def test_reads_what_was_only_announced() -> None:
    async def story(hub: Hub, journal: MemoryJournal) -> None:
        ear = Ear(hub)
        await ear.join()
        happen(journal, 1, 2)
        hub.take(1, seq=2)
        await ear.has(1, 2)

    play(story)


def test_finds_lost_hints_by_polling_in_one_query(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(hub, "POLL_SECONDS", 0.02)

    async def story(hub: Hub, journal: MemoryJournal) -> None:
        hotel, globex = Ear(hub), Ear(hub, company_id=2)
        await hotel.join()
        await globex.join()
        happen(journal, 1, 2)
        happen(journal, 1, company_id=2)
        await hub._poll()
        assert journal.heads_read == 3
        await hotel.has(1, 2)
        await globex.has(1)
        hub.start()
        happen(journal, 3)
        await hotel.has(1, 2, 3)

    play(story)


def test_goes_on_after_a_reading_fault(
    monkeypatch: pytest.MonkeyPatch, caplog: pytest.LogCaptureFixture
) -> None:
    monkeypatch.setattr(hub, "POLL_SECONDS", 0.02)

    async def story(hub: Hub, journal: MemoryJournal) -> None:
        ear = Ear(hub)
        await ear.join()
        hub.start()
        page = journal.page

        async def fail(company_id: int, after: int) -> list[Event]:
            raise OSError("the database is away")

        monkeypatch.setattr(journal, "page", fail)
        happen(journal, 1)
        await wait_until(lambda: "could not be read" in caplog.text)
        monkeypatch.setattr(journal, "page", page)
        await ear.has(1)

    play(story)


def test_passes_over_what_is_gone_from_the_log() -> None:
    async def story(hub: Hub, journal: MemoryJournal) -> None:
        happen(journal, 1)
        ear = Ear(hub)
        await ear.join()
        hub.take(1, seq=9)
        await wait_until(lambda: journal.pages_read == 1)
        hub.take(1, happen(journal, 2))
        await ear.has(2)

    play(story)
