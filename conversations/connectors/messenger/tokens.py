"""Keeping in mind whether a page's token works: around everything that uses a stored one."""

from __future__ import annotations

import logging
from collections.abc import Callable, Iterator
from contextlib import contextmanager

from django.db import DatabaseError

from conversations.connectors.messenger.token_faults import TokenDied
from customers.connecting import mark_token_died, mark_token_works
from customers.models import Page

logger = logging.getLogger(__name__)


@contextmanager
def watching_token(page: Page) -> Iterator[None]:
    """Ask Facebook inside, with `page.access_token`, outside of any transaction.

    If the token is refused the page is marked, once, and `TokenDied` goes on; if all goes well a
    page that was marked is so no longer. Other faults say nothing about the token.
    """
    try:
        yield
    except TokenDied as fault:
        if page.token_died_at is None:
            reason = fault.why
            _note(page, lambda: mark_token_died(page, reason=reason))
        raise
    if page.token_died_at is not None:
        _note(page, lambda: mark_token_works(page))


def _note(page: Page, mark: Callable[[], object]) -> None:
    """What Facebook answered counts, also where the note of it fails; the next answer notes it."""
    try:
        mark()
    except DatabaseError:
        logger.exception("Page %s: what became of its token was not noted", page.page_id)
