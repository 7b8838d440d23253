"""Facebook pages: whose a token is, and whether their messages are sent to us.

Messenger Platform, "Webhooks for Pages" and "Page, subscribed_apps" (read in November 2026). Who
has a page's token manages the page: that is the only proof there is, so the id and the name of a
page come from Facebook and are never typed (docs/decisions/0015-whose-page.md).
"""

from __future__ import annotations

from typing import Any

from conversations.connectors.messenger.questions import UNREADABLE, ask, is_token
from conversations.connectors.messenger.token_faults import TokenDied
from conversations.connectors.messenger.tokens import watching_token
from customers.connecting import ProvenPage, note_subscription
from customers.models import Page
from handoff.numbers import number_in
from handoff.outbox.kinds import NoAnswer, Outcome, Refused

# What we are told about. Changes of this list reach a page when it is subscribed again.
SUBSCRIBED_FIELDS = (
    "messages",
    "messaging_postbacks",
    "message_deliveries",
    "message_reads",
    "message_echoes",
    "message_reactions",
    "messaging_referrals",
)
LONGEST_NAME = 200

NO_TOKEN = "This is not an access token: one has letters, digits and signs, and no spaces."  # noqa: S105
NOT_A_PAGE = (
    "This is not the token of a page, but of {whom}. Choose the page under “User or Page” in the "
    "Graph API Explorer, or press “Generate token” beside the page in the app's Messenger settings."
)
WHOM = {"user": "a person", "application": "an app"}
DEAD_TOKEN = "Facebook does not take this token. {why} Make a new one."  # noqa: S105


def prove(token: str) -> ProvenPage:
    """The page that this token belongs to, in Facebook's words. Raises an `Outcome` with why not.

    A token of a person answers `me` like one of a page; `metadata` tells them apart.
    """
    if not is_token(token):
        raise Refused(NO_TOKEN)
    asked = {"fields": "id,name,metadata{type}", "metadata": "1"}
    try:
        found = ask("GET", "me", token=token, fields=asked)
    except TokenDied as fault:
        raise Refused(DEAD_TOKEN.format(why=fault.why)) from fault
    metadata = found.get("metadata")
    kind = metadata.get("type", "page") if isinstance(metadata, dict) else "page"
    if kind != "page":
        raise Refused(NOT_A_PAGE.format(whom=WHOM.get(kind, "something else")))
    return proven_in(found, token)


def proven_in(found: dict[str, Any], token: str) -> ProvenPage:
    """A page of the Graph API. Raises `NoAnswer` for what is none."""
    page_id, name = found.get("id"), found.get("name")
    if not isinstance(page_id, str) or not isinstance(name, str) or not name.strip():
        raise NoAnswer(UNREADABLE)
    if number_in(page_id, digits=64) is None or "\0" in name:
        raise NoAnswer(UNREADABLE)
    return ProvenPage(page_id=page_id, name=name.strip()[:LONGEST_NAME], access_token=token)


def subscribe(page: Page) -> str:
    """Have Facebook send us the page's messages. Empty, or why it does not, which is stored."""
    fields = {"subscribed_fields": ",".join(SUBSCRIBED_FIELDS)}
    try:
        with watching_token(page):
            done = ask("POST", apps_of(page), token=page.access_token, fields=fields)
        fault = "" if done.get("success") is True else UNREADABLE
    except TokenDied as refusal:
        fault = refusal.why
    except Outcome as refusal:
        fault = str(refusal)
    note_subscription(page, fault=fault)
    return fault


def unsubscribe(page: Page) -> str:
    """Have Facebook send us nothing more. Empty, or why it may go on doing so."""
    try:
        with watching_token(page):
            ask("DELETE", apps_of(page), token=page.access_token)
    except TokenDied as refusal:
        return refusal.why
    except Outcome as refusal:
        return str(refusal)
    return ""


def check(page: Page) -> None:
    """Ask whether the page's token still works, and mark it where it does not. Raises the rest."""
    with watching_token(page):
        ask("GET", "me", token=page.access_token, fields={"fields": "id"})


def apps_of(page: Page) -> str:
    return f"{page.page_id}/subscribed_apps"
