"""One connection: its listener, the task that writes to it, and the order of its events."""

from __future__ import annotations

import asyncio
from typing import Any

from handoff.realtime.flight import encode
from handoff.realtime.hub import Hub
from handoff.realtime.listener import Ending, Listener
from handoff.realtime.resuming import Resuming
from handoff.realtime.socketio.server import close_engine

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
        self._sid = sid
        self._engine_sid = engine_sid
        self.resuming = Resuming(hub, listener, _frame, send=self._send, finish=self._finish)

    @property
    def queued(self) -> int:
        """How much waits for the client in the engine."""
        engine = self._server.eio.sockets.get(self._engine_sid)
        return engine.queue.qsize() if engine is not None else 0

    async def _send(self, text: str) -> None:
        pause = 0.0  # at first only to let the engine write: a quick reader waits for nothing
        while self.queued >= MOST_QUEUED:
            if self.listener.closing is Ending.RESUME:
                return  # dropped: the client comes back for it
            await asyncio.sleep(pause)
            pause = min(pause * 2 or SHORTEST_PAUSE_SECONDS, LONGEST_PAUSE_SECONDS)
        await self._server.eio.send(self._engine_sid, EVENT + text)

    async def _finish(self, why: Ending) -> None:
        """Signed out: tell the client not to come back. Else close the connection under it."""
        if why is Ending.SIGNED_OUT:
            await self._server.disconnect(self._sid)
        else:
            await self._close_engine()

    async def _close_engine(self) -> None:
        engine = self._server.eio.sockets.get(self._engine_sid)
        if engine is not None:
            await close_engine(engine)


def _frame(name: str, cursor: int) -> str:
    return encode([name, {"cursor": cursor}])
