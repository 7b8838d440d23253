"""Machines at the dashboard's socket: within their scopes, and out at once when revoked."""

from __future__ import annotations

import time
from datetime import timedelta
from typing import Any

import pytest
from django.utils import timezone

from conversations.models import Conversation
from handoff.accounts.actions import deactivate_user
from handoff.accounts.keys import make_key, revoke_key
from handoff.accounts.models import ApiKey, User
from handoff.scopes import SCOPES
from tests.cast import JOHN_ID, PAGE_ID
from tests.realtime.server import Socket

pytestmark = pytest.mark.django_db(transaction=True)


def key_of(by: User, user: User, *scopes: str) -> str:
    actor = by.as_actor(door="test")
    return make_key(actor, user_id=user.pk, name="Shop", scopes=scopes, expires_at=None)[1]


def ways(text: str) -> list[dict[str, Any]]:
    return [
        {"headers": {"Authorization": f"Bearer {text}"}},
        {"headers": {"Authorization": f"Api-Key {text}"}},
        {"query": f"?token={text}"},
        {"subprotocols": ["bearer", text]},
    ]


def test_a_key_opens_and_listens(port: int, amira: User, alice: User) -> None:
    for way in ways(key_of(amira, alice, "events:read")):
        with Socket(port, **way) as socket:
            assert socket.first["user_id"] == str(alice.pk)


def test_listening_needs_its_scope(port: int, amira: User, alice: User) -> None:
    text = key_of(amira, alice, *(SCOPES.keys() - {"events:read"}))
    with Socket(port, **ways(text)[0]) as socket:
        assert socket.first == {
            "type": "error",
            "error": "This API key lacks the scope events:read",
            "code": "missing_scope",
        }
        assert socket.closing()[0] == 4403


def test_an_order_needs_its_scope(port: int, amira: User, alice: User, john: Conversation) -> None:
    text = key_of(amira, alice, "events:read", "customers:read")
    with Socket(port, **ways(text)[0]) as socket:
        order = {"page_id": PAGE_ID, "customer_id": JOHN_ID}
        answer = socket.call({"type": "assign_agent", "data": order})
        listed = socket.call({"type": "get_stopped_customers"})
    assert (answer["type"], answer["error"]) == (
        "error", "This API key lacks the scope customers:write",
    )  # fmt: skip
    assert listed["type"] == "stopped_customers"


def test_revoking_ends_its_sockets_at_once_and_no_others(
    port: int, amira: User, alice: User
) -> None:
    text, other = (key_of(amira, alice, "events:read") for _ in range(2))
    key = ApiKey.objects.get(prefix=text[:15])
    with (
        Socket(port, **ways(text)[0]) as socket,
        Socket(port, **ways(other)[0]) as others,
        Socket(port, alice) as persons,
    ):
        began = time.monotonic()
        revoke_key(amira.as_actor(door="test"), key_id=key.pk)
        assert socket.closing() == (4401, "signed out")
        assert time.monotonic() - began < 1
        assert others.call({"type": "ping"}) == persons.call({"type": "ping"}) == {"type": "pong"}


def test_expiry_ends_its_sockets_within_two_looks(port: int, amira: User, alice: User) -> None:
    text = key_of(amira, alice, "events:read")
    with Socket(port, **ways(text)[0]) as socket:
        ApiKey.objects.update(expires_at=timezone.now() - timedelta(seconds=1))
        assert socket.closing()[0] == 4401


def test_a_deactivated_users_key_socket_ends(port: int, amira: User, alice: User) -> None:
    with Socket(port, **ways(key_of(amira, alice, "events:read"))[0]) as socket:
        deactivate_user(amira.as_actor(door="test"), user_id=alice.pk)
        assert socket.closing()[0] == 4401
