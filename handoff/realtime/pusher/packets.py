"""Frames of Pusher's protocol: `{"event", "channel"?, "data"?, "user_id"?}`.

`data` travels as JSON inside a JSON string, except in errors, which are objects.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

import orjson

from handoff.realtime.pusher.codes import SubscriptionRefused, Unreadable

ACTIVITY_TIMEOUT_SECONDS = 120
LONGEST_EVENT = 200
MOST_DATA_BYTES = 10 * 1024
NOTHING = "{}"


@dataclass(frozen=True, slots=True)
class Packet:
    """What a client sent. `data` as it came: text, or any other JSON value."""

    event: str
    channel: Any = None
    data: Any = None

    def fields(self) -> dict[str, Any]:
        """The object in `data`, which may come as JSON text; empty where it is none."""
        data = self.data
        if isinstance(data, str):
            try:
                data = orjson.loads(data)
            except orjson.JSONDecodeError:
                return {}
        return data if isinstance(data, dict) else {}


def read(text: str | None) -> Packet:
    """A client's frame; None stands for a binary one. Raises `Unreadable`."""
    try:
        words = orjson.loads(text) if text is not None else None
    except orjson.JSONDecodeError as fault:
        raise Unreadable from fault
    if not isinstance(words, dict) or not isinstance(words.get("event"), str):
        raise Unreadable
    return Packet(words["event"], words.get("channel"), words.get("data"))


def data_text(data: Any) -> str:
    """`data` as the text it travels as: text stays what it is. Raises `Unreadable`."""
    if isinstance(data, str):
        return data
    try:
        return orjson.dumps(data).decode()
    except TypeError as fault:  # nested too deeply
        raise Unreadable("The data is nested too deeply") from fault


def frame(event: str, channel: str, data: str, user_id: str = "") -> dict[str, Any]:
    """An event of a channel; `user_id` is the member's who sent it."""
    words = {"event": event, "channel": channel, "data": data}
    return {**words, "user_id": user_id} if user_id else words


def established(socket_id: str) -> dict[str, Any]:
    data = {"socket_id": socket_id, "activity_timeout": ACTIVITY_TIMEOUT_SECONDS}
    return {"event": "pusher:connection_established", "data": data_text(data)}


PING = {"event": "pusher:ping", "data": NOTHING}
PONG = {"event": "pusher:pong", "data": NOTHING}


def error(number: int | None, message: str) -> dict[str, Any]:
    return {"event": "pusher:error", "data": {"code": number, "message": message}}


def subscription_error(channel: object, refused: SubscriptionRefused) -> dict[str, Any]:
    data = {"type": refused.kind, "error": refused.text, "status": refused.status}
    return {
        "event": "pusher:subscription_error",
        "channel": channel if isinstance(channel, str) else "",
        "data": data,
    }


def succeeded(channel: str, members: Mapping[str, str] | None = None) -> dict[str, Any]:
    """`members`, of presence channels only: JSON text of each one's info, by user."""
    data: dict[str, Any] = {}
    if members is not None:
        hash_ = {user_id: orjson.Fragment(info) for user_id, info in members.items()}
        data = {"presence": {"ids": list(members), "hash": hash_, "count": len(members)}}
    return frame("pusher_internal:subscription_succeeded", channel, data_text(data))


def member_added(channel: str, user_id: str, info: str) -> dict[str, Any]:
    data = data_text({"user_id": user_id, "user_info": orjson.Fragment(info)})
    return frame("pusher_internal:member_added", channel, data)


def member_removed(channel: str, user_id: str) -> dict[str, Any]:
    return frame("pusher_internal:member_removed", channel, data_text({"user_id": user_id}))


def cache_miss(channel: str) -> dict[str, Any]:
    return {"event": "pusher:cache_miss", "channel": channel}
