"""The waiting customer of the demo."""

from __future__ import annotations

from datetime import datetime

from conversations.actions.adding import Words, add_message
from conversations.actions.opening import conversation_with
from conversations.actions.stopping import request_person
from conversations.models import Author, Conversation, Owner
from customers.actions import remember_customer
from customers.models import Customer, Page
from handoff.actor import customer_of
from handoff.news.emitting import action


@action
def let_customer_wait(
    page: Page, *, customer_id: str, name: str, text: str, since: datetime
) -> None:
    """A customer who wrote at `since` and waits for a person. Does nothing if already known."""
    if Customer.objects.filter(page=page, customer_id=customer_id).exists():
        return
    customer = remember_customer(page, customer_id, seen_at=since)
    customer.customer_name = name
    customer.first_name, _, customer.last_name = name.partition(" ")
    customer.save()
    by = customer_of(page.company_id, name=name, door="demo")
    opened, _ = conversation_with(customer, by=by)
    Conversation.objects.filter(pk=opened.pk).update(created_at=since, updated_at=since)
    conversation = Conversation.objects.with_people().get(pk=opened.pk)
    words = Words(
        author=Author.CUSTOMER, text=text, at=since, page=page, provider_id=f"demo-{customer_id}"
    )
    add_message(conversation, words)
    if conversation.owner == Owner.BOT:
        request_person(conversation, by=by, reason="demo", message=text)
