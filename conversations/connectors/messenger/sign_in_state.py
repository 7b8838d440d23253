"""What a browser's session remembers while somebody signs in with Facebook: ten minutes at most.

First the state that Facebook must bring back, then the pages that were found, sealed: tokens do
not lie about in a session as plain text. Each is good for once.
"""

from __future__ import annotations

import json
import secrets
import time
from collections.abc import Sequence
from dataclasses import asdict, dataclass

from cryptography.fernet import InvalidToken
from django.contrib.sessions.backends.base import SessionBase
from django.utils.crypto import constant_time_compare

from customers.connecting import ProvenPage
from handoff.encryption import keyring

STATE, FOUND = "facebook_state", "facebook_pages"
GOOD_FOR_SECONDS = 600


@dataclass(frozen=True, slots=True)
class Found:
    """What a sign-in found, and for which company."""

    company_id: int
    pages: list[ProvenPage]


def begin(session: SessionBase, *, company_id: int) -> str:
    """A fresh state for Facebook; one that was begun before is worth nothing any more."""
    state = secrets.token_urlsafe(32)
    session.pop(FOUND, None)
    session[STATE] = [state, company_id, time.time() + GOOD_FOR_SECONDS]
    return state


def take_state(session: SessionBase, state: str) -> int | None:
    """The company it was begun for, once; None for a state that is not ours, used or too old."""
    begun = session.pop(STATE, None)
    if begun is None or time.time() > begun[2] or not constant_time_compare(state, begun[0]):
        return None
    return int(begun[1])


def keep(session: SessionBase, found: Found) -> None:
    session[FOUND] = keyring().encrypt(json.dumps(asdict(found)).encode()).decode()


def look(session: SessionBase) -> Found | None:
    """What was found, if that is not too long ago."""
    sealed = session.get(FOUND)
    if not sealed:
        return None
    try:
        opened = json.loads(keyring().decrypt(sealed.encode(), ttl=GOOD_FOR_SECONDS))
    except InvalidToken:
        return None
    return Found(opened["company_id"], [ProvenPage(**page) for page in opened["pages"]])


def forget(session: SessionBase) -> None:
    """It was used: tokens stay no longer than they are needed."""
    session.pop(FOUND, None)


def chosen_of(found: Found, page_ids: Sequence[str]) -> list[ProvenPage]:
    return [page for page in found.pages if page.page_id in set(page_ids)]
