"""What a gateway sends that lets a client resume: where it stands, what it missed, live news, and
heartbeats with the newest cursor (contract README, "Resuming and repeating").

Protocols differ in how they word it and in how they send and close; the order is the same in all.
"""

from __future__ import annotations

import asyncio
import contextlib
import logging
from collections.abc import Awaitable, Callable
from dataclasses import dataclass

from handoff.realtime.hub import Hub, TooOld
from handoff.realtime.listener import Ending, Listener

log = logging.getLogger(__name__)

HEARTBEAT_SECONDS = 25.0
PATIENCE_SECONDS = 10.0
LONGEST_CURSOR = 18
NO_CURSOR = 2**63  # above every head, so that nothing can be replayed from it

Words = Callable[[str, int], str]
"""The text of `connected`, `resync` or `heartbeat` with this cursor."""


@dataclass(frozen=True, slots=True)
class Since:
    """Where a client wants to go on: None where it is new. `is_odd`: it was no cursor, so what was
    missed is not known, and the client has to load everything anew."""

    cursor: int | None = None
    is_odd: bool = False

    @classmethod
    def read(cls, text: str) -> Since:
        """Empty for a client that is new."""
        if not text:
            return cls()
        if text.isascii() and text.isdigit():
            return cls(int(text) if len(text) <= LONGEST_CURSOR else NO_CURSOR)
        return cls(NO_CURSOR, is_odd=True)


class Resuming:
    """Writes to one client, from when its listener has joined the hub until it has gone.

    `send` hands over one text and may wait; `finish` ends the connection in the protocol's way.
    Both may raise `OSError` where the client is gone.
    """

    def __init__(
        self, hub: Hub, listener: Listener, words: Words,
        *, send: Callable[[str], Awaitable[None]], finish: Callable[[Ending], Awaitable[None]],
    ) -> None:  # fmt: skip
        self._hub = hub
        self._listener = listener
        self._words = words
        self._send = send
        self._finish = finish
        self._writer: asyncio.Task[None] | None = None
        self._heartbeat: asyncio.TimerHandle | None = None

    def begin(self, head: int, since: Since) -> None:
        """Start to write. `head` is what joining the hub returned."""
        self._writer = asyncio.create_task(self._write(head, since.cursor))
        self._beat_later()

    async def end(self) -> None:
        """The client has gone: leave no timer, task or listener behind."""
        if self._heartbeat is not None:
            self._heartbeat.cancel()
        self._hub.leave(self._listener)
        if self._writer is not None and self._writer is not asyncio.current_task():
            self._writer.cancel()
            await asyncio.gather(self._writer, return_exceptions=True)

    async def _write(self, head: int, since: int | None) -> None:
        """All that this client is sent, in order: welcome, what it missed, then its queue. The
        welcome says where it stands: what it missed comes next and moves it on."""
        try:
            await self._send(self._words("connected", head if since is None else min(since, head)))
            if since is not None:
                await self._replay(head, since)
            await self._close(await self._listener.drain(self._send))
        except TimeoutError:  # it reads nothing: here no more, and told so if it reads on after all
            self._hub.leave(self._listener)
            with contextlib.suppress(OSError):
                await self._finish(self._listener.closing or Ending.FAULT)
        except OSError:
            self._listener.close(Ending.FAULT)  # the client is gone
        except Exception:
            log.exception("A client could not be written to")
            await self._close(Ending.FAULT)
        finally:
            self._hub.leave(self._listener)

    async def _replay(self, head: int, since: int) -> None:
        try:
            async for text in self._hub.replay(self._listener, since, head):
                await self._send(text)
        except TooOld:
            await self._send(self._words("resync", head))

    async def _close(self, why: Ending) -> None:
        with contextlib.suppress(OSError):  # gone, or too slow: a timeout is one too
            async with asyncio.timeout(PATIENCE_SECONDS):
                await self._finish(why)

    def _beat_later(self) -> None:
        loop = asyncio.get_running_loop()
        self._heartbeat = loop.call_later(HEARTBEAT_SECONDS, self._beat)

    def _beat(self) -> None:
        if not self._listener.closing:
            cursor = self._hub.cursor_of(self._listener)
            self._listener.put(self._words("heartbeat", cursor))
            self._beat_later()
