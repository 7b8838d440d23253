"""Whom the simulated Facebook knows: one person, the pages they manage, and tokens.

The demo's pages carry the demo's token; the others wait to be connected.
"""

from __future__ import annotations

from dataclasses import dataclass

from conversations.connectors.messenger.simulator.models import Trouble, TroubleKind
from conversations.connectors.messenger.simulator.rules import GraphRefusal

PERSON = ("700100200300400", "Sam Simulated")
SHORT_TOKEN, LONG_TOKEN = "simulator-user-short", "simulator-user"
DEAD_TOKEN = "simulator-dead"  # noqa: S105


@dataclass(frozen=True, slots=True)
class FacebookPage:
    """A page as Facebook has it."""

    page_id: str
    name: str
    token: str


PAGES = (
    FacebookPage("461998383671026", "Hotel ABC", "simulator-token"),
    FacebookPage("555000111222333", "Globex", "simulator-token"),
    FacebookPage("700100200300401", "Hotel ABC Spa", "simulator-page-spa"),
    FacebookPage("700100200300402", "Hotel ABC Restaurant", "simulator-page-restaurant"),
)


def page_of(token: str) -> FacebookPage | None:
    """The page that a token belongs to. Raises `GraphRefusal` for a token of nobody."""
    if token == DEAD_TOKEN:
        raise GraphRefusal(
            190, "Error validating access token: Session has expired.", subcode=463, status=401
        )
    page = next((page for page in PAGES if page.token == token), None)
    if page is None and token not in (SHORT_TOKEN, LONG_TOKEN):
        raise GraphRefusal(190, "Invalid OAuth access token.", status=401)
    if page is not None:
        make_trouble(page)
    return page


def make_trouble(page: FacebookPage) -> None:
    """The trouble asked for this page, where it can show without a send."""
    kind = Trouble.objects.take(page.page_id, among=(TroubleKind.TOKEN, TroubleKind.ERROR))
    if kind == TroubleKind.TOKEN:
        words = "Error validating access token: the user changed their password."
        raise GraphRefusal(190, words, subcode=460, status=401)
    if kind == TroubleKind.ERROR:
        raise GraphRefusal(2, "Service temporarily unavailable", status=500)
