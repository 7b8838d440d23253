"""A hub without a server: ears that listen to it, and stories that are played on it."""

from __future__ import annotations

import asyncio
from collections.abc import Awaitable, Callable
from typing import Any

import orjson

from handoff import topics
from handoff.news.models import Event
from handoff.realtime.deciding import Decide
from handoff.realtime.dialects.dashboard.options import Dashboard
from handoff.realtime.hub import Hub
from handoff.realtime.listener import Listener
from tests.realtime.news import MemoryJournal, agent, stop_changed


class Ear:
    """A listener and the cursors it was sent."""

    def __init__(self, hub: Hub, *, company_id: int | None = 1, **options: Any) -> None:
        heard = [] if company_id is None else [topics.team(company_id)]
        dialect = options.pop("dialect", Dashboard())
        self.listener = Listener(agent(company_id=company_id), frozenset(heard), dialect, **options)
        self.hub = hub
        self.cursors: list[int] = []

    async def join(self) -> int:
        head = await self.hub.join(self.listener)
        self.task = asyncio.ensure_future(self.listener.drain(self.receive))
        return head

    async def receive(self, text: str) -> None:
        self.cursors.append(orjson.loads(text)["cursor"])

    async def has(self, *cursors: int) -> None:
        await wait_until(lambda: len(self.cursors) >= len(cursors))
        assert self.cursors == list(cursors)


async def wait_until(condition: Callable[[], bool]) -> None:
    async with asyncio.timeout(3):
        while not condition():  # noqa: ASYNC110  (the condition is what we test)
            await asyncio.sleep(0.002)


Story = Callable[[Hub, MemoryJournal], Awaitable[None]]


def play(story: Story, decide: Decide | None = None) -> None:
    async def tell() -> None:
        journal = MemoryJournal()
        hub = Hub(journal, decide=decide) if decide else Hub(journal)
        await story(hub, journal)
        for listener in list(hub.listeners):
            hub.leave(listener)
        await hub.stop()
        others = asyncio.all_tasks() - {asyncio.current_task()}
        for task in others:
            task.cancel()

    asyncio.run(tell())


def happen(journal: MemoryJournal, *seqs: int, company_id: int = 1) -> list[Event]:
    events = [stop_changed(seq, company_id=company_id) for seq in seqs]
    journal.add(*events)
    return events
