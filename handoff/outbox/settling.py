"""Writing down how a try ended, once, and telling the kind in the same transaction."""

from __future__ import annotations

import logging
import time

from django.db import InterfaceError, OperationalError, close_old_connections
from django.utils import timezone

from handoff.news.emitting import action
from handoff.outbox.kinds import find
from handoff.outbox.models import Delivery, DeliveryState
from handoff.outbox.verdicts import LONGEST_REASON, Verdict

logger = logging.getLogger(__name__)

HOOK_TRIES = 3
OUTAGES = (OperationalError, InterfaceError)  # the database is away; other faults are a row's own
LONGEST_OUTAGE_SECONDS = 15 * 60


def mark(delivery: Delivery, verdict: Verdict) -> bool:
    """End this try of a row, or give it back for the next; the kind's hook and its news included.

    False if the row is no longer in this try: its lease ran out and others went on with it; then
    nothing is changed. Raises outages. A hook that fails for reasons of its own is called
    three times and then left out: the row must not claim that what has happened did not.

    Locks the row first, then what the hook locks (the conversation). Nobody who holds a
    conversation waits for a row under way, so these two orders cannot meet.
    """
    for _ in range(HOOK_TRIES):
        try:
            is_ours = _mark_and_tell(delivery, verdict)
        except OUTAGES:
            raise
        except Exception:
            logger.exception("%s: what follows from %s failed", delivery, verdict.state)
        else:
            return is_ours
    logger.error("%s is marked %s without what follows from it", delivery, verdict.state)
    return _write(delivery, verdict)


def mark_patiently(delivery: Delivery, verdict: Verdict) -> bool:
    """`mark`, waiting up to 15 minutes for a database that is away. What has happened outside is
    known only here: lost, it would be done again or called uncertain."""
    gives_up_at = time.monotonic() + LONGEST_OUTAGE_SECONDS
    pause = 0.1
    while True:
        try:
            return mark(delivery, verdict)
        except OUTAGES as fault:
            if time.monotonic() >= gives_up_at:
                raise
            logger.warning("%s could not be marked %s yet: %s", delivery, verdict.state, fault)
        time.sleep(pause)
        pause = min(2 * pause, 5)
        close_old_connections()


@action
def _mark_and_tell(delivery: Delivery, verdict: Verdict) -> bool:
    if not _write(delivery, verdict):
        return False
    if kind := find(delivery.kind):
        hook = kind.retrying if verdict.state == DeliveryState.DUE else kind.settled
        hook(delivery)
    return True


def _write(delivery: Delivery, verdict: Verdict) -> bool:
    is_over = verdict.state != DeliveryState.DUE
    after = {
        "state": verdict.state,
        "last_error": verdict.reason[:LONGEST_REASON],
        "leased_until": None,
        "next_try_at": verdict.next_try_at or delivery.next_try_at,
        "settled_at": timezone.now() if is_over else None,
    }
    in_this_try = Delivery.objects.filter(
        pk=delivery.pk, state=DeliveryState.SENDING, attempts=delivery.attempts
    )
    if not in_this_try.update(**after):
        return False
    for name, value in after.items():
        setattr(delivery, name, value)
    return True
