"""What Messenger's webhooks say, as typed items. Pure functions, strict about types.

Shapes: Messenger Platform, "Webhook events" (messages, message_echoes, message_deliveries,
message_reads, messaging_postbacks), read in November 2026. Times are Unix milliseconds there.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import Any

from conversations.connectors.messenger.attachments import Shown, Unreadable, shown_in
from conversations.files.incoming import Incoming

UNSAFE = frozenset(" /\\?#%")
MAX_ID_CHARACTERS = 64
MAX_MID_CHARACTERS = 255
MAX_MIDS = 500

Fields = Mapping[str, Any]


class Malformed(Exception):
    """An item that is not what Messenger sends. Its text says where, and quotes nobody."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Item:
    """Something happened between a page and one of its customers."""

    page_id: str
    customer_id: str


@dataclass(frozen=True, slots=True, kw_only=True)
class CustomerText(Item):
    """A customer wrote, or pressed a button; then `text` is what the button says.

    `text` may be empty where `files` are shown.
    """

    text: str
    provider_id: str
    sent_at: datetime
    files: tuple[Incoming, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class Echo(Item):
    """The page said something: we did (`metadata` is ours), or somebody in Facebook's inbox."""

    text: str
    provider_id: str
    metadata: str
    sent_at: datetime
    files: tuple[Incoming, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class Delivered(Item):
    """These messages, and all that were sent before `until`, are on the customer's phone."""

    provider_ids: tuple[str, ...]
    until: datetime


@dataclass(frozen=True, slots=True, kw_only=True)
class Read(Item):
    """The customer has read all that was sent up to `until`."""

    until: datetime


@dataclass(frozen=True, slots=True, kw_only=True)
class Unsupported(Item):
    """Something that is not understood yet; `what` names it (`reaction`)."""

    what: str


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
    shown = shown_beside(message)
    text = shown.with_words(text_of(message, "text"))
    if ours:
        return Echo(
            **names(between),
            text=text,
            provider_id=id_of(message, "mid", MAX_MID_CHARACTERS),
            metadata=text_of(message, "metadata"),
            sent_at=moment_of(item, "timestamp"),
            files=shown.files,
        )
    if not text.strip() and not shown.files:
        return Unsupported(**names(between), what="message without text")
    return CustomerText(
        **names(between),
        text=text,
        provider_id=id_of(message, "mid", MAX_MID_CHARACTERS),
        sent_at=moment_of(item, "timestamp"),
        files=shown.files,
    )


def shown_beside(message: Fields) -> Shown:
    """Pictures, files, places and links of a message. Raises `Malformed`."""
    try:
        return shown_in(message)
    except Unreadable as fault:
        raise Malformed(str(fault)) from fault


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


def object_of(value: object, name: str) -> Fields:
    if not isinstance(value, dict):
        raise Malformed(f"{name} is not an object")
    return value


def id_of(fields: Fields, name: str, longest: int) -> str:
    """An id: printable ASCII that can stand in an address of ours."""
    value = fields.get(name)
    if not isinstance(value, str) or not 0 < len(value) <= longest:
        raise Malformed(f"{name} is not a text of 1 to {longest} characters")
    if not value.isascii() or not value.isprintable() or not UNSAFE.isdisjoint(value):
        raise Malformed(f"{name} has characters that no id has")
    if not value.strip("."):
        raise Malformed(f"{name} has characters that no id has")
    return value


def text_of(fields: Fields, name: str) -> str:
    """A text, empty if it is not there. What no database can store is replaced."""
    value = fields.get(name, "")
    if not isinstance(value, str):
        raise Malformed(f"{name} is not a text")
    sound = value.encode("utf-16", "surrogatepass").decode("utf-16", "replace")
    return sound.replace("\0", "\ufffd")


def moment_of(fields: Fields, name: str) -> datetime:
    """Unix milliseconds as a time in UTC."""
    value = fields.get(name)
    if not isinstance(value, int) or isinstance(value, bool) or not 0 < value < 10**14:
        raise Malformed(f"{name} is not a time in milliseconds")
    return datetime.fromtimestamp(value / 1000, tz=UTC)
