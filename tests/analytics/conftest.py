from __future__ import annotations

from collections.abc import Callable
from typing import Any

import pytest

from handoff.accounts.models import User
from tests.asking import client_of

Ask = Callable[..., Any]


@pytest.fixture
def ask() -> Ask:
    """`ask(user, page_id="1")`: the answer of `GET /api/dashboard/analytics`; `from_` is `from`."""

    def send(user: User | None, **query: str) -> Any:
        client = client_of(user)
        asked = {name.rstrip("_"): value for name, value in query.items()}
        return client.get("/api/dashboard/analytics", asked)

    return send
