"""Tells the sockets of this process, and other processes, what was just committed.

Only hints: whatever is lost here is found by each hub's poll. (Whispers, and what a gateway says in
a group of its own, are gone where they are lost.)
"""

from __future__ import annotations

import asyncio
import logging
import threading
from collections import deque
from collections.abc import Sequence
from typing import Any

from channels.layers import get_channel_layer

from handoff.news.models import Event
from handoff.news.whispers import Whisper
from handoff.realtime import serving
from handoff.realtime.wire import group_of, pack, pack_whisper

log = logging.getLogger(__name__)

MAX_WAITING = 1_000
MAX_WHISPERS = 200
MAX_MESSAGES = 1_000
PATIENCE_SECONDS = 2.0


class Publisher:
    """A thread with an event loop of its own, which outlives the requests that publish.

    (`async_to_sync(group_send)` from a thread makes a loop and a connection per call.) What waits
    is bounded: the oldest hints are dropped.
    """

    def __init__(self, layer: Any) -> None:
        self._layer = layer
        self._waiting: deque[Sequence[Event]] = deque(maxlen=MAX_WAITING)
        self._whispers: deque[Whisper] = deque(maxlen=MAX_WHISPERS)
        self._messages: deque[tuple[str, dict[str, Any]]] = deque(maxlen=MAX_MESSAGES)
        self._ready = threading.Event()
        self._loop: asyncio.AbstractEventLoop | None = None
        self._wake = asyncio.Event()
        threading.Thread(target=self._run, name="publisher", daemon=True).start()
        self._ready.wait()

    def send(self, events: Sequence[Event]) -> None:
        """Publish committed events of one company, from any thread, without waiting."""
        self._waiting.append(events)
        self._wake_up()

    def whisper(self, whisper: Whisper) -> None:
        """Publish a whisper, from any thread, without waiting; events go first."""
        self._whispers.append(whisper)
        self._wake_up()

    def say(self, group: str, message: dict[str, Any]) -> None:
        """Publish what a gateway says in a group of its own, in order; events go first."""
        self._messages.append((group, message))
        self._wake_up()

    def _wake_up(self) -> None:
        assert self._loop is not None
        self._loop.call_soon_threadsafe(self._wake.set)

    def _run(self) -> None:
        asyncio.run(self._pump())

    async def _pump(self) -> None:
        self._loop = asyncio.get_running_loop()
        self._ready.set()
        while True:
            await self._wake.wait()
            self._wake.clear()
            while self._waiting or self._messages or self._whispers:
                if self._waiting:
                    await self._publish_hint(pack(self._waiting.popleft()))
                elif self._messages:
                    await self._publish(*self._messages.popleft())
                else:
                    await self._publish_hint(pack_whisper(self._whispers.popleft()))

    async def _publish_hint(self, message: dict[str, Any]) -> None:
        await self._publish(group_of(message["company_id"]), message)

    async def _publish(self, group: str, message: dict[str, Any]) -> None:
        try:
            await asyncio.wait_for(self._layer.group_send(group, message), PATIENCE_SECONDS)
        except Exception as fault:
            log.warning("Other processes could not be told, their hubs will read: %r", fault)
            self._waiting.clear()
            self._whispers.clear()
            self._messages.clear()


_publisher: Publisher | None = None
_lock = threading.Lock()


def publish(events: Sequence[Event]) -> None:
    """After each commit: the own hub at once, other processes through the layer if there is one."""
    hub = serving.current_hub()
    if hub is not None:
        hub.hint(events)
    layer = get_channel_layer()
    if layer is not None:
        _publisher_on(layer).send(events)


def publish_whisper(whisper: Whisper) -> None:
    """At once: to the own hub, and to other processes if there is a layer."""
    hub = serving.current_hub()
    if hub is not None:
        hub.whisper(whisper)
    layer = get_channel_layer()
    if layer is not None:
        _publisher_on(layer).whisper(whisper)


def publish_message(group: str, message: dict[str, Any]) -> None:
    """Tell other processes what a gateway says in a group of its own, if there is a layer."""
    layer = get_channel_layer()
    if layer is not None:
        _publisher_on(layer).say(group, message)


def _publisher_on(layer: Any) -> Publisher:
    global _publisher
    with _lock:
        if _publisher is None:
            _publisher = Publisher(layer)
        return _publisher
