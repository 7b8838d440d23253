"""What one socket is owed: a bounded queue of texts that one task empties."""

from __future__ import annotations

import asyncio
from collections import deque
from collections.abc import Awaitable, Callable
from enum import StrEnum

MAX_FRAMES = 1_000
MAX_BYTES = 4 * 1024 * 1024
LAST_SECONDS = 10.0
"""How long a client that reads nothing may hold up the end of its own socket."""


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
        self._limit: asyncio.Timeout | None = None

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
        """End the socket after what is queued, within `LAST_SECONDS`."""
        if not self.closing:
            self.closing = why
            self._changed.set()
            self._end_soon()

    def overflow(self) -> None:
        """Drop all, and end the socket."""
        self._queue.clear()
        self.close(Ending.RESUME)

    async def drain(self, send: Callable[[str], Awaitable[None]]) -> Ending:
        """Send what is queued, in order, until the socket ends. Raises what `send` raises, and
        `TimeoutError` where it waits for a client that reads nothing when the socket must end."""
        try:
            async with asyncio.timeout(None) as self._limit:
                self._end_soon()
                return await self._send_all(send)
        finally:
            self._limit = None

    def _end_soon(self) -> None:
        if self.closing and self._limit is not None:
            self._limit.reschedule(asyncio.get_running_loop().time() + LAST_SECONDS)

    async def _send_all(self, send: Callable[[str], Awaitable[None]]) -> Ending:
        while True:
            while self._queue:
                text = self._queue.popleft()
                self._bytes -= len(text)
                await send(text)
            if self.closing:
                return self.closing
            self._changed.clear()
            await self._changed.wait()
