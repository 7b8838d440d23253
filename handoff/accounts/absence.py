"""Agents whose sockets are all gone past the grace period (contract README, "Document 4", "Rules").

In two steps, each in its own transaction: the status changes and is told; then those who
registered with `on_gone` are called, who give the agent's chats back to the queue. Conversations
are locked before agents, so the second step must not run inside the first. The row remembers that
it is due: after `kill -9` between the two another worker makes up for it.
"""

from __future__ import annotations

import logging
import time
from collections.abc import Callable, Sequence
from datetime import timedelta

from django.conf import settings
from django.utils import timezone

from handoff.accounts.availability import tell
from handoff.accounts.models import AgentAvailability, User
from handoff.news.emitting import action

logger = logging.getLogger(__name__)

SWEEP_EVERY_SECONDS = 1.0
MOST_AT_ONCE = 100
RETRY_EVERY_SECONDS = 15.0
ABANDONED_AFTER = timedelta(seconds=RETRY_EVERY_SECONDS)

Status = AgentAvailability.Status
AgentGone = Callable[[User], object]

_gone: list[AgentGone] = []


def on_gone(react: AgentGone) -> None:
    """Call `react(agent)` after an agent has gone, outside of any transaction.

    It may be called twice for one absence, also by two processes at once, so what it does must be
    as good as done once. The agent may come back meanwhile: who takes something away locks what it
    takes first, then asks `AgentAvailability.objects.locked` whether `gone_at` still stands. What
    it raises is logged, and it is called again.
    """
    _gone.append(react)


class Watch:
    """Sweeps, if the watch itself was there all the time.

    A server that was restarted, or had no database for a while, saw nobody: then everybody has a
    grace period to be seen again. For that the watch must not have paused for half of one.
    """

    def __init__(self, clock: Callable[[], float] = time.monotonic) -> None:
        self._clock = clock
        self._looked_at: float | None = None
        self._watches_since = 0.0

    def look(self) -> int:
        """Returns how many were found gone. A look that raises was none."""
        now, grace = self._clock(), settings.AGENT_GRACE_SECONDS
        if self._looked_at is None or now - self._looked_at > grace / 2:
            self._watches_since = now
        unseen = find_unseen()  # in any case: a database that does not answer sees nobody either
        is_steady = now - self._watches_since >= grace
        self._looked_at = now
        return take_gone(unseen) if is_steady else 0


def find_unseen() -> list[AgentAvailability]:
    """Those who were not seen for the grace period, the longest away first.

    At most 100; the rest comes in the next round.
    """
    since = timezone.now() - timedelta(seconds=settings.AGENT_GRACE_SECONDS)
    unseen = AgentAvailability.objects.filter(gone_at=None, last_seen_at__lt=since)
    return list(unseen.select_related("user").order_by("last_seen_at")[:MOST_AT_ONCE])


def take_gone(unseen: Sequence[AgentAvailability]) -> int:
    """Mark those who are still unseen as gone, and have them taken care of. Returns how many."""
    gone = [row.pk for row in unseen if mark_gone(row)]
    for user_id in gone:
        call_gone(user_id)
    return len(gone)


def call_again() -> None:
    """Make up for what a process that died, or a fault, has left undone."""
    abandoned = AgentAvailability.objects.filter(
        is_gone_told=False, gone_at__lt=timezone.now() - ABANDONED_AFTER
    )
    for user_id in abandoned.order_by("gone_at").values_list("pk", flat=True)[:MOST_AT_ONCE]:
        call_gone(user_id)


@action
def mark_gone(seen: AgentAvailability) -> bool:
    """Online and busy turn away, and it is told; `away` and `offline` stay what they are.

    False, and nothing has happened, where another was faster: the agent came back or set another
    status, or another process has swept.
    """
    now = timezone.now()
    unchanged = AgentAvailability.objects.filter(
        pk=seen.pk, gone_at=None, last_seen_at=seen.last_seen_at, status=seen.status
    )
    after: dict[str, object] = {"gone_at": now, "is_gone_told": False}
    is_taken = seen.status in (Status.ONLINE, Status.BUSY)
    if is_taken:
        after |= {"status": Status.AWAY, "status_since": now, "status_before": seen.status}
    if not unchanged.update(**after):
        return False
    if is_taken:
        seen.status = Status.AWAY
        tell(seen.user.company_id, seen, "gone")
    return True


def call_gone(user_id: int) -> None:
    """Call all who must know, and note that they do; unless the agent is back."""
    row = AgentAvailability.objects.select_related("user").get(pk=user_id)
    if row.is_gone_told:
        return
    try:
        for react in _gone:
            react(row.user)
    except Exception:
        logger.exception("What agent %s had could not be taken care of; it is tried again", user_id)
        return
    AgentAvailability.objects.filter(pk=user_id, gone_at=row.gone_at).update(is_gone_told=True)
