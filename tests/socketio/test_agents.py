"""`agent:update_status`, `agent:activity_ping`, and the news of both (contract document 4)."""

from __future__ import annotations

from collections.abc import Callable
from datetime import timedelta
from typing import Any

import pytest
from django.utils import timezone

from customers.models import ParticipantSession
from handoff.accounts import presence
from handoff.accounts.keys import make_key
from handoff.accounts.models import AgentAvailability, User
from handoff.accounts.presence import Sightings
from handoff.accounts.tokens import access_token_for, participant_token_for
from handoff.realtime import attendance
from tests.realtime.server import wait_until
from tests.socketio.client import Client

pytestmark = pytest.mark.django_db(transaction=True)

Open = Callable[..., Client]
TEAM_ONLY = "Only agents and admins may do this"


@pytest.fixture(autouse=True)
def _fresh_sightings(monkeypatch: pytest.MonkeyPatch) -> None:
    for module in (presence, attendance):
        monkeypatch.setattr(module, "sightings", Sightings())


def status_of(user: User) -> str:
    return AgentAvailability.objects.get(pk=user.pk).status


def test_a_status_is_acknowledged_and_told_to_all_agents_of_the_company(
    open_client: Open, alice: User, bob: User, charlie: User, vera: User, nora: ParticipantSession
) -> None:
    visitor = participant_token_for(nora.pk, expires_at=nora.expires_at)
    own, colleague = open_client(access_token_for(alice)), open_client(access_token_for(bob))
    others = [open_client(token) for token in
              (access_token_for(charlie), access_token_for(vera), visitor)]  # fmt: skip
    for client in (own, colleague, *others):
        client.connected()

    for key, status in (
        ("availability_status", "online"), ("status", "online"), ("status", "busy"),
    ):  # fmt: skip
        assert own.call("agent:update_status", {key: status}) == {
            "success": True, "status": status, "availability_status": status,
            "max_concurrent_chats": 5, "current_chats": 0, "skills": [],
        }  # fmt: skip
        for client in (own, colleague):
            name, payload = client.event()
            cursor = payload.pop("cursor")
            assert isinstance(cursor, int)
            assert (name, payload) == (
                "agent:status_changed",
                {"agent_id": alice.pk, "status": status, "availability_status": status,
                 "reason": "set"},
            )  # fmt: skip
    for client in others:
        client.silence()


def test_what_is_wrong_is_refused_with_an_acknowledgement_and_the_socket_lives(
    open_client: Open, alice: User, vera: User, nora: ParticipantSession
) -> None:
    client = open_client(access_token_for(alice))
    client.connected()
    wrong: list[Any] = [
        {}, None, {"status": None}, {"status": "asleep"}, {"status": 5}, "online", [],
    ]  # fmt: skip
    for payload in wrong:
        refused = client.call("agent:update_status", payload)
        assert (refused["success"], bool(refused["error"])) == (False, True), payload
    for odd in ({"more": [1, {}]}, None):
        assert client.call("agent:activity_ping", odd) == {"success": True}
    assert client.call("agent:activity_ping", "x")["success"] is False
    client.silence(0.1)

    visitor = participant_token_for(nora.pk, expires_at=nora.expires_at)
    for token in (access_token_for(vera), visitor):
        customer = open_client(token)
        customer.connected()
        for event in ("agent:update_status", "agent:activity_ping"):
            refused = customer.call(event, {"status": "online"})
            assert (refused["success"], refused["error"]) == (False, TEAM_ONLY)
    assert not AgentAvailability.objects.exists()


def test_a_socket_alone_keeps_its_agent_there_and_brings_back_who_was_gone(
    open_client: Open, alice: User
) -> None:
    long_ago = timezone.now() - timedelta(hours=1)
    AgentAvailability.objects.create(
        user=alice, status="away", status_before="online", last_seen_at=long_ago,
        gone_at=timezone.now(),
    )  # fmt: skip
    client = open_client(access_token_for(alice))
    client.connected()
    name, payload = client.event()
    assert (name, payload["status"], payload["reason"]) == (
        "agent:status_changed", "online", "returned",
    )  # fmt: skip
    assert status_of(alice) == "online"


def test_a_machine_that_listens_is_nobody_who_is_there(
    open_client: Open, alice: User, bob: User, amira: User
) -> None:
    long_ago = timezone.now() - timedelta(hours=1)
    for user in (alice, bob):
        AgentAvailability.objects.create(user=user, last_seen_at=long_ago)
    _, key = make_key(
        amira.as_actor(door="test"), user_id=alice.pk, name="Clock",
        scopes=["events:read", "availability:manage"], expires_at=None,
    )  # fmt: skip
    machine = open_client(key)
    machine.connected()
    open_client(access_token_for(bob)).connected()

    def seen_at(user: User) -> object:
        return AgentAvailability.objects.get(pk=user.pk).last_seen_at

    wait_until(lambda: seen_at(bob) != long_ago)
    assert seen_at(alice) == long_ago
    assert machine.call("agent:activity_ping")["success"]  # it says so
    assert seen_at(alice) != long_ago
