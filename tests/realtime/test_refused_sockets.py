"""Sixty refused connections a minute per address, and nobody pays for neighbours (contract README,
"Who is asking")."""

from __future__ import annotations

from typing import Any

import jwt
import pytest
from websockets.typing import Subprotocol

from handoff.accounts.models import User
from handoff.accounts.tokens import access_token_for
from handoff.realtime import knocking
from handoff.realtime.limits import REFUSALS, Refusals
from tests.realtime.server import Server, Socket
from tests.realtime.test_entering import cookie_of
from tests.realtime.test_limits import Clock

pytestmark = pytest.mark.django_db(transaction=True)

TOO_MANY = {
    "type": "error",
    "error": "Too many refused connections, try again in 1 second",
    "code": "too_many_refused",
    "retry_after": 1.0,
}


@pytest.fixture
def clock() -> Clock:
    return Clock()


@pytest.fixture
def spent_port(server: Server, clock: Clock, monkeypatch: pytest.MonkeyPatch) -> int:
    """A server that has refused this address as often as it may, at a time that stands still."""
    refusals = Refusals(clock=clock)
    monkeypatch.setattr(knocking, "refusals", refusals)
    for _ in range(REFUSALS):
        refusals.count("127.0.0.1/32")
    return server.port


def test_so_many_are_told_why_and_the_next_when_to_try_again(
    server: Server, clock: Clock, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(knocking, "refusals", Refusals(clock=clock))
    for _ in range(REFUSALS):
        with Socket(server.port) as socket:
            assert socket.first["error"] == "Authentication required"
            assert socket.closing()[0] == 4401
    with Socket(server.port) as socket:
        assert socket.first == TOO_MANY
        assert socket.closing()[0] == 4429
    clock.now += 1
    with Socket(server.port) as socket:
        assert socket.closing()[0] == 4401


@pytest.mark.parametrize(
    "options",
    [
        {},
        {"headers": {"Authorization": "Bearer nonsense"}},
        {"headers": {"Authorization": "Bearer hk_nonsense"}},
        {"headers": {"Cookie": "sessionid=nonsense"}},
        {"query": "?token=nonsense"},
    ],
)
def test_whatever_is_no_good_is_too_many(spent_port: int, options: dict[str, Any]) -> None:
    with Socket(spent_port, **options) as socket:
        assert socket.first == TOO_MANY
        assert socket.closing()[0] == 4429


def test_a_neighbour_whose_token_is_right_comes_in(spent_port: int, alice: User) -> None:
    token = access_token_for(alice)
    for options in (
        {"headers": {"Authorization": f"Bearer {token}"}},
        {"headers": {"Cookie": cookie_of(alice)}},
        {"query": f"?token={token}"},
        {"subprotocols": [Subprotocol("bearer"), Subprotocol(token)]},
    ):
        with Socket(spent_port, **options) as socket:
            assert socket.first["type"] == "connected"
            assert socket.call({"type": "ping"}) == {"type": "pong"}


def test_a_customer_is_forbidden_and_not_counted(server: Server, vera: User) -> None:
    for _ in range(3):
        with Socket(server.port, vera) as socket:
            assert socket.closing()[0] == 4403
    assert len(knocking.refusals) == 0


def test_what_cannot_be_good_is_not_looked_up_past_the_limit(
    spent_port: int, alice: User, monkeypatch: pytest.MonkeyPatch
) -> None:
    def look(scope: object) -> None:
        raise AssertionError("looked into the database")

    monkeypatch.setattr("handoff.realtime.websocket.proof_of", look)
    forged = jwt.encode({"user_id": str(alice.pk), "token_type": "access"}, "another key" * 4)
    for word in ("nonsense", forged, "a.b.c", "ä"):
        with Socket(spent_port, query=f"?token={word}") as socket:
            assert socket.first == TOO_MANY
