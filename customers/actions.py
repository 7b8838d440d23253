"""What can be done with pages and customers."""

from __future__ import annotations

from datetime import datetime

from django.db.models import F
from django.utils import timezone

from customers.models import Customer, Page, UnknownPage, Visitor


def remember_customer(page: Page, customer_id: str, *, seen_at: datetime) -> Customer:
    """The customer with this Messenger id on this page, made known if new."""
    customer, _ = Customer.objects.get_or_create(
        page=page,
        customer_id=customer_id,
        defaults={
            "company_id": page.company_id,
            "first_seen": seen_at,
            "last_seen": seen_at,
        },
    )
    return customer


def count_message(customer: Customer, *, text: str, at: datetime) -> None:
    """Note the customer's own message; one that comes late counts, but is not the last.

    The caller holds the lock of the conversation and has read the customer behind it.
    """
    customer.message_count += 1
    if at >= customer.last_seen:
        customer.last_message, customer.last_seen = text, at
    customer.save(update_fields=["message_count", "last_message", "last_seen"])


def note_visitor_seen(visitor: Visitor, *, at: datetime) -> None:
    """Note that a visitor writes; never back in time."""
    Visitor.objects.filter(pk=visitor.pk, last_seen__lt=at).update(last_seen=at)


def count_unknown_page(page_id: str) -> None:
    """Count news of a page that no company has connected, so that an admin can see it."""
    now = timezone.now()
    unknown, _ = UnknownPage.objects.get_or_create(page_id=page_id[:64])
    UnknownPage.objects.filter(pk=unknown.pk).update(hits=F("hits") + 1, last_seen_at=now)
