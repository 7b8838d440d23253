"""What one client asks on its socket: to hear channels, and to tell others on them."""

from __future__ import annotations

import logging
import time
from collections.abc import Mapping
from dataclasses import dataclass
from functools import partial
from typing import Any

from handoff.realtime.flight import encode
from handoff.realtime.limits import Buckets
from handoff.realtime.listener import Listener
from handoff.realtime.outlet import Ending, Outlet
from handoff.realtime.pusher import codes, packets, reserved
from handoff.realtime.pusher.channels import Kind, Member, checked, is_cache, kind_of, member_from
from handoff.realtime.pusher.crossing import Cast
from handoff.realtime.pusher.packets import Packet
from handoff.realtime.pusher.serving import broadcast, the_switchboard
from handoff.realtime.pusher.signatures import lets_in, new_socket_id
from handoff.realtime.serving import the_hub
from handoff.realtime.threads import reads

log = logging.getLogger(__name__)

MOST_SUBSCRIPTIONS = 100
MOST_FRAME_BYTES = 64 * 1024
FRAMES_AT_ONCE, FRAMES_PER_SECOND = 250, 50.0
EVENTS_PER_SECOND = 10


@dataclass(frozen=True, slots=True)
class Subscribed:
    """`listener` stands at the hub for channels that carry our own news."""

    listener: Listener | None
    member: Member | None


class Session:
    """One client and its subscriptions, which are signed for `socket_id`.

    All that it is sent passes through one outlet, whoever puts it there: the hub's news of our own
    channels, events of others, answers.
    """

    def __init__(self) -> None:
        self.socket_id = new_socket_id()
        self.outlet = Outlet()
        self.subscriptions: dict[str, Subscribed] = {}
        self._hub, self._board = the_hub(), the_switchboard()
        self._opened_at = time.monotonic()
        self._frames = Buckets(FRAMES_AT_ONCE, FRAMES_PER_SECOND, clock=time.monotonic, keep=1)
        self._events = Buckets(EVENTS_PER_SECOND, EVENTS_PER_SECOND, clock=time.monotonic, keep=1)

    def open(self) -> None:
        self.put(packets.established(self.socket_id))
        self._board.open(self)

    def put(self, frame: dict[str, Any]) -> None:
        self.outlet.put(encode(frame))

    async def hear(self, text: str | None) -> None:
        """Do what a frame asks; None stands for a binary one. Whatever goes wrong is answered, or
        ends the outlet."""
        try:
            await self._answer(self._read(text))
        except codes.FrameRefused as refused:
            self.put(packets.error(refused.number, refused.text))
        except reserved.ConnectAnew:
            self.outlet.close(Ending.RESUME)
        except Exception:
            log.exception("A frame on a Pusher socket could not be answered")
            self.outlet.close(Ending.FAULT)

    def _read(self, text: str | None) -> Packet:
        if self._frames.take(self.socket_id):
            raise codes.FrameRefused("Too many frames, send fewer")
        if text is not None and len(text) > MOST_FRAME_BYTES:
            raise codes.Unreadable(f"A frame may have {MOST_FRAME_BYTES} characters")
        return packets.read(text)

    async def _answer(self, packet: Packet) -> None:
        """What is none of the protocol's events, nor a client's own, is passed over."""
        match packet.event:
            case "pusher:ping":
                self.put(packets.PONG)
            case "pusher:subscribe":
                fields = packet.fields()
                try:
                    await self._subscribe(fields)
                except codes.SubscriptionRefused as refused:
                    self.put(packets.subscription_error(fields.get("channel"), refused))
            case "pusher:unsubscribe":
                self._unsubscribe(packet.fields().get("channel"))
            case event if event.startswith("client-"):
                self._relay(packet)

    async def _subscribe(self, fields: Mapping[str, Any]) -> None:
        """Raises `SubscriptionRefused`."""
        name = checked(fields.get("channel"))
        member = self._member(name, fields)
        if name in self.subscriptions:
            self.put(self._board.succeeded(name))
            return
        if len(self.subscriptions) >= MOST_SUBSCRIPTIONS:
            raise codes.TooMany(f"One connection subscribes to {MOST_SUBSCRIPTIONS} channels")
        listener = await self._join(name)
        try:
            begin = partial(self._subscribed, name, Subscribed(listener, member))
            await self._board.subscribe(self, name, member, begin)
        except BaseException:
            if listener is not None:
                self._hub.leave(listener)
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
        age = time.monotonic() - self._opened_at
        found = await reads.run(reserved.audience, self.socket_id, name, age_seconds=age)
        if found is None:
            return None
        listener = Listener(
            found.actor, frozenset([found.topic]), found.dialect, outlet=self.outlet
        )
        listener.hold()
        await self._hub.join(listener)
        return listener

    def _subscribed(self, name: str, subscribed: Subscribed) -> None:
        self.subscriptions[name] = subscribed
        if is_cache(name):
            self.put(packets.cache_miss(name))
        if subscribed.listener is not None:
            subscribed.listener.release()

    def _unsubscribe(self, name: object) -> None:
        subscribed = self.subscriptions.pop(name, None) if isinstance(name, str) else None
        if subscribed is not None and isinstance(name, str):
            if subscribed.listener is not None:
                self._hub.leave(subscribed.listener)
            self._board.unsubscribe(self, name)

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
        if self._events.take(self.socket_id):
            raise codes.EventRefused(f"More than {EVENTS_PER_SECOND} client events a second")
        user_id = subscribed.member.user_id if subscribed.member else ""
        broadcast(Cast((name,), packet.event, data, self.socket_id, user_id))

    def let_go(self) -> None:
        """Nobody is here any more. Doing it twice does nothing more."""
        subscriptions, self.subscriptions = self.subscriptions, {}
        for subscribed in subscriptions.values():
            if subscribed.listener is not None:
                self._hub.leave(subscribed.listener)
        self._board.leave(self, subscriptions)
