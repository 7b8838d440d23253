"""The queue: who waits, at which place, and for how long it may be.

Customers hear when their place changes. Places are told after the commit that moved them, in a
transaction of their own that holds the company's settings row: so of two tellers the second sees
what the first has told. It holds the told sessions too: whoever claims one of them meanwhile waits
until it is told, so nobody hears of a place after an agent has come. No other claim waits. What is
lost with a process is told by a chore.
"""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime, time, timedelta
from functools import partial
from typing import Any

from django.db import transaction
from django.db.models import Avg, DurationField, ExpressionWrapper, F
from django.utils import timezone

from conversations.analytics.question import zone_of
from handoff import topics
from handoff.news.emitting import action, emit
from livechat.events import QueueMoved
from livechat.models import ChatSession, ChatSessionQuerySet, ChatSettings
from livechat.standing import count_online

TOLD_AT_MOST = 50
COMPANIES_AT_ONCE = 200


def start_of_today(company_id: int | None) -> datetime:
    """Midnight in the company's time zone; UTC for all companies together."""
    now = timezone.now().astimezone(zone_of(company_id))
    return datetime.combine(now.date(), time.min, tzinfo=now.tzinfo)


def average_wait_seconds(sessions: ChatSessionQuerySet, *, since: datetime) -> int | None:
    """Over those of these chats that were accepted since then; None where none was."""
    waited = ExpressionWrapper(F("accepted_at") - F("waiting_since"), output_field=DurationField())
    accepted = sessions.filter(accepted_at__gte=since)
    average: timedelta | None = accepted.aggregate(average=Avg(waited))["average"]
    return None if average is None else max(0, round(average.total_seconds()))


def expected_wait_seconds(company_id: int, position: int) -> int | None:
    """Today's average wait, once for each place, shared by the agents who are online. None where
    nobody can tell: no agent is online, or none has accepted a chat today."""
    return _expected(_average_today(company_id), count_online(company_id), position)


def outlook_of(session: ChatSession, position: int | None) -> dict[str, Any]:
    """What who waits at this place may hope for: `agents_online` and `expected_wait_seconds`, in
    two queries. Nothing for a chat that does not wait."""
    if position is None:
        return {}
    online = count_online(session.company_id)
    expected = _expected(_average_today(session.company_id), online, position)
    return {"agents_online": online > 0, "expected_wait_seconds": expected}


def _average_today(company_id: int) -> int | None:
    sessions = ChatSession.objects.filter(company=company_id)
    return average_wait_seconds(sessions, since=start_of_today(company_id))


def _expected(average: int | None, online: int, position: int) -> int | None:
    return None if average is None or not online else round(average * position / online)


def queue_changed(company_id: int) -> None:
    """Tell who moved, after the running transaction has been committed."""
    transaction.on_commit(partial(tell_queue, company_id), robust=True)


def moved(company_id: int) -> list[tuple[ChatSession, int]]:
    """Those of the first 50 who were told another place than they have, with that place."""
    queue = ChatSession.objects.queue().filter(company=company_id)[:TOLD_AT_MOST]
    places = enumerate(queue, start=1)
    return [(session, place) for place, session in places if session.told_position != place]


def held_of(places: Sequence[tuple[ChatSession, int]]) -> set[int]:
    """These sessions, locked in the order of their ids, as conversations are. Whether they still
    wait is to be asked after this, in a statement of its own."""
    ids = [session.pk for session, _ in places]
    rows = ChatSession.objects.select_for_update(of=("self",), no_key=True).filter(pk__in=ids)
    return set(rows.order_by("pk").values_list("pk", flat=True))


@action
def tell_queue(company_id: int) -> int:
    """Tell the first 50 of the queue their places, where these have changed. Returns how many."""
    if not moved(company_id):
        return 0
    ChatSettings.objects.get_or_create(company_id=company_id)
    ChatSettings.objects.select_for_update(of=("self",)).get(company_id=company_id)
    held = held_of(moved(company_id))
    told = [(session, place) for session, place in moved(company_id) if session.pk in held]
    average, online = _average_today(company_id), count_online(company_id)
    for session, place in told:
        emit(
            QueueMoved(
                session_id=session.pk,
                position=place,
                expected_wait_seconds=_expected(average, online, place),
            ),
            company_id=company_id,
            conversation_id=session.pk,
            to=[topics.conversation(session.pk)],
        )
        session.told_position = place
    ChatSession.objects.bulk_update([session for session, _ in told], ["told_position"])
    return len(told)


def tell_queues() -> int:
    """Tell again whatever a lost process has not. Returns how many were told."""
    waiting = ChatSession.objects.queue().order_by("company").values_list("company", flat=True)
    return sum(tell_queue(company_id) for company_id in waiting.distinct()[:COMPANIES_AT_ONCE])
