"""python-socketio's server, steadier against clients that speak the protocol by hand."""

from __future__ import annotations

import logging
from typing import Any

import orjson
import socketio

log = logging.getLogger(__name__)


class Json:
    """What python-socketio wants of a JSON module, by orjson: quick, and strict about UTF-8."""

    @staticmethod
    def dumps(value: Any, **_: Any) -> str:
        return orjson.dumps(value).decode()

    @staticmethod
    def loads(text: str | bytes, **_: Any) -> Any:
        return orjson.loads(text)


class Server(socketio.AsyncServer):  # type: ignore[misc]  # python-socketio has no types
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
