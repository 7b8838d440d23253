"""Customers with their conversations become rows."""

from __future__ import annotations

from collections.abc import Sequence
from contextlib import nullcontext
from typing import Any

from django.db import transaction
from django.utils import timezone

from conversations.actions.importing import (
    Seen,
    Standing,
    catch_up,
    open_imported,
)
from conversations.models import Bot, Conversation, Owner
from customers.models import Customer, Page
from handoff.accounts.models import User
from handoff.management.mongo.document import at
from handoff.management.mongo.entries import CustomerEntry
from handoff.management.mongo.reasons import Reason
from handoff.management.mongo.report import Fate
from handoff.management.mongo.scratch import Heard, Row, Scratch
from handoff.management.mongo.writing import (
    Agents,
    Import,
    Outcome,
    belongs,
    is_on_team,
    pages_of,
)

DOOR, REASON = "import", "Brought over from MongoDB"


def _one_deed(bring: Import) -> Any:
    """A dry run takes no lock, so that it disturbs nobody."""
    return nullcontext() if bring.dry_run else transaction.atomic()


def store_customers(bring: Import, rows: Sequence[Row]) -> Outcome:
    """Customers come with their conversation. Of those who are here already only what was seen of
    them is brought up to date; who answers them stays as it is here."""
    outcome = Outcome("customers")
    entries = [(row, row.entry) for row in rows if isinstance(row.entry, CustomerEntry)]
    pages = pages_of(bring, [entry.page_id for _, entry in entries])
    with _one_deed(bring):
        talks, customers = _known(bring, pages, [entry for _, entry in entries])
        fronted = _fronted(bring, pages)
        placed = []
        known = []
        for row, entry in entries:
            page = pages.get(entry.page_id)
            reason = belongs(bring, page, entry.company)
            if page is None or reason:
                outcome.left_out(row, reason or Reason.PAGE_UNKNOWN, "page_id", entry.page_id)
                continue
            seen = _seen(entry, bring.scratch)
            talk = talks.get((page.pk, entry.customer_id))
            if talk is not None:
                known.append((talk, seen))
                outcome.already_here(row)
            else:
                placed.append((row, entry, page, seen))
                outcome.imported(row)
        if not bring.dry_run:
            catch_up(known)
        agents = Agents(bring, [entry.agent for _, entry, _, _ in placed], lock=not bring.dry_run)
        begun = []
        for row, entry, page, seen in placed:
            agent = agents.of(page.company_id, entry.agent)
            standing, reasons = _standing(entry, seen, page.page_id in fronted, agent)
            for reason in reasons:
                outcome.changed(row, reason)
            customer = customers.get((page.pk, entry.customer_id))
            begun.append((customer or _new_customer(entry, page, seen), standing))
        if bring.dry_run:
            bring.scratch.mark_good("customers", outcome.rows(Fate.IMPORTED))
        else:
            open_imported(begun, door=DOOR, reason=REASON)
    return outcome


Known = tuple[dict[tuple[int, str], Conversation], dict[tuple[int, str], Customer]]


def _known(bring: Import, pages: dict[str, Page], entries: Sequence[CustomerEntry]) -> Known:
    """The conversations that are here, held until the commit, and customers who have none yet."""
    saved = [page.pk for page in pages.values() if not page._state.adding]
    ids = [entry.customer_id for entry in entries]
    talks = Conversation.objects.filter(customer__page__in=saved, customer__customer_id__in=ids)
    talks = talks.select_related("customer").order_by("pk")
    if not bring.dry_run:
        talks = talks.select_for_update(of=("self",))
    lonely = Customer.objects.filter(page__in=saved, customer_id__in=ids, conversation=None)
    return (
        {
            (talk.customer.page_id, talk.customer.customer_id): talk
            for talk in talks
            if talk.customer
        },
        {(customer.page_id, customer.customer_id): customer for customer in lonely},
    )


def _fronted(bring: Import, pages: dict[str, Page]) -> set[str]:
    """The ids of pages with a bot in front; in a dry run also of those that would get one."""
    bots = Bot.objects.filter(page__page_id__in=pages).values_list("page__page_id", "is_active")
    active = dict(bots)
    imagined = {
        page_id for page_id in pages if bring.dry_run and bring.bot_kind and page_id not in active
    }
    return {page_id for page_id, is_active in active.items() if is_active} | imagined


def _seen(entry: CustomerEntry, scratch: Scratch) -> Seen:
    """What the document says of the customer, and where it is silent what their messages tell."""
    said = (entry.first_seen, entry.last_seen, entry.updated_at, entry.message_count)
    heard = Heard(0, None, None, None, "")
    if None in said or entry.last_message is None:
        heard = scratch.heard_from(entry.page_id, entry.customer_id)
    first = entry.first_seen or heard.first_at or entry.made_at or entry.last_seen
    last = entry.last_seen or heard.last_own_at or entry.updated_at or first
    now = timezone.now()
    first_seen = at(first) if first else now
    last_seen = at(last) if last else now
    updated = entry.updated_at or heard.last_at
    return Seen(
        message_count=heard.own if entry.message_count is None else entry.message_count,
        first_seen=first_seen,
        last_seen=last_seen,
        last_message=heard.last_own_text if entry.last_message is None else entry.last_message,
        updated_at=at(updated) if updated else last_seen,
    )


def _new_customer(entry: CustomerEntry, page: Page, seen: Seen) -> Customer:
    return Customer(
        company_id=page.company_id,
        page=page,
        customer_id=entry.customer_id,
        customer_name=entry.customer_name,
        first_name=entry.first_name,
        last_name=entry.last_name,
        message_count=seen.message_count,
        last_message=seen.last_message,
        first_seen=seen.first_seen,
        last_seen=seen.last_seen,
        created_at=at(entry.made_at) if entry.made_at else seen.first_seen,
    )


def _standing(
    entry: CustomerEntry, seen: Seen, has_bot: bool, agent: User | None
) -> tuple[Standing, list[Reason]]:
    """Who answers from here on, and what of that is not as it was (docs/import-mongo.md)."""
    reasons = []
    if entry.stop is False:
        if entry.agent:
            reasons.append(Reason.AGENT_THOUGH_NOT_STOPPED)
        if has_bot:
            bot = Standing(owner=Owner.BOT, owner_since=seen.first_seen, updated_at=seen.updated_at)
            return bot, reasons
        reasons.append(Reason.NO_BOT)
        stopped_at = seen.last_seen
    else:
        since = entry.stopped_at or entry.assigned_at
        stopped_at = at(since) if since else seen.updated_at
        if agent and is_on_team(agent):
            held = Standing(
                owner=Owner.AGENT,
                owner_since=at(entry.assigned_at) if entry.assigned_at else stopped_at,
                agent=agent,
                agent_name=entry.agent.name or agent.name,
                stopped_at=stopped_at,
                updated_at=seen.updated_at,
            )
            return held, reasons
        if entry.agent:
            reasons.append(Reason.AGENT_UNKNOWN)
    nobody = Standing(
        owner=Owner.NOBODY,
        owner_since=stopped_at,
        stopped_at=stopped_at,
        updated_at=seen.updated_at,
    )
    return nobody, reasons
