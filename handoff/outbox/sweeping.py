"""Deleting rows that are over and that nobody asks for any more.

Only kinds that say so (`Kind.is_swept`). Others keep theirs: an echo finds its message by the
delivery's number, and what a bot has said in a conversation is counted in its turns.
"""

from __future__ import annotations

from datetime import timedelta

from django.conf import settings
from django.utils import timezone

from handoff.outbox.kinds import swept
from handoff.outbox.models import Delivery, DeliveryState

OVER = (DeliveryState.SENT, DeliveryState.FAILED, DeliveryState.CANCELLED)
MOST_AT_ONCE = 5_000


def sweep() -> int:
    """Delete what has been over for `EVENT_RETENTION_DAYS`, a bounded number at once; how many."""
    oldest_kept = timezone.now() - timedelta(days=settings.EVENT_RETENTION_DAYS)
    gone = 0
    for kind in swept():
        old = Delivery.objects.filter(kind=kind, settled_at__lt=oldest_kept, state__in=OVER)
        ids = list(old.order_by("settled_at").values_list("pk", flat=True)[: MOST_AT_ONCE - gone])
        gone += Delivery.objects.filter(pk__in=ids).delete()[0]
        if gone >= MOST_AT_ONCE:
            break
    return gone
