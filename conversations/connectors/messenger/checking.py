"""Once a day each page's token is tried, so that its end is known before a customer waits for it.

A chore writes a delivery for each page whose turn it is; workers ask Facebook.
"""

from __future__ import annotations

from datetime import timedelta

from django.utils import timezone

from conversations.connectors.messenger import pages
from conversations.connectors.messenger.names import CHECK_PAGE
from conversations.connectors.messenger.token_faults import TokenDied
from customers.connecting import claim_page_to_check
from customers.models import Page
from handoff.news.emitting import action
from handoff.outbox.actions import schedule
from handoff.outbox.kinds import Kind, NoAnswer, Stale, TryAgain
from handoff.outbox.models import Delivery

EVERY = timedelta(days=1)
LOOK_EVERY_SECONDS = 300.0
MOST_AT_ONCE = 100


def check_page() -> Kind:
    """The kind. Asking twice harms nobody; what has no answer is asked again tomorrow too."""
    return Kind(name=CHECK_PAGE, deliver=deliver, repeatable=True, lease_seconds=120)


@action
def schedule_checks() -> int:
    """A delivery for each page that was not asked about for a day; how many. Each by one worker."""
    now = timezone.now()
    due = Page.objects.due_for_check(now - EVERY).order_by("pk")[:MOST_AT_ONCE]
    claimed = [page for page in due if claim_page_to_check(page, now=now, every=EVERY)]
    for page in claimed:
        schedule(
            CHECK_PAGE,
            company_id=page.company_id,
            lane=f"check:{page.pk}",
            payload={"page_id": page.pk},
        )
    return len(claimed)


def deliver(delivery: Delivery) -> None:
    """Ask; a token that is refused is an answer too. Raises the outcomes of `outbox.kinds`."""
    page = Page.objects.filter(pk=delivery.payload["page_id"]).first()
    if page is None or not page.access_token:
        raise Stale("The page is disconnected")
    try:
        pages.check(page)
    except TokenDied:
        return
    except NoAnswer as silence:
        raise TryAgain(str(silence)) from silence
