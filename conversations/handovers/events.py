"""What news there is about shift handovers, for the team alone.

`handover` is `serializers.handover_data` as it was after the deed. What happens to each
conversation is news of that conversation (`AgentChanged`).
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any, ClassVar

from handoff.news.emitting import News


@dataclass(frozen=True, slots=True, kw_only=True)
class HandoverOffered(News):
    """Somebody goes off duty and offers all open conversations."""

    type: ClassVar[str] = "handover_offered"
    handover: dict[str, Any]
    timestamp: int


@dataclass(frozen=True, slots=True, kw_only=True)
class HandoverChanged(News):
    """It was accepted, declined or withdrawn, has expired, or all its conversations are settled."""

    type: ClassVar[str] = "handover_changed"
    handover: dict[str, Any]
    timestamp: int
