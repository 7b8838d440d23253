"""Clients of documents 1 to 3 as their authors wrote them, in Go, Node and browsers."""

from __future__ import annotations

import gzip
import json
from collections.abc import Iterator
from http.client import HTTPConnection
from typing import Any

import pytest
from django.test import Client

from conversations.models import Conversation
from handoff.accounts.models import User
from handoff.accounts.tokens import access_token_for
from tests.cast import JOHN_ID, PAGE_ID
from tests.contract.doors import JOHN, take
from tests.realtime.server import Socket

pytestmark = pytest.mark.django_db(transaction=True)

JOHNS = f"/api/dashboard/customers/{JOHN_ID}"
BODY = json.dumps({"page_id": PAGE_ID, "agent_name": "Zoë"}).encode()


class Wire:
    """An HTTP client that adds nothing of its own."""

    def __init__(self, port: int, user: User) -> None:
        self.port = port
        self.token = access_token_for(user)

    def ask(
        self, method: str, path: str, body: Any = None, **headers: str
    ) -> tuple[int, Any, dict[str, str]]:
        connection = HTTPConnection("127.0.0.1", self.port, timeout=10)
        named = {name.replace("_", "-"): value for name, value in headers.items()}
        connection.request(method, path, body, {"Authorization": f"Bearer {self.token}", **named})
        answer = connection.getresponse()
        raw = answer.read()
        connection.close()
        return answer.status, json.loads(raw) if raw else None, dict(answer.getheaders())


@pytest.fixture
def wire(port: int, alice: User, john: Conversation) -> Wire:
    return Wire(port, alice)


@pytest.mark.parametrize(
    "headers",
    [
        pytest.param({}, id="Go names no content type"),
        pytest.param({"Content_Type": "application/json"}, id="plain"),
        pytest.param({"Content_Type": "application/json; charset=utf-8"}, id="with charset"),
        pytest.param({"Content_Type": "APPLICATION/JSON;charset=UTF-8"}, id="in capitals"),
        pytest.param(
            {"Content_Type": "application/json", "Accept": "text/html"}, id="a browser's accept"
        ),
        pytest.param(
            {"Content_Type": "application/json", "Accept": "application/json, text/plain, */*"},
            id="axios",
        ),
        pytest.param(
            {"Content_Type": "application/json", "Content_Encoding": "identity"}, id="identity"
        ),
    ],
)
def test_a_json_body_is_read_however_it_is_announced(wire: Wire, headers: dict[str, str]) -> None:
    status, answer, sent = wire.ask("PUT", f"{JOHNS}/agent", BODY, **headers)
    assert (status, answer["message"]) == (200, "Agent assigned successfully")
    assert answer["customer"]["agent_name"] == "Zoë"
    assert sent["content-type"] == "application/json"


def test_a_byte_order_mark_is_passed_over(wire: Wire) -> None:
    status, answer, _ = wire.ask(
        "PUT", f"{JOHNS}/agent", b"\xef\xbb\xbf" + BODY, Content_Type="application/json"
    )
    assert (status, answer["customer"]["agent_name"]) == (200, "Zoë")


def chunks(body: bytes) -> Iterator[bytes]:
    for start in range(0, len(body), 10):
        yield body[start : start + 10]


@pytest.mark.parametrize("method", ["PUT", "DELETE"])
def test_a_body_in_chunks_is_read(wire: Wire, method: str) -> None:
    """As Node's `http.request` writes it, without `Content-Length`."""
    status, answer, _ = wire.ask(
        method, f"{JOHNS}/agent", chunks(BODY), Content_Type="application/json"
    )
    assert status == 200, answer


def test_too_large_a_body_in_chunks_is_refused(wire: Wire) -> None:
    large = (b" " * 65_536 for _ in range(17))
    status, answer, _ = wire.ask("PUT", f"{JOHNS}/agent", large, Content_Type="application/json")
    assert (status, answer) == (413, {"error": "The request is larger than 1048576 bytes"})


@pytest.mark.parametrize(
    ("body", "headers", "error"),
    [
        (
            b"page_id=1&agent_name=Zoe",
            {"Content_Type": "application/x-www-form-urlencoded"},
            'Unsupported media type "application/x-www-form-urlencoded" in request.',
        ),
        (
            BODY,
            {"Content_Type": "text/plain;charset=UTF-8"},
            'Unsupported media type "text/plain;charset=UTF-8" in request.',
        ),
        (
            gzip.compress(BODY, mtime=0),
            {"Content_Type": "application/json", "Content_Encoding": "gzip"},
            "Compressed requests are not understood, send the JSON as it is",
        ),
    ],
)
def test_what_is_no_json_is_a_415_that_says_so(
    wire: Wire, body: bytes, headers: dict[str, str], error: str
) -> None:
    status, answer, _ = wire.ask("PUT", f"{JOHNS}/agent", body, **headers)
    assert (status, answer) == (415, {"error": error})


def test_page_id_may_stand_in_the_query_of_a_delete(wire: Wire) -> None:
    status, answer, _ = wire.ask("DELETE", f"{JOHNS}/agent?page_id={PAGE_ID}")
    assert (status, answer["message"]) == (200, "Agent unassigned successfully")


@pytest.mark.parametrize("path", [JOHNS, f"/api/dashboard/messages/conversation/{JOHN_ID}"])
def test_page_id_may_stand_in_the_body_of_a_get(wire: Wire, path: str) -> None:
    status, answer, _ = wire.ask("GET", path, BODY, Content_Type="application/json")
    assert status == 200, answer


def test_a_get_may_announce_json_and_have_no_body(wire: Wire) -> None:
    assert wire.ask("GET", "/api/dashboard/customers", Content_Type="application/json")[0] == 200


@pytest.mark.parametrize("scheme", ["Bearer", "bearer", "BEARER"])
def test_the_scheme_is_read_in_any_case(wire: Wire, scheme: str) -> None:
    authorization = f"{scheme} {wire.token}"
    assert wire.ask("GET", "/api/dashboard/customers", Authorization=authorization)[0] == 200


@pytest.mark.parametrize(
    "path",
    [
        "/api/dashboard/customers",
        f"{JOHNS}?page_id={PAGE_ID}",
        f"/api/dashboard/messages/chat/{JOHN_ID}?page_id={PAGE_ID}",
        "/api/events",
        "/api/auth/me",
    ],
)
def test_head_answers_as_get_without_a_body(wire: Wire, path: str) -> None:
    got, _, as_get = wire.ask("GET", path)
    status, body, as_head = wire.ask("HEAD", path)
    assert (status, body) == (got, None) == (200, None)
    assert as_head.get("x-total-count") == as_get.get("x-total-count")


def test_options_and_other_methods_say_what_is_allowed(wire: Wire) -> None:
    status, _, headers = wire.ask("OPTIONS", f"{JOHNS}/agent")
    assert (status, headers["allow"]) == (200, "PUT, DELETE, OPTIONS")
    status, answer, headers = wire.ask("PATCH", f"{JOHNS}/agent", BODY)
    assert (status, headers["allow"]) == (405, "PUT, DELETE, OPTIONS")
    assert answer == {"error": 'Method "PATCH" not allowed.'}


@pytest.mark.parametrize("page_id", [PAGE_ID, int(PAGE_ID)])
def test_numbers_and_truths_may_come_as_text(port: int, wire: Wire, page_id: object) -> None:
    put = json.dumps({"page_id": page_id, "stop": "true"})
    assert wire.ask("PUT", f"{JOHNS}/stop", put, Content_Type="application/json")[0] == 200
    with Socket(port, headers={"Authorization": f"Bearer {wire.token}"}) as socket:
        data = {"page_id": page_id, "limit": "20", "skip": "0"}
        reply = socket.call({"type": "get_stopped_customers", "data": data})
        assert reply["data"]["pagination"] == {
            "total": 1, "limit": 20, "skip": 0, "has_more": False,
        }  # fmt: skip
        taken = socket.call(
            {"type": "assign_agent", "page_id": page_id, "customer_id": int(JOHN_ID)}
        )
        assert taken["type"] == "agent_assigned"


def test_a_client_may_write_its_json_as_bytes(port: int, john: Conversation, alice: User) -> None:
    """`ws.send(orjson.dumps(…))` in Python makes a binary frame."""
    with Socket(port, alice) as socket:
        frame = {"type": "assign_agent", "data": {**JOHN, "agent_name": "Zoë"}, "request_id": "r"}
        reply = socket.call(json.dumps(frame, ensure_ascii=False).encode())
        assert (reply["type"], reply["request_id"]) == ("agent_assigned", "r")
        assert reply["data"]["agent_name"] == "Zoë"
        for noise, why in ((b"\xff\xfe", "Binary messages"), (b"", "not valid JSON")):
            assert why in socket.call(noise)["error"]


def test_request_id_may_stand_beside_the_fields_under_data(
    port: int, john: Conversation, alice: User
) -> None:
    with Socket(port, alice) as socket:
        frame = {"type": "assign_agent", "data": {**JOHN, "request_id": 7}}
        assert socket.call(frame)["request_id"] == 7
        assert socket.call({**frame, "request_id": "outer"})["request_id"] == "outer"
        assert socket.call({"type": "shout", "data": {"request_id": 7}})["request_id"] == 7


def test_what_has_no_value_may_be_null(port: int, john: Conversation, alice: User) -> None:
    """JavaScript writes null where nothing is selected."""
    nothing = {"page_id": None, "limit": None, "skip": None}
    with Socket(port, alice) as socket:
        reply = socket.call({"type": "get_stopped_customers", "data": nothing})
        assert (reply["type"], reply["data"]["page_id"]) == ("stopped_customers", "")
        assert reply["data"]["pagination"]["limit"] == 50
        fields = {**JOHN, "agent_name": None, "client_id": None, "data": None}
        assert socket.call({"type": "assign_agent", **fields})["type"] == "agent_assigned"
        assert socket.call({"type": "send_message", "message": "Hi", **fields})["type"] == (
            "message_sent"
        )
        reply = socket.call({"type": "unassign_agent", **JOHN, "resume_bot": None})
        assert (reply["type"], reply["data"]["customer"]["stop"]) == ("agent_unassigned", True)


def test_keys_that_nobody_knows_do_no_harm(port: int, wire: Wire) -> None:
    more = json.dumps({**JOHN, "from_bot": False, "must_be_assigned": True, "x": {"y": []}})
    assert wire.ask("DELETE", f"{JOHNS}/agent", more, Content_Type="application/json")[0] == 200
    with Socket(port, headers={"Authorization": f"Bearer {wire.token}"}) as socket:
        reply = socket.call({"type": "assign_agent", **JOHN, "token": "x", "timestamp": 5})
        assert reply["type"] == "agent_assigned"


def test_the_sessions_page_of_a_browser_speaks_the_same(
    port: int, john: Conversation, alice: User
) -> None:
    browser = Client(enforce_csrf_checks=True)
    browser.force_login(alice)
    browser.cookies["csrftoken"] = csrf = "a" * 32
    fields: dict[str, Any] = {"content_type": "application/json", "data": BODY}
    assert browser.put(f"{JOHNS}/agent", **fields).status_code == 403
    assert browser.put(f"{JOHNS}/agent", **fields, headers={"X-CSRFToken": csrf}).status_code == 200


def test_a_client_may_call_from_five_tabs_at_once(
    port: int, john: Conversation, alice: User
) -> None:
    take(john, alice)
    tabs = [Socket(port, alice) for _ in range(5)]
    for number, tab in enumerate(tabs):
        tab.say({"type": "send_message", **JOHN, "message": f"From tab {number}"})
    for tab in tabs:
        said: list[str] = []
        while len(said) < 5:
            frame = tab.receive()
            said += [frame["data"]["message"]] if frame["type"] == "new_message" else []
        assert sorted(said) == [f"From tab {number}" for number in range(5)]
        tab.close()
