"""The one task of a process that writes its roll."""

from __future__ import annotations

import asyncio
import contextlib
import logging
from collections.abc import Callable, Iterable
from dataclasses import dataclass, field
from uuid import uuid4

from handoff.realtime.pusher import roll
from handoff.realtime.pusher.channels import Kind, Member, kind_of
from handoff.realtime.pusher.codes import TooMany
from handoff.realtime.pusher.roll import Batch, Key, Members, Written
from handoff.realtime.threads import orders

log = logging.getLogger(__name__)

PAUSE_SECONDS = 1.0

Welcome = Callable[[Members | None], None]


@dataclass(slots=True)
class Arrival:
    """One who comes. `welcome` is called once it is written, with the members as they are told."""

    member: Member | None
    welcome: Welcome
    done: asyncio.Future[None]


@dataclass(slots=True)
class Waiting:
    """What is to be written. `changed` are presence channels that somebody here has left, `hinted`
    those that others have changed."""

    arrivals: dict[Key, Arrival] = field(default_factory=dict)
    leaving: set[Key] = field(default_factory=set)
    gone: set[str] = field(default_factory=set)
    changed: set[str] = field(default_factory=set)
    hinted: set[str] = field(default_factory=set)


class Clerk:
    """Gathers changes and writes them in order.

    `compare(channel, members)` is told what the table says of a presence channel, `announce` which
    of them have changed here. Belongs to one event loop.
    """

    def __init__(
        self, compare: Callable[[str, Members], None], announce: Callable[[list[str]], None]
    ) -> None:
        self.process_id = uuid4().hex
        self._entries: dict[Key, Member | None] = {}
        self._compare = compare
        self._announce = announce
        self._waiting = Waiting()
        self._wake = asyncio.Event()
        self._beat_at = 0.0
        self._writes_all = False
        self._task: asyncio.Task[None] | None = None
        self.is_idle = True

    def start(self) -> None:
        self._task = asyncio.get_running_loop().create_task(self._run())

    async def stop(self) -> None:
        """Nobody is subscribed here any more."""
        if self._task is not None:
            self._task.cancel()
            await asyncio.gather(self._task, return_exceptions=True)
            if self._beat_at:  # else nothing was ever written
                await orders.run(roll.strike_process, self.process_id)

    async def enrol(self, key: Key, member: Member | None, welcome: Welcome) -> None:
        """Write down that a socket is subscribed. Raises `TooMany`, or what the database raises."""
        done = asyncio.get_running_loop().create_future()
        self._waiting.arrivals[key] = Arrival(member, welcome, done)
        self._wake.set()
        try:
            await done
        except asyncio.CancelledError:
            self.strike(key)
            raise

    def strike(self, key: Key) -> None:
        """This socket has left this channel."""
        waiting = self._waiting
        arrival = waiting.arrivals.pop(key, None)
        member = self._entries.pop(key, arrival.member if arrival else None)
        waiting.leaving.add(key)
        if member is not None:
            waiting.changed.add(key[1])
        self._wake.set()

    def strike_socket(self, socket_id: str, channels: Iterable[str]) -> None:
        """This socket is gone, which was subscribed to these."""
        for channel in channels:
            self.strike((socket_id, channel))
        self._waiting.gone.add(socket_id)
        self._wake.set()

    def look_at(self, channels: Iterable[str]) -> None:
        """Others have changed who is on these."""
        self._waiting.hinted.update(channels)
        self._wake.set()

    async def _run(self) -> None:
        while True:
            self.is_idle = not self._wake.is_set()
            await self._rest()
            self.is_idle = False
            waiting, self._waiting = self._waiting, Waiting()
            try:
                written = await orders.run(roll.write, self._batch_of(waiting))
            except Exception as fault:
                log.exception("Who is subscribed could not be written")
                self._fail(waiting, fault)
                await asyncio.sleep(PAUSE_SECONDS)
            else:
                self._writes_all = written.was_forgotten and bool(self._entries)
                if self._writes_all:
                    self._put_back(waiting)  # until all is written, the table tells half the truth
                else:
                    self._settle(waiting, written)

    async def _rest(self) -> None:
        """Until there is something to write, or the heart must beat."""
        with contextlib.suppress(TimeoutError):
            async with asyncio.timeout(roll.BEAT_SECONDS if self._entries else None):
                await self._wake.wait()
        self._wake.clear()

    def _batch_of(self, waiting: Waiting) -> Batch:
        now = asyncio.get_running_loop().time()
        is_beat = now - self._beat_at >= roll.BEAT_SECONDS
        looked_at = waiting.changed | waiting.hinted
        if is_beat:
            self._beat_at = now
            looked_at |= {name for _, name in self._entries if kind_of(name) is Kind.PRESENCE}
        coming = {key: arrival.member for key, arrival in waiting.arrivals.items()}
        return Batch(
            process_id=self.process_id,
            coming={**self._entries, **coming} if self._writes_all else coming,
            leaving=waiting.leaving,
            gone=waiting.gone,
            looked_at=looked_at,
            is_beat=is_beat,
        )

    def _settle(self, waiting: Waiting, written: Written) -> None:
        """Tell those who were here of who came and went; then welcome those who came."""
        for channel, members in written.members.items():
            self._compare(channel, members)
        for key, arrival in waiting.arrivals.items():
            if arrival.done.done():
                continue  # gone while it was written: struck off next
            if key in written.full:
                arrival.done.set_exception(TooMany("This channel has no room for more members"))
                continue
            self._entries[key] = arrival.member
            arrival.welcome(written.members.get(key[1]))
            arrival.done.set_result(None)
        came = {key[1] for key, arrival in waiting.arrivals.items() if arrival.member is not None}
        if changed := came | waiting.changed:
            self._announce(sorted(changed))

    def _fail(self, waiting: Waiting, fault: Exception) -> None:
        """Who comes is told; what left must be written some time."""
        for arrival in waiting.arrivals.values():
            if not arrival.done.done():
                arrival.done.set_exception(fault)
        self._put_back(waiting)

    def _put_back(self, waiting: Waiting) -> None:
        for key, arrival in waiting.arrivals.items():
            if not arrival.done.done():
                self._waiting.arrivals.setdefault(key, arrival)
        self._waiting.leaving |= waiting.leaving
        self._waiting.gone |= waiting.gone
        self._waiting.changed |= waiting.changed
        self._waiting.hinted |= waiting.hinted
        self._wake.set()
