"""Agents, their REST door, and a clock for heartbeats."""

from __future__ import annotations

from collections.abc import Callable
from datetime import timedelta
from typing import Any

import pytest
from django.utils import timezone

from handoff.accounts import absence
from handoff.accounts.models import AgentAvailability, User
from handoff.accounts.presence import Sightings
from handoff.news.models import Event
from tests.asking import client_of

Call = Callable[..., Any]


@pytest.fixture
def call() -> Call:
    """`call(user, "put", "my-status", status="online")`; user None sends no token."""

    def send(user: User | None, method: str, path: str, **data: Any) -> Any:
        client = client_of(user)
        return getattr(client, method)(f"/api/agent-availability/{path}", data or None, "json")

    return send


@pytest.fixture
def called(monkeypatch: pytest.MonkeyPatch) -> list[int]:
    """In place of the queue: which agents it was told that they are gone."""
    called: list[int] = []
    monkeypatch.setattr(absence, "_gone", [lambda agent: called.append(agent.pk)])
    return called


@pytest.fixture
def sightings() -> Sightings:
    """As a process that has just started."""
    return Sightings()


def row_of(user: User) -> AgentAvailability:
    return AgentAvailability.objects.get(pk=user.pk)


def make(user: User, status: str = "online", *, seen_seconds_ago: float = 0) -> AgentAvailability:
    """An agent with this status, seen so long ago."""
    seen_at = timezone.now() - timedelta(seconds=seen_seconds_ago)
    return AgentAvailability.objects.create(user=user, status=status, last_seen_at=seen_at)


def told() -> list[tuple[int, str, str]]:
    """Agent, status and reason of each announcement, in their order."""
    news = Event.objects.filter(type="agent_availability_changed").order_by("seq")
    payloads = news.values_list("payload", flat=True)
    return [(said["agent_id"], said["status"], said["reason"]) for said in payloads]


def sweep() -> int:
    """One look of a watch that was there all the time."""
    return absence.take_gone(absence.find_unseen())
