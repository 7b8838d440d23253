"""How long customers waited until an agent took them: median and 90th percentile.

Percentiles are continuous: between two neighbours by the straight line, as PostgreSQL's
`percentile_cont` has it. The database puts the waits of each group in order and hands over only
the neighbours, four rows a group at most; the same statement on SQLite and PostgreSQL.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import timedelta
from typing import Any

from django.db.models import Count, F, OuterRef, Q, QuerySet, Subquery, Value, Window
from django.db.models.expressions import Combinable
from django.db.models.functions import RowNumber, TruncDate

from conversations.analytics.counting import PAGE, WAITS_BEGIN
from conversations.analytics.question import Question
from conversations.models import HandoffRecord, Owner


@dataclass(frozen=True, slots=True)
class Waits:
    """How many waits ended, and in how many seconds; None where there were none."""

    count: int = 0
    median_seconds: float | None = None
    p90_seconds: float | None = None


NO_WAITS = Waits()


def waits_in_all(question: Question) -> Waits:
    return waits_by(question, Value(0)).get(0, NO_WAITS)


def waits_by_day(question: Question) -> dict[Any, Waits]:
    """By the day on which the wait ended."""
    return waits_by(question, TruncDate("at", tzinfo=question.zone))


def waits_by_page(question: Question) -> dict[Any, Waits]:
    return waits_by(question, F(PAGE))


def waits_by_agent(question: Question) -> dict[Any, Waits]:
    """By the agent who ended it."""
    return waits_by(question, F("to_agent_id"))


def waits_by(question: Question, group: Combinable) -> dict[Any, Waits]:
    """One statement. Ranks are compared in whole numbers: `part` of `whole` is the percentile."""
    ranked = ended_waits(question).annotate(
        group=group,
        rank=Window(RowNumber(), partition_by=[F("group")], order_by=F("wait").asc()) - 1,
        of=Window(Count("pk"), partition_by=[F("group")]),
    )
    near = ranked.annotate(
        from_median=F("rank") * 2 - (F("of") - 1), from_p90=F("rank") * 10 - (F("of") - 1) * 9
    ).filter(Q(from_median__range=(-1, 1)) | Q(from_p90__range=(-9, 9)))
    waits: dict[Any, dict[int, timedelta]] = defaultdict(dict)
    sizes: dict[Any, int] = {}
    for key, size, rank, wait in near.values_list("group", "of", "rank", "wait"):
        waits[key][rank], sizes[key] = wait, size
    return {
        key: Waits(
            count=size,
            median_seconds=seconds_at(waits[key], size, part=1, whole=2),
            p90_seconds=seconds_at(waits[key], size, part=9, whole=10),
        )
        for key, size in sizes.items()
    }


def ended_waits(question: Question) -> QuerySet[HandoffRecord]:
    """Takings from nobody, with the `wait` since the change of owner just before.

    That change is the record one `epoch` lower: nothing can come between.
    """
    before = HandoffRecord.objects.filter(
        conversation_id=OuterRef("conversation_id"),
        epoch=OuterRef("epoch") - 1,
        deed__in=WAITS_BEGIN,
    )
    taken = HandoffRecord.objects.filter(
        question.rows("at"), from_owner=Owner.NOBODY, to_owner=Owner.AGENT
    )
    began = taken.annotate(asked_at=Subquery(before.values("at"))).exclude(asked_at=None)
    return began.annotate(wait=F("at") - F("asked_at")).order_by()


def seconds_at(waits: Mapping[int, timedelta], size: int, *, part: int, whole: int) -> float:
    """The wait at `part` of `whole` of the ranks 0 to `size - 1`, in seconds to a tenth."""
    rank, rest = divmod(part * (size - 1), whole)
    lower = waits[rank].total_seconds()
    upper = waits[rank + 1].total_seconds() if rest else lower
    return round(lower + (upper - lower) * rest / whole, 1)
