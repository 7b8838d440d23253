"""Messages become rows."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from django.db.models import F

from conversations.actions.importing import (
    OldWords,
    add_imported,
    stored_ids,
)
from conversations.models import Author, Conversation, Message
from customers.models import Page
from handoff.accounts.models import User
from handoff.management.mongo.document import at
from handoff.management.mongo.entries import CustomerEntry, MessageEntry
from handoff.management.mongo.reasons import Reason
from handoff.management.mongo.scratch import Row
from handoff.management.mongo.writing import (
    Agents,
    Import,
    Outcome,
    belongs,
    pages_of,
)


def store_messages(bring: Import, rows: Sequence[Row]) -> Outcome:
    """Messages come by conversation and time; what is here already is passed over."""
    outcome = Outcome("messages")
    entries = [(row, row.entry) for row in rows if isinstance(row.entry, MessageEntry)]
    pages = pages_of(bring, [entry.page_id for _, entry in entries])
    talks = _talks(bring, pages, [entry for _, entry in entries])
    agents = Agents(bring, [entry.agent for _, entry in entries])
    said = []
    for row, entry in entries:
        page = pages.get(entry.page_id)
        reason = belongs(bring, page, entry.company)
        if page is None or reason:
            outcome.left_out(row, reason or Reason.PAGE_UNKNOWN, "page_id", entry.page_id)
        elif (entry.page_id, entry.customer_id) not in talks:
            outcome.left_out(row, Reason.CUSTOMER_MISSING, "customer_id", entry.customer_id)
        else:
            agent = agents.of(page.company_id, entry.agent)
            if entry.agent and agent is None:
                outcome.changed(row, Reason.AGENT_UNKNOWN, "agent_id", entry.agent.user_id)
            said.append((row, talks[entry.page_id, entry.customer_id], _words(entry, page, agent)))
    newest = _newest({talk for _, talk, _ in said if talk is not None})
    for (row, talk, words), is_new in zip(said, _add(bring, said), strict=True):
        if not is_new:
            outcome.already_here(row)
            continue
        outcome.imported(row)
        if talk in newest and words.at < newest[talk]:
            outcome.changed(row, Reason.AFTER_NEWER)
    return outcome


Said = tuple[Row, int | None, OldWords]


def _add(bring: Import, said: Sequence[Said]) -> list[bool]:
    words = [words for _, _, words in said]
    if bring.dry_run:
        here = stored_ids(words)
        return [(word.page.pk, word.provider_id) not in here for word in words]
    return add_imported([(talk, words) for _, talk, words in said if talk is not None])


def _talks(
    bring: Import, pages: dict[str, Page], entries: Sequence[MessageEntry]
) -> dict[tuple[str, str], int | None]:
    """The conversations by page and customer; None for those that a dry run only imagines."""
    ids = {entry.customer_id for entry in entries}
    saved = [page.pk for page in pages.values() if not page._state.adding]
    found: dict[tuple[str, str], int | None] = {}
    if bring.dry_run:
        keys = {(entry.page_id, entry.customer_id) for entry in entries}
        for entry in bring.scratch.good("customers", sorted(keys)):
            assert isinstance(entry, CustomerEntry)
            found[entry.page_id, entry.customer_id] = None
    here = Conversation.objects.filter(customer__page__in=saved, customer__customer_id__in=ids)
    for page_id, customer_id, pk in here.values_list(
        "customer__page__page_id", "customer__customer_id", "pk"
    ):
        found[page_id, customer_id] = pk
    return found


def _newest(talks: set[int]) -> dict[int | None, Any]:
    """When the last message of each of these conversations was said."""
    last = Message.objects.filter(conversation__in=talks, seq=F("conversation__last_seq"))
    return dict(last.values_list("conversation_id", "created_at"))


def _words(entry: MessageEntry, page: Page, agent: User | None) -> OldWords:
    """The agent's name and address as they were then, where the dump says so."""
    return OldWords(
        author=Author(entry.author),
        text=entry.text,
        at=at(entry.at),
        page=page,
        provider_id=entry.provider_id,
        agent=agent,
        agent_name=entry.agent.name or (agent.name if agent else ""),
        agent_email=entry.agent.email or (agent.email if agent else ""),
    )
