"""A hub in a thread of its own, on the test's database, and ears that listen as somebody."""

from __future__ import annotations

import asyncio
import threading
import time
from collections.abc import Coroutine
from concurrent.futures import Future
from types import TracebackType
from typing import Any, Self, TypeVar

import orjson

from handoff.actor import Actor
from handoff.news.models import Event
from handoff.news.whispers import Whisper
from handoff.realtime import serving
from handoff.realtime.hub import Hub
from handoff.realtime.listener import Ending, Listener
from tests.realtime.server import wait_until

R = TypeVar("R")


class Plain:
    """A dialect that says what there is: the type, and the words of a message."""

    def frames(self, event: Event) -> list[dict[str, Any]]:
        words = event.payload.get("message", {})
        text = words.get("message", "") if isinstance(words, dict) else ""
        return [{"type": event.type, "text": text, "cursor": event.seq}]

    def whispers(self, whisper: Whisper, cursor: int) -> list[dict[str, Any]]:
        return [{"type": whisper.type, **whisper.payload, "cursor": cursor}]


PLAIN = Plain()


class Ear:
    """What one listener was sent."""

    def __init__(self, stage: Stage, listener: Listener) -> None:
        self.stage = stage
        self.listener = listener
        self.heard: list[dict[str, Any]] = []
        self.ending: Ending | None = None

    async def listen(self, since: int | None) -> None:
        hub = self.stage.hub
        head = await hub.join(self.listener)
        if since is not None:
            async for text in hub.replay(self.listener, since, head):
                await self.receive(text)
        self.task = asyncio.ensure_future(self.drain())

    async def drain(self) -> None:
        self.ending = await self.listener.drain(self.receive)

    async def receive(self, text: str) -> None:
        self.heard.append(orjson.loads(text))

    def texts(self, *texts: str) -> None:
        """Wait until these messages have been heard, in this order; nothing else was."""
        wait_until(lambda: len(self.said()) >= len(texts), 5)
        assert self.said() == list(texts)

    def said(self) -> list[str]:
        return [frame["text"] for frame in self.heard if frame["type"] == "message_added"]

    def silence(self, seconds: float = 0.3) -> None:
        """Nothing has come and nothing comes for so long."""
        time.sleep(seconds)
        assert self.heard == []

    def ended(self) -> Ending | None:
        wait_until(lambda: self.ending is not None, 5)
        return self.ending


class Stage:
    """Where actors listen. Actions of the test's own thread are told to this hub at once."""

    def __enter__(self) -> Self:
        self.loop = asyncio.new_event_loop()
        self.thread = threading.Thread(target=self.loop.run_forever)
        self.thread.start()
        self.hub: Hub = self.run(self._start())
        serving._hub = self.hub
        return self

    async def _start(self) -> Hub:
        hub = Hub()
        hub.start()
        return hub

    def __exit__(
        self,
        kind: type[BaseException] | None,
        fault: BaseException | None,
        trace: TracebackType | None,
    ) -> None:
        serving._hub = None
        self.run(self.hub.stop())
        self.loop.call_soon_threadsafe(self.loop.stop)
        self.thread.join(10)
        self.loop.close()

    def run(self, work: Coroutine[Any, Any, R]) -> R:
        done: Future[R] = asyncio.run_coroutine_threadsafe(work, self.loop)
        return done.result(10)

    def ear(self, actor: Actor, *kinds: str, since: int | None = None, **options: Any) -> Ear:
        """Listen as this actor; by default as a website's client would."""
        chosen = kinds or ("agents", "agent", "conversation")
        ear = Ear(self, Listener(actor, frozenset(), PLAIN, kinds=chosen, **options))
        self.run(ear.listen(since))
        return ear

    def ask(self, ear: Ear, topic: str) -> bool:
        return self.run(self.hub.ask(ear.listener, topic))
