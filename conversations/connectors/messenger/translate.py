"""From a webhook's JSON to typed items. Strict about types; what relays leave out is made up for
where it can be.

Shapes: Messenger Platform, "Webhook events" (messages, message_echoes, message_deliveries,
message_reads, message_reactions, messaging_postbacks, messaging_referrals), read in November
2026. Times are Unix milliseconds there.
"""

from __future__ import annotations

import hashlib
from collections.abc import Callable
from datetime import datetime
from typing import Any

from django.utils import timezone

from conversations.connectors.messenger.attachments import shown_in
from conversations.connectors.messenger.buttons import (
    payload_in,
    payload_of_quick_reply,
    words_on,
)
from conversations.connectors.messenger.gestures import emoji_of, referral_in
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
from conversations.connectors.messenger.reading import (
    Fields,
    Malformed,
    end_of,
    id_of,
    moment_of,
    object_of,
    text_of,
    word_of,
)

MAX_ID_CHARACTERS = 64
MAX_MID_CHARACTERS = 255
MAX_MIDS = 500
ENVELOPE = ("sender", "recipient", "timestamp")


def translate(page_id: object, raw: object) -> Item:
    """One element of an entry's `messaging` list; `page_id` is the entry's `id`.

    Raises `Malformed`.
    """
    item = object_of(raw, "the item")
    what = next((name for name in READERS if name in item), "")
    if not what:
        return no_business_of_ours(page_id, item)
    content = object_of(item[what], what)
    ours = what == "message" and content.get("is_echo") is True
    between = Item(**ends(page_id, item, customer_is_sender=not ours))
    return READERS[what](item, content, between)


def no_business_of_ours(page_id: object, item: Fields) -> Unsupported:
    """What we ignore: `optin`, `account_linking`, `message_edit`, `policy_enforcement`, … Not all
    of them name a customer, so nobody is looked for."""
    page = id_of({"id": page_id}, "id", MAX_ID_CHARACTERS)
    what = next((str(name) for name in item if name not in ENVELOPE), "")
    if not what:
        raise Malformed("the item says nothing")
    return Unsupported(page_id=page, customer_id="", what=text_of({"what": what}, "what")[:40])


def said(item: Fields, message: Fields, between: Item) -> Item:
    shown = shown_in(message)
    text = shown.with_words(text_of(message, "text"))
    if message.get("is_echo") is True:
        return Echo(
            **names(between),
            text=text,
            provider_id=id_of(message, "mid", MAX_MID_CHARACTERS),
            metadata=word_of(message, "metadata", MAX_MID_CHARACTERS),
            sent_at=said_at(item),
            files=shown.files,
        )
    if message.get("is_deleted") is True:
        return Unsupported(**names(between), what="message.is_deleted")
    if not text.strip() and not shown.files:
        unsupported = message.get("is_unsupported") is True
        what = "message.is_unsupported" if unsupported else "message without text"
        return Unsupported(**names(between), what=what)
    return CustomerText(
        **names(between),
        text=text,
        provider_id=mid_of(message, item, f"message:{between.customer_id}", text),
        sent_at=said_at(item),
        files=shown.files,
        payload=payload_of_quick_reply(message),
        referral=referral_in(message),
    )


def pressed(item: Fields, postback: Fields, between: Item) -> Item:
    """A button. Older ones carry no `mid`."""
    payload = payload_in(postback)
    return CustomerText(
        **names(between),
        text=words_on(text_of(postback, "title"), payload),
        provider_id=mid_of(postback, item, f"postback:{between.customer_id}"),
        sent_at=said_at(item),
        payload=payload,
        referral=referral_in(postback),
    )


def mid_of(content: Fields, item: Fields, who: str, text: str = "") -> str:
    """Its id. Where it carries none, who said when what makes one that repeats alike."""
    if content.get("mid") is not None:
        return id_of(content, "mid", MAX_MID_CHARACTERS)
    moment_of(item, "timestamp")
    what = f":{hashlib.sha256(text.encode()).hexdigest()[:16]}" if text else ""
    return f"{who}:{item['timestamp']}{what}"


def said_at(item: Fields) -> datetime:
    """When it was said; now, where a relay has left that out."""
    return timezone.now() if item.get("timestamp") is None else moment_of(item, "timestamp")


def reacted(item: Fields, reaction: Fields, between: Item) -> Reaction:
    return Reaction(
        **names(between),
        provider_id=id_of(reaction, "mid", MAX_MID_CHARACTERS),
        emoji=emoji_of(reaction),
        at=said_at(item),
    )


def referred(item: Fields, content: Fields, between: Item) -> Item:
    referral = referral_in(item)
    if referral is None:
        return Unsupported(**names(between), what="referral that says nothing")
    return Referred(**names(between), referral=referral, at=said_at(item))


def has_read(item: Fields, content: Fields, between: Item) -> Read:
    return Read(**names(between), until=moment_of(content, "watermark"))


def delivered(item: Fields, delivery: Fields, between: Item) -> Delivered:
    mids = delivery.get("mids") or []
    if not isinstance(mids, list) or len(mids) > MAX_MIDS:
        raise Malformed(f"mids is not a list of {MAX_MIDS} at most")
    return Delivered(
        **names(between),
        provider_ids=tuple(id_of({"mid": mid}, "mid", MAX_MID_CHARACTERS) for mid in mids),
        until=moment_of(delivery, "watermark"),
    )


def ends(page_id: object, item: Fields, *, customer_is_sender: bool) -> dict[str, str]:
    """Who is who: the page is the entry's, the customer is at the other end."""
    sender, recipient = (
        end_of(object_of(item.get(end), end).get("id"), "id", MAX_ID_CHARACTERS)
        for end in ("sender", "recipient")
    )
    customer, page = (sender, recipient) if customer_is_sender else (recipient, sender)
    if end_of(page_id, "id", MAX_ID_CHARACTERS) != page:
        raise Malformed("the item belongs to another page than its entry")
    if customer == page:
        raise Malformed("the page writes to itself")
    return {"page_id": page, "customer_id": customer}


def names(between: Item) -> dict[str, Any]:
    return {"page_id": between.page_id, "customer_id": between.customer_id}


# What an item says stands under one of these names; the first that is there counts.
READERS: dict[str, Callable[[Fields, Fields, Item], Item]] = {
    "message": said,
    "delivery": delivered,
    "read": has_read,
    "postback": pressed,
    "reaction": reacted,
    "referral": referred,
}
