"""Who comes to the website chat's door in these tests."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from customers.models import ParticipantSession
from handoff.accounts.models import User
from handoff.accounts.tokens import access_token_for, participant_token_for
from tests.socketio.client import Client

Open = Callable[..., Client]
Person = User | ParticipantSession
POLLING, WEBSOCKET = ["polling"], ["websocket"]


def token_of(who: Person) -> str:
    if isinstance(who, ParticipantSession):
        return participant_token_for(who.pk, expires_at=who.expires_at)
    return access_token_for(who)


def enter(open_client: Open, who: Person, **options: Any) -> Client:
    """A client of this person that has been let in."""
    client = open_client(token_of(who), **options)
    client.connected()
    return client
