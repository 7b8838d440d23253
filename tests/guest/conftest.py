"""A guest's page as a browser without scripts sees it."""

from __future__ import annotations

from typing import Any

import pytest
from django.core.cache import cache
from django.test import Client

from conversations.models import Conversation
from customers.models import Guest, Room
from handoff.accounts.models import Company
from tests.cast import make_room

PAGE = "/chat/hotel-abc/rooms/101/"


@pytest.fixture(autouse=True)
def _nobody_tried_before() -> None:
    cache.clear()


@pytest.fixture
def room(hotel: Company) -> Room:
    return make_room(hotel, "101", pin="4711")


@pytest.fixture
def emma(client: Client, room: Room) -> Client:
    """Emma's browser, let in with the PIN."""
    assert enter(client, name="Emma Stone").status_code == 303
    return client


@pytest.fixture
def stay(emma: Client, room: Room) -> Conversation:
    """The conversation of Emma's stay."""
    return Conversation.objects.with_people().get(guest__room=room)


def enter(browser: Client, pin: str = "4711", name: str = "", page: str = PAGE) -> Any:
    return browser.post(page, {"pin": pin, "name": name})


def write(browser: Client, text: str, client_id: str = "", page: str = PAGE) -> Any:
    return browser.post(page, {"text": text, "client_id": client_id})


def guest_of(room: Room) -> Guest:
    return Guest.objects.get(room=room)
