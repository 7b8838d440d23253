"""What processes tell each other about channels: events that live for a moment, and hints about
who came and went. They travel in one group of the channel layer (`wire`)."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import asdict, dataclass
from typing import Any

import orjson

from handoff.realtime import publishing
from handoff.realtime.wire import origin

GROUP = "pusher"


@dataclass(frozen=True, slots=True)
class Cast:
    """An event for these channels. `data` is the text it travels as; the socket `but` does not hear
    it; `user_id` is the member's who sent it."""

    channels: tuple[str, ...]
    event: str
    data: str
    but: str = ""
    user_id: str = ""


@dataclass(frozen=True, slots=True)
class Hint:
    """Who is on these presence channels has changed."""

    channels: tuple[str, ...]


def send(said: Cast | Hint) -> None:
    """Tell the other processes, if there are any, from any thread and without waiting."""
    publishing.publish_message(GROUP, message_of(said))


def message_of(said: Cast | Hint) -> dict[str, Any]:
    """As it travels."""
    words = [type(said).__name__, asdict(said)]
    return {"type": GROUP, "origin": origin(), "said": orjson.dumps(words)}


def read_message(message: Mapping[str, Any]) -> Cast | Hint | None:
    """What was said; None if this process said it itself."""
    if message["origin"] == origin():
        return None
    kind, words = orjson.loads(message["said"])
    channels = tuple(words.pop("channels"))
    return Cast(channels, **words) if kind == Cast.__name__ else Hint(channels)
