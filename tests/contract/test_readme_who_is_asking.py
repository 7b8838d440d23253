"""The contract's README, "Who is asking"."""

from __future__ import annotations

import time
from datetime import timedelta
from typing import Any

import pytest
import time_machine
from django.test import Client
from django.utils import timezone
from pytest_django import Settings

from conversations.models import Conversation
from handoff.accounts.actions import change_standing, deactivate_user
from handoff.accounts.models import Company, Role, SignIn, User
from handoff.accounts.sign_ins import end_sign_in
from handoff.accounts.tokens import access_token_for
from tests.cast import JOHN_ID, PAGE_ID, PASSWORD
from tests.contract.doors import JOHN, error_of
from tests.contract.shapes import assert_fits
from tests.dashboard.conftest import Call
from tests.realtime.server import Socket

pytestmark = pytest.mark.django_db(transaction=True)

USER = {
    "id": int,
    "email": "alice@demo.test",
    "name": "Alice Adams",
    "role": "agent",
    "company": {"id": int, "name": "Hotel ABC", "slug": "hotel-abc"},
    "job_title": "Guest Services",
    "profile_image": None,
}
SHOP = "https://shop.example"


def log_in(client: Client, user: User) -> dict[str, Any]:
    body = {"email": user.email, "password": PASSWORD}
    answer = client.post("/api/auth/login", body, content_type="application/json")
    assert answer.status_code == 200
    tokens: dict[str, Any] = answer.json()
    return tokens


def test_login_refresh_and_me(client: Client, alice: User) -> None:
    tokens = log_in(client, alice)
    assert_fits(tokens, {"access": str, "refresh": str, "user": USER})
    renewed = client.post(
        "/api/auth/refresh", {"refresh": tokens["refresh"]}, content_type="application/json"
    )
    assert_fits(renewed.json(), {"access": str})
    for access in (tokens["access"], renewed.json()["access"]):
        me = client.get("/api/auth/me", headers={"Authorization": f"Bearer {access}"})
        assert_fits(me.json(), USER)


def test_the_token_of_a_login_opens_rest_and_socket(
    port: int, client: Client, john: Conversation, alice: User
) -> None:
    bearer = {"Authorization": f"Bearer {log_in(client, alice)['access']}"}
    assert client.get("/api/dashboard/customers", headers=bearer).status_code == 200
    with Socket(port, headers=bearer) as socket:
        assert socket.first["type"] == "connected"


def test_who_is_nobody_gets_the_contracts_words_on_both_doors(port: int, call: Call) -> None:
    answer = call(None, "get", "customers")
    assert (answer.status_code, answer.json()) == (401, {"error": "Authentication required"})
    with Socket(port) as socket:
        assert (socket.first["type"], socket.first["error"]) == ("error", "Authentication required")
        assert socket.closing()[0] == 4401


def test_wrong_role_is_403_and_another_companys_object_404_on_both_doors(
    port: int, john: Conversation, vera: User, charlie: User, on_john: Call
) -> None:
    assert on_john(vera, "put", "agent").status_code == 403
    with Socket(port, vera) as socket:
        assert socket.closing()[0] == 4403
    assert error_of(on_john(charlie, "put", "agent")) == (404, "Page not found or access denied")
    with Socket(port, charlie) as socket:
        reply = socket.call({"type": "assign_agent", **JOHN})
        assert reply["error"] == "Page not found or access denied"
        missing = socket.call({"type": "assign_agent", **JOHN, "page_id": "1"})
        assert missing == reply


def test_superusers_reach_every_company(
    port: int, john: Conversation, root: User, on_john: Call
) -> None:
    assert on_john(root, "put", "agent").status_code == 200
    with Socket(port, root) as socket:
        assert socket.call({"type": "unassign_agent", **JOHN})["type"] == "agent_unassigned"


def test_an_open_socket_outlives_its_token(port: int, john: Conversation, alice: User) -> None:
    token = access_token_for(alice)
    bearer = {"Authorization": f"Bearer {token}"}
    later = time_machine.travel(timezone.now() + timedelta(minutes=61))
    with Socket(port, headers=bearer) as socket, later:
        refused = Client().get("/api/dashboard/customers", headers=bearer)
        assert refused.status_code == 401
        assert socket.call({"type": "assign_agent", **JOHN})["type"] == "agent_assigned"


@pytest.mark.parametrize("why", ["deactivated", "signed out", "another role", "another company"])
def test_a_socket_ends_at_once_with(
    port: int, globex: Company, alice: User, bob: User, amira: User, root: User, why: str
) -> None:
    with Socket(port, alice) as socket, Socket(port, bob) as other:
        began = time.monotonic()
        match why:
            case "deactivated":
                deactivate_user(amira.as_actor(door="test"), user_id=alice.pk)
            case "signed out":
                sign_in = SignIn.objects.get(user=alice)
                end_sign_in(alice.as_actor(door="test"), sign_in_id=sign_in.pk)
            case "another role":
                change_standing(
                    root.as_actor(door="test"), user_id=alice.pk, company_id=alice.company_id,
                    role=Role.CUSTOMER, is_superuser=False,
                )  # fmt: skip
            case "another company":
                change_standing(
                    root.as_actor(door="test"), user_id=alice.pk, company_id=globex.pk,
                    role=Role.AGENT, is_superuser=False,
                )  # fmt: skip
        assert socket.closing()[0] == 4401
        assert time.monotonic() - began < 1.5
        assert other.call({"type": "ping"}) == {"type": "pong"}


# CORS


@pytest.fixture
def shop(settings: Settings) -> None:
    settings.CORS_ALLOWED_ORIGINS = [SHOP]


@pytest.mark.parametrize("method", ["GET", "POST", "PUT", "DELETE"])
@pytest.mark.parametrize(
    "path",
    ["/api/auth/login", f"/api/dashboard/customers/{JOHN_ID}/agent", "/api/events/",
     "/chat/hotel-abc/conversations/", "/pusher/auth"],
)  # fmt: skip
def test_preflights_of_allowed_origins_are_answered(
    shop: None, client: Client, path: str, method: str
) -> None:
    answer = client.options(
        path,
        headers={
            "Origin": SHOP,
            "Access-Control-Request-Method": method,
            "Access-Control-Request-Headers": "authorization,content-type",
        },
    )
    assert (answer.status_code, answer["Access-Control-Allow-Origin"]) == (200, SHOP)
    assert method in answer["Access-Control-Allow-Methods"].replace(" ", "").split(",")
    allowed = answer["Access-Control-Allow-Headers"].lower().replace(" ", "").split(",")
    assert {"authorization", "content-type"} <= set(allowed)


def test_answers_and_errors_can_be_read_by_allowed_origins(
    shop: None, client: Client, john: Conversation, alice: User
) -> None:
    bearer = {"Authorization": f"Bearer {access_token_for(alice)}", "Origin": SHOP}
    for path, status in (
        (f"/api/dashboard/messages/chat/{JOHN_ID}?page_id={PAGE_ID}", 200),
        (f"/api/dashboard/messages/chat/{JOHN_ID}", 400),
        ("/api/dashboard/customers/1?page_id=1", 404),
        ("/api/nothing", 404),
        ("/api/auth/login", 405),
    ):
        answer = client.get(path, headers=bearer)
        assert (answer.status_code, answer["Access-Control-Allow-Origin"]) == (status, SHOP)
        exposed = answer["Access-Control-Expose-Headers"].replace(" ", "").split(",")
        assert {"X-Total-Count", "Link"} <= set(exposed)
        assert "origin" in answer["Vary"].lower()


@pytest.mark.parametrize("origin", ["https://evil.example", "null", "https://shop.example:444"])
def test_other_origins_get_no_cors_header(
    shop: None, client: Client, alice: User, origin: str
) -> None:
    bearer = {"Authorization": f"Bearer {access_token_for(alice)}", "Origin": origin}
    ask = {**bearer, "Access-Control-Request-Method": "GET"}
    for answer in (
        client.get("/api/dashboard/customers", headers=bearer),
        client.options("/api/dashboard/customers", headers=ask),
    ):
        assert not [name for name in answer.headers if name.startswith("Access-Control-")]


def test_a_client_without_origin_passes(shop: None, client: Client, alice: User) -> None:
    bearer = {"Authorization": f"Bearer {access_token_for(alice)}"}
    answer = client.get("/api/dashboard/customers", headers=bearer)
    assert answer.status_code == 200
    assert "Access-Control-Allow-Origin" not in answer


# Limits


def test_thirty_messages_at_once_pass_and_then_it_says_when_to_try_again(
    port: int, john: Conversation, alice: User
) -> None:
    with Socket(port, alice, "?events=agent_requested") as socket:
        frame = {"type": "send_message", **JOHN, "message": "Hello"}
        for number in range(30):
            socket.say({**frame, "request_id": number})
        assert [socket.reply()["type"] for _ in range(30)] == ["message_sent"] * 30
        for _ in range(60):
            socket.say({"type": "ping"})
        refused = [reply for _ in range(60) if (reply := socket.reply())["type"] == "error"]
    assert_fits(
        refused[-1],
        {"type": "error", "error": str, "code": "too_many_requests", "retry_after": float},
    )
