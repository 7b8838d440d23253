"""What the simulated Graph API checks before it sends, and how it says no.

Messenger Platform, "Send API reference" and "Common error codes" (18 March 2026). Written apart
from our own policy, so that a fault there shows here.
"""

from __future__ import annotations

import hmac
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

from django.conf import settings
from django.utils import timezone
from django.utils.crypto import constant_time_compare

from conversations.connectors.messenger.simulator.models import PhoneFile, PhoneMessage
from customers.models import Customer, Page
from handoff.numbers import id_in

LONGEST_TEXT, LONGEST_METADATA = 2_000, 1_000
MOST_QUICK_REPLIES = 13
WINDOW, HUMAN_WINDOW = timedelta(hours=24), timedelta(days=7)


class GraphRefusal(Exception):
    """An error answer of the Graph API."""

    def __init__(self, code: int, message: str, *, subcode: int = 0, status: int = 400) -> None:
        super().__init__(message)
        self.code, self.message, self.subcode, self.status = code, message, subcode, status

    def as_body(self) -> dict[str, Any]:
        error: dict[str, Any] = {
            "message": f"(#{self.code}) {self.message}",
            "type": "OAuthException",
            "code": self.code,
            "fbtrace_id": "simulator",
        }
        if self.subcode:
            error["error_subcode"] = self.subcode
        return {"error": error}


@dataclass(frozen=True, slots=True, kw_only=True)
class Sending:
    """A message that may go to a phone: words, or a file that was uploaded before."""

    page_id: str
    customer_id: str
    text: str
    metadata: str
    tag: str
    file: PhoneFile | None = None
    quick_replies: tuple[dict[str, str], ...] = ()


def check_sending(page_id: str, fields: Mapping[str, Any], *, token: str) -> Sending:
    """What is asked for, if Messenger would send it. Raises `GraphRefusal`."""
    page = check_page(page_id, fields, token)
    sending = Sending(
        page_id=page_id,
        customer_id=text_in(fields.get("recipient"), "id"),
        text=text_in(fields.get("message"), "text"),
        metadata=text_in(fields.get("message"), "metadata"),
        tag=str(fields.get("tag", ""))[:50],
        file=uploaded_file(page_id, fields.get("message")),
        quick_replies=quick_replies_in(fields.get("message")),
    )
    check_size(sending)
    check_window(sending, str(fields.get("messaging_type", "")), heard_at(page, sending))
    return sending


def check_page(page_id: str, fields: Mapping[str, Any], token: str) -> Page:
    """The page, if the token is its own. Raises `GraphRefusal`."""
    page = Page.objects.filter(page_id=page_id).first()
    if page is None or not page.access_token or not constant_time_compare(token, page.access_token):
        raise GraphRefusal(190, "Invalid OAuth access token.")
    check_proof(fields, token)
    return page


def check_proof(fields: Mapping[str, Any], token: str) -> None:
    proof = fields.get("appsecret_proof")
    if proof is None:
        return
    key = settings.MESSENGER_APP_SECRET.encode()
    if not constant_time_compare(str(proof), hmac.new(key, token.encode(), "sha256").hexdigest()):
        raise GraphRefusal(100, "Invalid appsecret_proof provided in the API argument")


def check_size(sending: Sending) -> None:
    if sending.file is not None:
        if sending.text:
            raise GraphRefusal(100, "Only one of the text and attachment can be specified")
    elif not sending.text.strip():
        raise GraphRefusal(100, "Param message[text] must be a non-empty string.")
    for name, text, longest in (
        ("text", sending.text, LONGEST_TEXT),
        ("metadata", sending.metadata, LONGEST_METADATA),
    ):
        if len(text) > longest:
            raise GraphRefusal(
                100, f"Length of param message[{name}] must be less than or equal to {longest}"
            )


def check_window(sending: Sending, messaging_type: str, heard: datetime) -> None:
    passed = timezone.now() - heard
    match messaging_type, sending.tag:
        case "RESPONSE", "":
            is_open = passed <= WINDOW
        case "MESSAGE_TAG", "HUMAN_AGENT":
            is_open = passed <= HUMAN_WINDOW
        case _:
            raise GraphRefusal(100, "Invalid messaging_type or tag")
    if not is_open:
        raise GraphRefusal(10, "This message is sent outside of allowed window.", subcode=2018278)


def heard_at(page: Page, sending: Sending) -> datetime:
    """When this customer last wrote. Raises `GraphRefusal` for somebody who never did."""
    customer = Customer.objects.filter(page=page, customer_id=sending.customer_id).first()
    written = (
        PhoneMessage.objects.on_phone(page.page_id, sending.customer_id)
        .filter(from_customer=True)
        .last()
    )
    moments = [customer.last_seen] if customer else []
    moments += [written.created_at] if written else []
    if not moments:
        raise GraphRefusal(100, "No matching user found", subcode=2018001)
    return max(moments)


def uploaded_file(page_id: str, message: object) -> PhoneFile | None:
    """The file that a message names by its `attachment_id`, under the type it was uploaded as; None
    for a message without one. Raises `GraphRefusal` for an id that this page does not have."""
    attachment = message.get("attachment") if isinstance(message, dict) else None
    if attachment is None:
        return None
    payload = attachment.get("payload") if isinstance(attachment, dict) else None
    number, kind = text_in(payload, "attachment_id"), text_in(attachment, "type")
    found = PhoneFile.objects.filter(pk=id_in(number), page_id=page_id, kind=kind).first()
    if found is None:
        raise GraphRefusal(100, "Upload attachment failure.", subcode=2018047)
    return found


def quick_replies_in(message: object) -> tuple[dict[str, str], ...]:
    """The buttons under a message, if Messenger would show them. Raises `GraphRefusal`."""
    given = message.get("quick_replies", []) if isinstance(message, dict) else []
    if not isinstance(given, list) or len(given) > MOST_QUICK_REPLIES:
        raise GraphRefusal(100, "Param message[quick_replies] must be an array of at most 13.")
    found = [{name: text_in(one, name) for name in ("title", "payload")} for one in given]
    for one, raw in zip(found, given, strict=True):
        is_text = text_in(raw, "content_type") == "text"
        if not (is_text and 0 < len(one["title"]) <= 20 and 0 < len(one["payload"]) <= 1_000):
            raise GraphRefusal(100, "Param message[quick_replies] has a reply that is not valid.")
    return tuple(found)


def text_in(value: object, name: str) -> str:
    """A text in an object; empty where there is none."""
    text = value.get(name, "") if isinstance(value, dict) else ""
    return text if isinstance(text, str) else ""
