"""`/api/agent-availability/…` (contract document 4, part 1; README, "Document 4")."""

from __future__ import annotations

from typing import Any

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from rest_framework.test import APIClient

from conversations.actions.closing import close_conversation
from conversations.actions.taking import take_conversation
from conversations.models import Conversation
from customers.models import ParticipantSession
from handoff.accounts import presence
from handoff.accounts.keys import make_key
from handoff.accounts.models import AgentAvailability, Company, Role, User
from handoff.accounts.presence import Sightings
from tests.asking import client_of
from tests.availability.conftest import Call, make, row_of, sweep, told
from tests.cast import make_user, open_chat

ROWS: list[tuple[str, str, dict[str, Any]]] = [
    ("get", "my-status", {}),
    ("put", "my-status", {"availability_status": "busy"}),
    ("put", "my-max-chats", {"max_concurrent_chats": 7}),
    ("put", "my-skills", {"skills": ["billing"]}),
    ("post", "activity-ping", {}),
]
DEFAULTS = {
    "status": "offline",
    "availability_status": "offline",
    "max_concurrent_chats": 5,
    "current_chats": 0,
    "skills": [],
}


def test_before_anything_is_set_it_tells_the_defaults(call: Call, alice: User) -> None:
    assert call(alice, "get", "my-status").json() == DEFAULTS
    assert not AgentAvailability.objects.exists()


def test_each_put_answers_what_get_answers(call: Call, alice: User) -> None:
    expected = dict(DEFAULTS)
    for path, body, changes in (
        ("my-status", {"availability_status": "online"},
         {"status": "online", "availability_status": "online"}),
        ("my-max-chats", {"max_concurrent_chats": 20}, {"max_concurrent_chats": 20}),
        ("my-skills", {"skills": ["Technical", " Front  Desk ", "TECHNICAL"]},
         {"skills": ["technical", "front desk"]}),
        ("my-status/", {"status": "away"}, {"status": "away", "availability_status": "away"}),
        ("my-skills", {"skills": []}, {"skills": []}),
    ):  # fmt: skip
        expected |= changes
        answer = call(alice, "put", path, **body)
        assert (answer.status_code, answer.json()) == (200, expected)
        assert call(alice, "get", "my-status").json() == expected


@pytest.mark.parametrize("status", ["online", "offline", "busy", "away"])
def test_every_status_is_announced_also_when_it_was_that(
    call: Call, alice: User, status: str
) -> None:
    for _ in range(2):
        assert call(alice, "put", "my-status", availability_status=status).status_code == 200
    assert told() == [(alice.pk, status, "set")] * 2


@pytest.mark.parametrize("path", ["activity-ping", "activity-ping/"])
def test_who_pings_is_still_there(
    call: Call, alice: User, monkeypatch: pytest.MonkeyPatch, path: str
) -> None:
    monkeypatch.setattr(presence, "sightings", Sightings())
    make(alice, seen_seconds_ago=61)
    answer = call(alice, "post", path)
    assert (answer.status_code, answer.json()) == (200, {"success": True})
    assert sweep() == 0
    assert row_of(alice).status == "online"


def test_slots_and_skills_are_not_announced(call: Call, alice: User) -> None:
    call(alice, "put", "my-max-chats", max_concurrent_chats=1)
    call(alice, "put", "my-skills", skills=["billing"])
    assert told() == []


ODD_NUMBERS: list[Any] = [0, 21, -1, 5.5, "many", None, True, [5], {}, 10**30, 1e30]
ODD_LISTS: list[Any] = [
    None, "billing", {"billing": 1}, [""], ["  "], [None], [["billing"]], ["x" * 51], ["İ" * 30],
    ["nul\0"], ["x"] * 51, [True],
]  # fmt: skip
WRONG: list[tuple[str, Any, str, str]] = [
    ("my-status", {}, "availability_status", "Availability status is required"),
    ("my-status", {"status": None}, "availability_status", "Availability status is required"),
    ("my-status", {"status": "Online"}, "status",
     "Status must be one of: online, offline, busy, away"),
    ("my-status", {"availability_status": "gone"}, "availability_status",
     "Availability status must be one of: online, offline, busy, away"),
    ("my-status", {"availability_status": ["online"]}, "availability_status", ""),
    ("my-status", {"availability_status": {"online": 1}}, "availability_status", ""),
    ("my-status", {"status": "busy", "availability_status": "away"}, "availability_status",
     "status and availability_status must not differ"),
    *[("my-max-chats", {"max_concurrent_chats": odd}, "max_concurrent_chats", "")
      for odd in ODD_NUMBERS],
    ("my-max-chats", {}, "max_concurrent_chats", ""),
    *[("my-skills", {"skills": odd}, "skills", "") for odd in ODD_LISTS],
    ("my-skills", {}, "skills", ""),
]  # fmt: skip


@pytest.mark.parametrize(("path", "body", "field", "sentence"), WRONG)
def test_what_is_wrong_is_refused_and_changes_nothing(
    call: Call, alice: User, path: str, body: Any, field: str, sentence: str
) -> None:
    answer = call(alice, "put", path, **body)

    assert answer.status_code == 400, answer.content
    refused = answer.json()
    assert refused["success"] is False
    assert list(refused["details"]) == [field]
    assert refused["error"]
    if sentence:
        assert refused["error"] == sentence
    assert call(alice, "get", "my-status").json() == DEFAULTS


@pytest.mark.parametrize("body", ["[]", '"online"', "null", "{", "5"])
def test_a_body_that_is_no_object_is_refused(alice: User, body: str) -> None:
    client = APIClient()
    client.force_authenticate(alice)
    for path in ("my-status", "my-max-chats", "my-skills"):
        address = f"/api/agent-availability/{path}"
        answer = client.put(address, body, content_type="application/json")
        assert (answer.status_code, answer.json()["success"]) == (400, False)


@pytest.mark.parametrize(
    "body", [{"max_concurrent_chats": 1}, {"max_concurrent_chats": 20}, {"skills": ["x" * 50]},
             {"skills": [f"word {number}" for number in range(50)]}],
)  # fmt: skip
def test_the_bounds_themselves_are_allowed(call: Call, alice: User, body: dict[str, Any]) -> None:
    path = "my-skills" if "skills" in body else "my-max-chats"
    answer = call(alice, "put", path, **body)
    assert answer.status_code == 200
    assert body.items() <= answer.json().items()


@pytest.mark.parametrize(("method", "path", "body"), ROWS)
def test_who_may(
    call: Call, method: str, path: str, body: dict[str, Any],
    alice: User, amira: User, charlie: User, vera: User, root: User,
) -> None:  # fmt: skip
    expected = {None: 401, vera: 403, root: 403, alice: 200, amira: 200, charlie: 200}
    for user, status in expected.items():
        answer = call(user, method, path, **body)
        assert answer.status_code == status, (user, answer.content)
        if status != 200:
            assert (answer.json()["success"], bool(answer.json()["error"])) == (False, True)


def test_everybody_speaks_of_the_own_alone(
    call: Call, alice: User, bob: User, charlie: User
) -> None:
    call(alice, "put", "my-status", status="online", agent_id=bob.pk, user_id=bob.pk)
    assert call(bob, "get", "my-status").json() == DEFAULTS
    assert call(charlie, "get", "my-status").json() == DEFAULTS
    assert list(AgentAvailability.objects.values_list("pk", flat=True)) == [alice.pk]


@pytest.mark.parametrize(("method", "path", "body"), ROWS)
def test_a_machine_needs_the_scope(
    method: str, path: str, body: dict[str, Any], alice: User, amira: User
) -> None:
    statuses = []
    for scope in ("availability:manage", "customers:write"):
        _, secret = make_key(
            amira.as_actor(door="test"),
            user_id=alice.pk,
            name="Clock",
            scopes=[scope],
            expires_at=None,
        )
        client = client_of(secret)
        answer = getattr(client, method)(f"/api/agent-availability/{path}", body or None, "json")
        statuses.append(answer.status_code)
    assert statuses == [200, 403]


def test_other_methods_are_refused_in_the_same_words(call: Call, alice: User) -> None:
    for method, path in (("post", "my-status"), ("get", "my-skills"), ("delete", "my-max-chats")):
        answer = call(alice, method, path)
        assert (answer.status_code, answer.json()["success"]) == (405, False)


def test_current_chats_are_the_open_chats_one_has(
    call: Call, alice: User, bob: User, john: Conversation, nora: ParticipantSession
) -> None:
    """Not Messenger's, not another's, not those that wait, and not those that are closed."""
    chats = [open_chat(nora) for _ in range(5)]
    for chat in [*chats[:3], john]:
        take_conversation(alice.as_actor(door="test"), conversation_id=chat.pk)
    take_conversation(bob.as_actor(door="test"), conversation_id=chats[3].pk)
    close_conversation(alice.as_actor(door="test"), conversation_id=chats[0].pk)

    assert call(alice, "get", "my-status").json()["current_chats"] == 2
    assert call(bob, "put", "my-status", status="online").json()["current_chats"] == 1


def test_it_asks_the_database_as_often_for_many_chats_as_for_one(
    call: Call, alice: User, nora: ParticipantSession
) -> None:
    counts = []
    for more in (1, 9):
        for _ in range(more):
            chat = open_chat(nora)
            take_conversation(alice.as_actor(door="test"), conversation_id=chat.pk)
        with CaptureQueriesContext(connection) as queries:
            assert call(alice, "get", "my-status").status_code == 200
        counts.append(len(queries))
    assert counts[0] == counts[1] <= 5  # two of them for the token of this test


def test_a_company_has_as_many_rows_as_agents_who_said_something(
    call: Call, alice: User, hotel: Company
) -> None:
    for _ in range(3):
        call(alice, "put", "my-status", status="online")
    gina = make_user(hotel, "Gina Gold", Role.ADMIN)
    call(gina, "put", "my-skills", skills=["spa"])
    assert AgentAvailability.objects.count() == 2
    assert row_of(gina).skills == ["spa"]
