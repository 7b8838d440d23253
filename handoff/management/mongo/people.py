"""Users and pages become rows."""

from __future__ import annotations

from collections.abc import Sequence

from django.db import transaction
from django.db.models.functions import Lower

from conversations.models import Bot
from customers.models import Page
from handoff.accounts.models import User
from handoff.management.mongo.document import at
from handoff.management.mongo.entries import PageEntry, UserEntry
from handoff.management.mongo.reasons import Reason
from handoff.management.mongo.report import Fate
from handoff.management.mongo.scratch import Row
from handoff.management.mongo.writing import Import, Outcome, new_user, pages_of


def store_users(bring: Import, rows: Sequence[Row]) -> Outcome:
    """Who is here already stays as they are: role, name and password may have changed since."""
    outcome = Outcome("users")
    fresh = []
    emails = {row.entry.email for row in rows if isinstance(row.entry, UserEntry)}
    here: dict[str, User] = {
        user.email.lower(): user
        for user in User.objects.alias(address=Lower("email")).filter(address__in=emails)
    }
    for row in rows:
        entry = row.entry
        assert isinstance(entry, UserEntry)
        company = bring.companies.of(entry.company)
        user = here.get(entry.email)
        if company is None:
            outcome.left_out(row, Reason.COMPANY_UNKNOWN, "company_id", entry.company)
        elif user and (user.company_id != company.pk or user.is_superuser):
            outcome.left_out(row, Reason.EMAIL_TAKEN, "email", entry.email)
        elif user:
            outcome.already_here(row)
        else:
            user = new_user(entry, company)
            if entry.made_at is not None:
                user.created_at = at(entry.made_at)
            fresh.append(user)
            outcome.imported(row)
    if bring.dry_run:
        bring.scratch.mark_good("users", outcome.rows(Fate.IMPORTED))
    else:
        User.objects.bulk_create(fresh)
    return outcome


def store_pages(bring: Import, rows: Sequence[Row]) -> Outcome:
    """Pages that are here keep their token. With `bot_kind` each page without a bot gets one.

    An imported page reminds nobody of customers who wait: those of years would all ring at once.
    """
    outcome = Outcome("pages")
    here = pages_of(bring, [row.entry.page_id for row in rows if isinstance(row.entry, PageEntry)])
    pages = []
    for row in rows:
        entry = row.entry
        assert isinstance(entry, PageEntry)
        company = bring.companies.of(entry.company)
        page = here.get(entry.page_id)
        if company is None:
            outcome.left_out(row, Reason.COMPANY_UNKNOWN, "company_id", entry.company)
        elif page is None:
            page = Page(
                company=company,
                page_id=entry.page_id,
                name=entry.name,
                access_token=entry.access_token,
                unclaimed_after_seconds=None,
            )
            if entry.made_at is not None:
                page.created_at = at(entry.made_at)
            pages.append(page)
            outcome.imported(row)
        elif page.company_id != company.pk:
            outcome.left_out(row, Reason.PAGE_OF_ANOTHER_COMPANY, "page_id", entry.page_id)
        else:
            pages.append(page)
            outcome.already_here(row)
    if bring.dry_run:
        bring.scratch.mark_good("pages", outcome.rows(Fate.IMPORTED))
    else:
        _save_pages(pages, bring.bot_kind)
    return outcome


@transaction.atomic
def _save_pages(pages: Sequence[Page], bot_kind: str) -> None:
    Page.objects.bulk_create([page for page in pages if page._state.adding])
    if bot_kind:
        fronted = set(Bot.objects.filter(page__in=pages).values_list("page_id", flat=True))
        Bot.objects.bulk_create(
            Bot(company_id=page.company_id, page=page, kind=bot_kind, created_at=page.created_at)
            for page in pages
            if page.pk not in fronted
        )
