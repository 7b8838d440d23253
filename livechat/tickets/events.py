"""What news there is about tickets, for the team alone.

`subject` is whom it is about (`conversations.serializers.subject_data`); `ticket` is
`serializers.ticket_data` as it was after the deed.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any, ClassVar

from handoff.news.emitting import News


@dataclass(frozen=True, slots=True, kw_only=True)
class TicketOpened(News):
    """A conversation became a ticket."""

    type: ClassVar[str] = "ticket_opened"
    subject: dict[str, Any]
    ticket: dict[str, Any]
    timestamp: int


@dataclass(frozen=True, slots=True, kw_only=True)
class TicketChanged(News):
    """`changes` names what is different: `{field: [from, to]}`."""

    type: ClassVar[str] = "ticket_changed"
    subject: dict[str, Any]
    ticket: dict[str, Any]
    changes: dict[str, list[Any]]
    timestamp: int
