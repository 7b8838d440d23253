from __future__ import annotations

from collections.abc import Callable
from typing import Any

import pytest
from rest_framework.test import APIClient

from handoff.accounts.models import User
from handoff.accounts.tokens import access_token_for

Ask = Callable[..., Any]


@pytest.fixture(autouse=True)
def _quick(settings: Any) -> None:
    settings.PASSWORD_HASHERS = ["django.contrib.auth.hashers.MD5PasswordHasher"]


@pytest.fixture
def ask() -> Ask:
    """`ask(user, page_id="1")`: the answer of `GET /api/dashboard/analytics`; `from_` is `from`."""

    def send(user: User | None, **query: str) -> Any:
        client = APIClient()
        if user is not None:
            client.credentials(HTTP_AUTHORIZATION=f"Bearer {access_token_for(user)}")
        asked = {name.rstrip("_"): value for name, value in query.items()}
        return client.get("/api/dashboard/analytics", asked)

    return send
