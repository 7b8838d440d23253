"""Connecting pages for an admin: what Facebook is asked, what is stored, and how it is told."""

from __future__ import annotations

import time
from collections.abc import Sequence
from dataclasses import dataclass

from django.contrib import messages

from conversations.connectors.messenger.pages import prove, subscribe, unsubscribe
from customers.connecting import ProvenPage, connect_page, disconnect_page
from customers.models import Page
from handoff.actor import Actor
from handoff.connections import let_database_go
from handoff.errors import HandoffError

PATIENCE_SECONDS = 45.0
NOT_ASKED = "There was no time left to ask Facebook"


@dataclass(frozen=True, slots=True)
class Told:
    """How it went, for people. `level` is one of `django.contrib.messages`."""

    text: str
    level: int
    page: Page | None = None


def connect_by_token(actor: Actor, token: str, *, company_id: int) -> Told:
    """Prove, store, subscribe. Raises an `Outcome` or a `HandoffError` where nothing is stored."""
    let_database_go()
    return connect(actor, prove(token), company_id=company_id, ends_at=deadline())


def connect_all(actor: Actor, proven: Sequence[ProvenPage], *, company_id: int) -> list[Told]:
    """Each by itself: one that cannot be connected keeps none of the others."""
    ends_at = deadline()
    told = []
    for page in proven:
        try:
            told.append(connect(actor, page, company_id=company_id, ends_at=ends_at))
        except HandoffError as refusal:
            told.append(Told(f"{page.name}: {sentence(refusal.text)}", messages.ERROR))
    return told


def connect(actor: Actor, proven: ProvenPage, *, company_id: int, ends_at: float) -> Told:
    """A page is connected first and subscribed then: what Facebook refuses can be tried again."""
    page, is_new = connect_page(actor, proven, company_id=company_id)
    let_database_go()
    fault = subscribe(page) if time.monotonic() < ends_at else NOT_ASKED
    how = "is connected" if is_new else "was connected already; it has its new token"
    if fault:
        text = f"{page.name} {how}, but Facebook does not send its messages yet: {sentence(fault)}"
        return Told(f"{text} Open the page to try again.", messages.WARNING, page)
    return Told(f"{page.name} {how}.", messages.SUCCESS, page)


def subscribe_again(page: Page) -> Told:
    let_database_go()
    if fault := subscribe(page):
        text = f"Facebook does not send the messages of {page.name}: {sentence(fault)}"
        return Told(text, messages.ERROR, page)
    return Told(f"Facebook sends the messages of {page.name}.", messages.SUCCESS, page)


def disconnect(actor: Actor, page: Page) -> Told:
    """Facebook is told first, with the token; then it is forgotten, whatever Facebook said."""
    let_database_go()
    fault = unsubscribe(page) if page.access_token else ""
    disconnect_page(actor, page_id=page.pk)
    if not fault:
        return Told(f"{page.name} is disconnected.", messages.SUCCESS, page)
    text = f"{page.name} is disconnected here, but Facebook could not be told: {sentence(fault)}"
    return Told(
        f"{text} Remove the app in the page's settings at Facebook.", messages.WARNING, page
    )


def deadline() -> float:
    return time.monotonic() + PATIENCE_SECONDS


def sentence(text: str) -> str:
    return text if text.endswith((".", "!", "?")) else f"{text}."
