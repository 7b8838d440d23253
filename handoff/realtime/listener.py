"""One who listens: a socket's topics, its words, and what it is owed."""

from __future__ import annotations

import asyncio
from collections import deque
from collections.abc import Awaitable, Callable
from enum import StrEnum

from handoff.actor import Actor
from handoff.realtime.flight import Breath, Dialect, Flight

MAX_FRAMES = 1_000
MAX_BYTES = 4 * 1024 * 1024
MOST_BEFORE_A_WHISPER = 50


class Ending(StrEnum):
    """Why a socket ends; each gateway says it in the codes of its protocol."""

    RESUME = "resume"
    """We dropped what this socket was owed: come back with the last cursor."""
    SIGNED_OUT = "signed out"
    RESTART = "restart"
    FAULT = "fault"


class Listener:
    """A bounded queue of text between the hub and one socket.

    `topics` is what the actor may hear; nothing else reaches the queue. Where `kinds` names kinds
    of topics, the hub decides `topics` when it joins, and again when they change: all the actor's
    `own` ones of these kinds, and those in `asked` that he may hear. Meanwhile, as while joining,
    it holds what comes. `cursor` is the newest event it has had, None while it joins. The queue is
    bounded in frames and in characters; when it overflows, all is dropped and the socket ends with
    `RESUME`.
    """

    def __init__(
        self,
        actor: Actor,
        topics: frozenset[str],
        dialect: Dialect,
        *,
        kinds: tuple[str, ...] = (),
        max_frames: int = MAX_FRAMES,
        max_bytes: int = MAX_BYTES,
    ) -> None:
        self.actor = actor
        self.topics = topics
        self.dialect = dialect
        self.kinds = kinds
        self.asked: set[str] = set()
        self.cursor: int | None = None
        self.closing: Ending | None = None
        self._holds = 1
        self._held: list[Flight] = []
        self._queue: deque[str] = deque()
        self._bytes = 0
        self._max_frames = max_frames
        self._max_bytes = max_bytes
        self._changed = asyncio.Event()

    @property
    def is_holding(self) -> bool:
        """Whether it keeps what comes until it is known what may be heard."""
        return self._holds > 0

    @property
    def passed(self) -> int | None:
        """Where something is held: the number before it. What is newer has not been had."""
        return self._held[0].event.seq - 1 if self._held else None

    def begin(self, head: int) -> None:
        """All up to `head` has been had, or comes by replay; queue what came above it."""
        self.cursor = head
        self.release()

    def hold(self) -> None:
        """Keep what comes, until as many `release` as `hold`."""
        self._holds += 1

    def release(self) -> None:
        """What may be heard is known: hear what was kept."""
        self._holds -= 1
        if not self._holds:
            held, self._held = self._held, []
            for flight in held:
                self.hear(flight)

    def hear(self, flight: Flight) -> None:
        """Queue what this event means here, if it may be heard and has not been had."""
        if self.closing:
            return
        may_hear = not self.topics.isdisjoint(flight.topics)
        if self._holds:
            if may_hear or self.kinds:
                self._held.append(flight)
                if len(self._held) > self._max_frames:
                    self._overflow()
        elif may_hear and (self.cursor is None or flight.event.seq > self.cursor):
            self.cursor = flight.event.seq
            for text in flight.texts(self.dialect):
                self.put(text)

    def overhear(self, breath: Breath) -> None:
        """Queue a whisper, if it may be heard and the way is free.

        Dropped while it is not certain what may be heard, and for readers who are behind.
        """
        if self.closing or self._holds or len(self._queue) >= MOST_BEFORE_A_WHISPER:
            return
        is_own = self.actor.identity == breath.whisper.not_to
        if not is_own and not self.topics.isdisjoint(breath.topics):
            for text in breath.texts(self.dialect):
                self.put(text)

    def put(self, text: str) -> None:
        """Queue one text. Does nothing once the socket is closing."""
        if self.closing:
            return
        self._queue.append(text)
        self._bytes += len(text)
        if len(self._queue) > self._max_frames or self._bytes > self._max_bytes:
            self._overflow()
        self._changed.set()

    def close(self, why: Ending) -> None:
        """End the socket after what is queued."""
        if not self.closing:
            self.closing = why
            self._changed.set()

    def _overflow(self) -> None:
        self._queue.clear()
        self._held.clear()
        self.close(Ending.RESUME)

    async def drain(self, send: Callable[[str], Awaitable[None]]) -> Ending:
        """Send what is queued, in order, until the socket ends. Raises what `send` raises."""
        while True:
            while self._queue:
                text = self._queue.popleft()
                self._bytes -= len(text)
                await send(text)
            if self.closing:
                return self.closing
            self._changed.clear()
            await self._changed.wait()
