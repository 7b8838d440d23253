"""Whom `POST /pusher/auth` has let into which of our channels."""

from __future__ import annotations

from dataclasses import asdict
from datetime import timedelta

from django.utils import timezone

from handoff.actor import Actor, ActorKind
from handoff.realtime.pusher.models import Grant

LIFETIME = timedelta(minutes=10)
"""How long a signature's grant is kept; its socket may outlive it (`reserved.listener_for`)."""

KEPT = (
    "kind", "company_id", "door", "user_id", "role", "sign_in_id", "key_id", "participant",
    "session_id",
)  # fmt: skip
"""What tells who it was and whether that still stands; no names."""


def grant(actor: Actor, *, socket_id: str, channel: str) -> None:
    """Remember it. The latest counts."""
    values = asdict(actor)
    Grant.objects.update_or_create(
        socket_id=socket_id,
        channel=channel,
        defaults={
            "actor": {name: values[name] for name in KEPT},
            "expires_at": timezone.now() + LIFETIME,
        },
    )


def granted_to(socket_id: str, channel: str) -> Actor | None:
    """Who was let in, as far as is known: `standing.still` tells whether that still stands."""
    found = Grant.objects.filter(socket_id=socket_id, channel=channel).first()
    if found is None:
        return None
    return Actor(**{**found.actor, "kind": ActorKind(found.actor["kind"])})


def forget_expired() -> int:
    """Delete what nobody came for, or whose socket still stands. How many."""
    deleted, _ = Grant.objects.filter(expires_at__lte=timezone.now()).delete()
    return deleted
