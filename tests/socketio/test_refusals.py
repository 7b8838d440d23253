"""Sixty refused connections a minute per address, at this door too, and nobody pays for neighbours
(contract README, "Who is asking")."""

from __future__ import annotations

from collections.abc import Callable

import pytest

from customers.models import ParticipantSession
from customers.visits import end_sessions
from handoff.accounts.models import User
from handoff.accounts.tokens import access_token_for
from handoff.realtime import knocking
from handoff.realtime.limits import REFUSALS, Refusals
from handoff.realtime.socketio import entrance
from tests.realtime.test_limits import Clock
from tests.socketio.client import Client
from tests.socketio.test_gateway import token_of

pytestmark = pytest.mark.django_db(transaction=True)

Open = Callable[..., Client]


@pytest.fixture
def spent(port: int, monkeypatch: pytest.MonkeyPatch) -> Refusals:
    """This address has been refused as often as it may, at a time that stands still."""
    refusals = Refusals(clock=Clock())
    monkeypatch.setattr(knocking, "refusals", refusals)
    for _ in range(REFUSALS):
        refusals.count("127.0.0.1/32")
    return refusals


def test_refusals_here_are_counted(
    open_client: Open, port: int, monkeypatch: pytest.MonkeyPatch
) -> None:
    refusals = Refusals(clock=Clock())
    monkeypatch.setattr(knocking, "refusals", refusals)
    for token in (None, "nonsense"):
        open_client(token, transports=["polling"]).next("connect_error")
    assert refusals.wait("127.0.0.1/32") == 0
    for _ in range(REFUSALS - 2):
        refusals.count("127.0.0.1/32")
    assert refusals.is_spent("127.0.0.1/32")


@pytest.mark.parametrize("transports", [["polling"], ["websocket"]])
def test_whatever_is_no_good_is_too_many_and_costs_no_look(
    open_client: Open, spent: Refusals, transports: list[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    def look(word: str) -> None:
        raise AssertionError("looked into the database")

    monkeypatch.setattr(entrance, "proof_from", look)
    for token in (None, "nonsense"):
        refused = open_client(token, transports=transports).next("connect", "connect_error")
        assert refused == {
            "kind": "connect_error",
            "message": "Too many refused connections, try again in 1 second",
            "data": {"code": "too_many_refused", "retry_after": 1.0},
        }


def test_neighbours_who_are_right_come_in(
    open_client: Open, spent: Refusals, alice: User, nora: ParticipantSession
) -> None:
    for token in (access_token_for(alice), token_of(nora)):
        open_client(token).connected()


def test_who_was_shut_out_is_one_of_too_many(
    open_client: Open, spent: Refusals, nora: ParticipantSession, amira: User
) -> None:
    end_sessions(amira.as_actor(door="test"), visitor_id=nora.visitor_id or 0)
    refused = open_client(token_of(nora)).next("connect", "connect_error")
    assert refused["data"]["code"] == "too_many_refused"
