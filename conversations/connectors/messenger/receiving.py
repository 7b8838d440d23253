"""Acting on what Messenger tells us: one item, one transaction."""

from __future__ import annotations

import logging
from datetime import timedelta
from functools import singledispatch

from conversations.actions.marking import mark_message
from conversations.actions.reacting import react
from conversations.actions.receiving import receive_message, record_outside_reply
from conversations.actions.referrals import note_referral
from conversations.connectors.messenger.echoes import settle_by_echo
from conversations.connectors.messenger.items import (
    CustomerText,
    Delivered,
    Echo,
    Item,
    Reaction,
    Read,
    Referred,
    Unsupported,
)
from conversations.connectors.messenger.profiles import ask_for_names
from conversations.models import Author, Message, MessageQuerySet, MessageState
from customers.actions import count_unknown_page
from customers.models import Page
from handoff.news.emitting import action

logger = logging.getLogger(__name__)

MAX_STORED_CHARACTERS = 10_000  # contract README, "Values"
MAX_MARKED = 200  # by one receipt, newest first
PRECISION = timedelta(milliseconds=1)  # of watermarks: our own times are finer


@action
def receive(item: Item) -> bool:
    """Store and settle what an item says. False if it is none of ours or not understood yet."""
    page = Page.objects.select_related("company").filter(page_id=item.page_id).first()
    if page is None:
        count_unknown_page(item.page_id)
        return False
    return act_on(item, page)


@singledispatch
def act_on(item: Item, page: Page) -> bool:
    what = item.what if isinstance(item, Unsupported) else type(item).__name__
    logger.info("Page %s: %s is not understood yet", page.page_id, what)
    return False


@act_on.register
def hear_customer(item: CustomerText, page: Page) -> bool:
    if item.referral is not None:
        note_referral(page, customer_id=item.customer_id, referral=item.referral, at=item.sent_at)
    message = receive_message(
        page,
        customer_id=item.customer_id,
        text=cut(item),
        provider_id=item.provider_id,
        sent_at=item.sent_at,
        files=item.files,
        payload=item.payload,
    )
    if message is not None:
        ask_for_names(page, item.customer_id)
    return True


@act_on.register
def hear_echo(item: Echo, page: Page) -> bool:
    """An echo of our own send settles it; any other is a reply from Facebook's own inbox."""
    ours = settle_by_echo(
        page,
        metadata=item.metadata,
        provider_id=item.provider_id,
        customer_id=item.customer_id,
    )
    if ours or Message.objects.filter(page=page, provider_id=item.provider_id).exists():
        return True
    if not item.text.strip() and not item.files:
        logger.info("Page %s: an echo without content is not understood yet", page.page_id)
        return False
    record_outside_reply(
        page,
        customer_id=item.customer_id,
        text=cut(item),
        provider_id=item.provider_id,
        sent_at=item.sent_at,
        files=item.files,
    )
    ask_for_names(page, item.customer_id)
    return True


@act_on.register
def note_reaction(item: Reaction, page: Page) -> bool:
    """A reaction to what we do not know, or one that is older than what we have, is none."""
    react(
        page,
        customer_id=item.customer_id,
        provider_id=item.provider_id,
        emoji=item.emoji,
        at=item.at,
    )
    return True


@act_on.register
def note_arrival(item: Referred, page: Page) -> bool:
    note_referral(page, customer_id=item.customer_id, referral=item.referral, at=item.at)
    return True


@act_on.register
def note_delivered(item: Delivered, page: Page) -> bool:
    sent = said_to(page, item.customer_id).filter(state=MessageState.SENT)
    until = sent.filter(created_at__lt=item.until + PRECISION)
    by_id = sent.filter(page=page, provider_id__in=item.provider_ids)
    mark_all(until | by_id, MessageState.DELIVERED)
    return True


@act_on.register
def note_read(item: Read, page: Page) -> bool:
    arrived = [MessageState.SENT, MessageState.DELIVERED]
    said = said_to(page, item.customer_id).filter(state__in=arrived)
    mark_all(said.filter(created_at__lt=item.until + PRECISION), MessageState.READ)
    return True


def said_to(page: Page, customer_id: str) -> MessageQuerySet:
    """What we said to a customer."""
    return Message.objects.filter(
        conversation__customer__page=page,
        conversation__customer__customer_id=customer_id,
        author__in=[Author.BOT, Author.AGENT],
    )


def mark_all(messages: MessageQuerySet, state: MessageState) -> None:
    newest = messages.order_by("-seq").values_list("pk", flat=True)[:MAX_MARKED]
    for message_id in sorted(newest):
        mark_message(message_id, state=state)


def cut(item: CustomerText | Echo) -> str:
    """The text, at most as long as we store one."""
    if len(item.text) <= MAX_STORED_CHARACTERS:
        return item.text
    logger.warning(
        "Page %s: message %s had %d characters and was cut",
        item.page_id,
        item.provider_id,
        len(item.text),
    )
    return item.text[: MAX_STORED_CHARACTERS - 1] + "…"
