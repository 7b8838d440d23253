"""Clients of the dashboard's REST API."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import pytest

from handoff.accounts.models import User
from tests.asking import client_of
from tests.cast import JOHN_ID, PAGE_ID

Call = Callable[..., Any]


@pytest.fixture
def call() -> Call:
    """`call(user, "put", "customers/1/agent", page_id="2")`; user None sends no token."""

    def send(user: User | None, method: str, path: str, **data: Any) -> Any:
        client = client_of(user)
        address = f"/api/dashboard/{path}"
        if method == "get":
            return client.get(address, data)
        return getattr(client, method)(address, data, format="json")

    return send


@pytest.fixture
def on_john(call: Call) -> Call:
    """`on_john(user, "put", "agent")`: a call about John Doe on the hotel's page."""

    def send(user: User | None, method: str, path: str = "", **data: Any) -> Any:
        address = f"customers/{JOHN_ID}/{path}".rstrip("/")
        return call(user, method, address, **{"page_id": PAGE_ID, **data})

    return send
