"""Forgetting old events. Whoever asks for them is told to load everything anew."""

from __future__ import annotations

from datetime import timedelta

from django.conf import settings
from django.db.models import Max
from django.utils import timezone

from handoff.news.models import Event

MOST_AT_ONCE = 5_000


def forget_old_events() -> int:
    """Delete events older than `EVENT_RETENTION_DAYS`, a bounded number at once; how many.

    From each company's stream the oldest go first, so that what is left has no gap.
    """
    oldest_kept = timezone.now() - timedelta(days=settings.EVENT_RETENTION_DAYS)
    old = Event.objects.filter(created_at__lt=oldest_kept)
    forgotten = 0
    for company_id, last_seq in old.values_list("company_id").annotate(Max("seq")):
        stream = Event.objects.filter(company_id=company_id, seq__lte=last_seq).order_by("seq")
        ids = stream.values_list("pk", flat=True)[: MOST_AT_ONCE - forgotten]
        forgotten += Event.objects.filter(pk__in=list(ids)).delete()[0]
        if forgotten >= MOST_AT_ONCE:
            break
    return forgotten
