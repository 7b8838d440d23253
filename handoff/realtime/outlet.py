"""What one socket is owed: a bounded queue of texts that one task empties."""

from __future__ import annotations

import asyncio
from collections import deque
from collections.abc import Awaitable, Callable
from enum import StrEnum

MAX_FRAMES = 1_000
MAX_BYTES = 4 * 1024 * 1024


class Ending(StrEnum):
    """Why a socket ends; each gateway says it in the codes of its protocol."""

    RESUME = "resume"
    """We dropped what this socket was owed: come back with the last cursor."""
    SIGNED_OUT = "signed out"
    RESTART = "restart"
    FAULT = "fault"
    UNANSWERED = "unanswered"
    """The client answers no ping."""


class Outlet:
    """Bounded in frames and in characters; when it overflows, all is dropped and the socket ends
    with `RESUME`. Several listeners may share one."""

    def __init__(self, *, max_frames: int = MAX_FRAMES, max_bytes: int = MAX_BYTES) -> None:
        self.closing: Ending | None = None
        self.max_frames = max_frames
        self._max_bytes = max_bytes
        self._queue: deque[str] = deque()
        self._bytes = 0
        self._changed = asyncio.Event()

    def __len__(self) -> int:
        """How many texts wait."""
        return len(self._queue)

    def put(self, text: str) -> None:
        """Queue one text. Does nothing once the socket is closing."""
        if self.closing:
            return
        self._queue.append(text)
        self._bytes += len(text)
        if len(self._queue) > self.max_frames or self._bytes > self._max_bytes:
            self.overflow()
        self._changed.set()

    def close(self, why: Ending) -> None:
        """End the socket after what is queued."""
        if not self.closing:
            self.closing = why
            self._changed.set()

    def overflow(self) -> None:
        """Drop all, and end the socket."""
        self._queue.clear()
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
