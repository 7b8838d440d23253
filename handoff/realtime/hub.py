"""The hub: hands committed news to the sockets of this process. One per process.

A publish after commit is only a hint. Every second the hub reads the newest numbers of the
companies it serves, in one query; so a process that died before it published, or a dead Redis,
costs a delay of a second and nothing else (docs/architecture.md, "News").
"""

from __future__ import annotations

import asyncio
import contextlib
import logging
from collections.abc import (
    AsyncIterator,
    Awaitable,
    Callable,
    Collection,
    Coroutine,
    Mapping,
    Sequence,
)
from typing import Any

from handoff.accounts.presence import pause_seconds
from handoff.errors import Unprocessable
from handoff.news.models import Event
from handoff.news.whispers import Whisper
from handoff.realtime import hearing, standing
from handoff.realtime.deciding import Decide, Decisions
from handoff.realtime.feed import Feed
from handoff.realtime.flight import Breath, Flight
from handoff.realtime.journal import Journal, TableJournal
from handoff.realtime.listener import Ending, Listener
from handoff.realtime.relay import Relay

log = logging.getLogger(__name__)

POLL_SECONDS = 1.0
STANDING_SECONDS = 2.0
MAX_REPLAY = 10_000
MAX_ASKED = 200


See = Callable[[Collection[Listener]], Awaitable[None]]
"""Notes that those who listen are there (`attendance`)."""


class TooOld(Exception):
    """What a client missed cannot be replayed: it has to load everything anew."""


class Hub:
    """Feeds, those who listen to them, and the tasks that keep them honest.

    Belongs to one event loop. Only `hint` and `whisper` may be called from other threads.
    """

    def __init__(
        self,
        journal: Journal | None = None,
        relay: Relay | None = None,
        decide: Decide = hearing.topics_of,
        see: See | None = None,
    ) -> None:
        self.feeds: dict[int, Feed] = {}
        self.listeners: set[Listener] = set()
        self.loop = asyncio.get_running_loop()
        self._journal = journal or TableJournal()
        self._relay = relay
        self._tasks: list[asyncio.Task[None]] = []
        self._poll_now = asyncio.Event()
        self._see = see
        self._see_now = asyncio.Event()
        self._decisions = Decisions(decide, self._feed_with)

    def start(self) -> None:
        """Begin to poll, and to listen to other processes. Doing it twice does nothing."""
        if not self._tasks:
            self._run(self._every(POLL_SECONDS, self._poll_now, self._poll))
            self._run(self._every(STANDING_SECONDS, asyncio.Event(), self._end_lapsed))
            if self._see is not None:
                self._run(self._every(pause_seconds(), self._see_now, self._note_seen))
            if self._relay is not None:
                self._run(self._relay.run(self))

    async def stop(self) -> None:
        """End every socket, and all tasks."""
        for listener in list(self.listeners):
            listener.close(Ending.RESTART)
        tasks = [*self._tasks, *self._decisions.under_way.values()]
        for task in tasks:
            task.cancel()
        await asyncio.gather(*tasks, return_exceptions=True)
        self._tasks.clear()
        for feed in self.feeds.values():
            feed.end()

    async def join(self, listener: Listener) -> int:
        """Subscribe, then read the head and return it: live news follows above it.

        What may be heard is decided after the head was read: what changes it later is told above
        the head, and decided again.

        An actor without a company (a superuser) hears no news and gets 0; what it asks is
        answered, and its socket ends like any other. Raises what the database raises, then
        nobody has joined.
        """
        self.listeners.add(listener)
        company_id = listener.actor.company_id
        if company_id is None:
            listener.begin(0)
            return 0
        try:
            feed = self._feed_of(company_id)
            feed.add(listener)
            head = (await self._journal.heads([company_id]))[company_id]
            await self._decide_for(listener)
            if feed.began is not None and feed.began > head:
                # Another, who joined meanwhile, read a newer one: nothing below it is delivered.
                head = feed.began
                await self._decide_for(listener)
        except BaseException:
            self.leave(listener)
            raise
        listener.begin(head)
        feed.note_holding(listener)
        feed.begin(head)
        self._see_now.set()
        return head

    async def _decide_for(self, listener: Listener) -> None:
        if listener.kinds:
            await self.retopic(listener)

    def retopic(self, listener: Listener) -> asyncio.Future[None]:
        """Decide again what it may hear; until then it holds what comes. Awaited: it is decided."""
        return self._decisions.ask(listener)

    async def ask(self, listener: Listener, topic: str) -> bool:
        """Let it hear one more topic for as long as it may; False where it may not now.

        Raises `Unprocessable` past 200.
        """
        if len(listener.asked) >= MAX_ASKED and topic not in listener.asked:
            raise Unprocessable(f"One connection listens to at most {MAX_ASKED} conversations")
        listener.asked.add(topic)
        await self.retopic(listener)
        if topic not in listener.topics:
            listener.asked.discard(topic)
        return topic in listener.topics

    def _feed_with(self, listener: Listener) -> Feed | None:
        feed = self.feeds.get(listener.actor.company_id or 0)
        return feed if feed is not None and listener in feed.listeners else None

    def leave(self, listener: Listener) -> None:
        """Forget a listener, and its company's feed with the last of them."""
        self.listeners.discard(listener)
        self._decisions.forget(listener)
        feed = self._feed_with(listener)
        if feed is None:
            return
        feed.remove(listener)
        if not feed.listeners:
            feed.end()
            del self.feeds[feed.company_id]
            if self._relay is not None:
                self._relay.unfollow(feed.company_id)

    async def replay(self, listener: Listener, since: int, head: int) -> AsyncIterator[str]:
        """What the listener may hear now of the events above `since`, up to `head`, in order.

        Raises `TooOld` where that cannot be told without a gap.
        """
        if not head - MAX_REPLAY <= since <= head:
            raise TooOld
        company_id = listener.actor.company_id
        seq = since
        while company_id is not None and seq < head:
            events = await self._journal.page(company_id, seq)
            if not events or events[0].seq != seq + 1:
                raise TooOld
            for event in events:
                seq = event.seq
                flight = Flight(event)
                if seq <= head and not listener.topics.isdisjoint(flight.topics):
                    for text in flight.texts(listener.dialect):
                        yield text

    def cursor_of(self, listener: Listener) -> int:
        """The newest event that has been queued for this listener, or passed over."""
        if listener.passed is not None:
            return listener.passed
        company_id = listener.actor.company_id
        feed = self.feeds.get(company_id) if company_id is not None else None
        sent = feed.sent if feed is not None and feed.sent is not None else 0
        return max(sent, listener.cursor or 0)

    def hint(self, events: Sequence[Event]) -> None:
        """Take committed events of one company from any thread. It is lost if the loop is gone."""
        with contextlib.suppress(RuntimeError):
            self.loop.call_soon_threadsafe(self.take, events[0].company_id, events)

    def whisper(self, whisper: Whisper) -> None:
        """Take a whisper from any thread."""
        with contextlib.suppress(RuntimeError):
            self.loop.call_soon_threadsafe(self.pass_on, whisper)

    def pass_on(self, whisper: Whisper) -> None:
        """Tell the sockets that are open here, at once."""
        feed = self.feeds.get(whisper.company_id)
        if feed is not None and feed.sent is not None:
            feed.whisper(Breath(whisper, feed.sent))

    def take(self, company_id: int, events: Sequence[Event] = (), seq: int = 0) -> None:
        """Take a hint: some events of one company, or only that all up to `seq` has happened."""
        feed = self.feeds.get(company_id)
        if feed is not None:
            feed.offer(events)
            feed.expect(seq)

    def listen(self, group: str, hear: Callable[[Mapping[str, Any]], None]) -> None:
        """Hear what a gateway of other processes says in this group, if there are any."""
        if self._relay is not None:
            self._relay.listen(group, hear)

    def poll_soon(self) -> None:
        """Read the newest numbers now, not in a second."""
        self._poll_now.set()

    def _feed_of(self, company_id: int) -> Feed:
        feed = self.feeds.get(company_id)
        if feed is None:
            feed = self.feeds[company_id] = Feed(company_id, self._journal, self._note)
            if self._relay is not None:
                self._relay.follow(company_id)
        return feed

    def _note(self, event: Event) -> None:
        """After an event was told: who ends with it, and who may hear more or less after it."""
        listeners = self.feeds[event.company_id].listeners
        if standing.is_ending(event):
            for listener in listeners:
                if standing.ends(event, listener.actor):
                    listener.close(Ending.SIGNED_OUT)
        hearing.forget_ended(event, listeners)
        if hearing.is_change(event):
            for listener in [one for one in listeners if hearing.concerns(event, one)]:
                self.retopic(listener)

    async def _poll(self) -> None:
        if self.feeds:
            heads = await self._journal.heads(list(self.feeds))
            for company_id, head in heads.items():
                self.take(company_id, seq=head)

    async def _end_lapsed(self) -> None:
        for listener in await standing.lapsed(self.listeners):
            listener.close(Ending.SIGNED_OUT)

    async def _note_seen(self) -> None:
        if self._see is not None:
            await self._see(self.listeners)

    async def _every(
        self, seconds: float, now: asyncio.Event, do: Callable[[], Coroutine[Any, Any, None]]
    ) -> None:
        while True:
            with contextlib.suppress(TimeoutError):
                await asyncio.wait_for(now.wait(), seconds)
            now.clear()
            try:
                await do()
            except Exception:
                log.exception("The hub could not read; it tries again")

    def _run(self, work: Coroutine[Any, Any, None]) -> None:
        self._tasks.append(self.loop.create_task(work))
