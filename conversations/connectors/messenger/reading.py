"""Strict readers of what came as JSON: a value of the right kind and size, or `Malformed`."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import UTC, datetime
from typing import Any

from handoff.numbers import number_in

IN_SECONDS = 10**11  # below: the year 5138 in seconds, 1973 in milliseconds
UNSAFE = frozenset(" /\\?#%")

Fields = Mapping[str, Any]


class Malformed(Exception):
    """An item that is not what Messenger sends. Its text says where, and quotes nobody."""


def object_of(value: object, name: str) -> Fields:
    if not isinstance(value, dict):
        raise Malformed(f"{name} is not an object")
    return value


def id_of(fields: Fields, name: str, longest: int) -> str:
    """An id: printable ASCII that can stand in an address of ours."""
    value = fields.get(name)
    if not isinstance(value, str) or not 0 < len(value) <= longest:
        raise Malformed(f"{name} is not a text of 1 to {longest} characters")
    if not value.isascii() or not value.isprintable() or not UNSAFE.isdisjoint(value):
        raise Malformed(f"{name} has characters that no id has")
    if not value.strip("."):
        raise Malformed(f"{name} has characters that no id has")
    return value


def end_of(value: object, name: str, longest: int) -> str:
    """The id of a page or person. Relays write those as numbers, too."""
    is_number = isinstance(value, int) and not isinstance(value, bool)
    return id_of({name: str(value) if is_number else value}, name, longest)


def text_of(fields: Fields, name: str) -> str:
    """A text, empty if it is not there or null. What no database can store is replaced."""
    value = fields.get(name)
    if value is None:
        return ""
    if not isinstance(value, str):
        raise Malformed(f"{name} is not a text")
    sound = value.encode("utf-16", "surrogatepass").decode("utf-16", "replace")
    return sound.replace("\0", "\ufffd")


def word_of(fields: Fields, name: str, longest: int) -> str:
    """Of something beside the point: its text, cut; empty where it is none."""
    return text_of(fields, name)[:longest] if isinstance(fields.get(name), str) else ""


def moment_of(fields: Fields, name: str) -> datetime:
    """Unix milliseconds as a time in UTC. A relay may have made a text or a float of them, or
    written seconds."""
    value = fields.get(name)
    if isinstance(value, float) and value.is_integer():
        value = int(value)
    if isinstance(value, str):
        value = number_in(value, digits=14)
    if not isinstance(value, int) or isinstance(value, bool) or not 0 < value < 10**14:
        raise Malformed(f"{name} is not a time in milliseconds")
    return datetime.fromtimestamp(value if value < IN_SECONDS else value / 1000, tz=UTC)
