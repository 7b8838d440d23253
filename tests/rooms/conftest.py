"""Clients of the rooms' REST addresses, and guests in room 101."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import pytest
from django.core.cache import cache

from conversations.models import Conversation
from customers.models import ParticipantSession, Room
from handoff.accounts.models import Company
from tests.asking import Person, client_of
from tests.cast import make_guest, make_room, open_stay

Call = Callable[..., Any]


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
