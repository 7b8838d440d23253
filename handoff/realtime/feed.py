"""The news of one company, handed in order to those in this process who listen."""

from __future__ import annotations

import asyncio
import logging
from collections import defaultdict
from collections.abc import Callable, Iterable

from handoff.news.models import Event
from handoff.realtime.flight import Breath, Flight
from handoff.realtime.journal import Journal
from handoff.realtime.listener import Listener

log = logging.getLogger(__name__)

PATIENCE_SECONDS = 0.01
"""Hints of two threads often come the wrong way round: wait this long before reading the table."""

MAX_AHEAD = 1_000


class Feed:
    """Delivers event `sent + 1`, drops what is lower, and on a gap reads the table.

    `sent` is the newest number delivered, and `began` the head where that began; None until a head
    is known. `known` is the newest number we have heard of. So hints may be lost, doubled or out of
    order. Listeners are found by topic: who listens to something else costs nothing.
    """

    def __init__(
        self, company_id: int, journal: Journal, on_event: Callable[[Event], None]
    ) -> None:
        self.company_id = company_id
        self.listeners: set[Listener] = set()
        self.sent: int | None = None
        self.began: int | None = None
        self._known = 0
        self._ahead: dict[int, Event] = {}
        self._journal = journal
        self._on_event = on_event
        self._reading: asyncio.Task[None] | None = None
        self._by_topic: defaultdict[str, set[Listener]] = defaultdict(set)
        self._holding: set[Listener] = set()

    def add(self, listener: Listener) -> None:
        """Let it hear what comes from now on."""
        self.listeners.add(listener)
        for topic in listener.topics:
            self._by_topic[topic].add(listener)
        self.note_holding(listener)

    def remove(self, listener: Listener) -> None:
        self.listeners.discard(listener)
        self._holding.discard(listener)
        for topic in listener.topics:
            self._by_topic[topic].discard(listener)
            if not self._by_topic[topic]:
                del self._by_topic[topic]

    def retopic(self, listener: Listener, topics: frozenset[str]) -> None:
        """It may hear these from now on, and nothing else."""
        self.remove(listener)
        listener.topics = topics
        self.add(listener)

    def note_holding(self, listener: Listener) -> None:
        """Who holds what comes is given all of it: its topics are not certain."""
        if listener.is_holding and listener.kinds:
            self._holding.add(listener)
        else:
            self._holding.discard(listener)

    def begin(self, head: int) -> None:
        """The table's newest number is `head`: start there, or catch up to it if begun."""
        if self.sent is None:
            self.sent = self.began = head
        self.expect(head)

    def offer(self, events: Iterable[Event]) -> None:
        """Take a hint: some events of this company, in any order, perhaps known already."""
        for event in events:
            if self.sent is None or event.seq > self.sent:
                self._ahead[event.seq] = event
                self._known = max(self._known, event.seq)
        if len(self._ahead) > MAX_AHEAD:
            self._ahead.clear()
        self._advance()

    def expect(self, seq: int) -> None:
        """Take a hint without content: all up to `seq` has happened."""
        self._known = max(self._known, seq)
        self._advance()

    def whisper(self, breath: Breath) -> None:
        """Tell those who listen at this moment; nothing is kept for anybody."""
        for listener in set().union(*(self._by_topic.get(topic, ()) for topic in breath.topics)):
            try:
                listener.overhear(breath)
            except Exception:  # one that cannot be worded must not stop the others
                log.exception("A whisper could not be told")

    def end(self) -> None:
        if self._reading is not None:
            self._reading.cancel()

    def _advance(self) -> None:
        if self.sent is None:
            return
        while (event := self._ahead.pop(self.sent + 1, None)) is not None:
            self._deliver(event)
        if self._known > self.sent and self._reading is None:
            self._reading = asyncio.get_running_loop().create_task(self._catch_up())

    def _deliver(self, event: Event) -> None:
        self.sent = event.seq
        flight = Flight(event)
        hearers = self._holding.union(*(self._by_topic.get(topic, ()) for topic in flight.topics))
        for listener in hearers:
            try:
                listener.hear(flight)
            except Exception:  # one event that cannot be worded must not stop the others
                log.exception("Event %s could not be told", event)
        self._on_event(event)

    async def _catch_up(self) -> None:
        try:
            await asyncio.sleep(PATIENCE_SECONDS)
            while self.sent is not None and self._known > self.sent:
                await self._read_page(self.sent)
                await asyncio.sleep(0)  # let the sockets have it before the next page
        except Exception:  # the hub asks again every second
            log.exception("News of company %s could not be read", self.company_id)
        finally:
            self._reading = None

    async def _read_page(self, after: int) -> None:
        known = self._known
        events = await self._journal.page(self.company_id, after)
        assert self.sent is not None
        if not events:
            # Announced, but not there: cleared from the log, or a hint that was wrong.
            log.warning("News %s to %s of company %s is gone", after + 1, known, self.company_id)
            self._known = max(
                self.sent, (await self._journal.heads([self.company_id]))[self.company_id]
            )
            self.sent = self._known
        for event in events:
            if event.seq > self.sent:
                self._deliver(event)
        for seq in [seq for seq in self._ahead if seq <= self.sent]:
            del self._ahead[seq]
        self._advance()
