"""A company's records by UTC day: how many, and the hash over them in order."""

from __future__ import annotations

import hashlib
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import UTC, date, datetime, time, timedelta
from itertools import groupby

from django.db.models import Q

from conversations.models import HandoffRecord

BATCH = 1000
GRACE = timedelta(minutes=15)
ONE_DAY = timedelta(days=1)

Row = tuple[datetime, int, str]


@dataclass(frozen=True, slots=True)
class Day:
    """`hash` is the hex SHA-256 over the hashes of the day's records, a line each, by time."""

    day: date
    count: int
    hash: str


def empty_day(day: date) -> Day:
    return Day(day, 0, hashlib.sha256().hexdigest())


def last_finished_day(now: datetime) -> date:
    """The newest day that nothing can be added to.

    A record carries the time at which it was decided; its transaction may end a little after
    midnight, and servers' clocks differ: hence 15 minutes of grace.
    """
    return (now - GRACE).astimezone(UTC).date() - ONE_DAY


def days_of(company_id: int, *, first: date | None, last: date) -> Iterator[Day]:
    """The days with records from `first` (None: from the beginning) to `last`, in order."""
    for day, rows in groupby(_rows(company_id, first, last), key=lambda row: row[0].date()):
        count, digest = 0, hashlib.sha256()
        for _, _, record_hash in rows:
            count += 1
            digest.update(f"{record_hash}\n".encode())
        yield Day(day, count, digest.hexdigest())


def _rows(company_id: int, first: date | None, last: date) -> Iterator[Row]:
    """Time, id and hash of the records, one statement and at most one batch in memory at a time."""
    chosen = Q(company_id=company_id, at__lt=midnight(last + ONE_DAY))
    if first is not None:
        chosen &= Q(at__gte=midnight(first))
    found = HandoffRecord.objects.filter(chosen).order_by("at", "pk")
    after = Q()
    while True:
        batch: list[Row] = list(found.filter(after).values_list("at", "pk", "hash")[:BATCH])
        yield from batch
        if len(batch) < BATCH:
            return
        at, pk, _ = batch[-1]
        after = Q(at__gte=at) & (Q(at__gt=at) | Q(pk__gt=pk))


def midnight(day: date) -> datetime:
    """Where a UTC day begins."""
    return datetime.combine(day, time.min, UTC)
