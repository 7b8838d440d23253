"""News as frames of the dashboard's WebSocket: pure functions, one per kind of news.

Names and keys are those of contract documents 1 (`agent_status_changed`, `agent_requested`), 2 and
3; the README there settles where they disagree. More keys than documented are allowed.
"""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from conversations.events import (
    AgentChanged,
    ConversationClosed,
    CustomerChanged,
    MessageAdded,
    MessagesRead,
    MessageStateChanged,
    PersonRequested,
    StopChanged,
)
from conversations.handovers.events import HandoverChanged, HandoverOffered
from handoff.news.models import Event
from livechat.events import ChatStarted

Frame = dict[str, Any]
Payload = dict[str, Any]

INCLUDES = frozenset({"notes", "system", "deliveries", "customers", "handovers"})
CHANNELS = frozenset({"messenger", "chat", "room"})
INTERNAL = {"note": "notes", "system": "system"}


def frames_of(event: Event, *, include: frozenset[str], channels: frozenset[str]) -> list[Frame]:
    """All frames of an event for a socket that asked for these extras and channels."""
    payload = event.payload
    if event.type in HANDOVER_FRAMES:
        return handover_frames(event.type, payload) if "handovers" in include else []
    render = FRAMES.get(event.type)
    if render is None or subject_of(payload)["channel"] not in channels:
        return []
    return render(payload, chat_of(event), include)


def chat_of(event: Event) -> Payload:
    """Which chat it is about, as every frame's `data` names it.

    Messenger: `chat_id` (the customer's id) and `page_id`. Other channels: `chat_id` is the
    conversation's id, beside `channel` and what their room of the house calls itself.
    """
    subject = subject_of(event.payload)
    if subject["channel"] == "messenger":
        customer = subject["customer"]
        return {"chat_id": customer["customer_id"], "page_id": customer["page_id"]}
    return {"chat_id": str(event.conversation_id), **subject}


def subject_of(payload: Payload) -> Payload:
    """Whom it is about; the chat's own news say it by the `session`."""
    if "subject" in payload:
        return dict(payload["subject"])
    contact = payload["session"]["customer"]
    return {
        "channel": "chat",
        "name": contact["name"],
        "session_id": payload["session_id"],
        "contact": contact,
    }


def new_message(payload: Payload, chat: Payload, include: frozenset[str]) -> list[Frame]:
    """The message's row; its own `timestamp` is called `created_at`, for an event's is in seconds.

    With `customer`, whom it changes, so that who listens need not load anything again.
    """
    message = payload["message"]
    if payload["internal"] and INTERNAL.get(message["author"]) not in include:
        return []
    data = {
        **chat,
        **message,
        "customer_name": _customer_name(payload),
        "created_at": message["timestamp"],
        "timestamp": payload["timestamp"],
    }
    if "customer" in payload["subject"]:
        data["customer"] = payload["subject"]["customer"]
    return [{"type": "new_message", "data": data}]


def agent_changed(payload: Payload, chat: Payload, include: frozenset[str]) -> list[Frame]:
    """Document 1's frame, then document 2's. Unassigned: the first leaves `agent_*` out."""
    agent = payload["agent"]
    about = {**_customer(payload, chat), "timestamp": payload["timestamp"]}
    if agent["agent_id"]:
        data = {**about, "action": "assigned", **agent}
        first, second = data, {**data, "previous_agent_id": payload["previous_agent_id"]}
    else:
        first = {**about, "action": "unassigned"}
        second = {**first, **agent, "previous_agent_id": payload["previous_agent_id"]}
    return [
        {"type": "agent_status_changed", "data": first},
        {"type": "agent_assignment_changed", "data": second},
    ]


def stop_changed(payload: Payload, chat: Payload, include: frozenset[str]) -> list[Frame]:
    data = {
        **_customer(payload, chat),
        "stop": payload["stop"],
        "timestamp": payload["timestamp"],
    }
    return [{"type": "customer_stop_status_changed", "data": data}]


def person_requested(payload: Payload, chat: Payload, include: frozenset[str]) -> list[Frame]:
    data = {
        **chat,
        "customer_name": _customer_name(payload),
        "message": payload["message"],
        "timestamp": payload["timestamp"],
    }
    if payload.get("reminder"):
        data["reminder"] = payload["reminder"]
    return [{"type": "agent_requested", "data": data}]


def message_state_changed(payload: Payload, chat: Payload, include: frozenset[str]) -> list[Frame]:
    """A message, or one of its files, has come further. Existing clients do not know this frame:
    only for sockets that include `deliveries`."""
    if "deliveries" not in include:
        return []
    data = {**chat, "message": payload["message"], "timestamp": payload["timestamp"]}
    return [{"type": "message_state_changed", "data": data}]


def customer_changed(payload: Payload, chat: Payload, include: frozenset[str]) -> list[Frame]:
    """Existing clients do not know this frame: only for sockets that include `customers`."""
    if "customers" not in include:
        return []
    data = {**_customer(payload, chat), "timestamp": payload["timestamp"]}
    return [{"type": "customer_updated", "data": data}]


def conversation_closed(payload: Payload, chat: Payload, include: frozenset[str]) -> list[Frame]:
    """Chats and rooms only: Messenger's conversations stay open, so old clients never see it."""
    data = {**chat, "by": payload["by"], "timestamp": payload["timestamp"]}
    return [{"type": "conversation_closed", "data": data}]


def messages_read(payload: Payload, chat: Payload, include: frozenset[str]) -> list[Frame]:
    """Rooms only: how far staff or guest have read; `room` has the new `unread_count`."""
    names = ("reader", "up_to", "unread_count", "timestamp")
    return [{"type": "messages_read", "data": {**chat, **{name: payload[name] for name in names}}}]


def chat_started(payload: Payload, chat: Payload, include: frozenset[str]) -> list[Frame]:
    """Somebody waits on the website, perhaps without a word yet."""
    return [{"type": "chat_started", "data": {**chat, "session": payload["session"]}}]


def handover_frames(type: str, payload: Payload) -> list[Frame]:
    """A whole shift is offered, or its offer ended: about no chat, so on no channel. Existing
    clients do not know these frames: only for sockets that include `handovers`."""
    data = {"handover": payload["handover"], "timestamp": payload["timestamp"]}
    return [{"type": HANDOVER_FRAMES[type], "data": data}]


def _customer(payload: Payload, chat: Payload) -> Payload:
    customer = payload["subject"].get("customer")
    if customer is None:
        return chat
    return {
        "customer_id": customer["customer_id"],
        "page_id": customer["page_id"],
        "customer": customer,
    }


def _customer_name(payload: Payload) -> str:
    subject: Payload = payload["subject"]
    if "customer" in subject:
        return str(subject["customer"]["customer_name"])
    return str(subject.get("name", ""))


FRAMES: dict[str, Callable[[Payload, Payload, frozenset[str]], list[Frame]]] = {
    MessageAdded.type: new_message,
    AgentChanged.type: agent_changed,
    StopChanged.type: stop_changed,
    PersonRequested.type: person_requested,
    MessageStateChanged.type: message_state_changed,
    CustomerChanged.type: customer_changed,
    ConversationClosed.type: conversation_closed,
    ChatStarted.type: chat_started,
    MessagesRead.type: messages_read,
}

HANDOVER_FRAMES = {
    HandoverOffered.type: "handover_offered",
    HandoverChanged.type: "handover_changed",
}

FRAME_NAMES = frozenset(
    {
        "new_message",
        "agent_status_changed",
        "agent_assignment_changed",
        "customer_stop_status_changed",
        "agent_requested",
        "message_state_changed",
        "customer_updated",
        "conversation_closed",
        "chat_started",
        "messages_read",
        *HANDOVER_FRAMES.values(),
    }
)
