"""The desk as a browser without scripts sees it."""

from __future__ import annotations

from collections.abc import Callable

import pytest
from django.test import Client

from handoff.accounts.models import User
from handoff.accounts.presence import Sightings
from livechat.desk import access

SignedIn = Callable[[User], Client]


@pytest.fixture(autouse=True)
def _seen_once(monkeypatch: pytest.MonkeyPatch) -> None:
    """Pages of the desk note who looks, now and then: here at the first look."""
    monkeypatch.setattr(access, "sightings", Sightings(clock=lambda: 0.0))


@pytest.fixture
def signed_in() -> SignedIn:
    """A browser of its own for each person, already signed in."""

    def sign_in(user: User) -> Client:
        client = Client()
        client.force_login(user)
        return client

    return sign_in


@pytest.fixture
def at_alices(signed_in: SignedIn, alice: User) -> Client:
    """Alice's browser."""
    return signed_in(alice)
