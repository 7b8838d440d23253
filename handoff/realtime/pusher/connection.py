"""One socket at `/app/<key>`: a Channels consumer that carries Pusher's protocol.

It hands what it receives to a `Session` and sends what that has to say: one task empties its
outlet. A client that is silent is asked whether it is there.
"""

from __future__ import annotations

import asyncio
import logging
import time
from collections.abc import Mapping
from typing import Any

from channels.consumer import AsyncConsumer, get_handler_name
from channels.exceptions import StopConsumer
from channels.utils import await_many_dispatch

from handoff.realtime.flight import encode
from handoff.realtime.outlet import Ending
from handoff.realtime.pusher import codes, packets
from handoff.realtime.pusher.entrance import check_address
from handoff.realtime.pusher.session import Session

log = logging.getLogger(__name__)

ANSWER_SECONDS = 30.0


class PusherSocket(AsyncConsumer):
    """One socket, from its opening to its end."""

    scope: Any
    writer: asyncio.Task[None] | None = None
    watch: asyncio.TimerHandle | None = None

    async def __call__(self, scope: Any, receive: Any, send: Any) -> None:
        self.scope = scope
        self.base_send = send
        self.session = Session()
        self.outlet = self.session.outlet
        self.heard_at = time.monotonic()
        self.asked_at: float | None = None
        try:
            await await_many_dispatch([receive], self.dispatch)
        except StopConsumer:
            pass
        finally:
            await self._clean_up()

    async def dispatch(self, message: dict[str, Any]) -> None:
        """Channels' own looks for old database connections in a thread at every message."""
        await getattr(self, get_handler_name(message))(message)

    async def websocket_connect(self, message: Mapping[str, Any]) -> None:
        await self.send({"type": "websocket.accept"})
        try:
            check_address(self.scope)
        except codes.Refused as refused:
            await self._refuse(refused)
            return
        self.session.open()
        self.writer = asyncio.create_task(self._write())
        self._watch_later(packets.ACTIVITY_TIMEOUT_SECONDS)

    async def websocket_receive(self, message: Mapping[str, Any]) -> None:
        self.heard_at = time.monotonic()
        if self.writer is None or self.outlet.closing:
            return
        await self.session.hear(message.get("text"))

    async def websocket_disconnect(self, message: Mapping[str, Any]) -> None:
        raise StopConsumer

    async def _refuse(self, refused: codes.Refused) -> None:
        await self._send_text(encode(packets.error(refused.number, refused.text)))
        await self._close(refused.number, refused.text)

    async def _write(self) -> None:
        """All that this socket is sent, in order."""
        try:
            why = await self._drain()
            await self._close(*codes.CLOSES[why])  # also late, where it reads on after all
        except OSError:
            self.outlet.close(Ending.FAULT)  # the client is gone: the server raises this
        except Exception:
            log.exception("A Pusher socket could not be written to")
            self.outlet.close(Ending.FAULT)
        finally:
            self.session.let_go()

    async def _drain(self) -> Ending:
        """Until it ends; then it is here no more, whether or not it reads that."""
        try:
            return await self.outlet.drain(self._send_text)
        except TimeoutError:
            return self.outlet.closing or Ending.FAULT
        finally:
            self.session.let_go()

    async def _send_text(self, text: str) -> None:
        await self.send({"type": "websocket.send", "text": text})

    async def _close(self, code: int, reason: str) -> None:
        await self.send({"type": "websocket.close", "code": code, "reason": reason})

    def _watch_later(self, seconds: float) -> None:
        self.watch = asyncio.get_running_loop().call_later(seconds, self._look_after)

    def _look_after(self) -> None:
        """Ask a client that has been silent whether it is there; end it if it is not."""
        now = time.monotonic()
        silent = now - self.heard_at
        if self.asked_at is not None and self.heard_at < self.asked_at:
            self.outlet.close(Ending.UNANSWERED)
        elif silent >= packets.ACTIVITY_TIMEOUT_SECONDS:
            self.asked_at = now
            self.session.put(packets.PING)
            self._watch_later(ANSWER_SECONDS)
        else:
            self._watch_later(packets.ACTIVITY_TIMEOUT_SECONDS - silent)

    async def _clean_up(self) -> None:
        """Whatever ended the socket: leave no timer, task, listener or name behind."""
        if self.watch is not None:
            self.watch.cancel()
        if self.writer is not None:
            self.session.let_go()
            self.writer.cancel()
            await asyncio.gather(self.writer, return_exceptions=True)
