"""API keys at the chat's addresses: each scope opens its own, and none starts a chat."""

from __future__ import annotations

from typing import Any

import pytest
from rest_framework.test import APIClient

from handoff.accounts.keys import make_key
from handoff.accounts.models import User
from handoff.scopes import SCOPES
from livechat.models import ChatSession
from tests.asking import client_of

ROWS = [
    ("get", "agent/sessions", {}, "customers:read"),
    ("get", "queue/stats", {}, "customers:read"),
    ("get", "{id}", {}, "customers:read"),
    ("get", "{id}/messages", {}, "customers:read"),
    ("get", "{id}/customer-context", {}, "customers:read"),
    ("post", "{id}/accept", {}, "customers:write"),
    ("post", "{id}/messages", {"content": "Hi"}, "messages:send"),
    ("post", "{id}/typing", {}, "messages:send"),
    ("post", "{id}/convert-to-ticket", {}, "tickets:write"),
    ("post", "{id}/end", {}, "customers:write"),
    ("get", "admin/agents-workload", {}, "customers:read"),
    ("post", "{id}/assign", {"agent_id": 1}, "customers:write"),
    ("post", "{id}/transfer", {"target_agent_id": 1}, "customers:write"),
    ("post", "start", {"subject": "x"}, ""),
]


def client_with(admin: User, scopes: list[str]) -> APIClient:
    actor = admin.as_actor(door="test")
    _, key = make_key(actor, user_id=admin.pk, name="Shop", scopes=scopes, expires_at=None)
    return client_of(key)


@pytest.mark.parametrize(("method", "path", "data", "scope"), ROWS)
def test_a_key_needs_its_scope(
    waiting: ChatSession, amira: User, method: str, path: str, data: dict[str, Any], scope: str
) -> None:
    address = f"/api/live-chat/{path.format(id=waiting.pk)}"
    others = client_with(amira, sorted(set(SCOPES) - {scope}))
    kind = {} if method == "get" else {"format": "json"}
    refused = getattr(others, method)(address, data, **kind)
    sentence = f"This API key lacks the scope {scope}" if scope else "API keys cannot do this"
    assert (refused.status_code, refused.json()["error"]) == (403, sentence)
    if scope:
        answer = getattr(client_with(amira, [scope]), method)(address, data, **kind)
        assert "scope" not in str(answer.json())
