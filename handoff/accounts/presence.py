"""Who is there: heartbeats, and what happens when they end.

Every process that serves agents notes who has a socket open; so does a page of the desk, a deed in
a chat over REST and `agent:activity_ping`. A chore looks for those who were not seen for
`AGENT_GRACE_SECONDS`. What is not in the table nobody relies on: a process that is killed stops
noting, and that is all it takes.
"""

from __future__ import annotations

import logging
import time
from collections.abc import Callable, Collection
from datetime import timedelta

from django.conf import settings
from django.db import transaction
from django.utils import timezone

from handoff.accounts.availability import tell, user_id_of
from handoff.accounts.models import AgentAvailability, NoAvailability
from handoff.actor import Actor, ActorKind
from handoff.news.emitting import action

logger = logging.getLogger(__name__)

LONGEST_PAUSE_SECONDS = 10.0
MOST_REMEMBERED = 10_000


def pause_seconds() -> float:
    """How often somebody who is there is noted: several times in a grace period."""
    return min(LONGEST_PAUSE_SECONDS, settings.AGENT_GRACE_SECONDS / 4)


class Sightings:
    """Notes who is there, each at most once a pause and process, all at once in one UPDATE."""

    def __init__(self, clock: Callable[[], float] = time.monotonic) -> None:
        self._clock = clock
        self._noted: dict[int, float] = {}

    def note(self, user_ids: Collection[int]) -> None:
        """These users are there. Who has no availability, or was noted just now, is passed over."""
        now, pause = self._clock(), pause_seconds() * 0.9  # a beat may come a little early
        due = [id for id in user_ids if self._noted.get(id, -pause) <= now - pause]
        if not due:
            return
        note_seen(due)
        if len(self._noted) > MOST_REMEMBERED:
            self._noted.clear()
        self._noted.update(dict.fromkeys(due, now))


sightings = Sightings()


def is_somebody(actor: Actor) -> bool:
    """A person of a company's team. A machine that acts or listens with somebody's key is not
    somebody who is there."""
    is_person = actor.kind == ActorKind.USER and actor.key_id is None
    return is_person and actor.is_team and actor.company_id is not None


def note_deed(actor: Actor) -> None:
    """Whoever does something is there, if it is a person of a team."""
    if is_somebody(actor) and actor.user_id is not None:
        sightings.note([actor.user_id])


def note_seen(user_ids: Collection[int]) -> None:
    """Write down that they are there, and give back what absence took. Two queries, and one
    transaction for each who has come back."""
    now = timezone.now()
    old = now - timedelta(seconds=pause_seconds() / 2)  # another process may have noted them
    with transaction.atomic():
        rows = AgentAvailability.objects.not_in_use(user_ids)
        AgentAvailability.objects.filter(
            pk__in=rows.values("pk"), gone_at=None, last_seen_at__lt=old
        ).update(last_seen_at=now)
        new = AgentAvailability.objects.filter(pk__in=user_ids).exclude(
            gone_at=None, last_seen_at__isnull=False
        )
        coming = list(new.order_by("pk").values_list("pk", flat=True))
    for user_id in coming:
        come_back(user_id)


@action
def come_back(user_id: int) -> bool:
    """Somebody is there who was gone, or not known to be there. Whether the status is another now:
    only what absence took is given back."""
    try:
        row = AgentAvailability.objects.select_related("user").locked(user_id)
    except NoAvailability:
        return False
    if row.is_there:
        return False
    has_changed = row.see(timezone.now())
    row.save()
    if has_changed:
        tell(row.user.company_id, row, "returned")
    return has_changed


def note_activity(actor: Actor) -> dict[str, object]:
    """`agent:activity_ping`: the agent is there. Raises `TeamOnly`, `NoAvailability`."""
    sightings.note([user_id_of(actor)])
    return {}
