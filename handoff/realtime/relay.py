"""Hears other processes: hints in one group per company on the channel layer, and what a gateway
says in a group of its own.

Only the layer's documented interface is used. Its Redis receiver can end or go deaf without a
word, so the relay sends itself a beat; when beats fail to return, it starts afresh.
"""

from __future__ import annotations

import asyncio
import contextlib
import logging
import time
from collections.abc import Callable, Mapping
from typing import Any, Protocol

from handoff.news.models import Event
from handoff.news.whispers import Whisper
from handoff.realtime.wire import group_of, unpack, unpack_whisper

log = logging.getLogger(__name__)

BEAT_SECONDS = 5.0
DEAF_AFTER_SECONDS = 12.0
MAX_PAUSE_SECONDS = 5.0
PATIENCE_SECONDS = 3.0


class Ear(Protocol):
    """Who is told: the hub."""

    def take(self, company_id: int, events: list[Event] = ..., seq: int = ...) -> None: ...

    def pass_on(self, whisper: Whisper) -> None: ...

    def poll_soon(self) -> None: ...


class Deaf(Exception):
    """Our own beats do not come back."""


class Relay:
    """Follows companies on a channel layer, and starts again whenever that ends."""

    def __init__(self, layer: Any) -> None:
        self._layer = layer
        self._wanted: set[str] = set()
        self._joined: set[str] = set()
        self._ears: dict[str, Callable[[Mapping[str, Any]], None]] = {}
        self._changed = asyncio.Event()
        self._heard_at = 0.0

    def follow(self, company_id: int) -> None:
        self._wanted.add(group_of(company_id))
        self._changed.set()

    def unfollow(self, company_id: int) -> None:
        self._wanted.discard(group_of(company_id))
        self._changed.set()

    def listen(self, group: str, hear: Callable[[Mapping[str, Any]], None]) -> None:
        """Hear what a gateway says in this group, for good. What `hear` raises is logged."""
        self._ears[group] = hear
        self._wanted.add(group)
        self._changed.set()

    async def run(self, ear: Ear) -> None:
        """Listen for good. News that is missed meanwhile is found by the hub's poll."""
        pause = 0.5
        while True:
            started = time.monotonic()
            try:
                await self._listen(ear)
            except* Exception as faults:
                log.warning("Hints of other processes are not heard: %r", faults.exceptions[0])
            finally:
                await self._hang_up()
            if time.monotonic() - started > DEAF_AFTER_SECONDS + 1:
                pause = 0.5
            await asyncio.sleep(pause)
            pause = min(pause * 2, MAX_PAUSE_SECONDS)

    async def _listen(self, ear: Ear) -> None:
        channel = await asyncio.wait_for(self._layer.new_channel(), PATIENCE_SECONDS)
        self._joined.clear()
        self._changed.set()
        self._heard_at = time.monotonic()
        async with asyncio.TaskGroup() as tasks:
            tasks.create_task(self._receive(channel, ear))
            tasks.create_task(self._join_groups(channel, ear))
            tasks.create_task(self._beat(channel))

    async def _receive(self, channel: str, ear: Ear) -> None:
        while True:
            message = await self._layer.receive(channel)
            self._heard_at = time.monotonic()
            if message["type"] == "news":
                ear.take(message["company_id"], unpack(message), message["seq"])
            elif message["type"] == "whisper" and (whisper := unpack_whisper(message)):
                ear.pass_on(whisper)
            elif message["type"] in self._ears:
                self._hand_on(message)

    def _hand_on(self, message: Mapping[str, Any]) -> None:
        try:
            self._ears[message["type"]](message)
        except Exception:  # what cannot be read must not make us deaf
            log.exception("A message of another process could not be read")

    async def _join_groups(self, channel: str, ear: Ear) -> None:
        while True:
            await self._changed.wait()
            self._changed.clear()
            for group in self._wanted - self._joined:
                await self._layer.group_add(group, channel)
                self._joined.add(group)
                ear.poll_soon()  # what was said before we followed
            for group in self._joined - self._wanted:
                await self._layer.group_discard(group, channel)
                self._joined.discard(group)

    async def _beat(self, channel: str) -> None:
        while True:
            await asyncio.wait_for(self._layer.send(channel, {"type": "beat"}), PATIENCE_SECONDS)
            await asyncio.sleep(BEAT_SECONDS)
            if time.monotonic() - self._heard_at > DEAF_AFTER_SECONDS:
                raise Deaf

    async def _hang_up(self) -> None:
        with contextlib.suppress(Exception):
            await asyncio.wait_for(self._layer.flush(), PATIENCE_SECONDS)
