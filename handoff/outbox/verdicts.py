"""What becomes of a row after a try, and when it is tried again."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime, timedelta

from django.utils import timezone

from handoff.outbox.kinds import find
from handoff.outbox.models import Delivery, DeliveryState

# Seconds before the second try, the third and so on; the last one stands for all that follow.
BACKOFF_SECONDS = (1, 3, 10, 30, 60, 120, 240, 300)
GIVE_UP_AFTER = timedelta(minutes=30)  # where the kind of the row is not known any more
LONGEST_REASON = 1000


@dataclass(frozen=True, slots=True, kw_only=True)
class Verdict:
    """How a try ended. `next_try_at` is set exactly where `state` is `due`."""

    state: DeliveryState
    reason: str = ""
    next_try_at: datetime | None = None


def again(delivery: Delivery, reason: str, *, after_seconds: float | None = None) -> Verdict:
    """Another try after the backoff, or after so many seconds; a row that is older than its kind
    allows (`Kind.give_up_after_seconds`) fails.

    The last try comes when the row is exactly that old, whatever pause was asked for: it must not
    hold its lane for longer.
    """
    now = timezone.now()
    patience = patience_with(delivery)
    deadline = delivery.created_at + patience
    if now >= deadline:
        return Verdict(
            state=DeliveryState.FAILED,
            reason=f"Given up after {in_words(patience)} (tries: {delivery.attempts}). "
            f"Last: {reason}",
        )
    if after_seconds is None:
        after_seconds = BACKOFF_SECONDS[min(delivery.attempts, len(BACKOFF_SECONDS)) - 1]
    pause = timedelta(seconds=min(max(after_seconds, 0), patience.total_seconds()))
    return Verdict(state=DeliveryState.DUE, reason=reason, next_try_at=min(now + pause, deadline))


def patience_with(delivery: Delivery) -> timedelta:
    """How old a row may become before it is given up."""
    kind = find(delivery.kind)
    return timedelta(seconds=kind.give_up_after_seconds) if kind else GIVE_UP_AFTER


def in_words(span: timedelta) -> str:
    """`24 hours`, `30 minutes`, `60 seconds`."""
    seconds = int(span.total_seconds())
    if seconds >= 7200:
        return f"{seconds // 3600} hours"
    return f"{seconds} seconds" if seconds < 120 else f"{seconds // 60} minutes"
