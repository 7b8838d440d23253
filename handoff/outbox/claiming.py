"""Taking rows for oneself, so that no two workers carry out the same."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime, timedelta

from django.db import IntegrityError, connection, transaction

from handoff.outbox.kinds import Kind, find
from handoff.outbox.models import Delivery, DeliveryQuerySet, DeliveryState

# Between claiming a row and trying it, and between the end of a try and its mark.
MARGIN = timedelta(seconds=5)


def claim(ids: Sequence[int], *, now: datetime) -> list[Delivery]:
    """Those of these rows that nobody else took meanwhile: now `sending`, leased, one try more.

    PostgreSQL skips rows that another worker holds; SQLite has one writer at a time, so there the
    transaction (IMMEDIATE) does it. On both the UPDATE names what was read.
    """
    try:
        with transaction.atomic():
            rows = Delivery.objects.claimable(now).filter(pk__in=ids)
            return [row for row in _unlocked(rows) if _take(row, now)]
    except IntegrityError:
        return []  # another took a row of the same lane at the same moment


def lease_of(kind: Kind | None) -> timedelta:
    """How long a worker may keep a row of this kind before it counts as lost."""
    return timedelta(seconds=kind.lease_seconds if kind else 0) + MARGIN


def _unlocked(rows: DeliveryQuerySet) -> DeliveryQuerySet:
    if connection.features.has_select_for_update_skip_locked:
        return rows.select_for_update(skip_locked=True, of=("self",))
    return rows


def _take(row: Delivery, now: datetime) -> bool:
    unchanged = Delivery.objects.filter(pk=row.pk, state=DeliveryState.DUE, attempts=row.attempts)
    row.state = DeliveryState.SENDING
    row.attempts += 1
    row.leased_until = now + lease_of(find(row.kind))
    return bool(
        unchanged.update(state=row.state, attempts=row.attempts, leased_until=row.leased_until)
    )


def candidates(now: datetime) -> DeliveryQuerySet:
    """What could be claimed now, oldest first; only what it takes to choose.

    A plain read: on SQLite a look that finds nothing must not hold up writers.
    """
    return Delivery.objects.claimable(now).only("pk", "kind", "attempts", "target")


def seconds_to_next_try(now: datetime) -> float:
    """How long until a row that waits is due; infinite if none waits."""
    waiting = Delivery.objects.filter(state=DeliveryState.DUE, next_try_at__gt=now)
    nearest = waiting.order_by("next_try_at").values_list("next_try_at", flat=True).first()
    return (nearest - now).total_seconds() if nearest else float("inf")
