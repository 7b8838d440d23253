"""The outbox's kind `messenger.send`: one message, sent at most once."""

from __future__ import annotations

import logging

from django.conf import settings

from conversations.actions.messages import mark_message
from conversations.connectors.messenger.connector import current_terms
from conversations.connectors.messenger.names import MESSENGER_SEND
from conversations.connectors.messenger.send_api import Letter, post
from conversations.errors import CannotSend
from conversations.models import Author, Message, MessageState, Owner
from conversations.quick_replies import restored
from handoff.encryption import UNREADABLE, Unreadable
from handoff.outbox.kinds import Kind, NoAnswer, Outcome, Refused, Stale
from handoff.outbox.models import Delivery, DeliveryState

logger = logging.getLogger(__name__)

STATES = {
    DeliveryState.SENT: MessageState.SENT,
    DeliveryState.UNCERTAIN: MessageState.UNCERTAIN,
    DeliveryState.FAILED: MessageState.FAILED,
    DeliveryState.CANCELLED: MessageState.CANCELLED,
    DeliveryState.DUE: MessageState.PENDING,
}
ARRIVED = (MessageState.SENT, MessageState.DELIVERED, MessageState.READ)


def messenger_send() -> Kind:
    """The kind. A lost worker's send may have happened, so it is never repeated by itself."""
    return Kind(
        name=MESSENGER_SEND,
        deliver=deliver,
        repeatable=False,
        settled=tell,
        retrying=tell,
        lease_seconds=int(3 * settings.MESSENGER_TIMEOUT_SECONDS) + 30,
    )


def deliver(delivery: Delivery) -> None:
    """Send it, unless it should not be sent any more. Raises the outcomes of `outbox.kinds`."""
    message = message_of(delivery)
    if message.state in ARRIVED:
        return  # an echo has proved that an earlier try got through
    letter = letter_of(delivery, message)
    try:
        mid = post(letter)
    except Outcome:
        raise
    except Exception as fault:
        logger.exception("Sending %s broke off", delivery)
        raise NoAnswer("Something broke off while Messenger was asked") from fault
    delivery.payload = {**delivery.payload, "mid": mid}


def message_of(delivery: Delivery) -> Message:
    """The message to send. Raises `Stale` if it was taken back or the bot has lost its turn."""
    message = (
        Message.objects.select_related("conversation__customer__page")
        .filter(pk=delivery.payload.get("message_id"))
        .first()
    )
    if message is None or message.state == MessageState.CANCELLED:
        raise Stale("It was taken back")
    conversation = message.conversation
    fenced = delivery.epoch is not None or message.author == Author.BOT
    if fenced and (conversation.owner != Owner.BOT or conversation.epoch != delivery.epoch):
        raise Stale("A person took over before the bot's answer left")
    return message


def letter_of(delivery: Delivery, message: Message) -> Letter:
    """What to post. Raises `Refused` where policy or the page forbid it by now."""
    conversation = message.conversation
    customer = conversation.customer
    assert customer is not None, "every Messenger conversation has a customer"
    if isinstance(customer.page.access_token, Unreadable):
        raise Refused(f"The access token of {customer.page.name} is lost. {UNREADABLE}")
    if not customer.page.access_token:
        raise Refused(f"The page {customer.page.name} has no access token")
    try:
        terms = current_terms(conversation, author=Author(message.author), text=message.text)
    except CannotSend as refusal:
        raise Refused(refusal.text) from refusal
    return Letter(
        page_id=customer.page.page_id,
        access_token=customer.page.access_token,
        recipient_id=customer.customer_id,
        text=message.text,
        metadata=str(delivery.pk),
        terms=terms,
        quick_replies=restored(message.quick_replies),
    )


def tell(delivery: Delivery) -> None:
    """Show on the message how its delivery stands. Runs in the transaction that changes the row."""
    state = STATES.get(DeliveryState(delivery.state))
    message = (
        Message.objects.select_related("conversation__customer")
        .filter(pk=delivery.payload.get("message_id"))
        .first()
    )
    if state is None or message is None:
        return
    reason = "" if state == MessageState.SENT else delivery.last_error
    mark_message(message.pk, state=state, reason=reason, provider_id=free_mid(delivery, message))


def free_mid(delivery: Delivery, message: Message) -> str:
    """The `mid` of this send, unless another message of the page bears it already."""
    mid = str(delivery.payload.get("mid", ""))
    customer = message.conversation.customer
    assert customer is not None, "every Messenger conversation has a customer"
    same = Message.objects.filter(page=customer.page_id, provider_id=mid)
    if mid and same.exclude(pk=message.pk).exists():
        logger.error("Delivery %s: its mid %s belongs to another message", delivery.pk, mid)
        return ""
    return mid
