"""Connecting pages and disconnecting them, and what becomes of their tokens.

Nothing here asks Facebook: callers have asked, outside of any transaction, and say what they
learnt.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime, timedelta

from django.utils import timezone

from customers.errors import PageNotFound, PageTaken
from customers.events import PageTokenDied
from customers.models import Page, UnknownPage
from handoff.accounts.permissions import AdminsOnly
from handoff.actor import Actor
from handoff.errors import NotFound
from handoff.news.emitting import action, emit
from handoff.scopes import NotForKeys

LONGEST_REASON = 300


@dataclass(frozen=True, slots=True, kw_only=True)
class ProvenPage:
    """A page as Facebook named it, and the token that proves that its holder may manage it."""

    page_id: str
    name: str
    access_token: str


@action
def connect_page(actor: Actor, proven: ProvenPage, *, company_id: int) -> tuple[Page, bool]:
    """Make the page the company's, with this token; True if it was not before.

    A page of the company gets the name and the token; its customers and settings stay. Of two
    companies at once, one has it. Raises `AdminsOnly`, `NotFound` for another's company,
    `PageTaken`.
    """
    refuse_others(actor)
    if not actor.is_superuser and actor.company_id != company_id:
        raise NotFound
    now = timezone.now()
    given = {
        "name": proven.name,
        "access_token": proven.access_token,
        "connected_at": now,
        "token_checked_at": now,
    }
    page, is_new = Page.objects.get_or_create(
        page_id=proven.page_id, defaults={"company_id": company_id, **given}
    )
    if not is_new and not _give(page, company_id, given):
        raise PageTaken
    UnknownPage.objects.filter(page_id=proven.page_id).delete()
    page.refresh_from_db()
    return page, is_new


def _give(page: Page, company_id: int, given: dict[str, object]) -> bool:
    """A new token: nothing is known of it but that it works."""
    forgotten = {
        "subscribed_at": None,
        "subscription_fault": "",
        "token_died_at": None,
        "token_died_reason": "",
    }
    ours = Page.objects.filter(pk=page.pk, company_id=company_id)
    return bool(ours.update(**given, **forgotten))


@action
def disconnect_page(actor: Actor, *, page_id: int) -> Page:
    """Forget the token; customers and conversations stay. Idempotent.

    Raises `AdminsOnly`, or `PageNotFound`, also for strangers.
    """
    refuse_others(actor)
    page = Page.objects.visible_to(actor).filter(pk=page_id).first()
    if page is None:
        raise PageNotFound
    _give(page, page.company_id, {"access_token": "", "connected_at": None})
    page.refresh_from_db()
    return page


@action
def note_subscription(page: Page, *, fault: str) -> None:
    """Whether Facebook sends us the page's messages: it does where there is no `fault`."""
    now = None if fault else timezone.now()
    subscription = {"subscribed_at": now, "subscription_fault": fault[:LONGEST_REASON]}
    Page.objects.with_same_token(page).update(**subscription)


@action
def mark_token_died(page: Page, *, reason: str) -> bool:
    """Facebook refused the token that this page was read with. True, and news, the first time.

    A token that came meanwhile is another: it is left alone.
    """
    alive = Page.objects.with_same_token(page).filter(token_died_at=None)
    died = alive.update(token_died_at=timezone.now(), token_died_reason=reason[:LONGEST_REASON])
    if died:
        emit(
            PageTokenDied(page_id=page.pk, company_id=page.company_id),
            company_id=page.company_id,
            to=[],
        )
    return bool(died)


@action
def mark_token_works(page: Page) -> None:
    """Facebook took the token after all: some come back by themselves, as its words say."""
    dead = Page.objects.with_same_token(page).with_dead_token()
    dead.update(token_died_at=None, token_died_reason="")


def claim_page_to_check(page: Page, *, now: datetime, every: timedelta) -> bool:
    """Make the next check of this page's token one's own; False where another did."""
    due = Page.objects.with_same_token(page).due_for_check(now - every)
    return bool(due.update(token_checked_at=now))


def refuse_others(actor: Actor) -> None:
    """Pages are connected by people. Raises `AdminsOnly` or `NotForKeys`."""
    if not actor.is_admin:
        raise AdminsOnly
    if actor.key_id is not None:
        raise NotForKeys
