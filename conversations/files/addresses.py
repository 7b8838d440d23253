"""The addresses that files are served at: `/uploads/chat/<key>.<ending>`."""

from __future__ import annotations

from conversations.files.types import type_named
from conversations.models.attachment import Attachment
from handoff.files.keys import key_in

PREFIX = "/uploads/chat/"


def address_of(attachment: Attachment) -> str:
    """The path; empty while there is nothing to be had."""
    return f"{PREFIX}{served_name(attachment)}" if attachment.is_stored else ""


def served_name(attachment: Attachment) -> str:
    return f"{attachment.key}.{type_named(attachment.media_type).suffix}"


def key_of_address(address: str) -> str:
    """The key in `/uploads/chat/…`, as it was given out; empty for any other address."""
    return key_in(address.removeprefix(PREFIX)) if address.startswith(PREFIX) else ""
