"""How sessions of a visitor or a guest end: their tokens are worthless, their sockets end."""

from __future__ import annotations

from datetime import datetime

from customers.events import ParticipantSessionsEnded
from customers.models import ParticipantSession, ParticipantSessionQuerySet
from handoff.news.emitting import emit

TOLD_AT_ONCE = 200


def end_all(
    live: ParticipantSessionQuerySet, *, participant: str, company_id: int, at: datetime
) -> int:
    """End these, which are one participant's. Returns how many; in a running action."""
    ids = list(live.order_by("pk").values_list("pk", flat=True))
    for start in range(0, len(ids), TOLD_AT_ONCE):
        some = ids[start : start + TOLD_AT_ONCE]
        ParticipantSession.objects.filter(pk__in=some).update(ended_at=at)
        emit(
            ParticipantSessionsEnded(participant=participant, session_ids=some),
            company_id=company_id,
            to=[],
        )
    return len(ids)
