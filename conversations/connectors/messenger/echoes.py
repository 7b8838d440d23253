"""Echoes of our own sends: the proof that a message has left, also where its send had no answer."""

from __future__ import annotations

import logging

from django.db import transaction
from django.utils import timezone

from conversations.actions.marking import mark_message
from conversations.connectors.messenger.names import MESSENGER_SEND
from conversations.models import Message, MessageState
from customers.models import Page
from handoff.news.emitting import action
from handoff.numbers import number_in
from handoff.outbox.models import Delivery, DeliveryState
from handoff.outbox.waking import wake

logger = logging.getLogger(__name__)

MAX_ID = 2**63 - 1


@action
def settle_by_echo(page: Page, *, metadata: str, provider_id: str, customer_id: str = "") -> bool:
    """Note that a send of ours has arrived. False if the echo is none of ours.

    `metadata` is the id of the delivery, as we sent it along; `provider_id` the message's `mid`.
    Whatever the delivery waits for, it is done now: a message that was sent in spite of a timeout
    or an error answer is not sent again.
    """
    delivery = delivery_of(metadata)
    if delivery is None:
        return False
    message = message_of(delivery, page, customer_id)
    if message is None:
        return False
    if message.provider_id not in ("", provider_id):
        logger.error("Message %s was sent twice: %s too", message.pk, provider_id)
        return True
    Delivery.objects.filter(pk=delivery.pk).exclude(state=DeliveryState.SENT).update(
        state=DeliveryState.SENT, settled_at=timezone.now(), leased_until=None, last_error=""
    )
    mark_message(message.pk, state=MessageState.SENT, provider_id=provider_id)
    transaction.on_commit(wake)  # what stood behind it may leave
    return True


def delivery_of(metadata: str) -> Delivery | None:
    """The send that this metadata names. Another app's metadata names none."""
    number = number_in(metadata, digits=19)
    if number is None or number > MAX_ID:
        return None
    return Delivery.objects.filter(pk=number, kind=MESSENGER_SEND).first()


def message_of(delivery: Delivery, page: Page, customer_id: str) -> Message | None:
    """The delivery's message, if it went to this customer of this page."""
    messages = Message.objects.filter(
        pk=delivery.payload.get("message_id"), conversation__customer__page=page
    )
    if customer_id:
        messages = messages.filter(conversation__customer__customer_id=customer_id)
    return messages.first()
