"""One connection: its listener, the task that writes to it, and the order of its events."""

from __future__ import annotations

import asyncio
import contextlib
import logging
from typing import Any

from handoff.realtime.flight import encode
from handoff.realtime.hub import Hub, TooOld
from handoff.realtime.listener import Ending, Listener
from handoff.realtime.socketio.entrance import Since
from handoff.realtime.socketio.server import close_engine

log = logging.getLogger(__name__)

HEARTBEAT_SECONDS = 25.0
PATIENCE_SECONDS = 10.0
MOST_QUEUED = 8
SHORTEST_PAUSE_SECONDS, LONGEST_PAUSE_SECONDS = 0.001, 0.05
EVENT = "2"
"""How the text of an event begins, in Socket.IO protocol 5."""


class Session:
    """What one client is sent, in order: `connected`, what it missed, then live news.

    python-socketio's own queue has no bound. So a text is handed to it only while few wait there;
    the others wait in the listener's queue, and when that overflows, the *engine's* connection is
    closed: a client reconnects by itself after that, and after nothing else we could do.
    """

    def __init__(
        self, server: Any, hub: Hub, listener: Listener, sid: str, engine_sid: str
    ) -> None:
        self.listener = listener
        self.turn = asyncio.Lock()
        self.waiting = 0
        self._server = server
        self._hub = hub
        self._sid = sid
        self._engine_sid = engine_sid
        self._writer: asyncio.Task[None] | None = None
        self._heartbeat: asyncio.TimerHandle | None = None

    @property
    def queued(self) -> int:
        """How much waits for the client in the engine."""
        engine = self._server.eio.sockets.get(self._engine_sid)
        return engine.queue.qsize() if engine is not None else 0

    def begin(self, head: int, since: Since) -> None:
        """Start to write. The listener has joined the hub, whose head was this."""
        self._writer = asyncio.create_task(self._write(head, since))
        self._beat_later()

    async def end(self) -> None:
        """The client has gone: leave no timer, task or listener behind."""
        if self._heartbeat is not None:
            self._heartbeat.cancel()
        self._hub.leave(self.listener)
        if self._writer is not None and self._writer is not asyncio.current_task():
            self._writer.cancel()
            await asyncio.gather(self._writer, return_exceptions=True)

    async def _write(self, head: int, since: Since) -> None:
        try:
            cursor = head if since.cursor is None else min(since.cursor, head)
            await self._send(_frame("connected", cursor))
            if since.is_odd:
                await self._send(_frame("resync", head))
            elif since.cursor is not None:
                await self._replay(head, since.cursor)
            await self._close(await self.listener.drain(self._send))
        except Exception:
            log.exception("A Socket.IO client could not be written to")
            await self._close(Ending.FAULT)

    async def _replay(self, head: int, since: int) -> None:
        try:
            async for text in self._hub.replay(self.listener, since, head):
                await self._send(text)
        except TooOld:
            await self._send(_frame("resync", head))

    async def _send(self, text: str) -> None:
        pause = 0.0  # at first only to let the engine write: a quick reader waits for nothing
        while self.queued >= MOST_QUEUED:
            if self.listener.closing is Ending.RESUME:
                return  # dropped: the client comes back for it
            await asyncio.sleep(pause)
            pause = min(pause * 2 or SHORTEST_PAUSE_SECONDS, LONGEST_PAUSE_SECONDS)
        await self._server.eio.send(self._engine_sid, EVENT + text)

    async def _close(self, why: Ending) -> None:
        """Signed out: tell the client not to come back. Else close the connection under it."""
        with contextlib.suppress(TimeoutError):
            async with asyncio.timeout(PATIENCE_SECONDS):
                if why is Ending.SIGNED_OUT:
                    await self._server.disconnect(self._sid)
                else:
                    await self._close_engine()

    async def _close_engine(self) -> None:
        engine = self._server.eio.sockets.get(self._engine_sid)
        if engine is not None:
            await close_engine(engine)

    def _beat_later(self) -> None:
        loop = asyncio.get_running_loop()
        self._heartbeat = loop.call_later(HEARTBEAT_SECONDS, self._beat)

    def _beat(self) -> None:
        if not self.listener.closing:
            self.listener.put(_frame("heartbeat", self._hub.cursor_of(self.listener)))
            self._beat_later()


def _frame(name: str, cursor: int) -> str:
    return encode([name, {"cursor": cursor}])
