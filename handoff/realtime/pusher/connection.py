"""One socket at `/app/<key>`: a Channels consumer that speaks Pusher's protocol.

All that it is sent passes through one outlet, whoever puts it there: the hub's news of our own
channels, events of others, answers. One task empties it.
"""

from __future__ import annotations

import asyncio
import logging
import time
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any
from urllib.parse import parse_qs

from channels.consumer import AsyncConsumer, get_handler_name
from channels.exceptions import StopConsumer
from channels.utils import await_many_dispatch
from django.conf import settings

from handoff.realtime import knocking
from handoff.realtime.entrance import Scope, network_asking
from handoff.realtime.errors import TooManyRefused
from handoff.realtime.flight import encode
from handoff.realtime.limits import Buckets
from handoff.realtime.listener import Listener
from handoff.realtime.outlet import Ending, Outlet
from handoff.realtime.pusher import codes, packets, reserved
from handoff.realtime.pusher.channels import (
    Kind,
    Member,
    checked,
    is_cache,
    kind_of,
    member_from,
)
from handoff.realtime.pusher.crossing import Cast
from handoff.realtime.pusher.packets import Packet
from handoff.realtime.pusher.serving import broadcast, the_switchboard
from handoff.realtime.pusher.signatures import lets_in, new_socket_id
from handoff.realtime.serving import the_hub
from handoff.realtime.threads import reads

log = logging.getLogger(__name__)

PROTOCOLS = range(5, 8)
ANSWER_SECONDS = 30.0
MOST_SUBSCRIPTIONS = 100
MOST_FRAME_BYTES = 64 * 1024
FRAMES_AT_ONCE, FRAMES_PER_SECOND = 250, 50.0
EVENTS_PER_SECOND = 10


@dataclass(frozen=True, slots=True)
class Subscribed:
    """`listener` stands at the hub for channels that carry our own news."""

    listener: Listener | None
    member: Member | None


class PusherSocket(AsyncConsumer):
    """One socket. `socket_id` is what subscriptions are signed for."""

    scope: Any
    writer: asyncio.Task[None] | None = None
    watch: asyncio.TimerHandle | None = None

    async def __call__(self, scope: Any, receive: Any, send: Any) -> None:
        self.scope = scope
        self.base_send = send
        self.hub, self.board = the_hub(), the_switchboard()
        self.socket_id = new_socket_id()
        self.outlet = Outlet()
        self.subscriptions: dict[str, Subscribed] = {}
        self.opened_at = self.heard_at = time.monotonic()
        self.asked_at: float | None = None
        self.frames = Buckets(FRAMES_AT_ONCE, FRAMES_PER_SECOND, clock=time.monotonic, keep=1)
        self.events = Buckets(EVENTS_PER_SECOND, EVENTS_PER_SECOND, clock=time.monotonic, keep=1)
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
        self.outlet.put(encode(packets.established(self.socket_id)))
        self.board.open(self)
        self.writer = asyncio.create_task(self._write())
        self._watch_later(packets.ACTIVITY_TIMEOUT_SECONDS)

    async def websocket_receive(self, message: Mapping[str, Any]) -> None:
        self.heard_at = time.monotonic()
        if self.writer is None or self.outlet.closing:
            return
        try:
            await self._answer(self._read(message.get("text")))
        except codes.FrameRefused as refused:
            self._put(packets.error(refused.number, refused.text))
        except reserved.ConnectAnew:
            self.outlet.close(Ending.RESUME)
        except Exception:
            log.exception("A frame on a Pusher socket could not be answered")
            self.outlet.close(Ending.FAULT)

    async def websocket_disconnect(self, message: Mapping[str, Any]) -> None:
        raise StopConsumer

    async def _refuse(self, refused: codes.Refused) -> None:
        await self._send_text(encode(packets.error(refused.number, refused.text)))
        await self._close(refused.number, refused.text)

    def _read(self, text: str | None) -> Packet:
        if self.frames.take(self.socket_id):
            raise codes.FrameRefused("Too many frames, send fewer")
        if text is not None and len(text) > MOST_FRAME_BYTES:
            raise codes.Unreadable(f"A frame may have {MOST_FRAME_BYTES} characters")
        return packets.read(text)

    async def _answer(self, packet: Packet) -> None:
        """What is none of the protocol's events, nor a client's own, is passed over."""
        match packet.event:
            case "pusher:ping":
                self._put(packets.PONG)
            case "pusher:subscribe":
                fields = packet.fields()
                try:
                    await self._subscribe(fields)
                except codes.SubscriptionRefused as refused:
                    self._put(packets.subscription_error(fields.get("channel"), refused))
            case "pusher:unsubscribe":
                self._unsubscribe(packet.fields().get("channel"))
            case event if event.startswith("client-"):
                self._relay(packet)

    async def _subscribe(self, fields: Mapping[str, Any]) -> None:
        """Raises `SubscriptionRefused`."""
        name = checked(fields.get("channel"))
        member = self._member(name, fields)
        if name in self.subscriptions:
            self._put(self.board.succeeded(name))
            return
        if len(self.subscriptions) >= MOST_SUBSCRIPTIONS:
            raise codes.TooMany(f"One connection subscribes to {MOST_SUBSCRIPTIONS} channels")
        listener = await self._join(name)
        try:
            then = lambda: self._subscribed(name, Subscribed(listener, member))  # noqa: E731
            await self.board.subscribe(self, name, member, then)
        except BaseException:
            if listener is not None:
                self.hub.leave(listener)
            raise

    def _member(self, name: str, fields: Mapping[str, Any]) -> Member | None:
        """Check the signature that private channels need; who is a member of a presence channel."""
        kind, channel_data = kind_of(name), fields.get("channel_data")
        if kind is Kind.PUBLIC:
            return None
        if channel_data is not None and not isinstance(channel_data, str):
            raise codes.OddMember
        if not lets_in(fields.get("auth"), self.socket_id, name, channel_data):
            raise codes.BadSignature
        return member_from(channel_data) if kind is Kind.PRESENCE else None

    async def _join(self, name: str) -> Listener | None:
        """Listen to the news that the channel carries. What comes is held until `_subscribed`."""
        age = time.monotonic() - self.opened_at
        found = await reads.run(reserved.audience, self.socket_id, name, age_seconds=age)
        if found is None:
            return None
        listener = Listener(
            found.actor, frozenset([found.topic]), found.dialect, outlet=self.outlet
        )
        listener.hold()
        await self.hub.join(listener)
        return listener

    def _subscribed(self, name: str, subscribed: Subscribed) -> None:
        self.subscriptions[name] = subscribed
        if is_cache(name):
            self._put(packets.cache_miss(name))
        if subscribed.listener is not None:
            subscribed.listener.release()

    def _unsubscribe(self, name: object) -> None:
        subscribed = self.subscriptions.pop(name, None) if isinstance(name, str) else None
        if subscribed is not None and isinstance(name, str):
            if subscribed.listener is not None:
                self.hub.leave(subscribed.listener)
            self.board.unsubscribe(self, name)

    def _relay(self, packet: Packet) -> None:
        """Hand a client's event to the others on its channel. Raises `EventRefused`."""
        name = packet.channel
        if not isinstance(name, str) or kind_of(name) not in (Kind.PRIVATE, Kind.PRESENCE):
            raise codes.EventRefused("Client events go to private and presence channels only")
        subscribed = self.subscriptions.get(name)
        if subscribed is None:
            raise codes.EventRefused("Subscribe to the channel before you send events to it")
        data = packets.data_text(packet.data)
        if (
            len(packet.event) > packets.LONGEST_EVENT
            or len(data.encode()) > packets.MOST_DATA_BYTES
        ):
            raise codes.EventRefused(f"An event's data may have {packets.MOST_DATA_BYTES} bytes")
        if self.events.take(self.socket_id):
            raise codes.EventRefused(f"More than {EVENTS_PER_SECOND} client events a second")
        user_id = subscribed.member.user_id if subscribed.member else ""
        broadcast(Cast((name,), packet.event, data, self.socket_id, user_id))

    def _put(self, frame: dict[str, Any]) -> None:
        self.outlet.put(encode(frame))

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
            self._let_go()

    async def _drain(self) -> Ending:
        """Until it ends; then it is here no more, whether or not it reads that."""
        try:
            return await self.outlet.drain(self._send_text)
        except TimeoutError:
            return self.outlet.closing or Ending.FAULT
        finally:
            self._let_go()

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
            self._put(packets.PING)
            self._watch_later(ANSWER_SECONDS)
        else:
            self._watch_later(packets.ACTIVITY_TIMEOUT_SECONDS - silent)

    async def _clean_up(self) -> None:
        """Whatever ended the socket: leave no timer, task, listener or name behind."""
        if self.watch is not None:
            self.watch.cancel()
        if self.writer is not None:
            self._let_go()
            self.writer.cancel()
            await asyncio.gather(self.writer, return_exceptions=True)

    def _let_go(self) -> None:
        """Nobody is here any more. Doing it twice does nothing more."""
        subscriptions, self.subscriptions = self.subscriptions, {}
        for subscribed in subscriptions.values():
            if subscribed.listener is not None:
                self.hub.leave(subscribed.listener)
        self.board.leave(self, subscriptions)


def check_address(scope: Scope) -> None:
    """Whether this is the application's socket, in a protocol that is spoken here.

    Raises `Refused`; `OverCapacity` for an address that has been refused too often.
    """
    key = (scope["url_route"]["kwargs"].get("path") or "").strip("/")
    if not key or "/" in key:
        raise codes.UnknownPath
    if key != settings.PUSHER_KEY:
        try:
            knocking.refusals.count(network_asking(scope))
        except TooManyRefused as fault:
            raise codes.OverCapacity(fault.text) from fault
        raise codes.UnknownKey
    version = parse_qs(scope["query_string"].decode("latin-1")).get("protocol", [""])[-1]
    if not version:
        raise codes.NoProtocol
    if not (version.isascii() and version.isdigit() and len(version) < 4):
        raise codes.OddProtocol
    if int(version) not in PROTOCOLS:
        raise codes.UnknownProtocol
