"""Assigning and releasing over REST (contract document 1 and its README)."""

from __future__ import annotations

from typing import Any

import pytest
from django.db import OperationalError

from conversations.actions import taking
from conversations.models import Bot, Conversation, HandoffRecord
from handoff.accounts.models import User
from handoff.news.models import Event
from tests.asking import client_of
from tests.dashboard.conftest import Call


def test_assigns_and_says_so(bot: Bot, john: Conversation, alice: User, on_john: Call) -> None:
    answer = on_john(alice, "put", "agent", agent_name="John Agent")

    assert answer.status_code == 200
    body = answer.json()
    assert body["message"] == "Agent assigned successfully"
    assert body["customer"]["agent_name"] == "John Agent"
    assert body["customer"]["agent_id"] == str(alice.pk)
    assert body["customer"]["agent_email"] == "alice@demo.test"
    assert body["customer"]["stop"] is True


@pytest.mark.parametrize("name", [{}, {"agent_name": ""}, {"agent_name": None}])
def test_without_a_name_it_is_the_users_own(
    john: Conversation, alice: User, on_john: Call, name: dict[str, Any]
) -> None:
    answer = on_john(alice, "put", "agent", **name)
    assert answer.json()["customer"]["agent_name"] == "Alice Adams"


def test_a_new_name_is_an_update(john: Conversation, alice: User, on_john: Call) -> None:
    on_john(alice, "put", "agent")
    answer = on_john(alice, "put", "agent", agent_name="Front Desk")
    assert answer.json()["message"] == "Agent name updated successfully"
    assert answer.json()["customer"]["agent_name"] == "Front Desk"
    assert Event.objects.filter(type="agent_changed").count() == 2


def test_the_second_is_told_who_has_it(
    john: Conversation, alice: User, bob: User, amira: User, on_john: Call
) -> None:
    on_john(alice, "put", "agent")
    for other in (bob, amira):
        answer = on_john(other, "put", "agent")
        assert answer.status_code == 409
        assert answer.json()["error"] == "Customer is already assigned to alice@demo.test"


def test_an_admin_with_agent_id_transfers(
    john: Conversation, alice: User, bob: User, amira: User, on_john: Call
) -> None:
    on_john(alice, "put", "agent")
    answer = on_john(amira, "put", "agent", agent_id=str(bob.pk))
    assert (answer.status_code, answer.json()["message"]) == (200, "Agent assigned successfully")
    assert answer.json()["customer"]["agent_email"] == "bob@demo.test"
    refused = on_john(bob, "put", "agent", agent_id=str(alice.pk))
    assert refused.status_code == 403


@pytest.mark.parametrize(
    ("agent_id", "status"),
    [("999999", 404), ("abc", 400), (-1, 400), (0, 400), ([], 400), (2**70, 400)],
)
def test_a_transfer_to_nobody_is_refused(
    john: Conversation, amira: User, on_john: Call, agent_id: object, status: int
) -> None:
    answer = on_john(amira, "put", "agent", agent_id=agent_id)
    assert answer.status_code == status
    assert answer.json()["error"]


def test_releases_and_empties_the_agent(john: Conversation, alice: User, on_john: Call) -> None:
    on_john(alice, "put", "agent")
    answer = on_john(alice, "delete", "agent")

    assert answer.status_code == 200
    body = answer.json()
    assert body["message"] == "Agent unassigned successfully"
    customer = body["customer"]
    assert (customer["agent_id"], customer["agent_name"], customer["agent_email"]) == ("", "", "")
    assert (customer["assigned_at"], customer["stop"]) == (None, True)


def test_the_page_may_stand_in_the_query_of_a_delete(
    john: Conversation, alice: User, on_john: Call, call: Call
) -> None:
    on_john(alice, "put", "agent")
    answer = call(alice, "delete", "customers/8708957485860081/agent?page_id=461998383671026")
    assert answer.status_code == 200
    assert answer.json()["customer"]["agent_id"] == ""


def test_resume_bot_hands_back(bot: Bot, john: Conversation, alice: User, on_john: Call) -> None:
    on_john(alice, "put", "agent")
    answer = on_john(alice, "delete", "agent", resume_bot=True)
    assert answer.json()["customer"]["stop"] is False
    assert answer.json()["customer"]["stopped_at"] is None


def test_releasing_another_agents_customer(
    john: Conversation, alice: User, bob: User, amira: User, on_john: Call
) -> None:
    on_john(alice, "put", "agent")
    answer = on_john(bob, "delete", "agent")
    assert answer.status_code == 403
    assert answer.json()["error"] == "Only the assigned agent or admin can unassign"
    assert on_john(amira, "delete", "agent").status_code == 200


def test_releasing_what_nobody_has_changes_nothing(
    john: Conversation, alice: User, on_john: Call
) -> None:
    records = HandoffRecord.objects.count()
    assert on_john(alice, "delete", "agent").status_code == 200
    assert HandoffRecord.objects.count() == records
    assert not Event.objects.exists()


def test_a_database_fault_is_told_as_such(
    john: Conversation, alice: User, on_john: Call, monkeypatch: pytest.MonkeyPatch
) -> None:
    def broken(*args: object, **kwargs: object) -> None:
        raise OperationalError("lock timeout")

    monkeypatch.setattr(taking, "take_conversation", broken)
    answer = on_john(alice, "put", "agent")
    assert (answer.status_code, answer.json()["error"]) == (503, "Failed to assign agent")


@pytest.mark.parametrize(
    "body",
    [[], [1], "text", 5, None, {"page_id": None}, {"page_id": []}, {"page_id": {"a": 1}}, {}],
)
def test_bad_bodies_get_a_sentence(
    john: Conversation, alice: User, call: Call, body: object
) -> None:

    client = client_of(alice)
    answer = client.put("/api/dashboard/customers/8708957485860081/agent", body, format="json")
    assert answer.status_code == 400
    assert isinstance(answer.json()["error"], str)


@pytest.mark.parametrize("raw", [b"{", b"\xff\xfe", b'{"page_id": 1e999}', b"[" * 100_000])
def test_broken_json_gets_a_sentence(john: Conversation, alice: User, raw: bytes) -> None:

    client = client_of(alice)
    answer = client.put(
        "/api/dashboard/customers/8708957485860081/agent", raw, content_type="application/json"
    )
    assert answer.status_code in (400, 404)
    assert isinstance(answer.json()["error"], str)
