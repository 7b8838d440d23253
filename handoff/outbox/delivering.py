"""One try of one row, from the deed to its mark."""

from __future__ import annotations

import logging

from django.utils import timezone

from handoff.outbox.claiming import candidates, claim
from handoff.outbox.kinds import NoAnswer, Refused, Stale, TryAgain, find, kind_of
from handoff.outbox.models import Delivery, DeliveryState
from handoff.outbox.settling import OUTAGES, mark, mark_patiently
from handoff.outbox.verdicts import Verdict, again

logger = logging.getLogger(__name__)

WORKER_LOST = "The worker stopped while sending"


def carry_out(delivery: Delivery) -> None:
    """Try a claimed row and mark how it went. `deliver` runs outside of any transaction."""
    assert delivery.leased_until is not None
    if timezone.now() >= delivery.leased_until:  # this process stood still since the claim
        logger.error("%s was claimed too long ago and is left alone", delivery)
        return
    verdict = _try(delivery)
    if not mark_patiently(delivery, verdict):
        tell_unmarked(delivery, verdict)
    elif verdict.state == DeliveryState.FAILED:
        logger.error("%s failed: %s", delivery, verdict.reason)
    elif verdict.state != DeliveryState.SENT:
        logger.info("%s: %s", delivery, verdict.reason)


def tell_unmarked(delivery: Delivery, verdict: Verdict) -> None:
    """Why a try left no mark: proof came first (an echo), or others went on with the row."""
    now = Delivery.objects.get(pk=delivery.pk)
    if now.state == verdict.state:
        logger.info("%s was settled before its answer came", now)
    else:
        logger.error("%s ended as %s after its lease: not marked", now, verdict.state)


def _try(delivery: Delivery) -> Verdict:
    try:
        kind_of(delivery).deliver(delivery)
    except Refused as outcome:
        return Verdict(state=DeliveryState.FAILED, reason=str(outcome))
    except NoAnswer as outcome:
        return Verdict(state=DeliveryState.UNCERTAIN, reason=str(outcome))
    except Stale as outcome:
        return Verdict(state=DeliveryState.CANCELLED, reason=str(outcome))
    except TryAgain as outcome:
        return again(delivery, str(outcome), after_seconds=outcome.after_seconds)
    except Exception as fault:
        logger.exception("%s met an unexpected fault", delivery)
        # Its text may hold a token or an address; people read the reason.
        return again(delivery, f"Unexpected fault: {type(fault).__name__}")
    return Verdict(state=DeliveryState.SENT)


def recover_lost(*, limit: int = 100) -> int:
    """Judge rows whose worker was lost: repeatable ones are due again at once, others uncertain.

    Returns how many. Raises database faults.
    """
    recovered = 0
    for delivery in Delivery.objects.lost(timezone.now())[:limit]:
        kind = find(delivery.kind)
        if kind and kind.repeatable:
            verdict = again(delivery, WORKER_LOST, after_seconds=0)
        else:
            verdict = Verdict(state=DeliveryState.UNCERTAIN, reason=WORKER_LOST)
        try:
            recovered += mark(delivery, verdict)
        except OUTAGES:
            raise
        except Exception:  # one row's fault must not keep the others waiting
            logger.exception("%s was lost with its worker and cannot be judged", delivery)
        else:
            logger.error("%s: its worker was lost", delivery)
    return recovered


def work_off() -> int:
    """Carry out in this thread everything that is due now, and say how many tries it took.

    For commands and tests. What is to be tried again later stays for later.
    """
    tries = 0
    while claimed := claim([row.pk for row in candidates(timezone.now())[:1]], now=timezone.now()):
        for delivery in claimed:
            carry_out(delivery)
            tries += 1
    return tries
