"""What is asked: which days, of which page, by whom."""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta, tzinfo

from django.db.models import Q
from django.utils import timezone

from customers.models import Page
from customers.permissions import get_page_for
from handoff.accounts.models import Company
from handoff.actor import Actor
from handoff.errors import Invalid

MAX_DAYS = 92
DEFAULT_DAYS = 30
EARLIEST, LATEST = date(2000, 1, 1), date(2100, 1, 1)
ONE_DAY = timedelta(days=1)


@dataclass(frozen=True, slots=True)
class Question:
    """Days from `first` to `last`, both included, in `zone`; one page, or all that the actor has.

    `company_id` is None for a superuser who asks for all companies.
    """

    company_id: int | None
    page: Page | None
    first: date
    last: date
    zone: tzinfo

    @property
    def days(self) -> list[date]:
        return [
            self.first + ONE_DAY * number for number in range((self.last - self.first).days + 1)
        ]

    def rows(self, moment: str) -> Q:
        """The rows of a table with `company` and `conversation` whose `moment` is in the range.

        Messenger only: documents 1 to 3 know no other channel.
        """
        chosen = Q(conversation__channel="messenger")
        if self.company_id is not None:
            chosen &= Q(company_id=self.company_id)
        if self.page is not None:
            chosen &= Q(conversation__customer__page=self.page)
        begins, ends = self.midnight(self.first), self.midnight(self.last + ONE_DAY)
        return chosen & Q(**{f"{moment}__gte": begins, f"{moment}__lt": ends})

    def midnight(self, day: date) -> datetime:
        """Where a day begins in the company's time zone; 23, 24 or 25 hours before it ends."""
        return datetime.combine(day, time.min, self.zone)


def question_from(actor: Actor, query: Mapping[str, str]) -> Question:
    """From `page_id`, `from` and `to`. Raises `Invalid` in words, `PageNotFound`.

    Days are the company's; for a superuser who names no page they are UTC. Without `to` the range
    ends today, without `from` it has 30 days.
    """
    page_id = query.get("page_id", "")
    page = get_page_for(actor, page_id) if page_id else None
    company_id = page.company_id if page else actor.company_id
    zone = Company.objects.zone_of(company_id)
    last = day_named("to", query) or timezone.now().astimezone(zone).date()
    first = day_named("from", query) or max(EARLIEST, last - ONE_DAY * (DEFAULT_DAYS - 1))
    if first > last:
        raise Invalid("from must not be after to", details={"from": ["after to"]})
    if (last - first).days >= MAX_DAYS:
        sentence = f"The range must not be longer than {MAX_DAYS} days"
        raise Invalid(sentence, details={"from": [sentence]})
    return Question(company_id, page, first, last, zone)


def day_named(name: str, query: Mapping[str, str]) -> date | None:
    """A day of the query, None if it is not given. Raises `Invalid`."""
    text = query.get(name, "")
    if not text:
        return None
    sentence = f"{name} must be a day such as 2026-11-02"
    try:
        if not re.fullmatch(r"[0-9]{4}-[0-9]{2}-[0-9]{2}", text):
            raise ValueError(text)
        day = date.fromisoformat(text)
    except ValueError:
        raise Invalid(sentence, details={name: [sentence]}) from None
    if not EARLIEST <= day < LATEST:
        sentence = f"{name} must be between {EARLIEST.year} and {LATEST.year - 1}"
        raise Invalid(sentence, details={name: [sentence]})
    return day
