"""The queue: who waits, at which place, and for how long it may be.

Customers hear when their place changes, and when the wait that is expected there does. Places are
told after the commit that moved them, in a transaction of their own that holds the company's
settings row: so of two tellers the second sees what the first has told. It holds the told sessions
too: whoever claims one of them meanwhile waits until it is told, so nobody hears of a place after
an agent has come. No other claim waits. What is lost with a process is told by a chore.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, time, timedelta
from functools import partial
from typing import Any

from django.db import transaction
from django.db.models import Avg, DurationField, ExpressionWrapper, F
from django.utils import timezone

from handoff import topics
from handoff.accounts.models import Company
from handoff.news.emitting import action, emit
from livechat.events import QueueMoved
from livechat.models import ChatSession, ChatSessionQuerySet, ChatSettings
from livechat.standing import count_online

TOLD_AT_MOST = 50
COMPANIES_AT_ONCE = 200
SHORTEST_NEWS_SECONDS = 60


def start_of_today(company_id: int | None) -> datetime:
    """Midnight in the company's time zone; UTC for all companies together."""
    now = timezone.now().astimezone(Company.objects.zone_of(company_id))
    return datetime.combine(now.date(), time.min, tzinfo=now.tzinfo)


def average_wait_seconds(sessions: ChatSessionQuerySet, *, since: datetime) -> int | None:
    """Over those of these chats that were accepted since then; None where none was."""
    waited = ExpressionWrapper(F("accepted_at") - F("waiting_since"), output_field=DurationField())
    accepted = sessions.filter(accepted_at__gte=since)
    average: timedelta | None = accepted.aggregate(average=Avg(waited))["average"]
    return None if average is None else max(0, round(average.total_seconds()))


@dataclass(frozen=True, slots=True)
class Outlook:
    """How fast a company's queue moves: today's average wait, None where no chat was accepted, and
    how many agents are online."""

    average_seconds: int | None
    online: int

    @classmethod
    def of(cls, company_id: int) -> Outlook:
        """As it is now; two queries."""
        sessions = ChatSession.objects.filter(company=company_id)
        average = average_wait_seconds(sessions, since=start_of_today(company_id))
        return cls(average, count_online(company_id))

    def wait_at(self, position: int) -> int | None:
        """The average, once for each place, shared by those who are online. None where nobody can
        tell: no agent is online, or none has accepted a chat today."""
        if self.average_seconds is None or not self.online:
            return None
        return round(self.average_seconds * position / self.online)


def outlook_of(session: ChatSession, position: int | None) -> dict[str, Any]:
    """What who waits at this place may hope for: `agents_online` and `expected_wait_seconds`, in
    two queries. Nothing for a chat that does not wait."""
    if position is None:
        return {}
    outlook = Outlook.of(session.company_id)
    return {
        "agents_online": outlook.online > 0,
        "expected_wait_seconds": outlook.wait_at(position),
    }


def is_another_wait(told: int | None, now: int | None) -> bool:
    """Whether it is worth telling: known where it was not, or not any more; or by more than half
    and a minute another."""
    if told is None or now is None:
        return told is not now
    return abs(now - told) > max(SHORTEST_NEWS_SECONDS, told / 2)


def queue_changed(company_id: int) -> None:
    """Tell who moved, after the running transaction has been committed."""
    transaction.on_commit(partial(tell_queue, company_id), robust=True)


@dataclass(frozen=True, slots=True)
class Place:
    """Where somebody stands in the queue, and how long it may be from there."""

    session: ChatSession
    position: int
    wait_seconds: int | None

    @property
    def is_news(self) -> bool:
        told = self.session
        has_moved = told.told_position != self.position
        return has_moved or is_another_wait(told.told_wait_seconds, self.wait_seconds)


def untold(company_id: int, outlook: Outlook) -> list[Place]:
    """Those of the first 50 who were told another place than they have, or another wait."""
    queue = ChatSession.objects.queue().filter(company=company_id)[:TOLD_AT_MOST]
    numbered = enumerate(queue, start=1)
    places = [Place(session, at, outlook.wait_at(at)) for at, session in numbered]
    return [place for place in places if place.is_news]


def held_of(places: Sequence[Place]) -> set[int]:
    """These sessions, locked in the order of their ids, as conversations are. Whether they still
    wait is to be asked after this, in a statement of its own."""
    ids = [place.session.pk for place in places]
    rows = ChatSession.objects.select_for_update(of=("self",), no_key=True).filter(pk__in=ids)
    return set(rows.order_by("pk").values_list("pk", flat=True))


@action
def tell_queue(company_id: int) -> int:
    """Tell the first 50 of the queue their places, where these or the expected wait have changed.

    Returns how many.
    """
    if not ChatSession.objects.queue().filter(company=company_id).exists():
        return 0
    outlook = Outlook.of(company_id)
    if not untold(company_id, outlook):
        return 0
    ChatSettings.objects.get_or_create(company_id=company_id)
    ChatSettings.objects.select_for_update(of=("self",)).get(company_id=company_id)
    held = held_of(untold(company_id, outlook))
    told = [place for place in untold(company_id, outlook) if place.session.pk in held]
    for place in told:
        tell_place(place)
    sessions = [place.session for place in told]
    ChatSession.objects.bulk_update(sessions, ["told_position", "told_wait_seconds"])
    return len(told)


def tell_place(place: Place) -> None:
    """To its customer alone; and note it, unsaved."""
    session = place.session
    emit(
        QueueMoved(
            session_id=session.pk,
            position=place.position,
            expected_wait_seconds=place.wait_seconds,
        ),
        company_id=session.company_id,
        conversation_id=session.pk,
        to=[topics.conversation(session.pk)],
    )
    session.told_position, session.told_wait_seconds = place.position, place.wait_seconds


def tell_queues() -> int:
    """Tell whatever a lost process has not, and waits that have changed because agents came or
    went. Returns how many were told."""
    waiting = ChatSession.objects.queue().order_by("company").values_list("company", flat=True)
    return sum(tell_queue(company_id) for company_id in waiting.distinct()[:COMPANIES_AT_ONCE])
