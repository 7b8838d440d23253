"""One who listens: a socket's topics, its words, and what it is owed."""

from __future__ import annotations

import asyncio
from collections import deque
from collections.abc import Awaitable, Callable
from dataclasses import dataclass

from handoff.actor import Actor
from handoff.realtime.flight import Dialect, Flight

MAX_FRAMES = 1_000
MAX_BYTES = 4 * 1024 * 1024

RESUME = 4408
"""Close code: we dropped what this socket was owed; come back with `?since=<last cursor>`."""
SIGNED_OUT = 4401
SERVICE_RESTART = 1012


@dataclass(frozen=True, slots=True)
class Closing:
    """Why a socket ends: a WebSocket close code and a word of reason."""

    code: int
    reason: str = ""


class Listener:
    """A bounded queue of text between the hub and one socket.

    `topics` is what the actor may hear; nothing else reaches the queue. `cursor` is the newest
    event it has had; None while it joins: what comes meanwhile is kept until the head is known.
    The queue is bounded in frames and in characters; when it overflows, all is dropped and the
    socket is closed with `RESUME`.
    """

    def __init__(
        self,
        actor: Actor,
        topics: frozenset[str],
        dialect: Dialect,
        *,
        max_frames: int = MAX_FRAMES,
        max_bytes: int = MAX_BYTES,
    ) -> None:
        self.actor = actor
        self.topics = topics
        self.dialect = dialect
        self.cursor: int | None = None
        self.closing: Closing | None = None
        self._early: list[Flight] = []
        self._queue: deque[str] = deque()
        self._bytes = 0
        self._max_frames = max_frames
        self._max_bytes = max_bytes
        self._changed = asyncio.Event()

    def begin(self, head: int) -> None:
        """All up to `head` has been had, or comes by replay; queue what came above it."""
        self.cursor = head
        early, self._early = self._early, []
        for flight in early:
            self.hear(flight)

    def hear(self, flight: Flight) -> None:
        """Queue what this event means here, if it may be heard and has not been had."""
        if self.closing or self.topics.isdisjoint(flight.topics):
            return
        if self.cursor is None:
            self._early.append(flight)
            if len(self._early) > self._max_frames:
                self._overflow()
        elif flight.event.seq > self.cursor:
            self.cursor = flight.event.seq
            for text in flight.texts(self.dialect):
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

    def close(self, code: int, reason: str = "") -> None:
        """End the socket after what is queued."""
        if not self.closing:
            self.closing = Closing(code, reason)
            self._changed.set()

    def _overflow(self) -> None:
        self._queue.clear()
        self._early.clear()
        self.close(RESUME, "resume")

    async def drain(self, send: Callable[[str], Awaitable[None]]) -> Closing:
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
