"""What a dashboard client asks, as commands, and their output as replies: pure functions.

Requests come in two shapes: fields at the top level (contract document 1) or under `data` (2).
`request_id`, a text or number in either place, comes back in the reply or error.
"""

from __future__ import annotations

import time
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any

import orjson

from conversations.errors import AssignmentFailed
from handoff.errors import HandoffError, Invalid, TooLarge, Unavailable, to_websocket
from handoff.realtime.errors import TooManyRequests

Frame = dict[str, Any]
Output = Mapping[str, Any]

MAX_FRAME_BYTES = 256 * 1024
MAX_REQUEST_ID_LENGTH = 200
ENVELOPE = frozenset({"type", "data", "request_id"})


@dataclass(frozen=True, slots=True)
class Request:
    """A client's wish, not yet judged. `request_id` is None where none was given."""

    type: str
    fields: dict[str, Any]
    request_id: str | int | float | None = None


class Unreadable(Invalid):
    """A frame that is no request; `request_id` if at least that could be read."""

    def __init__(self, sentence: str, *, request_id: str | int | float | None = None) -> None:
        super().__init__(sentence)
        self.request_id = request_id


@dataclass(frozen=True, slots=True)
class Order:
    """How a type of request is carried out: `fixed` arguments win over the client's."""

    command: str
    reply: Callable[[Output], Frame]
    fixed: Mapping[str, Any] = field(default_factory=dict)
    on_database_fault: type[HandoffError] = Unavailable

    def arguments(self, request: Request) -> dict[str, Any]:
        return {**request.fields, **self.fixed}


def read_request(text: str | None) -> Request:
    """A request from a frame's text, None if it held bytes that are none. Raises `Unreadable`,
    `TooLarge`."""
    if text is None:
        raise Unreadable("Binary messages are not understood, send text")
    if len(text) > MAX_FRAME_BYTES or len(text.encode(errors="replace")) > MAX_FRAME_BYTES:
        raise TooLarge(f"A message holds at most {MAX_FRAME_BYTES} bytes")
    try:
        frame = orjson.loads(text)
    except ValueError as fault:
        raise Unreadable("The message is not valid JSON") from fault
    if not isinstance(frame, dict):
        raise Unreadable("The message must be a JSON object")
    request_id = _request_id(frame)
    kind = frame.get("type")
    if not isinstance(kind, str) or not kind:
        raise Unreadable("The message needs a type, a text", request_id=request_id)
    data = frame.get("data")
    if data is not None and not isinstance(data, dict):
        raise Unreadable("data must be an object", request_id=request_id)
    fields = {name: value for name, value in frame.items() if name not in ENVELOPE}
    fields |= data or {}
    fields.pop("request_id", None)
    return Request(kind, fields, request_id)


def _request_id(frame: Mapping[str, Any]) -> str | int | float | None:
    request_id = frame.get("request_id")
    if request_id is None and isinstance(data := frame.get("data"), dict):
        request_id = data.get("request_id")
    if request_id is None:
        return None
    is_wanted_type = isinstance(request_id, str | int | float) and not isinstance(request_id, bool)
    if not is_wanted_type or len(str(request_id)) > MAX_REQUEST_ID_LENGTH:
        raise Unreadable(
            f"request_id must be a text or number of up to {MAX_REQUEST_ID_LENGTH} characters"
        )
    assert isinstance(request_id, str | int | float)
    return request_id


def order_for(request: Request) -> Order:
    """How to carry it out. Raises `Unreadable` for a type that nobody knows."""
    order = ORDERS.get(request.type)
    if order is None:
        raise Unreadable(
            f"Unknown message type: {request.type[:100]}", request_id=request.request_id
        )
    return order


def reply_frame(frame: Frame, request: Request) -> Frame:
    """The reply with the client's `request_id`."""
    return frame if request.request_id is None else {**frame, "request_id": request.request_id}


def error_frame(error: HandoffError, *, request_id: str | int | float | None = None) -> Frame:
    """An error in this dialect's words; past a limit also `retry_after` in seconds."""
    frame = to_websocket(error, request_id=request_id)
    frame["error"] = ERROR_TEXTS.get(error.code, frame["error"])
    if isinstance(error, TooManyRequests):
        frame["retry_after"] = error.retry_after_seconds
    return frame


def stopped_customers(output: Output) -> Frame:
    return {"type": "stopped_customers", "data": output, "timestamp": _now()}


def agent_assigned(output: Output) -> Frame:
    names = ("customer", "agent_id", "agent_email", "agent_name")
    data = {name: output[name] for name in names}
    return {"type": "agent_assigned", "data": data, "timestamp": _now()}


def agent_unassigned(output: Output) -> Frame:
    data = {"customer": output["customer"]}
    return {"type": "agent_unassigned", "data": data, "timestamp": _now()}


def message_sent(output: Output) -> Frame:
    """Flat, as document 2 shows it. A repeated `client_id` gives the first message's values."""
    message, customer = output["message"], output["customer"]
    frame = {
        "type": "message_sent",
        "customer_id": customer["customer_id"],
        "page_id": customer["page_id"],
        "message": message["message"],
        "timestamp": int(datetime.fromisoformat(message["timestamp"]).timestamp()),
        "message_id": message["id"],
    }
    optional = ("client_id", "attachments")
    return frame | {name: message[name] for name in optional if message.get(name)}


def _now() -> int:
    return int(time.time())


PONGS: Mapping[str, Frame] = {"ping": {"type": "pong"}}
"""What is answered without a command."""

ORDERS: Mapping[str, Order] = {
    "get_stopped_customers": Order("list_stopped_customers", stopped_customers),
    "assign_agent": Order(
        "take_customer", agent_assigned, {"from_bot": False}, on_database_fault=AssignmentFailed
    ),
    "unassign_agent": Order("release_customer", agent_unassigned, {"must_be_assigned": True}),
    "send_message": Order("send_to_customer", message_sent, {"from_bot": False}),
}

ERROR_TEXTS: Mapping[str, str] = {
    # REST says it as document 1 does, the WebSocket as document 2 (contract README).
    "not_your_customer": "You are not assigned to this customer",
    # Whatever the token lacks ("code" tells), the contract has one sentence for it here.
    "invalid_token": "Authentication required",
}
