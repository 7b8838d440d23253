"""From a webhook's JSON to typed items. Pure functions, strict about types.

Shapes: Messenger Platform, "Webhook events" (messages, message_echoes, message_deliveries,
message_reads, messaging_postbacks), read in November 2026. Times are Unix milliseconds there.
"""

from __future__ import annotations

from typing import Any

from conversations.connectors.messenger.items import (
    CustomerText,
    Delivered,
    Echo,
    Item,
    Read,
    Unsupported,
)
from conversations.connectors.messenger.reading import (
    Fields,
    Malformed,
    id_of,
    moment_of,
    object_of,
    text_of,
)

MAX_ID_CHARACTERS = 64
MAX_MID_CHARACTERS = 255
MAX_MIDS = 500


def translate(page_id: object, raw: object) -> Item:
    """One element of an entry's `messaging` list; `page_id` is the entry's `id`.

    Raises `Malformed`.
    """
    item = object_of(raw, "the item")
    if "message" in item:
        message = object_of(item["message"], "message")
        ours = message.get("is_echo") is True
        return said(item, message, Item(**ends(page_id, item, customer_is_sender=not ours)), ours)
    between = Item(**ends(page_id, item, customer_is_sender=True))
    if "delivery" in item:
        return delivered(object_of(item["delivery"], "delivery"), between)
    if "read" in item:
        until = moment_of(object_of(item["read"], "read"), "watermark")
        return Read(**names(between), until=until)
    if "postback" in item:
        return pressed(item, object_of(item["postback"], "postback"), between)
    known = ("sender", "recipient", "timestamp")
    what = next((key for key in item if key not in known), "nothing")
    return Unsupported(**names(between), what=what[:40])


def said(item: Fields, message: Fields, between: Item, ours: bool) -> Item:
    text = text_of(message, "text")
    if ours:
        return Echo(
            **names(between),
            text=text,
            provider_id=id_of(message, "mid", MAX_MID_CHARACTERS),
            metadata=text_of(message, "metadata"),
            sent_at=moment_of(item, "timestamp"),
        )
    if not text.strip():
        what = "attachments" if message.get("attachments") else "message without text"
        return Unsupported(**names(between), what=what)
    return CustomerText(
        **names(between),
        text=text,
        provider_id=id_of(message, "mid", MAX_MID_CHARACTERS),
        sent_at=moment_of(item, "timestamp"),
    )


def pressed(item: Fields, postback: Fields, between: Item) -> Item:
    """A button. Older ones carry no `mid`: then who and when make an id that repeats alike."""
    sent_at = moment_of(item, "timestamp")
    title = text_of(postback, "title")
    if not title.strip():
        return Unsupported(**names(between), what="postback without title")
    return CustomerText(
        **names(between),
        text=title,
        provider_id=id_of(postback, "mid", MAX_MID_CHARACTERS)
        if "mid" in postback
        else f"postback:{between.customer_id}:{item['timestamp']}",
        sent_at=sent_at,
    )


def delivered(delivery: Fields, between: Item) -> Delivered:
    mids = delivery.get("mids", [])
    if not isinstance(mids, list) or len(mids) > MAX_MIDS:
        raise Malformed(f"mids is not a list of {MAX_MIDS} at most")
    return Delivered(
        **names(between),
        provider_ids=tuple(id_of({"mid": mid}, "mid", MAX_MID_CHARACTERS) for mid in mids),
        until=moment_of(delivery, "watermark"),
    )


def ends(page_id: object, item: Fields, *, customer_is_sender: bool) -> dict[str, str]:
    """Who is who: the page is the entry's, the customer is at the other end."""
    sender = id_of(object_of(item.get("sender"), "sender"), "id", MAX_ID_CHARACTERS)
    recipient = id_of(object_of(item.get("recipient"), "recipient"), "id", MAX_ID_CHARACTERS)
    customer, page = (sender, recipient) if customer_is_sender else (recipient, sender)
    if id_of({"id": page_id}, "id", MAX_ID_CHARACTERS) != page:
        raise Malformed("the item belongs to another page than its entry")
    return {"page_id": page, "customer_id": customer}


def names(between: Item) -> dict[str, Any]:
    return {"page_id": between.page_id, "customer_id": between.customer_id}
