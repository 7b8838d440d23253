"""What leads to one target: put off, taken back and replayed together.

Who calls these holds a lock that belongs to the target, so that two of them never lock the same
rows in different orders.
"""

from __future__ import annotations

from datetime import datetime

from django.db import transaction
from django.db.models import F, Value
from django.db.models.functions import Concat
from django.utils import timezone

from handoff.outbox.actions import schedule_all
from handoff.outbox.models import Delivery, DeliveryState
from handoff.outbox.waking import wake

MOST_AT_ONCE = 500


def put_off(target: str, until: datetime) -> int:
    """Nothing that waits for the target is tried before this moment. How many had been nearer."""
    nearer = Delivery.objects.toward(target).filter(state=DeliveryState.DUE, next_try_at__lt=until)
    return nearer.update(next_try_at=until)


def hurry(target: str) -> int:
    """All that waits for the target is tried now. How many had been farther."""
    now = timezone.now()
    farther = Delivery.objects.toward(target).filter(state=DeliveryState.DUE, next_try_at__gt=now)
    transaction.on_commit(wake)
    return farther.update(next_try_at=now)


def take_back(target: str, reason: str) -> int:
    """Cancel what waits for the target, and say why; how many. What is under way is for its kind
    to judge."""
    waiting = Delivery.objects.toward(target).filter(state=DeliveryState.DUE)
    return waiting.update(
        state=DeliveryState.CANCELLED, last_error=reason, settled_at=timezone.now()
    )


def replay_failed(target: str, *, since: datetime, by: str) -> tuple[int, bool]:
    """Try once more what failed for the target since then, oldest first, as new rows at the end of
    their lanes. How many, and whether there are more than `MOST_AT_ONCE`."""
    failed = Delivery.objects.toward(target).filter(
        state=DeliveryState.FAILED, settled_at__gte=since
    )
    found = list(failed.order_by("pk").select_for_update()[: MOST_AT_ONCE + 1])
    chosen = found[:MOST_AT_ONCE]
    Delivery.objects.filter(pk__in=[row.pk for row in chosen]).update(
        state=DeliveryState.CANCELLED,
        last_error=Concat(Value(f"Sent again by {by}. "), F("last_error")),
    )
    schedule_all([row.once_more() for row in chosen])
    return len(chosen), len(found) > len(chosen)
