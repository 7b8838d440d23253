"""Clients of the chat's REST addresses, agents who are online, and chats that wait."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import pytest
from django.utils import timezone

from customers.models import ParticipantSession
from customers.participants import actor_from
from handoff.accounts.models import AgentAvailability, User
from handoff.actor import Actor
from livechat.actions.starting import start_chat
from livechat.models import ChatSession, Priority
from tests.asking import Person, client_of

Call = Callable[..., Any]
Writer = User | ParticipantSession


def actor_of(who: Writer) -> Actor:
    return actor_from(who, door="test")


@pytest.fixture
def call() -> Call:
    """`call(nora, "post", "start", subject="Help")`; nobody sends no token."""

    def send(who: Person | None, method: str, path: str, **data: Any) -> Any:
        client, address = client_of(who), f"/api/live-chat/{path}"
        if method == "get":
            return client.get(address, data)
        return getattr(client, method)(address, data, format="json")

    return send


def put_online(user: User, *, slots: int = 5, skills: tuple[str, ...] = ()) -> None:
    AgentAvailability.objects.update_or_create(
        user=user,
        defaults={
            "status": "online", "last_seen_at": timezone.now(), "gone_at": None,
            "is_gone_told": True, "status_before": "", "max_concurrent_chats": slots,
            "skills": list(skills),
        },
    )  # fmt: skip


def begin(who: Writer, subject: str = "Help", **fields: Any) -> ChatSession:
    return start_chat(actor_of(who), subject=subject, **fields)


def fresh(session: ChatSession) -> ChatSession:
    return ChatSession.objects.with_people().get(pk=session.pk)


@pytest.fixture
def online(alice: User, bob: User) -> None:
    """Alice and Bob are there."""
    put_online(alice)
    put_online(bob)


@pytest.fixture
def waiting(nora: ParticipantSession) -> ChatSession:
    """Nora waits."""
    return begin(nora, "Late check-out", priority=Priority.HIGH)
