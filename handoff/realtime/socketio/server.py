"""python-socketio's server, steadier against clients that speak the protocol by hand."""

from __future__ import annotations

import asyncio
import logging
from typing import Any

import engineio
import orjson
import socketio
from engineio.payload import Payload

log = logging.getLogger(__name__)

STRANGER_SECONDS = 20.0
MOST_PACKETS_IN = 1_000
MOST_PACKETS_OUT = 16

# Who polls sends all that waits in one request. Past the library's own bound, 16, it would answer
# 200, forget all of it, and acknowledge nothing.
Payload.max_decode_packets = MOST_PACKETS_IN


class Json:
    """What python-socketio wants of a JSON module, by orjson: quick, and strict about UTF-8."""

    @staticmethod
    def dumps(value: Any, **_: Any) -> str:
        return orjson.dumps(value).decode()

    @staticmethod
    def loads(text: str | bytes, **_: Any) -> Any:
        return orjson.loads(text)


class Line(asyncio.Queue[Any]):
    """What waits for one client.

    For each poll the engine takes one packet, and then all that is there. It gets 16 at most, the
    rest with the next poll: clients in Python break off where there are more.
    """

    _left = MOST_PACKETS_OUT

    async def get(self) -> Any:
        self._left = MOST_PACKETS_OUT
        return await super().get()

    def get_nowait(self) -> Any:
        if not self._left:
            raise asyncio.QueueEmpty
        found = super().get_nowait()
        self._left -= 1
        return found

    def forget(self) -> None:
        """Nobody gets any of it."""
        while not self.empty():
            super().get_nowait()
            self.task_done()


class Engine(engineio.AsyncServer):  # type: ignore[misc]  # which has no types either
    def create_queue(self, *args: Any, **options: Any) -> Line:
        return Line()

    def _cors_headers(self, environ: dict[str, Any]) -> list[tuple[str, str]]:
        """None for an origin that may not ask; the library answers its preflights by half."""
        headers: list[tuple[str, str]] = super()._cors_headers(environ)
        allowed = any(name == "Access-Control-Allow-Origin" for name, _ in headers)
        return headers if allowed else []


class Server(socketio.AsyncServer):  # type: ignore[misc]  # python-socketio has no types
    def _engineio_server_class(self) -> type[Engine]:
        return Engine

    async def _handle_connect(self, eio_sid: str, namespace: str | None, data: Any) -> None:
        """Once a connection: a second one would tear the first one's names out of the tables."""
        if self.manager.sid_from_eio_sid(eio_sid, namespace or "/") is None:
            await super()._handle_connect(eio_sid, namespace, data)

    async def _handle_eio_message(self, eio_sid: str, data: Any) -> None:
        """What is no packet is a client's mistake, worth a line and no traceback."""
        try:
            await super()._handle_eio_message(eio_sid, data)
        except Exception as fault:
            log.warning("A Socket.IO client sent what cannot be read: %s", type(fault).__name__)

    async def _handle_eio_connect(self, eio_sid: str, environ: Any) -> None:
        await super()._handle_eio_connect(eio_sid, environ)
        self._watch(eio_sid)

    async def _handle_eio_disconnect(self, eio_sid: str, reason: str) -> None:
        """Who says good-bye still has a poll open, which nobody else would answer."""
        await super()._handle_eio_disconnect(eio_sid, reason)
        engine = self.eio.sockets.get(eio_sid)
        if engine is not None and reason == self.reason.CLIENT_DISCONNECT:
            engine.queue.put_nowait(None)

    def _watch(self, eio_sid: str) -> None:
        loop = asyncio.get_running_loop()
        loop.call_later(STRANGER_SECONDS, self._look_after, eio_sid)

    def _look_after(self, eio_sid: str) -> None:
        """Close connections on which nobody has signed in."""
        engine = self.eio.sockets.get(eio_sid)
        if engine is None or engine.closed:
            return
        if self.manager.sid_from_eio_sid(eio_sid, "/") is None:
            self.start_background_task(close_engine, engine)
        else:
            self._watch(eio_sid)


async def close_engine(engine: Any) -> None:
    """Close a connection under its client, which comes back by itself if it wants to."""
    engine.queue.forget()  # a reader that has stalled would never take it
    await engine.close(wait=False)  # says so; over a WebSocket clients do not mind it
    engine.queue.put_nowait(None)  # ends the engine's own writer, which closes the WebSocket
