"""Clients of the rooms' REST addresses, and guests in room 101."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import pytest
from django.core.cache import cache
from rest_framework.test import APIClient

from conversations.models import Conversation
from customers.models import ParticipantSession, Room
from handoff.accounts.models import Company, User
from handoff.accounts.tokens import access_token_for, participant_token_for
from tests.cast import make_guest, make_room, open_stay

Call = Callable[..., Any]
Person = User | ParticipantSession | str


def client_of(who: Person | None) -> APIClient:
    """Who asks with a token; with that text as the token; or without any."""
    if who is None:
        return APIClient()
    match who:
        case User():
            token = access_token_for(who)
        case ParticipantSession():
            token = participant_token_for(who.pk, expires_at=who.expires_at)
        case _:
            token = str(who)
    return APIClient(headers={"Authorization": f"Bearer {token}"})


@pytest.fixture(autouse=True)
def _nobody_tried_before() -> None:
    cache.clear()


@pytest.fixture
def ask(db: None) -> Call:
    """`ask(alice, "post", "conversations/1/assign-staff/")` at Hotel ABC; nobody sends no token."""

    def send(
        who: Person | None, method: str, path: str, *, hotel: str = "hotel-abc", **data: Any
    ) -> Any:
        client, address = client_of(who), f"/chat/{hotel}/{path}"
        if method == "get":
            return client.get(address, data)
        return client.post(address, data, format="json")

    return send


@pytest.fixture
def room(hotel: Company) -> Room:
    return make_room(hotel)


@pytest.fixture
def greta(hotel: Company, room: Room) -> ParticipantSession:
    """The guest of room 101, on her phone."""
    return make_guest(hotel, name="Greta Guest")


@pytest.fixture
def stay(greta: ParticipantSession) -> Conversation:
    """Greta's conversation: nobody has said anything."""
    return open_stay(greta)
