"""The outbox's kind `messenger.profile`: what a customer is called, asked once a while.

It stands in a lane of its own for each customer, so that it holds no message. Not every name is
told: then the delivery ends `cancelled`, with Facebook's reason.
"""

from __future__ import annotations

from datetime import timedelta

from django.conf import settings

from conversations.connectors.messenger.profile_api import look_up
from conversations.connectors.messenger.tokens import watching_token
from conversations.models import Conversation
from customers.actions import Names, begin_look_up, learn_names
from customers.models import Customer, Page
from handoff.encryption import UNREADABLE, Unreadable
from handoff.news.emitting import action
from handoff.outbox.actions import schedule
from handoff.outbox.kinds import Kind, Refused, Stale
from handoff.outbox.models import Delivery

MESSENGER_PROFILE = "messenger.profile"
ASKED_AGAIN_AFTER = timedelta(days=30)
GIVE_UP_AFTER_SECONDS = 6 * 3600


def messenger_profile() -> Kind:
    """The kind. Asking again is harmless."""
    return Kind(
        name=MESSENGER_PROFILE,
        deliver=deliver,
        repeatable=True,
        lease_seconds=int(3 * settings.MESSENGER_TIMEOUT_SECONDS) + 30,
        give_up_after_seconds=GIVE_UP_AFTER_SECONDS,
    )


def ask_for_names(page: Page, customer_id: str) -> None:
    """Have Messenger asked, in the running transaction, if it is time and there is a token."""
    if not page.access_token:
        return
    customer = Customer.objects.get(page=page, customer_id=customer_id)
    if begin_look_up(customer, again_after=ASKED_AGAIN_AFTER):
        schedule(
            MESSENGER_PROFILE,
            company_id=page.company_id,
            lane=f"profile:{customer.pk}",
            payload={"customer_pk": customer.pk},
        )


def deliver(delivery: Delivery) -> None:
    """Ask, and note what was told. Raises the outcomes of `outbox.kinds`."""
    customers = Customer.objects.to_look_up().select_related("page")
    customer = customers.filter(pk=delivery.payload.get("customer_pk")).first()
    if customer is None:
        raise Stale("A person has written the name meanwhile")
    token = customer.page.access_token
    if isinstance(token, Unreadable):
        raise Refused(f"The access token of {customer.page.name} is lost. {UNREADABLE}")
    if not token:
        raise Refused(f"The page {customer.page.name} has no access token")
    with watching_token(customer.page):
        names = look_up(customer.customer_id, access_token=token)
    note_names(customer, names)


@action
def note_names(customer: Customer, names: Names) -> None:
    """Behind the lock of the conversation, or a message that is stored at this moment would be told
    after the new name with the old one."""
    talks = Conversation.objects.select_for_update(of=("self",)).filter(customer=customer)
    list(talks.values_list("pk"))
    learn_names(customer.pk, names)
