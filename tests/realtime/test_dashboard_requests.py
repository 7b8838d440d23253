"""Row by row: what a dashboard client asks, and how it is answered."""

from __future__ import annotations

import json
from typing import Any

import pytest

from conversations.errors import NotYourCustomer
from handoff.errors import HandoffError, Invalid, NotFound
from handoff.realtime.dialects.dashboard import requests
from handoff.realtime.dialects.dashboard.requests import Request, read_request
from handoff.realtime.errors import TooManyRequests

WHOM = {"customer_id": "8", "page_id": "4"}


@pytest.mark.parametrize(
    "frame",
    [
        {"type": "assign_agent", **WHOM},
        {"type": "assign_agent", "data": WHOM},
        {"type": "assign_agent", "customer_id": "8", "data": {"page_id": "4"}},
        {"type": "assign_agent", **WHOM, "data": None},
    ],
)
def test_both_shapes_say_the_same(frame: dict[str, Any]) -> None:
    assert read_request(json.dumps(frame)) == Request("assign_agent", WHOM)


@pytest.mark.parametrize("request_id", ["abc", "x" * 200, 0, 17, -3, 1.5, ""])
def test_request_ids_come_back(request_id: str | float) -> None:
    request = read_request(json.dumps({"type": "ping", "request_id": request_id}))
    assert requests.reply_frame({"type": "pong"}, request) == {
        "type": "pong",
        "request_id": request_id,
    }


@pytest.mark.parametrize(
    ("text", "sentence"),
    [
        (None, "Binary messages are not understood, send text"),
        ("", "The message is not valid JSON"),
        ("{", "The message is not valid JSON"),
        ('{"type": "ping", "n": NaN}', "The message is not valid JSON"),
        ('{"type": "\\ud800"}', "The message is not valid JSON"),
        ('{"type": "ping", "n": 1e999}', "The message is not valid JSON"),
        ("[" * 5000 + "]" * 5000, "The message is not valid JSON"),
        ("[]", "The message must be a JSON object"),
        ("null", "The message must be a JSON object"),
        ('"ping"', "The message must be a JSON object"),
        ("{}", "The message needs a type, a text"),
        ('{"type": null}', "The message needs a type, a text"),
        ('{"type": 7}', "The message needs a type, a text"),
        ('{"type": ["ping"]}', "The message needs a type, a text"),
        ('{"type": "ping", "data": []}', "data must be an object"),
        ('{"type": "ping", "data": "x"}', "data must be an object"),
    ],
)
def test_what_is_no_request_is_told_why(text: str | None, sentence: str) -> None:
    with pytest.raises(Invalid, match=f"^{sentence}$"):
        read_request(text)


@pytest.mark.parametrize("request_id", [True, {}, [1], "x" * 201])
def test_odd_request_ids_are_refused(request_id: object) -> None:
    with pytest.raises(Invalid, match="request_id must be"):
        read_request(json.dumps({"type": "ping", "request_id": request_id}))


@pytest.mark.parametrize("filling", ["x" * requests.MAX_FRAME_BYTES, "é" * 140_000])
def test_too_large_frames_are_refused(filling: str) -> None:
    with pytest.raises(HandoffError) as refusal:
        read_request(json.dumps({"type": "ping", "x": filling}, ensure_ascii=False))
    assert refusal.value.code == "too_large"


def test_an_unknown_type_is_refused_with_its_request_id() -> None:
    with pytest.raises(Invalid, match="Unknown message type: shout") as refusal:
        requests.order_for(Request("shout", {}, "r1"))
    assert getattr(refusal.value, "request_id", None) == "r1"


@pytest.mark.parametrize(
    ("type", "command", "fixed"),
    [
        ("get_stopped_customers", "list_stopped_customers", {}),
        ("assign_agent", "take_customer", {"from_bot": False}),
        ("unassign_agent", "release_customer", {"must_be_assigned": True}),
        ("send_message", "send_to_customer", {"from_bot": False}),
    ],
)
def test_requests_are_commands(type: str, command: str, fixed: dict[str, bool]) -> None:
    request = Request(type, {**WHOM, "from_bot": True, "must_be_assigned": False})
    order = requests.order_for(request)
    assert order.command == command
    assert order.arguments(request) == {**request.fields, **fixed}


CUSTOMER = {"customer_id": "8", "page_id": "4", "stop": True}
AGENT = {"agent_id": "3", "agent_email": "alice@demo.test", "agent_name": "Alice"}
SENT = {"id": "9", "message": "Hi", "timestamp": "2024-01-15T10:40:00.123Z", "client_id": "c"}


@pytest.mark.parametrize(
    ("type", "output", "reply"),
    [
        (
            "get_stopped_customers",
            {"customers": [], "total": 0},
            {"type": "stopped_customers", "data": {"customers": [], "total": 0}, "timestamp": 50},
        ),
        (
            "assign_agent",
            {"customer": CUSTOMER, **AGENT, "changed": "agent"},
            {"type": "agent_assigned", "data": {"customer": CUSTOMER, **AGENT}, "timestamp": 50},
        ),
        (
            "unassign_agent",
            {"customer": CUSTOMER},
            {"type": "agent_unassigned", "data": {"customer": CUSTOMER}, "timestamp": 50},
        ),
        (
            "send_message",
            {"message": SENT, "customer": CUSTOMER},
            {
                "type": "message_sent",
                "customer_id": "8",
                "page_id": "4",
                "message": "Hi",
                "timestamp": 1705315200,
                "message_id": "9",
                "client_id": "c",
            },
        ),
    ],
)
def test_outputs_are_replies(
    type: str, output: dict[str, Any], reply: dict[str, Any], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("time.time", lambda: 50.9)
    assert requests.ORDERS[type].reply(output) == reply


def test_a_message_without_client_id_is_answered_without() -> None:
    message = {name: value for name, value in SENT.items() if name != "client_id"}
    reply = requests.ORDERS["send_message"].reply({"message": message, "customer": CUSTOMER})
    assert "client_id" not in reply


@pytest.mark.parametrize(
    ("error", "frame"),
    [
        (NotFound("Customer not found"), {"error": "Customer not found", "code": "not_found"}),
        (
            NotYourCustomer(),
            {"error": "You are not assigned to this customer", "code": "not_your_customer"},
        ),
        (
            TooManyRequests(0.2504),
            {
                "error": "Too many messages, try again in 1 second",
                "code": "too_many_requests",
                "retry_after": 0.251,
            },
        ),
    ],
)
def test_errors_are_frames(error: HandoffError, frame: dict[str, Any]) -> None:
    assert requests.error_frame(error) == {"type": "error", **frame}
    assert requests.error_frame(error, request_id=0)["request_id"] == 0
