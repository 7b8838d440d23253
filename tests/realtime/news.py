"""News made up for tests: events as the log has them, and a log in memory."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from django.utils import timezone

from handoff import topics
from handoff.actor import Actor, ActorKind
from handoff.news.models import Event
from handoff.realtime.journal import PAGE

CUSTOMER = {
    "customer_id": "8708957485860081",
    "customer_name": "John Doe",
    "page_id": "461998383671026",
    "stop": True,
}
MESSENGER = {"channel": "messenger", "customer": CUSTOMER}


def agent(user_id: int = 3, company_id: int | None = 1, role: str = "agent") -> Actor:
    return Actor(
        kind=ActorKind.USER, company_id=company_id, door="websocket", user_id=user_id, role=role
    )


def event(type: str, payload: dict[str, Any], *, seq: int = 7, company_id: int = 1) -> Event:
    return Event(
        company_id=company_id,
        seq=seq,
        conversation_id=12,
        type=type,
        payload=payload,
        topics=[topics.team(company_id)],
        created_at=timezone.now(),
    )


def stop_changed(seq: int, *, company_id: int = 1) -> Event:
    payload = {"subject": MESSENGER, "stop": True, "timestamp": 1705315200}
    return event("stop_changed", payload, seq=seq, company_id=company_id)


class MemoryJournal:
    """A log in memory that counts how often it was read."""

    def __init__(self) -> None:
        self.events: list[Event] = []
        self.pages_read = 0
        self.heads_read = 0

    def add(self, *events: Event) -> None:
        self.events.extend(events)

    async def heads(self, company_ids: Sequence[int]) -> dict[int, int]:
        self.heads_read += 1
        return {
            company_id: max((e.seq for e in self.events if e.company_id == company_id), default=0)
            for company_id in company_ids
        }

    async def page(self, company_id: int, after: int) -> list[Event]:
        self.pages_read += 1
        found = [e for e in self.events if e.company_id == company_id and e.seq > after]
        return sorted(found, key=lambda e: e.seq)[:PAGE]
