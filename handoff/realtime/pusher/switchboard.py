"""The Pusher sockets of this process, and what each is subscribed to."""

from __future__ import annotations

import asyncio
import contextlib
import logging
from collections.abc import Callable, Collection, Mapping
from typing import Any, Protocol

from handoff.realtime.flight import encode
from handoff.realtime.outlet import Ending, Outlet
from handoff.realtime.pusher import packets
from handoff.realtime.pusher.channels import Member
from handoff.realtime.pusher.clerk import Clerk
from handoff.realtime.pusher.crossing import Cast, Hint, read_message
from handoff.realtime.pusher.roll import Members

log = logging.getLogger(__name__)


class Socket(Protocol):
    socket_id: str
    outlet: Outlet


class Switchboard:
    """Channels of this process, by name.

    Events here are live only: who is not subscribed at the moment never hears of them. (Our own
    news reaches sockets through the hub.) `send_hint` tells other processes who came and went.
    Belongs to one event loop; only `hand_over` may be called from other threads.
    """

    def __init__(self, send_hint: Callable[[Hint], None]) -> None:
        self.loop = asyncio.get_running_loop()
        self._sockets: set[Socket] = set()
        self._channels: dict[str, dict[str, Socket]] = {}
        self._members: dict[str, dict[str, str]] = {}
        self._send_hint = send_hint
        self._clerk = Clerk(self.compare, self._announce)
        self._clerk.start()

    @property
    def process_id(self) -> str:
        """As what this process stands in the roll."""
        return self._clerk.process_id

    def open(self, socket: Socket) -> None:
        self._sockets.add(socket)

    def leave(self, socket: Socket, names: Collection[str]) -> None:
        """It is gone, which was subscribed to these."""
        self._sockets.discard(socket)
        for name in names:
            self._remove(socket, name)
        self._clerk.strike_socket(socket.socket_id, names)

    async def subscribe(
        self, socket: Socket, name: str, member: Member | None, then: Callable[[], None]
    ) -> None:
        """Add it, tell it so, and call `then` in the same breath: what comes next it hears.

        Raises `TooMany`, or what the database raises.
        """

        def welcome(members: Members | None) -> None:
            self._channels.setdefault(name, {})[socket.socket_id] = socket
            if members is not None:
                self._members[name] = dict(members)
            socket.outlet.put(encode(self.succeeded(name)))
            then()

        await self._clerk.enrol((socket.socket_id, name), member, welcome)

    def unsubscribe(self, socket: Socket, name: str) -> None:
        self._remove(socket, name)
        self._clerk.strike((socket.socket_id, name))

    def succeeded(self, name: str) -> dict[str, Any]:
        """The answer to who has subscribed."""
        return packets.succeeded(name, self._members.get(name))

    def tell(self, cast: Cast) -> None:
        """Tell those who are subscribed here. Encoded once for each channel."""
        for name in cast.channels:
            if there := self._channels.get(name):
                self._put(there, packets.frame(cast.event, name, cast.data, cast.user_id), cast.but)

    def hand_over(self, cast: Cast) -> None:
        """The same, from any thread. It is lost if the loop is gone."""
        with contextlib.suppress(RuntimeError):
            self.loop.call_soon_threadsafe(self.tell, cast)

    def hear(self, message: Mapping[str, Any]) -> None:
        """What another process says."""
        match read_message(message):
            case Cast() as cast:
                self.tell(cast)
            case Hint() as hint:
                self._clerk.look_at(name for name in hint.channels if name in self._members)

    def compare(self, name: str, members: Members) -> None:
        """Tell who came and who went since those who are subscribed here were last told."""
        told = self._members.get(name)
        if told is None:
            return
        there = self._channels.get(name, {})
        for user_id in told.keys() - members.keys():
            self._put(there, packets.member_removed(name, user_id))
        for user_id in [user_id for user_id in members if user_id not in told]:
            self._put(there, packets.member_added(name, user_id, members[user_id]))
        self._members[name] = dict(members)

    @property
    def is_empty(self) -> bool:
        """Nobody is here, and nothing waits to be written."""
        return not self._sockets and self._clerk.is_idle

    async def stop(self) -> None:
        for socket in self._sockets:
            socket.outlet.close(Ending.RESTART)
        await self._clerk.stop()

    def _announce(self, channels: list[str]) -> None:
        self._send_hint(Hint(tuple(channels)))

    def _put(self, there: Mapping[str, Socket], frame: dict[str, Any], but: str = "") -> None:
        text = encode(frame)
        for socket_id, socket in there.items():
            if socket_id != but:
                socket.outlet.put(text)

    def _remove(self, socket: Socket, name: str) -> None:
        there = self._channels.get(name, {})
        there.pop(socket.socket_id, None)
        if not there:
            self._channels.pop(name, None)
            self._members.pop(name, None)
