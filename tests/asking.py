"""Clients of the REST addresses, each somebody of the cast."""

from __future__ import annotations

from rest_framework.test import APIClient

from customers.models import ParticipantSession
from handoff.accounts.models import User
from handoff.accounts.tokens import access_token_for, participant_token_for

Person = User | ParticipantSession | str
"""A user, a visitor or guest, or whoever has this token or key."""


def bearer_of(who: Person) -> str:
    match who:
        case User():
            return access_token_for(who)
        case ParticipantSession():
            return participant_token_for(who.pk, expires_at=who.expires_at)
        case _:
            return who


def client_of(who: Person | None) -> APIClient:
    """Who asks with a token; nobody has none."""
    client = APIClient()
    if who is not None:
        client.credentials(HTTP_AUTHORIZATION=f"Bearer {bearer_of(who)}")
    return client
