"""Whether the records of sealed days are still those that were sealed."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date

from conversations.audit.chains import Tally
from conversations.audit.days import ONE_DAY, Day, days_of, empty_day
from conversations.audit.findings import Finding, counted
from conversations.audit.signing import is_genuine
from conversations.models import RecordSeal
from handoff.accounts.models import Company


def findings_in_seals(company: Company, tally: Tally) -> Iterator[Finding]:
    """What is wrong with a company's seals, and with the days that they seal.

    Days after the last seal are not judged: nobody vouched for them yet.
    """
    seals = RecordSeal.objects.filter(company=company).order_by("day")
    newest = seals.last()
    if newest is None:
        return
    # One small row a day, for as long as the company exists.
    days = {day.day: day for day in days_of(company.pk, first=None, last=newest.day)}
    last: RecordSeal | None = None
    for seal in seals.filter(day__lte=newest.day).iterator(chunk_size=1000):
        tally.seals += 1
        yield from findings_in_seal(company, seal, last)
        found = days.pop(seal.day, None) or empty_day(seal.day)
        yield from findings_in_day(company, seal, found)
        last = seal
    for unsealed in days.values():
        sentence = f"{_of(company, unsealed.day)} there are records, but no seal."
        yield Finding("seal_missing", sentence)


def findings_in_seal(
    company: Company, seal: RecordSeal, last: RecordSeal | None
) -> Iterator[Finding]:
    """A seal by itself, and against the one before it."""
    name = f"The seal of {company.slug} for {seal.day}"
    if not is_genuine(seal):
        sentence = f"{name} was changed, or signed with a key that AUDIT_KEYS does not hold."
        yield Finding("seal_forged", sentence)
    if last is None:
        if seal.previous_signature:
            yield Finding(
                "seal_missing", f"The seals of {company.slug} before {seal.day} are gone."
            )
    elif last.day != seal.day - ONE_DAY:
        between = f"between {last.day} and {seal.day}"
        yield Finding("seal_missing", f"The seals of {company.slug} {between} are gone.")
    elif seal.previous_signature != last.signature:
        yield Finding("seal_detached", f"{name} does not follow the seal of the day before.")


def findings_in_day(company: Company, seal: RecordSeal, found: Day) -> Iterator[Finding]:
    """The records that are there against the seal of their day."""
    if found.count == seal.count and found.hash == seal.records_hash:
        return
    if found.count == seal.count:
        what = "the records are not those that were sealed."
    else:
        sealed = counted(seal.count, "record")
        what = f"{sealed} {'was' if seal.count == 1 else 'were'} sealed, {found.count} found."
    yield Finding("day_differs", f"{_of(company, seal.day)} {what}")


def _of(company: Company, day: date) -> str:
    return f"Of {company.slug} on {day},"
