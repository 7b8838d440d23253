"""What a channel's name tells, and who is a member of one."""

from __future__ import annotations

import re
from dataclasses import dataclass
from enum import StrEnum

import orjson

from handoff.realtime.pusher.codes import OddChannel, OddMember

LONGEST_NAME = 164
WELL_FORMED = re.compile(rf"[-a-zA-Z0-9_=@,.;]{{1,{LONGEST_NAME}}}")
LONGEST_USER_ID = 128
MOST_INFO_BYTES = 1024
CACHE_PREFIXES = ("cache-", "private-cache-", "presence-cache-", "private-encrypted-cache-")


class Kind(StrEnum):
    PUBLIC = "public"
    PRIVATE = "private"
    ENCRYPTED = "private-encrypted"
    PRESENCE = "presence"


def is_well_formed(name: object) -> bool:
    return isinstance(name, str) and WELL_FORMED.fullmatch(name) is not None


def checked(name: object) -> str:
    """The name. Raises `OddChannel`."""
    if not (isinstance(name, str) and is_well_formed(name)):
        raise OddChannel
    return name


def kind_of(name: str) -> Kind:
    for kind in (Kind.ENCRYPTED, Kind.PRIVATE, Kind.PRESENCE):
        if name.startswith(f"{kind}-"):
            return kind
    return Kind.PUBLIC


def is_cache(name: str) -> bool:
    """Whether clients expect its last event, or to be told that none is kept; none ever is."""
    return name.startswith(CACHE_PREFIXES)


@dataclass(frozen=True, slots=True)
class Member:
    """A user on a presence channel. `info` is the JSON text of what others read of them."""

    user_id: str
    info: str = "null"


def member_from(channel_data: object) -> Member:
    """Who `channel_data` says somebody is. Raises `OddMember`."""
    try:
        words = orjson.loads(channel_data) if isinstance(channel_data, str) else None
    except orjson.JSONDecodeError as fault:
        raise OddMember from fault
    if not isinstance(words, dict):
        raise OddMember
    user_id = words.get("user_id")
    if isinstance(user_id, bool) or not isinstance(user_id, str | int) or user_id == "":
        raise OddMember
    try:
        info = orjson.dumps(words.get("user_info"))
    except TypeError as fault:  # nested too deeply
        raise OddMember("user_info is nested too deeply") from fault
    if len(str(user_id)) > LONGEST_USER_ID or "\x00" in str(user_id):
        raise OddMember(f"user_id may have {LONGEST_USER_ID} characters")
    if len(info) > MOST_INFO_BYTES:
        raise OddMember(f"user_info may have {MOST_INFO_BYTES} bytes")
    return Member(str(user_id), info.decode())
