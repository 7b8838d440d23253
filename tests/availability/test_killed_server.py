"""Presence is not in any process's memory: `kill -9` of a server is an absence like any other."""

from __future__ import annotations

from pathlib import Path

import pytest
import requests

from handoff.accounts.models import AgentAvailability, User
from handoff.accounts.tokens import access_token_for
from tests.availability.conftest import row_of, told
from tests.databases import once
from tests.realtime.server import Socket, wait_until
from tests.trials.house import House

pytestmark = [pytest.mark.django_db(transaction=True), once]

GRACE_SECONDS = 5


def set_online(base: str, user: User) -> None:
    answer = requests.put(
        f"{base}/api/agent-availability/my-status",
        json={"availability_status": "online"},
        headers={"Authorization": f"Bearer {access_token_for(user)}"},
        timeout=10,
    )
    assert answer.status_code == 200


def test_only_the_agents_of_the_killed_server_turn_away(
    tmp_path: Path, alice: User, bob: User
) -> None:
    """A worker outlives the server; the dashboard's WebSocket is what says that they are there."""
    environment = {"AGENT_GRACE_SECONDS": str(GRACE_SECONDS), "WORKER_IN_SERVER": "false"}
    with House(tmp_path, **environment) as house:
        killed, other = house.server(), house.server()
        house.worker()
        with Socket(killed.port, alice), Socket(other.port, bob):
            set_online(killed.base, alice)
            set_online(other.base, bob)
            first_seen = row_of(alice).last_seen_at
            assert first_seen is not None

            # Longer than the grace period: the sockets keep them there.
            wait_until(lambda: (row_of(alice).last_seen_at or first_seen) > first_seen, 10)
            wait_until(
                lambda: (
                    ((row_of(bob).last_seen_at or first_seen) - first_seen).total_seconds()
                    > GRACE_SECONDS + 1
                ),
                20,
            )
            assert [row_of(user).status for user in (alice, bob)] == ["online", "online"]

            killed.kill()
            wait_until(lambda: row_of(alice).status == "away", GRACE_SECONDS + 10)

            assert row_of(bob).status == "online"
            assert told()[2:] == [(alice.pk, "away", "gone")]
            wait_until(lambda: row_of(alice).is_gone_told)
            assert AgentAvailability.objects.get(pk=alice.pk).status_before == "online"

        with Socket(other.port, alice):
            wait_until(lambda: row_of(alice).status == "online", 15)
        assert told()[-1] == (alice.pk, "online", "returned")
