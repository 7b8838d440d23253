"""What the simulator's pages do: whose phones there are, writing on one, looking at it."""

from __future__ import annotations

import secrets
from dataclasses import dataclass

from django.core.files.uploadedfile import UploadedFile
from django.db.models import Window
from django.db.models.functions import RowNumber
from django.shortcuts import get_object_or_404

from conversations.connectors.messenger.simulator.events import read, written
from conversations.connectors.messenger.simulator.files import keep
from conversations.connectors.messenger.simulator.graph import new_mid
from conversations.connectors.messenger.simulator.models import (
    OF_WEBHOOKS,
    PhoneFile,
    PhoneMessage,
    Trouble,
    TroubleKind,
)
from conversations.connectors.messenger.simulator.posting import later, post_late, post_webhook
from customers.models import Customer, Page

SHOWN = 200
PAGES_SHOWN = 100


@dataclass(frozen=True, slots=True, kw_only=True)
class Phone:
    """A customer's phone, open at the chat with a page."""

    page: Page
    customer_id: str
    name: str


def phone_of(page_id: str, customer_id: str) -> Phone:
    """Raises Http404 for a page or a person that nobody has heard of."""
    page = get_object_or_404(Page, page_id=page_id)
    customer = get_object_or_404(Customer, page=page, customer_id=customer_id)
    return phone_with(customer, page)


def phones_by_page() -> list[tuple[Page, list[Phone]]]:
    """Each page, by name, with its customers, who wrote last first. Two queries."""
    pages = list(Page.objects.select_related("company").order_by("name", "pk")[:PAGES_SHOWN])
    place = Window(RowNumber(), partition_by="page", order_by=["-last_seen", "-pk"])
    latest = Customer.objects.filter(page__in=pages).annotate(place=place)
    phones: dict[int, list[Phone]] = {page.pk: [] for page in pages}
    by_id = {page.pk: page for page in pages}
    for customer in latest.filter(place__lte=SHOWN).order_by("place"):
        phones[customer.page_id].append(phone_with(customer, by_id[customer.page_id]))
    return [(page, phones[page.pk]) for page in pages]


def phone_with(customer: Customer, page: Page) -> Phone:
    return Phone(page=page, customer_id=customer.customer_id, name=customer.shown_name)


def new_phone(page: Page, name: str) -> Phone:
    """A person who has not written yet. Stands in for Facebook's profiles: the name is known."""
    first_name, _, last_name = name.partition(" ")
    customer = Customer.objects.create(
        company_id=page.company_id,
        page=page,
        customer_id=str(secrets.randbelow(9 * 10**15) + 10**15),
        customer_name=name,
        first_name=first_name,
        last_name=last_name.strip(),
    )
    return Phone(page=page, customer_id=customer.customer_id, name=name)


def write(
    phone: Phone, text: str, *, base: str, file: UploadedFile[bytes] | None = None
) -> list[PhoneMessage]:
    """Write as the customer: on the phone at once, and to us by webhook. `fault` says if not.

    As on Messenger a file is a message of its own, before the words. What is held back by a
    trouble comes when this has returned.
    """
    kept = keep(phone.page.page_id, file) if file else None
    contents = [*([("", kept)] if kept else []), *([(text, None)] if text.strip() else [])]
    return [say(phone, words, shown, base=base) for words, shown in contents]


def say(phone: Phone, text: str, file: PhoneFile | None, *, base: str) -> PhoneMessage:
    message = PhoneMessage.objects.create(
        page_id=phone.page.page_id,
        customer_id=phone.customer_id,
        from_customer=True,
        text=text,
        file=file,
        mid=new_mid(),
        is_seen=True,
    )
    page_id, item = message.page_id, written(message)
    trouble = Trouble.objects.take(page_id, among=OF_WEBHOOKS)
    if trouble == TroubleKind.REORDERED:
        later(lambda: post_late(base, page_id, item))
        return message
    if trouble == TroubleKind.DOUBLED:
        later(lambda: post_webhook(base, page_id, item))
    fault = post_webhook(base, page_id, item)
    if fault:
        message.fault = fault[:300]
        message.save(update_fields=["fault"])
    return message


def look(phone: Phone, *, after: int, base: str) -> list[PhoneMessage]:
    """The newest bubbles after this id, oldest first. What the page said counts as read."""
    chat = PhoneMessage.objects.on_phone(phone.page.page_id, phone.customer_id)
    newest = list(chat.filter(pk__gt=after).select_related("file").order_by("-pk")[:SHOWN])[::-1]
    unseen = chat.filter(from_customer=False, is_seen=False)
    last = unseen.last()
    if last is not None and unseen.filter(pk__lte=last.pk).update(is_seen=True):
        later(lambda: post_webhook(base, phone.page.page_id, read(last)))
    return newest
