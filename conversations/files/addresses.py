"""The addresses that files are served at: `/uploads/chat/<key>.<ending>`."""

from __future__ import annotations

import re

from conversations.files.types import type_named
from conversations.models.attachment import Attachment

PREFIX = "/uploads/chat/"
NAME = re.compile(r"([0-9a-f]{32})\.[a-z0-9]{1,5}")


def address_of(attachment: Attachment) -> str:
    """The path; empty while there is nothing to be had."""
    return f"{PREFIX}{served_name(attachment)}" if attachment.is_stored else ""


def served_name(attachment: Attachment) -> str:
    return f"{attachment.key}.{type_named(attachment.media_type).suffix}"


def key_in(name: str) -> str:
    """The key in the last part of an address; empty if there is none."""
    found = NAME.fullmatch(name)
    return found[1] if found else ""


def key_of_address(address: str) -> str:
    """The key in `/uploads/chat/…`, as it was given out; empty for any other address."""
    return key_in(address.removeprefix(PREFIX)) if address.startswith(PREFIX) else ""
