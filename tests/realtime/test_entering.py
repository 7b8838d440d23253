"""Who may open the dashboard's socket, and how."""

from __future__ import annotations

import asyncio
import logging
from collections.abc import Iterator

import pytest
from django.test import Client
from pytest_django import Settings
from websockets.exceptions import InvalidStatus
from websockets.typing import Subprotocol

from handoff.accounts.models import User
from handoff.accounts.tokens import access_token_for
from handoff.realtime.entrance import is_allowed_origin
from tests.realtime.server import PATH, Server, Socket, wait_until

pytestmark = pytest.mark.django_db(transaction=True)

WELCOME = {"type": "connected", "message": "WebSocket connection established", "cursor": 0}


def cookie_of(user: User) -> str:
    client = Client()
    client.force_login(user)
    return f"sessionid={client.cookies['sessionid'].value}"


def test_a_header_opens(port: int, alice: User) -> None:
    with Socket(port, alice) as socket:
        assert socket.first == {**WELCOME, "user_id": str(alice.pk)}


def test_a_session_cookie_opens(port: int, alice: User) -> None:
    with Socket(port, headers={"Cookie": cookie_of(alice)}) as socket:
        assert socket.first == {**WELCOME, "user_id": str(alice.pk)}


def test_a_subprotocol_pair_opens_and_is_answered_bearer(port: int, alice: User) -> None:
    pair = [Subprotocol("bearer"), Subprotocol(access_token_for(alice))]
    with Socket(port, subprotocols=pair) as socket:
        assert socket.first["user_id"] == str(alice.pk)
        assert socket.raw.subprotocol == "bearer"


def test_a_token_in_the_query_opens_and_is_in_no_log(
    port: int, alice: User, caplog: pytest.LogCaptureFixture
) -> None:
    caplog.set_level(logging.INFO)
    token = access_token_for(alice)
    with Socket(port, query=f"?token={token}&events=new_message") as socket:
        assert socket.first["user_id"] == str(alice.pk)
    assert "/api/dashboard/ws?events=new_message" in caplog.text
    assert token not in caplog.text


def test_the_other_spelling_works(port: int, alice: User) -> None:
    with Socket(port, alice, path=PATH + "/") as socket:
        assert socket.first["type"] == "connected"


def test_superusers_enter_and_are_told_that_they_hear_no_company(port: int, root: User) -> None:
    with Socket(port, root) as socket:
        assert "no company" in socket.first.pop("note")
        assert socket.first == {**WELCOME, "user_id": str(root.pk)}
        assert socket.call({"type": "ping"}) == {"type": "pong"}


@pytest.fixture(params=["none", "cookie", "header", "query", "subprotocol"])
def odd_client(request: pytest.FixtureRequest, port: int) -> Iterator[tuple[str, Socket]]:
    way = request.param
    options = {
        "none": {},
        "cookie": {"headers": {"Cookie": "sessionid=nonsense; a=b"}},
        "header": {"headers": {"Authorization": "Bearer nonsense"}},
        "query": {"query": "?token=nonsense"},
        "subprotocol": {"subprotocols": [Subprotocol("bearer"), Subprotocol("nonsense")]},
    }[way]
    with Socket(port, **options) as socket:  # type: ignore[arg-type]
        yield way, socket


def test_who_is_nobody_is_told_and_closed_with_4401(odd_client: tuple[str, Socket]) -> None:
    way, socket = odd_client
    code = "invalid_token" if way in ("header", "query", "subprotocol") else "not_authenticated"
    assert socket.first == {"type": "error", "error": "Authentication required", "code": code}
    assert socket.closing()[0] == 4401


def test_customers_are_told_and_closed_with_4403(port: int, vera: User) -> None:
    with Socket(port, vera) as socket:
        assert socket.first["error"] == "This socket is for agents and admins"
        assert socket.closing()[0] == 4403


def test_the_inactive_are_closed_with_4401(port: int, alice: User) -> None:
    User.objects.filter(pk=alice.pk).update(is_active=False)
    with Socket(port, alice) as socket:
        assert socket.first["error"] == "Authentication required"
        assert socket.closing()[0] == 4401


@pytest.mark.parametrize("origin", ["https://evil.example", "null", "http://127.0.0.1:1"])
def test_foreign_pages_are_refused(port: int, alice: User, origin: str) -> None:
    with pytest.raises(InvalidStatus) as refusal:
        Socket(port, headers={"Cookie": cookie_of(alice), "Origin": origin})
    assert refusal.value.response.status_code == 403


def test_own_and_allowed_pages_pass(port: int, alice: User) -> None:
    for origin in (f"http://127.0.0.1:{port}", "https://shop.example"):
        with Socket(port, alice, headers={"Origin": origin}) as socket:
            assert socket.first["type"] == "connected"


@pytest.mark.parametrize(
    ("origin", "host", "is_allowed"),
    [
        ("https://shop.example", "desk.example", True),
        ("https://SHOP.example", "desk.example", True),
        ("https://desk.example", "desk.example", True),
        ("https://desk.example:8443", "desk.example:8443", True),
        ("http://shop.example", "desk.example", False),
        ("https://shop.example.evil.example", "desk.example", False),
        ("https://desk.example", "desk.example:8443", False),
        ("https://rebound.example", "rebound.example", False),
        ("https://desk.example", "", False),
        ("null", "desk.example", False),
        ("https://[", "desk.example", False),
        ("", "", False),
    ],
)
def test_origins(origin: str, host: str, is_allowed: bool, settings: Settings) -> None:
    settings.ALLOWED_ORIGINS = ["https://shop.example"]
    settings.ALLOWED_HOSTS = ["desk.example"]
    assert is_allowed_origin(origin, host) is is_allowed


def test_unknown_addresses_are_refused(port: int, alice: User) -> None:
    with pytest.raises(InvalidStatus):
        Socket(port, alice, path="/api/dashboard/ws/more")


def test_signing_out_ends_the_socket_of_that_session(
    server: Server, alice: User, monkeypatch: pytest.MonkeyPatch
) -> None:
    client = Client()
    client.force_login(alice)
    cookie = f"sessionid={client.cookies['sessionid'].value}"
    with (
        Socket(server.port, headers={"Cookie": cookie}) as leaving,
        Socket(server.port, alice) as staying,
    ):
        client.logout()
        assert leaving.closing()[0] == 4401
        assert staying.call({"type": "ping"}) == {"type": "pong"}


def test_a_user_moved_in_silence_is_noticed_too(port: int, alice: User) -> None:
    with Socket(port, alice) as socket:
        User.objects.filter(pk=alice.pk).update(role="customer")
        refusal = socket.call({"type": "get_stopped_customers", "request_id": 1})
        assert (refusal["code"], refusal["request_id"]) == ("not_authenticated", 1)
        assert socket.closing()[0] == 4401


def test_a_database_fault_at_the_door_is_told(
    port: int, alice: User, monkeypatch: pytest.MonkeyPatch
) -> None:
    def fail(scope: object) -> None:
        raise OSError("away")

    monkeypatch.setattr("handoff.realtime.websocket.proof_of", fail)
    with Socket(port, alice) as socket:
        assert socket.first["code"] == "internal"
        assert socket.closing()[0] == 1011


def test_leaves_nothing_behind(server: Server, alice: User) -> None:
    from handoff.realtime.serving import current_hub

    hub = current_hub()
    assert hub is not None
    sockets = [Socket(server.port, alice) for _ in range(5)]
    wait_until(lambda: len(hub.listeners) == 5)
    sockets[0].close()
    sockets[1].raw.socket.close()
    sockets[2].raw.close(code=4000)
    sockets[3].say(b"binary")
    sockets[3].close()
    sockets[4].say({"type": "get_stopped_customers"})
    sockets[4].close()
    wait_until(lambda: not hub.listeners and not hub.feeds)
    wait_until(lambda: not any("DashboardSocket" in repr(t) for t in asyncio.all_tasks(hub.loop)))
