"""The outbox's kind `messenger.send`: one message, sent at most once."""

from __future__ import annotations

import logging
from dataclasses import asdict, replace

from django.conf import settings

from conversations.actions.marking import mark_message
from conversations.connectors.messenger.connector import current_terms
from conversations.connectors.messenger.names import MESSENGER_SEND
from conversations.connectors.messenger.send_api import Letter, Uploaded, post
from conversations.connectors.messenger.tokens import watching_token
from conversations.connectors.messenger.uploads import SECONDS as UPLOAD_SECONDS
from conversations.connectors.messenger.uploads import Parcel, upload
from conversations.errors import CannotSend
from conversations.models import Attachment, Author, Message, MessageState, Owner
from conversations.quick_replies import restored
from customers.models import Page
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
        lease_seconds=int(3 * settings.MESSENGER_TIMEOUT_SECONDS + UPLOAD_SECONDS) + 30,
    )


def deliver(delivery: Delivery) -> None:
    """Send it, unless it should not be sent any more. Raises the outcomes of `outbox.kinds`."""
    message = message_of(delivery)
    if message.state in ARRIVED:
        return  # an echo has proved that an earlier try got through
    letter = letter_of(delivery, message)
    if file := file_of(message):
        known = uploaded(delivery, file, letter, page_of(message))
        letter = replace(letter, text="", file=known)
        if message_of(delivery).state in ARRIVED:  # it took a while: look once more
            return
    try:
        with watching_token(page_of(message)):
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


def file_of(message: Message) -> Attachment | None:
    return message.attachments.first() if message.attachment_count else None


def uploaded(delivery: Delivery, file: Attachment, letter: Letter, page: Page) -> Uploaded:
    """The file as Facebook knows it. An earlier try may have brought it there: that is kept."""
    if known := delivery.payload.get("uploaded"):
        return Uploaded(**known)
    parcel = Parcel(page_id=letter.page_id, access_token=letter.access_token, attachment=file)
    with watching_token(page):
        brought = upload(parcel)
    delivery.payload = {**delivery.payload, "uploaded": asdict(brought)}
    Delivery.objects.filter(pk=delivery.pk).update(payload=delivery.payload)
    return brought


def letter_of(delivery: Delivery, message: Message) -> Letter:
    """What to post. Raises `Refused` where policy or the page forbid it by now."""
    conversation, page = message.conversation, page_of(message)
    if isinstance(page.access_token, Unreadable):
        raise Refused(f"The access token of {page.name} is lost. {UNREADABLE}")
    if not page.access_token:
        raise Refused(f"The page {page.name} is disconnected; an admin has to connect it again")
    try:
        file = file_of(message)
        terms = current_terms(
            conversation,
            author=Author(message.author),
            text=message.text if file is None else "",
            file=file,
        )
    except CannotSend as refusal:
        raise Refused(refusal.text) from refusal
    assert conversation.customer is not None
    return Letter(
        page_id=page.page_id,
        access_token=page.access_token,
        recipient_id=conversation.customer.customer_id,
        text=message.text,
        metadata=str(delivery.pk),
        terms=terms,
        quick_replies=restored(message.quick_replies),
    )


def page_of(message: Message) -> Page:
    """The page through which the customer is reached, as it was read with the message."""
    customer = message.conversation.customer
    assert customer is not None, "every Messenger conversation has a customer"
    return customer.page


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
