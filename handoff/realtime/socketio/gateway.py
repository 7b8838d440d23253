"""The protocol's side of the door: connecting, events in, acknowledgements out."""

from __future__ import annotations

import logging
from collections.abc import Mapping
from functools import partial
from typing import Any

import socketio
from django.db import Error as DatabaseFault

from handoff import commands
from handoff.actor import Actor
from handoff.errors import HandoffError, Internal, NotAuthenticated, Unavailable
from handoff.realtime import limits
from handoff.realtime.dialects.socketio import requests
from handoff.realtime.errors import TooManyRequests
from handoff.realtime.knocking import find_out
from handoff.realtime.listener import Ending, Listener
from handoff.realtime.serving import the_hub
from handoff.realtime.socketio.entrance import (
    is_allowed,
    is_worth_a_look,
    listener_for,
    network_of_client,
    since_of,
)
from handoff.realtime.socketio.packets import Packet
from handoff.realtime.socketio.server import Json, Server
from handoff.realtime.socketio.session import Session
from handoff.realtime.standing import still
from handoff.realtime.threads import orders

log = logging.getLogger(__name__)

MAX_MESSAGE_BYTES = 1024 * 1024
MOST_WAITING = 100
MOST_UNREAD = 400
BUSY_SECONDS = 1.0


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
            listener = await find_out(
                network_of_client(environ),
                partial(listener_for, environ, auth),
                is_worth_a_look=partial(is_worth_a_look, environ, auth),
            )
            head = await the_hub().join(listener)
            self._refuse_the_gone(engine_sid, listener)
        except HandoffError as error:
            refusal = requests.refusal_data(error)
            raise socketio.exceptions.ConnectionRefusedError(error.text, refusal) from error
        except Exception as fault:
            log.exception("A Socket.IO client could not be let in")
            raise socketio.exceptions.ConnectionRefusedError(Internal.sentence) from fault
        session = Session(self.server, the_hub(), listener, sid, engine_sid)
        self.sessions[sid] = session
        session.resuming.begin(head, since_of(auth))

    def _refuse_the_gone(self, engine_sid: str, listener: Listener) -> None:
        """Who left while we looked is not told of by `disconnect` again. Raises `Unavailable`."""
        engine = self.server.eio.sockets.get(engine_sid)
        if engine is None or engine.closed:
            the_hub().leave(listener)
            raise Unavailable("The client has gone")

    async def disconnect(self, sid: str, reason: str) -> None:
        session = self.sessions.pop(sid, None)
        if session is not None:
            await session.resuming.end()

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
        limit = limits.whisper_allowances if event in requests.WHISPERED else limits.allowances
        limit.spend(actor)  # what cannot be read counts too
        order = requests.order_for(event)
        payload = requests.payload_of(arguments)
        output = await orders.run(_run, actor, order.command, {**payload, **order.fixed})
        if order.listens is not None:
            await the_hub().ask(session.listener, order.listens(output))
        return order.reply(output)


def _run(actor: Actor, command: str, arguments: dict[str, Any]) -> dict[str, Any]:
    return commands.run(still(actor), command, arguments)
