"""What is looked after from time to time."""

from __future__ import annotations

from django.db import IntegrityError, transaction
from django.utils import timezone

from customers.models import ParticipantSession, Visitor
from customers.models.session import LIFETIME
from customers.stays import end_expired_stays
from handoff import chores
from handoff.chores import Chore

FORGET_EVERY_SECONDS = 600.0
END_STAYS_EVERY_SECONDS = 60.0
FORGOTTEN_AT_ONCE = 1_000
FORGOTTEN_TOGETHER = 50


def forget_passers_by() -> int:
    """Delete visitors who never wrote, are nobody we know, and have no token that still holds.

    Returns how many. The sessions of the others go when they have been over for 30 days.
    """
    now = timezone.now()
    over = ParticipantSession.objects.filter(expires_at__lt=now - LIFETIME)
    ParticipantSession.objects.filter(pk__in=over.values("pk")[:FORGOTTEN_AT_ONCE]).delete()
    silent = Visitor.objects.filter(
        user=None, external_id="", last_seen__lt=now - LIFETIME, conversations=None
    )
    chosen = list(silent.values_list("pk", flat=True)[:FORGOTTEN_AT_ONCE])
    pieces = range(0, len(chosen), FORGOTTEN_TOGETHER)
    return sum(_forget(chosen[first : first + FORGOTTEN_TOGETHER]) for first in pieces)


def _forget(chosen: list[int]) -> int:
    """How many of these are gone: none where one begins to write just now; the others go next
    time, when that is known."""
    silent = Visitor.objects.filter(pk__in=chosen, conversations=None)
    try:
        with transaction.atomic():
            _, deleted = silent.delete()
    except IntegrityError:
        return 0
    return deleted.get(Visitor._meta.label, 0)


def register() -> None:
    chores.register(Chore("end stays", END_STAYS_EVERY_SECONDS, end_expired_stays))
    chores.register(Chore("forget passers-by", FORGET_EVERY_SECONDS, forget_passers_by))
