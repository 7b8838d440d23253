"""The hub delivers each event once and in order, whatever becomes of the hints."""

from __future__ import annotations

import asyncio
from collections.abc import Awaitable, Callable
from typing import Any

import orjson
import pytest

from handoff import topics
from handoff.news.models import Event
from handoff.realtime import feed as feeds
from handoff.realtime import flight, hub, journal, outlet
from handoff.realtime.deciding import Decide
from handoff.realtime.dialects.dashboard.options import Dashboard
from handoff.realtime.flight import Flight
from handoff.realtime.hub import Hub, TooOld
from handoff.realtime.listener import Ending, Listener
from tests.realtime.news import MESSENGER, MemoryJournal, agent, event, stop_changed


class Ear:
    """A listener and the cursors it was sent."""

    def __init__(self, hub: Hub, *, company_id: int | None = 1, **options: Any) -> None:
        heard = [] if company_id is None else [topics.team(company_id)]
        dialect = options.pop("dialect", Dashboard())
        self.listener = Listener(agent(company_id=company_id), frozenset(heard), dialect, **options)
        self.hub = hub
        self.cursors: list[int] = []

    async def join(self) -> int:
        head = await self.hub.join(self.listener)
        self.task = asyncio.ensure_future(self.listener.drain(self.receive))
        return head

    async def receive(self, text: str) -> None:
        self.cursors.append(orjson.loads(text)["cursor"])

    async def has(self, *cursors: int) -> None:
        await wait_until(lambda: len(self.cursors) >= len(cursors))
        assert self.cursors == list(cursors)


async def wait_until(condition: Callable[[], bool]) -> None:
    async with asyncio.timeout(3):
        while not condition():  # noqa: ASYNC110  (the condition is what we test)
            await asyncio.sleep(0.002)


Story = Callable[[Hub, MemoryJournal], Awaitable[None]]


def play(story: Story, decide: Decide | None = None) -> None:
    async def tell() -> None:
        journal = MemoryJournal()
        hub = Hub(journal, decide=decide) if decide else Hub(journal)
        await story(hub, journal)
        for listener in list(hub.listeners):
            hub.leave(listener)
        await hub.stop()
        others = asyncio.all_tasks() - {asyncio.current_task()}
        for task in others:
            task.cancel()

    asyncio.run(tell())


def happen(journal: MemoryJournal, *seqs: int, company_id: int = 1) -> list[Event]:
    events = [stop_changed(seq, company_id=company_id) for seq in seqs]
    journal.add(*events)
    return events


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
