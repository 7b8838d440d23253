"""The dashboard's door: `/api/dashboard/ws` (contract documents 1 to 3).

A Channels consumer around the hub. The hub's news and the replies pass through one queue, which
one task empties; so a slow command holds back no event, and requests are answered in order.
"""

from __future__ import annotations

import logging
from collections.abc import Mapping
from functools import partial
from typing import Any
from urllib.parse import parse_qs

from channels.consumer import AsyncConsumer, get_handler_name
from channels.exceptions import StopConsumer
from channels.utils import await_many_dispatch

from handoff import scopes, topics
from handoff.actor import Actor
from handoff.errors import Forbidden, HandoffError, Internal, Invalid, NotAuthenticated
from handoff.realtime.dialects.dashboard.answering import answer
from handoff.realtime.dialects.dashboard.options import options_from
from handoff.realtime.dialects.dashboard.requests import error_frame
from handoff.realtime.entrance import (
    Scope,
    is_worth_a_look,
    network_asking,
    proof_of,
    subprotocol_of,
)
from handoff.realtime.errors import TooManyRefused
from handoff.realtime.flight import encode
from handoff.realtime.knocking import find_out
from handoff.realtime.listener import Ending, Listener
from handoff.realtime.resuming import Resuming, Since
from handoff.realtime.serving import the_hub

log = logging.getLogger(__name__)

FORBIDDEN = 4403
CLOSES = {
    Ending.RESUME: (4408, "resume"),
    Ending.SIGNED_OUT: (4401, "signed out"),
    Ending.RESTART: (1012, "restart"),
    Ending.FAULT: (1011, ""),
    Ending.UNANSWERED: (1011, ""),
}
"""Close code and reason of each ending (docs/websocket.md, "Limits and closing")."""

SIGNED_OUT, _ = CLOSES[Ending.SIGNED_OUT]
INTERNAL, _ = CLOSES[Ending.FAULT]
TOO_MANY = 4429


class DashboardSocket(AsyncConsumer):
    """One socket. It has no channel of its own on the layer: the hub has one for the process."""

    scope: Any
    listener: Listener | None = None
    resuming: Resuming | None = None

    async def __call__(self, scope: Any, receive: Any, send: Any) -> None:
        self.scope = scope
        self.base_send = send
        self.hub = the_hub()
        try:
            await await_many_dispatch([receive], self.dispatch)
        except StopConsumer:
            pass
        finally:
            if self.resuming is not None:
                await self.resuming.end()

    async def dispatch(self, message: dict[str, Any]) -> None:
        """Channels' own looks for old database connections in a thread at every message."""
        await getattr(self, get_handler_name(message))(message)

    async def websocket_connect(self, message: Mapping[str, Any]) -> None:
        try:
            listener, complaints = await find_out(
                network_asking(self.scope),
                partial(_listener_for, self.scope),
                is_worth_a_look=partial(is_worth_a_look, self.scope),
            )
        except HandoffError as error:
            await self._refuse(error, _closing_code_of(error))
            return
        except Exception:
            log.exception("A socket's user could not be found out")
            await self._refuse(Internal(), INTERNAL)
            return
        await self._welcome(listener, complaints)

    async def websocket_receive(self, message: Mapping[str, Any]) -> None:
        if self.listener is not None and not self.listener.closing:
            frame = await answer(self.listener.actor, text_in(message))
            self.listener.put(encode(frame))
            if frame.get("code") == NotAuthenticated.code:
                self.listener.close(Ending.SIGNED_OUT)

    async def websocket_disconnect(self, message: Mapping[str, Any]) -> None:
        raise StopConsumer

    async def _accept(self) -> None:
        await self.send({"type": "websocket.accept", "subprotocol": subprotocol_of(self.scope)})

    async def _refuse(self, error: HandoffError, code: int) -> None:
        """Accept first: a browser sees neither reason nor code of a socket that never opened."""
        await self._accept()
        await self._send_text(encode(error_frame(error)))
        await self.send({"type": "websocket.close", "code": code})

    async def _welcome(self, listener: Listener, complaints: list[str]) -> None:
        try:
            head = await self.hub.join(listener)
        except Exception:
            log.exception("A socket could not join")
            await self._refuse(Internal(), INTERNAL)
            return
        self.listener = listener
        self.resuming = Resuming(
            self.hub, listener, partial(_frame, listener.actor),
            send=self._send_text, finish=self._close,
        )  # fmt: skip
        await self._accept()
        since, complaint = _since(self.scope)
        for sentence in complaints + complaint:
            listener.put(encode(error_frame(Invalid(sentence))))
        self.resuming.begin(head, since)

    async def _send_text(self, text: str) -> None:
        await self.send({"type": "websocket.send", "text": text})

    async def _close(self, why: Ending) -> None:
        code, reason = CLOSES[why]
        await self.send({"type": "websocket.close", "code": code, "reason": reason})


def text_in(message: Mapping[str, Any]) -> str | None:
    """What a frame says: some clients write their JSON as bytes. None for bytes that are none."""
    if message.get("text") is not None:
        return str(message["text"])
    try:
        return bytes(message.get("bytes") or b"").decode()
    except UnicodeDecodeError:
        return None


def _closing_code_of(error: HandoffError) -> int:
    match error:
        case Forbidden():
            return FORBIDDEN
        case TooManyRefused():
            return TOO_MANY
        case _:
            return SIGNED_OUT


def _listener_for(scope: Scope) -> tuple[Listener, list[str]]:
    """Who listens, and a sentence for each option nobody knows.

    Raises `NotAuthenticated`, or `Forbidden` for customers and keys without `events:read`.
    """
    actor = proof_of(scope).as_actor(door="websocket")
    if not actor.is_team:
        raise Forbidden("This socket is for agents and admins")
    scopes.require(actor, scopes.EVENTS_READ)
    dialect, complaints = options_from(_query(scope))
    return Listener(actor, topics.own(actor, "team", "agent"), dialect), complaints


def _query(scope: Scope) -> dict[str, list[str]]:
    return parse_qs(scope["query_string"].decode("latin-1"))


def _since(scope: Scope) -> tuple[Since, list[str]]:
    """`?since=`, and a sentence if it is no cursor."""
    since = Since.read(_query(scope).get("since", [""])[-1])
    return since, ["since must be a cursor, an integer"] if since.is_odd else []


def _frame(actor: Actor, name: str, cursor: int) -> str:
    """What lets a client resume. Superusers belong to no company; `note` tells them why they hear
    nothing."""
    if name != "connected":
        return encode({"type": name, "cursor": cursor})
    silent = {"note": "You belong to no company: requests are answered, but no news comes"}
    return encode(
        {
            "type": "connected",
            "message": "WebSocket connection established",
            "user_id": str(actor.user_id),
            "cursor": cursor,
            **(silent if actor.company_id is None else {}),
        }
    )
