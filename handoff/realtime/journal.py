"""Reading the log of events from the event loop."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Protocol

from handoff.news.models import Event, Stream
from handoff.realtime.threads import reads

PAGE = 200
"""Events read at once: what they become must fit in a listener's queue."""


class Journal(Protocol):
    """Where the hub reads what it was not told."""

    async def heads(self, company_ids: Sequence[int]) -> dict[int, int]:
        """The newest number of each company, in one query."""
        ...

    async def page(self, company_id: int, after: int) -> list[Event]:
        """What happened after this number, oldest first, at most `PAGE` events."""
        ...


class TableJournal:
    """The journal as the database has it."""

    async def heads(self, company_ids: Sequence[int]) -> dict[int, int]:
        return await reads.run(Stream.objects.heads, company_ids)

    async def page(self, company_id: int, after: int) -> list[Event]:
        return await reads.run(_page, company_id, after)


def _page(company_id: int, after: int) -> list[Event]:
    return list(Event.objects.after(company_id, after)[:PAGE])
