"""Clients of the live chat's REST addresses, and responses that are there."""

from __future__ import annotations

import json
from collections.abc import Callable
from typing import Any

import pytest

from handoff.accounts.models import User
from livechat.models import CannedResponse
from tests.asking import Person, client_of

Call = Callable[..., Any]
Keeps = Callable[..., CannedResponse]

GREETING: dict[str, Any] = {
    "title": "Greeting",
    "content": "Hello {{customer_name}}! How can I help you?",
    "category": "greetings",
    "shortcut_key": "greeting",
    "is_shared": True,
    "variables": ["customer_name"],
}


@pytest.fixture
def call() -> Call:
    """`call(alice, "post", "/7/use", variables={})`; nobody sends no token, a text is a key."""

    def send(who: Person | None, method: str, path: str = "", **data: Any) -> Any:
        client = client_of(who)
        address = f"/api/canned-responses{path}"
        if method == "get":
            return client.get(address, data)
        body = json.dumps(data)  # as browsers write it, half characters and all
        return getattr(client, method)(address, body, content_type="application/json")

    return send


@pytest.fixture
def keeps(db: None) -> Keeps:
    """`keeps(alice, shortcut_key="bye")`: a response of this user's."""

    def keep(owner: User, **fields: Any) -> CannedResponse:
        chosen = {"title": "Bye", "content": "Goodbye", **fields}
        assert owner.company is not None
        return CannedResponse.objects.create(company=owner.company, owner=owner, **chosen)

    return keep
