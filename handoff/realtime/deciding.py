"""Deciding what listeners may hear, while their company's news goes on."""

from __future__ import annotations

import asyncio
import logging
from collections.abc import Awaitable, Callable

from handoff.realtime.feed import Feed
from handoff.realtime.listener import Ending, Listener

log = logging.getLogger(__name__)

Decide = Callable[[Listener], Awaitable[frozenset[str]]]


class Decisions:
    """The decisions under way, one at most for each listener.

    Until it is decided a listener holds what comes, so that it hears nothing that it may not, and
    misses nothing that it may. What changes during a decision has it made again.
    """

    def __init__(self, decide: Decide, feed_of: Callable[[Listener], Feed | None]) -> None:
        self._decide = decide
        self._feed_of = feed_of
        self._doubts: dict[Listener, int] = {}
        self.under_way: dict[Listener, asyncio.Task[None]] = {}

    def ask(self, listener: Listener) -> asyncio.Future[None]:
        """Have it decided from the state of this moment, or a later one."""
        self._doubts[listener] = self._doubts.get(listener, 0) + 1
        if listener not in self.under_way:
            listener.hold()
            self._note_holding(listener)
            loop = asyncio.get_running_loop()
            self.under_way[listener] = loop.create_task(self._settle(listener))
        return asyncio.shield(self.under_way[listener])

    def forget(self, listener: Listener) -> None:
        """It has left."""
        if listener in self.under_way:
            self.under_way[listener].cancel()

    async def _settle(self, listener: Listener) -> None:
        try:
            doubts = 0
            while doubts != self._doubts[listener]:
                doubts = self._doubts[listener]
                decided = await self._decide(listener)
            if feed := self._feed_of(listener):
                feed.retopic(listener, decided)
        except Exception:  # who comes back is decided on anew
            log.exception("What a socket may hear could not be decided")
            listener.close(Ending.RESUME)
        finally:
            del self.under_way[listener], self._doubts[listener]
            listener.release()
            self._note_holding(listener)

    def _note_holding(self, listener: Listener) -> None:
        if feed := self._feed_of(listener):
            feed.note_holding(listener)
