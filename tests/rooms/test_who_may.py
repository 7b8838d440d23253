"""Who may do what at the rooms' addresses (contract document 5, "Security Notes")."""

from __future__ import annotations

from typing import Any

import pytest

from conversations.models import Conversation
from customers.models import ParticipantSession
from handoff.accounts.keys import make_key
from handoff.accounts.models import Company, User
from handoff.openapi.generating import description
from tests.asking import client_of
from tests.cast import fresh, make_guest, news_types, open_stay
from tests.rooms.conftest import Call

STAY = [
    ("get", "conversations/{stay}/messages/"),
    ("post", "conversations/{stay}/messages/send/"),
    ("post", "conversations/{stay}/assign-staff/"),
    ("post", "conversations/{stay}/mark-read/"),
    ("post", "conversations/{stay}/mark-unread/"),
]
STAFF = [("get", "conversations/"), ("get", "rooms/"), ("post", "rooms/101/check-out/")]
BOTH = STAY[:2]
EVERYTHING = STAY + STAFF


def statuses(
    ask: Call, who: Any, doors: list[tuple[str, str]], stay: Conversation, **more: Any
) -> Any:
    """Every status that somebody gets there."""
    return {
        path: ask(who, method, path.format(stay=stay.pk), message="Hello", **more).status_code
        for method, path in doors
    }


def all_are(status: int, doors: list[tuple[str, str]]) -> dict[str, int]:
    return {path: status for _, path in doors}


def test_these_are_all_addresses() -> None:
    paths = [path for path in description()["paths"] if path.startswith("/chat/")]
    assert len(paths) == len(EVERYTHING) + len(["session"])


def test_nobody_gets_anything_without_a_token(ask: Call, stay: Conversation) -> None:
    assert statuses(ask, None, EVERYTHING, stay) == all_are(401, EVERYTHING)
    assert statuses(ask, "nonsense", EVERYTHING, stay) == all_are(401, EVERYTHING)


def test_the_own_token_opens_no_other_hotel(
    ask: Call, stay: Conversation, globex: Company, bob: User, greta: ParticipantSession
) -> None:
    assert statuses(ask, bob, EVERYTHING, stay, hotel="globex") == all_are(404, EVERYTHING)
    assert statuses(ask, bob, EVERYTHING, stay, hotel="nowhere") == all_are(404, EVERYTHING)
    assert statuses(ask, greta, STAY, stay, hotel="globex") == all_are(404, STAY)


def test_a_guest_writes_and_reads_and_does_nothing_else(
    ask: Call, stay: Conversation, greta: ParticipantSession
) -> None:
    refused = [door for door in EVERYTHING if door not in BOTH]
    assert statuses(ask, greta, refused, stay) == all_are(403, refused)
    assert set(statuses(ask, greta, BOTH, stay).values()) == {200, 201}
    assert fresh(stay).agent is None
    assert "staff_assigned" not in news_types()


def test_a_guest_of_another_room_finds_nothing(ask: Call, stay: Conversation) -> None:
    other = make_guest(stay.company, "102")
    open_stay(other)
    assert statuses(ask, other, STAY, stay) == all_are(404, STAY)
    assert fresh(stay).last_seq == 0


def test_website_visitors_and_customers_are_no_guests(
    ask: Call, stay: Conversation, nora: ParticipantSession, vera: User
) -> None:
    for who in (nora, vera):
        assert statuses(ask, who, EVERYTHING, stay) == all_are(403, EVERYTHING)


def test_a_guests_token_opens_no_door_of_the_team(greta: ParticipantSession) -> None:
    client = client_of(greta)
    for path in ("/api/dashboard/customers", "/api/auth/me", "/api/events", "/api/webhooks"):
        assert client.get(path).status_code == 403, path
    assert client.get("/api/live-chat/agent/sessions").status_code == 403
    assert client.post("/api/live-chat/start", {"subject": "x"}, format="json").status_code == 403


def test_who_runs_the_installation_works_in_each_hotel_under_its_own_name(
    ask: Call, stay: Conversation, globex: Company, root: User
) -> None:
    assert set(statuses(ask, root, EVERYTHING[:-1], stay).values()) == {200, 201}
    elsewhere = [*STAY, STAFF[2]]  # a room of that number is in the other hotel alone
    assert statuses(ask, root, elsewhere, stay, hotel="globex") == all_are(404, elsewhere)
    assert fresh(stay).is_open
    assert ask(root, "get", "conversations/", hotel="globex").json() == []


@pytest.mark.parametrize(
    ("scope", "doors"),
    [
        ("customers:read", [STAY[0], *STAFF[:2]]),
        ("customers:write", [*STAY[2:], STAFF[2]]),
        ("messages:send", [STAY[1]]),
    ],
)
def test_a_key_may_what_its_scope_names(
    ask: Call, stay: Conversation, amira: User, scope: str, doors: list[tuple[str, str]]
) -> None:
    _, key = make_key(
        amira.as_actor(door="test"), user_id=amira.pk, name="x", scopes=[scope], expires_at=None
    )
    refused = [door for door in EVERYTHING if door not in doors]
    assert statuses(ask, key, refused, stay) == all_are(403, refused)
    assert set(statuses(ask, key, doors, stay).values()) <= {200, 201}


def test_a_session_cookie_needs_the_csrf_token(stay: Conversation, bob: User) -> None:
    from rest_framework.test import APIClient

    client = APIClient(enforce_csrf_checks=True)
    client.force_login(bob)
    assert client.get("/chat/hotel-abc/conversations/").status_code == 200
    address = f"/chat/hotel-abc/conversations/{stay.pk}/assign-staff/"
    assert client.post(address).status_code == 403
    assert fresh(stay).agent is None


@pytest.mark.parametrize(
    "path", ["x", "conversations/a/messages/", "rooms/1/2/", "conversations/1/"]
)
def test_no_such_address_is_answered_as_json(ask: Call, bob: User, path: str) -> None:
    reply = ask(bob, "get", path)
    assert (reply.status_code, reply.json()) == (404, {"error": "Not found"})


def test_what_is_no_id_is_not_found(ask: Call, stay: Conversation, bob: User) -> None:
    assert ask(bob, "get", f"conversations/{'9' * 40}/messages/").status_code == 404


def test_browsers_elsewhere_may_ask_if_allowed(stay: Conversation, settings: Any) -> None:
    settings.CORS_ALLOWED_ORIGINS = ["https://hotel.example"]
    address = "/chat/hotel-abc/rooms/101/session/"
    asked = {
        "Access-Control-Request-Method": "POST",
        "Access-Control-Request-Headers": "content-type",
    }
    for origin, allowed in (("https://hotel.example", True), ("https://evil.example", False)):
        reply = client_of(None).options(address, headers={"Origin": origin, **asked})
        assert ("Access-Control-Allow-Origin" in reply) is allowed
        reply = client_of(None).post(address, {"pin": "4711"}, headers={"Origin": origin})
        assert ("Access-Control-Allow-Origin" in reply) is allowed
