"""How events travel between processes: JSON texts in messages of a channel layer.

A message is `{"type": "news", "company_id", "seq", "events": [JSON bytes, …]}`; `events` is empty
where they are too large for one message: then `seq` alone is the hint, and the table has the rest.

A whisper is `{"type": "whisper", "company_id", "origin", "whisper": JSON bytes}`; `origin` names
the process that has told its own sockets already. Messages of a gateway's own (`pusher.crossing`)
have their group's name as `type`.
"""

from __future__ import annotations

import logging
import os
from collections.abc import Mapping, Sequence
from dataclasses import asdict
from datetime import datetime
from functools import cache
from typing import Any
from uuid import uuid4

import orjson

from handoff.news.models import Event
from handoff.news.whispers import Whisper

log = logging.getLogger(__name__)

MAX_MESSAGE_BYTES = 256 * 1024
FIELDS = ("company_id", "seq", "conversation_id", "type", "payload", "topics", "created_at")


def group_of(company_id: int) -> str:
    """The layer's group in which a company's hints travel."""
    return f"company.{company_id}"


def pack(events: Sequence[Event]) -> dict[str, Any]:
    """One message for committed events of one company, in order."""
    texts: list[bytes] = []
    try:
        texts = [orjson.dumps({name: getattr(event, name) for name in FIELDS}) for event in events]
    except TypeError:
        log.exception("Events of company %s are no JSON", events[0].company_id)
    if sum(map(len, texts)) > MAX_MESSAGE_BYTES:
        texts = []
    return {
        "type": "news",
        "company_id": events[0].company_id,
        "seq": events[-1].seq,
        "events": texts,
    }


def unpack(message: Mapping[str, Any]) -> list[Event]:
    """The events of such a message."""
    return [_event(orjson.loads(text)) for text in message["events"]]


def pack_whisper(whisper: Whisper) -> dict[str, Any]:
    """One message for a whisper of this process."""
    return {
        "type": "whisper",
        "company_id": whisper.company_id,
        "origin": origin(),
        "whisper": orjson.dumps(asdict(whisper)),
    }


def unpack_whisper(message: Mapping[str, Any]) -> Whisper | None:
    """The whisper of such a message; None if it was this process's own."""
    if message["origin"] == origin():
        return None
    values = orjson.loads(message["whisper"])
    return Whisper(**{**values, "topics": tuple(values["topics"])})


def origin() -> str:
    """A name of this process, another one after a fork."""
    return _origin(os.getpid())


@cache
def _origin(process_id: int) -> str:
    return f"{process_id}.{uuid4().hex}"


def _event(values: dict[str, Any]) -> Event:
    values["created_at"] = datetime.fromisoformat(values["created_at"])
    return Event(**values)
