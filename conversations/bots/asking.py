"""Asking a bot that lives elsewhere: one POST, and what its failures mean for the turn."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from typing import Any

import orjson
from django.conf import settings

from conversations.bots.base import Turn
from handoff.numbers import number_in
from handoff.outbox.kinds import Refused, TryAgain
from handoff.outgoing.asking import Reply, posting
from handoff.outgoing.faults import BrokenOff, OutgoingFault, TimedOut, Unreachable

MAY_PASS = (408, 425, 429)  # and everything from 500 on
LONGEST_DETAIL = 300
LONGEST_REASON = 150


class BotRefused(Refused):
    """It will not answer this turn. `detail` is in its own words: for its admin, never stored."""

    def __init__(self, reason: str, *, detail: str = "") -> None:
        super().__init__(reason)
        self.detail = detail


class BotAway(TryAgain):
    """It may answer in a moment. `detail` as above."""

    def __init__(
        self, reason: str, *, detail: str = "", after_seconds: float | None = None
    ) -> None:
        super().__init__(reason, after_seconds=after_seconds)
        self.detail = detail


@contextmanager
def asking(
    turn: Turn, *, url: str, body: bytes, headers: Mapping[str, str], most_bytes: int
) -> Iterator[Reply]:
    """POST `body` to the bot; the reply has a status of success and is read inside.

    Raises `BotAway` for what may pass (no connection, no answer in time, 5xx, 429), `BotRefused`
    for what will not.
    """
    try:
        with posting(
            url,
            body=body,
            headers=headers,
            seconds=turn.seconds,
            most_bytes=most_bytes,
            allow_private=settings.BOT_PRIVATE_ADDRESSES,
        ) as reply:
            judge_status(reply)
            yield reply
    except (Unreachable, TimedOut, BrokenOff) as fault:
        raise BotAway(str(fault)) from fault
    except OutgoingFault as fault:
        raise BotRefused(str(fault)) from fault


def judge_status(reply: Reply) -> None:
    if 200 <= reply.status < 300:
        return
    reason = f"It answered with status {reply.status}"
    if reply.status in MAY_PASS or reply.status >= 500:
        raise BotAway(reason, detail=detail_of(reply), after_seconds=retry_after(reply))
    raise BotRefused(reason, detail=detail_of(reply))


def retry_after(reply: Reply) -> float | None:
    """The pause that the bot asks for, if it names one in seconds."""
    seconds = number_in(reply.headers.get("Retry-After", ""), digits=5)
    return None if seconds is None else float(seconds)


def detail_of(reply: Reply) -> str:
    """The bot's own words about its refusal, if it has any that can be read."""
    try:
        raw = reply.read()
    except OutgoingFault:
        return ""
    try:
        found = orjson.loads(raw)["error"]
        words = found["message"] if isinstance(found, dict) else found
    except (ValueError, KeyError, TypeError):
        words = raw.decode(errors="replace")
    return clean(str(words))[:LONGEST_DETAIL]


def json_of(raw: bytes) -> Any:
    """What the bot answered. Raises `BotRefused` where it is no JSON."""
    try:
        return orjson.loads(raw)
    except ValueError as fault:
        detail = clean(raw[:1000].decode(errors="replace"))[:LONGEST_DETAIL]
        raise BotRefused("It answered with something that is not JSON", detail=detail) from fault


def clean(text: str) -> str:
    """Without the character that no database stores."""
    return text.replace("\x00", "").strip()


def short_reason(reason: object, *, otherwise: str) -> str:
    """Why the bot asks for a person, in its own words: one short line."""
    words = " ".join(clean(reason).split()) if isinstance(reason, str) else ""
    return words[:LONGEST_REASON] or otherwise
