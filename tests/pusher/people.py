"""Who comes to Pusher's door in these tests."""

from __future__ import annotations

from typing import Any

from rest_framework.test import APIClient

from customers.models import ParticipantSession
from handoff.accounts.models import User
from handoff.accounts.tokens import access_token_for, participant_token_for

Person = User | ParticipantSession | str


def token_of(who: Person) -> str:
    """A token of theirs; a key stands for itself."""
    if isinstance(who, str):
        return who
    if isinstance(who, ParticipantSession):
        return participant_token_for(who.pk, expires_at=who.expires_at)
    return access_token_for(who)


def asks_to_subscribe(
    who: Person | None, channel: str, socket_id: str = "123.456", **options: Any
) -> Any:
    """The answer of `POST /pusher/auth`."""
    headers = {"Authorization": f"Bearer {token_of(who)}"} if who else {}
    fields = {"socket_id": socket_id, "channel_name": channel}
    return APIClient(headers=headers).post(
        options.pop("path", "/pusher/auth"), fields, format=options.pop("format", None)
    )
