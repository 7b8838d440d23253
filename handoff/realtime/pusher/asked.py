"""What a server library asks, read and checked."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

import orjson

from handoff.errors import Invalid, TooLarge
from handoff.realtime.pusher import packets
from handoff.realtime.pusher.channels import Kind, is_well_formed, kind_of
from handoff.realtime.pusher.codes import OddChannel, Unreadable
from handoff.realtime.pusher.crossing import Cast

MOST_CHANNELS = 100
MOST_EVENTS = 10
OWN_EVENTS = ("pusher:", "pusher_internal:")
INFOS = frozenset({"user_count", "subscription_count"})


@dataclass(frozen=True, slots=True)
class Asked:
    """An event to tell, and what is wanted to know of its channels."""

    cast: Cast
    info: frozenset[str] = frozenset()


def object_from(body: bytes) -> dict[str, Any]:
    """The body's JSON object. Raises `Invalid`."""
    try:
        words = orjson.loads(body)
    except orjson.JSONDecodeError as fault:
        raise Invalid("The body is not JSON that can be read") from fault
    if not isinstance(words, dict):
        raise Invalid("The body must be a JSON object")
    return words


def event_from(words: object) -> Asked:
    """One event for one or several channels. Raises `Invalid`, `TooLarge`."""
    if not isinstance(words, dict):
        raise Invalid("An event must be a JSON object")
    cast = Cast(_channels(words), _name(words), _data(words), _socket_id(words))
    return Asked(cast, infos_from(words.get("info")))


def batch_from(words: Mapping[str, Any]) -> list[Asked]:
    """Up to ten events. Raises `Invalid`, `TooLarge`."""
    batch = words.get("batch")
    if not isinstance(batch, list):
        raise Invalid("batch must be a list of events")
    if len(batch) > MOST_EVENTS:
        raise Invalid(f"A batch has {MOST_EVENTS} events at most")
    return [event_from(event) for event in batch]


def infos_from(info: object) -> frozenset[str]:
    """What is wanted to know, as in `user_count,subscription_count`. Raises `Invalid`."""
    if info is None or info == "":
        return frozenset()
    if not isinstance(info, str):
        raise Invalid("info must be a text")
    wanted = frozenset(info.split(","))
    if unknown := sorted(wanted - INFOS):
        raise Invalid(f"info: {unknown[0][:50]} is not known here")
    return wanted


def check_counts_users(wanted: frozenset[str], channels: tuple[str, ...]) -> None:
    """Raises `Invalid` where users are to be counted on channels that know none."""
    if "user_count" in wanted and any(kind_of(name) is not Kind.PRESENCE for name in channels):
        raise Invalid("user_count is known of presence channels only")


def _channels(words: Mapping[str, Any]) -> tuple[str, ...]:
    channels = words.get("channels", [words["channel"]] if "channel" in words else [])
    if not isinstance(channels, list) or not channels:
        raise Invalid("Name the event's channel or channels")
    if len(channels) > MOST_CHANNELS:
        raise Invalid(f"An event goes to {MOST_CHANNELS} channels at most")
    if not all(is_well_formed(name) for name in channels):
        raise Invalid(OddChannel.sentence)
    return tuple(dict.fromkeys(channels))


def _name(words: Mapping[str, Any]) -> str:
    name = words.get("name")
    if not isinstance(name, str) or not name:
        raise Invalid("Name the event")
    if len(name) > packets.LONGEST_EVENT:
        raise Invalid(f"An event's name has {packets.LONGEST_EVENT} characters at most")
    if name.startswith(OWN_EVENTS):
        raise Invalid("Names that begin with pusher: or pusher_internal: are the protocol's own")
    return name


def _data(words: Mapping[str, Any]) -> str:
    if "data" not in words:
        raise Invalid("An event needs data")
    try:
        data = packets.data_text(words["data"])
    except Unreadable as fault:
        raise Invalid(fault.text) from fault
    if len(data.encode()) > packets.MOST_DATA_BYTES:
        raise TooLarge(f"An event's data has {packets.MOST_DATA_BYTES} bytes at most")
    return data


def _socket_id(words: Mapping[str, Any]) -> str:
    socket_id = words.get("socket_id")
    if socket_id is not None and not isinstance(socket_id, str):
        raise Invalid("socket_id must be a text")
    return socket_id or ""
