"""Signing in with Facebook, to find the pages that somebody manages.

Facebook Login, "Manually build a login flow", and Pages API, "Getting started" (read in November
2026). We send the browser to Facebook's dialog with a `state` that only this session knows; it
comes back with a code that is good for once; the code becomes a user's token, a longer-lived one,
and that the list of pages with their tokens. The user's tokens are forgotten at once.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any
from urllib.parse import urlencode

from django.conf import settings
from django.urls import reverse

from conversations.connectors.messenger.pages import proven_in
from conversations.connectors.messenger.questions import UNREADABLE, ask, is_token
from conversations.connectors.messenger.token_faults import TokenDied
from customers.connecting import ProvenPage
from handoff.outbox.kinds import NoAnswer, Refused

# To list pages, to write and read for them, and to subscribe to their messages.
SCOPES = ("pages_show_list", "pages_messaging", "pages_manage_metadata")
PAGES_AT_ONCE = 25
MOST_CALLS = 8
LONGEST_CODE = 2_000
LONGEST_SAYING = 200

DENIED = "Nothing was connected: you did not allow it at Facebook."
NO_CODE = "Facebook sent you back without saying who you are. Begin again."


def is_possible() -> bool:
    """Whether this installation knows the Facebook app it is."""
    return bool(settings.MESSENGER_APP_ID and settings.MESSENGER_APP_SECRET)


def callback_address() -> str:
    """Where Facebook sends people back to; the app's settings must list it, letter by letter."""
    return str(settings.PUBLIC_URL + reverse("admin:customers_page_facebook"))


def dialog_address(state: str) -> str:
    """Facebook's dialog. It asks again for what was declined before."""
    query = {
        "client_id": settings.MESSENGER_APP_ID,
        "redirect_uri": callback_address(),
        "state": state,
        "scope": ",".join(SCOPES),
        "response_type": "code",
        "auth_type": "rerequest",
    }
    base = f"{settings.MESSENGER_DIALOG_URL}/{settings.MESSENGER_GRAPH_VERSION}/dialog/oauth"
    return f"{base}?{urlencode(query)}"


def code_in(answer: Mapping[str, str]) -> str:
    """The code that Facebook's redirect carries. Raises `Refused` where it carries none."""
    if "error" in answer or "error_code" in answer:
        if answer.get("error") == "access_denied":
            raise Refused(DENIED)
        saying = answer.get("error_description") or answer.get("error_message") or "no reason given"
        raise Refused(f"Facebook did not let you in: {saying[:LONGEST_SAYING]}")
    code = answer.get("code", "")
    if not 0 < len(code) <= LONGEST_CODE:
        raise Refused(NO_CODE)
    return code


def pages_behind(code: str) -> list[ProvenPage]:
    """The pages of whoever signed in, 200 at most. Raises an `Outcome` with a sentence."""
    try:
        short = token_for(redirect_uri=callback_address(), code=code)
        token = token_for(grant_type="fb_exchange_token", fb_exchange_token=short)
        return pages_of(token)
    except TokenDied as fault:
        raise Refused(f"Facebook took the sign-in back. {fault.why} Begin again.") from fault


def token_for(**proof: str) -> str:
    """A user's token for a code, or a longer-lived one for a short-lived one."""
    app = {
        "client_id": settings.MESSENGER_APP_ID,
        "client_secret": settings.MESSENGER_APP_SECRET,
    }
    token = ask("POST", "oauth/access_token", fields={**app, **proof}).get("access_token")
    if not isinstance(token, str) or not is_token(token):
        raise NoAnswer(UNREADABLE)
    return token


def pages_of(token: str) -> list[ProvenPage]:
    """All pages, call by call. What is no page with a token of its own is left out."""
    found: dict[str, ProvenPage] = {}
    fields = {"fields": "id,name,access_token", "limit": str(PAGES_AT_ONCE)}
    for _ in range(MOST_CALLS):
        answer = ask("GET", "me/accounts", token=token, fields=fields)
        for row in rows_of(answer):
            page_token = row.get("access_token")
            if isinstance(page_token, str) and is_token(page_token):
                page = proven_in(row, page_token)
                found[page.page_id] = page
        after = cursor_of(answer)
        if not after:
            break
        fields["after"] = after
    return list(found.values())


def rows_of(answer: Mapping[str, Any]) -> list[dict[str, Any]]:
    rows = answer.get("data")
    if not isinstance(rows, list):
        raise NoAnswer(UNREADABLE)
    return [row for row in rows if isinstance(row, dict)]


def cursor_of(answer: Mapping[str, Any]) -> str:
    """Where the next call goes on; empty at the end. `next`, an address with a token in it, only
    says that there is more."""
    paging = answer.get("paging")
    if not isinstance(paging, dict) or not paging.get("next"):
        return ""
    cursors = paging.get("cursors")
    after = cursors.get("after") if isinstance(cursors, dict) else None
    return after if isinstance(after, str) and len(after) <= LONGEST_CODE else ""
