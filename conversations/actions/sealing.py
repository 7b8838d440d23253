"""Sealing finished days of handoff records."""

from __future__ import annotations

import logging
from collections.abc import Iterator
from datetime import datetime
from itertools import islice

from django.utils import timezone

from conversations.audit.days import ONE_DAY, Day, days_of, empty_day, last_finished_day
from conversations.audit.signing import signature_of
from conversations.models import RecordSeal
from handoff.accounts.models import Company
from handoff.news.emitting import action

logger = logging.getLogger(__name__)

DAYS_AT_ONCE = 500


def seal_what_is_finished() -> int:
    """Seal up to 500 days, and log each: outside of the database, where it can be held against it.

    Returns how many. What is left is for the next call.
    """
    sealed = 0
    for seal in islice(seal_finished_days(timezone.now()), DAYS_AT_ONCE):
        sealed += 1
        logger.info(
            "Sealed %s %s: %s records, %s",
            seal.company.slug, seal.day, seal.count, seal.signature,
        )  # fmt: skip
    return sealed


def seal_finished_days(now: datetime) -> Iterator[RecordSeal]:
    """Seal what is finished and not sealed yet, company by company, the oldest day first.

    Each day is a transaction of its own: interrupted, it goes on where it was. Done twice, or by
    two at once, each day has one seal.
    """
    done = RecordSeal.objects.filter(day=last_finished_day(now)).values("company")
    for company in Company.objects.exclude(pk__in=done).order_by("pk"):
        for day in unsealed_days(company, now):
            seal = seal_day(company, day)
            if seal is None:
                break  # another is sealing this company
            yield seal


def unsealed_days(company: Company, now: datetime) -> Iterator[Day]:
    """Every finished day after the last sealed one, or from the first record on, without gaps."""
    last_day = last_finished_day(now)
    newest = RecordSeal.objects.filter(company=company).order_by("day").last()
    expected = newest.day + ONE_DAY if newest else None
    for day in days_of(company.pk, first=expected, last=last_day):
        while expected is not None and expected < day.day:
            yield empty_day(expected)
            expected += ONE_DAY
        yield day
        expected = day.day + ONE_DAY
    while expected is not None and expected <= last_day:
        yield empty_day(expected)
        expected += ONE_DAY


@action
def seal_day(company: Company, day: Day) -> RecordSeal | None:
    """Sign a day as the next of its company. None if another was faster."""
    Company.objects.select_for_update(no_key=True).get(pk=company.pk)
    newest = RecordSeal.objects.filter(company=company).order_by("day").last()
    if newest is not None and newest.day != day.day - ONE_DAY:
        return None
    previous_signature = newest.signature if newest else ""
    return RecordSeal.objects.create(
        company=company,
        day=day.day,
        count=day.count,
        records_hash=day.hash,
        previous_signature=previous_signature,
        signature=signature_of(company.pk, day, previous_signature),
    )
