"""The protocol's side of the door: connecting, events in, acknowledgements out."""

from __future__ import annotations

import logging
from collections.abc import Mapping
from typing import Any

import orjson
import socketio
from django.db import Error as DatabaseFault

from handoff import commands
from handoff.actor import Actor
from handoff.errors import HandoffError, Internal, NotAuthenticated, Unavailable
from handoff.realtime.dialects.socketio import requests
from handoff.realtime.errors import TooManyRequests
from handoff.realtime.limits import Allowances
from handoff.realtime.listener import Ending, Listener
from handoff.realtime.serving import the_hub
from handoff.realtime.socketio.entrance import is_allowed, listener_for, since_of
from handoff.realtime.socketio.packets import Packet
from handoff.realtime.socketio.session import Session
from handoff.realtime.standing import still
from handoff.realtime.threads import orders, reads

log = logging.getLogger(__name__)

MAX_MESSAGE_BYTES = 256 * 1024
MOST_WAITING = 100
MOST_UNREAD = 400
BUSY_SECONDS = 1.0

allowances = Allowances()


class Json:
    """What python-socketio wants of a JSON module, by orjson: quick, and strict about UTF-8."""

    @staticmethod
    def dumps(value: Any, **_: Any) -> str:
        return orjson.dumps(value).decode()

    @staticmethod
    def loads(text: str | bytes, **_: Any) -> Any:
        return orjson.loads(text)


class Server(socketio.AsyncServer):  # type: ignore[misc]  # python-socketio has no types
    """python-socketio's, steadier against clients that speak the protocol by hand."""

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


class Gateway:
    """All Socket.IO connections of this process, on one event loop."""

    def __init__(self) -> None:
        self.sessions: dict[str, Session] = {}
        self.server = Server(
            async_mode="asgi",
            serializer=Packet,
            json=Json,
            cors_allowed_origins=is_allowed,
            cors_credentials=False,
            max_http_buffer_size=MAX_MESSAGE_BYTES,
        )
        self.server.on("connect", self.connect)
        self.server.on("disconnect", self.disconnect)
        self.server.on("*", self.hear)

    async def connect(self, sid: str, environ: Mapping[str, Any], auth: object) -> None:
        """Let in, or refuse with a `connect_error` in the contract's words."""
        engine_sid = self.server.manager.eio_sid_from_sid(sid, "/")
        try:
            listener = await reads.run(listener_for, environ, auth)
            head = await the_hub().join(listener)
            self._refuse_the_gone(engine_sid, listener)
        except HandoffError as error:
            raise socketio.exceptions.ConnectionRefusedError(error.text) from error
        except Exception as fault:
            log.exception("A Socket.IO client could not be let in")
            raise socketio.exceptions.ConnectionRefusedError(Internal.sentence) from fault
        session = Session(self.server, the_hub(), listener, sid, engine_sid)
        self.sessions[sid] = session
        session.begin(head, since_of(auth))

    def _refuse_the_gone(self, engine_sid: str, listener: Listener) -> None:
        """Who left while we looked is not told of by `disconnect` again. Raises `Unavailable`."""
        engine = self.server.eio.sockets.get(engine_sid)
        if engine is None or engine.closed:
            the_hub().leave(listener)
            raise Unavailable("The client has gone")

    async def disconnect(self, sid: str, reason: str) -> None:
        session = self.sessions.pop(sid, None)
        if session is not None:
            await session.end()

    async def hear(self, event: str, sid: str, *arguments: Any) -> requests.Ack:
        """Every event of a client, one after the other; what is returned acknowledges it."""
        session = self.sessions.get(sid)
        if session is None or session.listener.closing:
            return requests.refused(NotAuthenticated())
        if session.queued > MOST_UNREAD:
            session.listener.close(Ending.RESUME)  # asks and asks, and reads no answer
        if session.waiting >= MOST_WAITING:
            return requests.refused(TooManyRequests(BUSY_SECONDS))
        session.waiting += 1
        try:
            async with session.turn:
                return await self._answer(session, event, arguments)
        finally:
            session.waiting -= 1

    async def _answer(
        self, session: Session, event: str, arguments: tuple[Any, ...]
    ) -> requests.Ack:
        try:
            return requests.succeeded(await self._carry_out(session, event, arguments))
        except HandoffError as error:
            if isinstance(error, NotAuthenticated):
                session.listener.close(Ending.SIGNED_OUT)
            return requests.refused(error)
        except DatabaseFault:
            log.exception("The database failed at %s", event[:100])
            return requests.refused(Unavailable())
        except Exception:
            log.exception("An event of a Socket.IO client could not be answered")
            return requests.refused(Internal())

    async def _carry_out(
        self, session: Session, event: str, arguments: tuple[Any, ...]
    ) -> requests.Ack:
        actor = session.listener.actor
        allowances.spend(actor)  # what cannot be read counts too
        order = requests.order_for(event)
        payload = requests.payload_of(arguments)
        output = await orders.run(_run, actor, order.command, {**payload, **order.fixed})
        if order.listens is not None:
            await the_hub().ask(session.listener, order.listens(output))
        return order.reply(output)


def _run(actor: Actor, command: str, arguments: dict[str, Any]) -> dict[str, Any]:
    return commands.run(still(actor), command, arguments)
