"""What can be done with pages and customers."""

from __future__ import annotations

from dataclasses import asdict, dataclass
from datetime import datetime, timedelta
from typing import Any

from django.db.models import F, Q
from django.utils import timezone

from customers.events import CustomerRenamed
from customers.models import Customer, Guest, Page, UnknownPage, Visitor
from handoff.news.emitting import action, emit


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


def note_guest_seen(guest: Guest, *, at: datetime) -> None:
    """Note that a guest writes; never back in time."""
    Guest.objects.filter(pk=guest.pk, last_seen__lt=at).update(last_seen=at)


def keep_referral(customer: Customer, referral: dict[str, Any]) -> None:
    """Keep by which link or ad the customer came, unless we know of a later one.

    Where there is a conversation, the caller holds its lock.
    """
    customer.refresh_from_db(fields=["referral"])
    known_at = customer.referral.get("at")
    if known_at and datetime.fromisoformat(known_at) > datetime.fromisoformat(referral["at"]):
        return
    customer.referral = referral
    customer.save(update_fields=["referral"])


@dataclass(frozen=True, slots=True, kw_only=True)
class Names:
    """What a person is called; cut to what is stored."""

    customer_name: str
    first_name: str
    last_name: str

    @classmethod
    def cut(cls, *, name: str, first_name: str, last_name: str) -> Names:
        return cls(
            customer_name=" ".join(name.split())[:200],
            first_name=" ".join(first_name.split())[:100],
            last_name=" ".join(last_name.split())[:100],
        )


def begin_look_up(customer: Customer, *, again_after: timedelta) -> bool:
    """Whether Messenger is to be asked for the customer's names now; True once in such a span,
    whoever asks, and never where its answer would change nothing."""
    now = timezone.now()
    is_due = Q(profile_asked_at=None) | Q(profile_asked_at__lte=now - again_after)
    due = Customer.objects.to_look_up().filter(is_due, pk=customer.pk)
    return bool(due.update(profile_asked_at=now))


@action
def learn_names(customer_pk: int, names: Names) -> bool:
    """Take over the names that Messenger told. False where a person knows better, where nothing
    changes, and where it told none."""
    if not any(asdict(names).values()):
        return False
    found = Customer.objects.to_look_up().filter(pk=customer_pk)
    if found.filter(**asdict(names)).exists():
        return False
    if not found.update(**asdict(names), names_looked_up=True):
        return False
    tell_renamed(Customer.objects.get(pk=customer_pk))
    return True


@action
def mend_names(customer: Customer, changed: list[str]) -> None:
    """Store the names that a person mended; no look-up changes them any more. Where none is left,
    Messenger is asked again when the customer writes.

    Nothing else is written: a message may have been counted meanwhile.
    """
    customer.names_looked_up = False
    fields = [*changed, "names_looked_up"]
    if not customer.has_names:
        customer.profile_asked_at = None
        fields.append("profile_asked_at")
    customer.save(update_fields=fields)
    tell_renamed(customer)


def tell_renamed(customer: Customer) -> None:
    emit(
        CustomerRenamed(customer_pk=customer.pk, company_id=customer.company_id),
        company_id=customer.company_id,
        to=[],
    )


def count_unknown_page(page_id: str) -> None:
    """Count news of a page that no company has connected, so that an admin can see it."""
    now = timezone.now()
    unknown, _ = UnknownPage.objects.get_or_create(page_id=page_id[:64])
    UnknownPage.objects.filter(pk=unknown.pk).update(hits=F("hits") + 1, last_seen_at=now)
