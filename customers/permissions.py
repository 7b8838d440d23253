"""Fetch and authorise in one call."""

from customers.errors import PageNotFound
from customers.models import Page
from handoff.actor import Actor


def get_page_for(actor: Actor, page_id: str) -> Page:
    """The actor's page with this Facebook id. Raises `PageNotFound`, also for strangers."""
    page = None
    if "\0" not in page_id:  # which PostgreSQL would refuse to look for
        page = Page.objects.visible_to(actor).filter(page_id=page_id).first()
    if page is None:
        raise PageNotFound
    return page
