"""What a Socket.IO client asks, as commands, and their output as acknowledgements.

An acknowledgement is `{"success": true, …}`, never with `error`, or `{"success": false, "error"}`
with `code` and `details` beside it (contract README, "Document 4").
"""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

import orjson

from handoff import topics
from handoff.errors import HandoffError, Invalid, to_socketio
from handoff.realtime.errors import TooManyRequests

Ack = dict[str, Any]
Output = Mapping[str, Any]

UNREADABLE = "unreadable"
"""The name under which what is no event is answered."""


@dataclass(frozen=True, slots=True)
class Order:
    """How an event is carried out: `fixed` arguments win over the client's.

    `listens` names the topic that the client hears from then on, if it may.
    """

    command: str
    reply: Callable[[Output], Ack]
    fixed: Mapping[str, Any] = field(default_factory=dict)
    listens: Callable[[Output], str] | None = None


def session_topic(output: Output) -> str:
    """What both sides of the answered session hear."""
    return topics.conversation(output["session"]["id"])


ORDERS: dict[str, Order] = {
    "chat:start": Order("start_chat", dict),
    "chat:accept": Order("accept_chat", dict),
    "chat:join": Order("read_chat", dict, listens=session_topic),
    "chat:send_message": Order("say_in_chat", dict),
    "chat:typing": Order("show_typing", dict),
    "chat:end": Order("end_chat", dict),
    "agent:update_status": Order("set_my_status", dict),
    "agent:activity_ping": Order("note_activity", dict),
}
"""By the name of the event. A command's output is the acknowledgement, as it is REST's reply."""


WHISPERED = frozenset({"chat:typing"})
"""Events that nobody stores: they have a limit of their own."""


def order_for(event: str) -> Order:
    """How to carry it out. Raises `Invalid` for an event that nobody knows."""
    order = ORDERS.get(event)
    if order is None:
        known = event != UNREADABLE
        raise Invalid(
            f"Unknown event: {event[:100]}" if known else "This is no event that can be read"
        )
    return order


def payload_of(arguments: Sequence[Any]) -> dict[str, Any]:
    """The object that came with an event; empty where there was none. Raises `Invalid`."""
    payload = arguments[0] if arguments else None
    if payload is None:
        return {}
    if not isinstance(payload, dict):
        raise Invalid("The payload must be an object")
    try:
        orjson.dumps(payload)
    except (TypeError, ValueError) as fault:  # bytes, half a character, nested too deeply
        raise Invalid("The payload must be plain JSON") from fault
    return payload


def refusal_data(error: HandoffError) -> Ack:
    """What a `connect_error` carries as `data`, beside its sentence."""
    ack = refused(error)
    return {name: ack[name] for name in ("code", "retry_after") if name in ack}


def succeeded(ack: Ack) -> Ack:
    return {"success": True, **ack}


def refused(error: HandoffError) -> Ack:
    """The refusal in this protocol's words; past a limit also `retry_after` in seconds."""
    ack = to_socketio(error)
    if isinstance(error, TooManyRequests):
        ack["retry_after"] = error.retry_after_seconds
    return ack
