"""What is looked after from time to time."""

from __future__ import annotations

from django.utils import timezone

from customers.models import ParticipantSession, Visitor
from customers.models.session import LIFETIME
from handoff import chores
from handoff.chores import Chore

FORGET_EVERY_SECONDS = 600.0
FORGOTTEN_AT_ONCE = 1_000


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
    Visitor.objects.filter(pk__in=chosen, conversations=None).delete()
    return len(chosen)


def register() -> None:
    chores.register(Chore("forget passers-by", FORGET_EVERY_SECONDS, forget_passers_by))
