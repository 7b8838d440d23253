"""Answers that a customer can give by pressing a button.

Limits: Messenger Platform, "Quick replies" (read in November 2026): 13 at most under one message,
20 characters on each, 1,000 in its payload. They hold on every channel.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import asdict, dataclass
from typing import Any

REQUEST_PERSON_PAYLOAD = "HANDOFF_REQUEST_PERSON"
"""A button with this payload, wherever it stands, asks for a person when it is pressed."""

MOST_QUICK_REPLIES = 13
LONGEST_TITLE = 20
LONGEST_PAYLOAD = 1_000


@dataclass(frozen=True, slots=True, kw_only=True)
class QuickReply:
    """A button: what stands on it, and what comes back when it is pressed."""

    title: str
    payload: str


def stored(quick_replies: Iterable[QuickReply]) -> list[dict[str, str]]:
    """As a message keeps and shows them: `[{"title", "payload"}, …]`."""
    return [asdict(one) for one in quick_replies]


def restored(rows: Sequence[dict[str, Any]]) -> tuple[QuickReply, ...]:
    """Those that a message keeps."""
    return tuple(QuickReply(title=row["title"], payload=row["payload"]) for row in rows)
