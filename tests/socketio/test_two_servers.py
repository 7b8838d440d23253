"""Two server processes on Redis: who chats need not be at the same one."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import ExitStack

import pytest

from customers.models import ParticipantSession
from handoff.accounts.models import User
from tests.databases import once
from tests.livechat.conftest import put_online
from tests.realtime.conftest import redis
from tests.realtime.processes import Redis, served
from tests.socketio.client import Client, Node
from tests.socketio.people import token_of

__all__ = ["redis"]
pytestmark = [pytest.mark.django_db(transaction=True), once]


@pytest.fixture
def ports(transactional_db: None, redis: Redis) -> Iterator[tuple[int, int]]:
    with served(redis) as first, served(redis) as second:
        yield first, second


def test_a_chat_between_two_processes_and_typing_too(
    ports: tuple[int, int], node: Node, nora: ParticipantSession, alice: User, bob: User
) -> None:
    here, there = ports
    put_online(alice)
    with ExitStack() as opened:
        customer, agent, colleague, own_other_tab = (
            opened.enter_context(Client(node, port, token_of(who)))
            for port, who in ((here, nora), (there, alice), (there, bob), (there, nora))
        )
        for client in (customer, agent, colleague, own_other_tab):
            client.connected()
        started = customer.call("chat:start", {"subject": "Late check-out"})
        about = {"session_id": started["session"]["id"]}
        assert agent.hears("chat:new_session")["session"] == started["session"]
        assert colleague.hears("chat:new_session")
        assert agent.call("chat:accept", about)["success"]
        assert colleague.hears("chat:session_updated")["session"]["status"] == "active"
        for client in (customer, own_other_tab):
            assert client.hears("chat:session_assigned")["agent"]["id"] == alice.pk
        assert customer.call("chat:send_message", {**about, "content": "Hello"})["success"]
        assert agent.hears("chat:new_message")["content"] == "Hello"

        assert customer.call("chat:typing", {**about, "is_typing": True})["success"]
        assert agent.hears("chat:typing")["name"] == "Nora Novak"
        assert agent.call("chat:typing", {**about, "is_typing": False})["success"]
        assert customer.hears("chat:typing")["is_typing"] is False
        assert own_other_tab.hears("chat:typing")["is_typing"] is False
        assert agent.call("chat:end", about)["success"]
        assert customer.hears("chat:ended")["ended_by"]["kind"] == "agent"
        for client in (customer, agent, own_other_tab):
            assert "chat:typing" not in client.heard(0.1)  # once each, and no own one
        assert colleague.heard(0.1) == []
