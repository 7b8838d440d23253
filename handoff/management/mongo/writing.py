"""Entries become rows, batch by batch: each batch is one transaction and finds what is here
already, so that a run may end anywhere and be run again."""

from __future__ import annotations

import time
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass, field

from django.db import DataError, IntegrityError, OperationalError, reset_queries
from django.db.models.functions import Lower

from customers.models import Page
from handoff.accounts.models import Company, Role, User
from handoff.management.mongo.companies import Companies
from handoff.management.mongo.entries import AgentEntry, PageEntry, UserEntry
from handoff.management.mongo.reasons import Reason
from handoff.management.mongo.report import Effect, Fate, Remark, Report
from handoff.management.mongo.scratch import Row, Scratch

WAITS_SECONDS = (0.1, 0.5, 2.0, 5.0)


@dataclass(frozen=True, slots=True, kw_only=True)
class Import:
    """What every batch needs to know. `bot_kind`: the bot to put in front of pages without one."""

    companies: Companies
    scratch: Scratch
    bot_kind: str = ""
    dry_run: bool = False


@dataclass(slots=True)
class Outcome:
    """What became of the rows of one batch. It counts only once the batch is committed."""

    collection: str
    fates: list[tuple[Row, Fate]] = field(default_factory=list)
    remarks: list[Remark] = field(default_factory=list)

    def imported(self, row: Row) -> None:
        self.fates.append((row, Fate.IMPORTED))

    def already_here(self, row: Row) -> None:
        self.fates.append((row, Fate.ALREADY_HERE))

    def left_out(self, row: Row, reason: Reason, name: str = "", value: str = "") -> None:
        self.remarks.append(self._remark(row, reason, Effect.LEFT_OUT, name, value))

    def changed(self, row: Row, reason: Reason, name: str = "", value: str = "") -> None:
        self.remarks.append(self._remark(row, reason, Effect.CHANGED, name, value))

    def rows(self, fate: Fate) -> list[int]:
        return [row.number for row, its in self.fates if its == fate]

    def tell(self, report: Report) -> None:
        for _, fate in self.fates:
            report.count(self.collection, fate)
        for remark in self.remarks:
            report.remark(remark)

    def _remark(
        self, row: Row, reason: Reason, effect: Effect, name: str, value: str
    ) -> Remark:  # fmt: skip
        return Remark(self.collection, reason, effect, row.number, row.source_id, name, value)


Store = Callable[[Import, Sequence[Row]], Outcome]


def write(bring: Import, store: Store, collection: str, rows: Sequence[Row]) -> Outcome:
    """Store a batch. What the database refuses is left out, and the rest of the batch is not."""
    reset_queries()  # in debug mode Django keeps them, and a long run has many
    try:
        return _patiently(bring, store, rows)
    except (IntegrityError, DataError) as fault:
        if len(rows) == 1:
            outcome = Outcome(collection)
            outcome.left_out(rows[0], Reason.NOT_STORED, value=type(fault).__name__)
            return outcome
        middle = len(rows) // 2
        outcome = write(bring, store, collection, rows[:middle])
        second = write(bring, store, collection, rows[middle:])
        outcome.fates += second.fates
        outcome.remarks += second.remarks
        return outcome


def _patiently(bring: Import, store: Store, rows: Sequence[Row]) -> Outcome:
    """Again where a server that runs beside us holds what we need, or was faster."""
    for seconds in WAITS_SECONDS:
        try:
            return store(bring, rows)
        except OperationalError:
            time.sleep(seconds)
        except IntegrityError:
            break
    return store(bring, rows)


def pages_of(bring: Import, page_ids: Iterable[str]) -> dict[str, Page]:
    """The pages by Facebook's id; in a dry run also those that would be there by now."""
    wanted = set(page_ids)
    here = Page.objects.filter(page_id__in=wanted).defer("access_token")
    pages = {page.page_id: page for page in here}
    if bring.dry_run:
        for entry in bring.scratch.good("pages", [("", page_id) for page_id in wanted]):
            assert isinstance(entry, PageEntry)
            company = bring.companies.of(entry.company)
            pages.setdefault(entry.page_id, Page(page_id=entry.page_id, company=company))
    return pages


def belongs(bring: Import, page: Page | None, company: str) -> Reason | None:
    """Why a document that names this page and this company cannot come over, if it cannot."""
    if page is None:
        return Reason.PAGE_UNKNOWN
    if page.company_id not in bring.companies.ids:
        return Reason.PAGE_OF_ANOTHER_COMPANY
    if not company:
        return None
    named = bring.companies.of(company)
    if named is None:
        return Reason.COMPANY_UNKNOWN
    return None if named.pk == page.company_id else Reason.COMPANY_CONTRADICTS_PAGE


class Agents:
    """The users that a batch speaks of, by company and address. With `lock` they stay as they are
    until the commit: nobody is deactivated between our look and our deed."""

    def __init__(self, bring: Import, named: Iterable[AgentEntry], *, lock: bool = False) -> None:
        agents = list(named)
        ids = {agent.user_id for agent in agents if agent.user_id}
        self.emails = bring.scratch.emails_of(sorted(ids))
        wanted = {*self.emails.values(), *(agent.email for agent in agents if agent.email)}
        people = User.objects.alias(address=Lower("email")).filter(
            address__in=wanted, company__in=bring.companies.ids - {None}, is_superuser=False
        )
        if lock:
            people = people.select_for_update(no_key=True).order_by("pk")
        self.people: dict[tuple[int | None, str], User] = {
            (user.company_id, user.email.lower()): user for user in people
        }
        if bring.dry_run:
            self._imagine(bring, wanted)

    def of(self, company_id: int, agent: AgentEntry) -> User | None:
        """The dump's id of a user says more than an address, which may have changed."""
        email = self.emails.get(agent.user_id) or agent.email
        return self.people.get((company_id, email))

    def _imagine(self, bring: Import, emails: Iterable[str]) -> None:
        for entry in bring.scratch.good("users", [("", email) for email in emails]):
            assert isinstance(entry, UserEntry)
            user = new_user(entry, bring.companies.of(entry.company))
            self.people.setdefault((user.company_id, user.email), user)


def is_on_team(user: User) -> bool:
    return user.is_active and user.role in (Role.AGENT, Role.ADMIN)


def new_user(entry: UserEntry, company: Company | None) -> User:
    """A user as the entry says, not saved; without a usable password unless a hash came along."""
    user = User(
        email=entry.email,
        first_name=entry.first_name,
        last_name=entry.last_name,
        job_title=entry.job_title,
        company=company,
        role=entry.role,
        is_active=entry.is_active,
        password=entry.password,
    )
    if not entry.password:
        user.set_unusable_password()
    return user
