"""Buttons that customers press: postbacks and quick replies, as what a customer said.

Shapes: Messenger Platform, "Webhook events" (messaging_postbacks, messages: `quick_reply`), read
in November 2026: `payload` has 1,000 characters at most; a postback of the Get Started button may
come without a title.
"""

from __future__ import annotations

import re

from conversations.connectors.messenger.reading import Fields, word_of
from conversations.quick_replies import LONGEST_PAYLOAD

GET_STARTED = "Get started"
LONGEST_WORDS = 100
PLAIN_NAME = re.compile(r"[A-Za-z][A-Za-z0-9]*([_ -][A-Za-z0-9]+)*")


def payload_in(fields: Fields) -> str:
    """What a button says to programs; cut where it is longer than Messenger allows. Empty where it
    cannot be read: that must not cost what the customer said."""
    return word_of(fields, "payload", LONGEST_PAYLOAD)


def payload_of_quick_reply(message: Fields) -> str:
    """Of the quick reply that a message is, empty if it is none."""
    quick_reply = message.get("quick_reply")
    return payload_in(quick_reply) if isinstance(quick_reply, dict) else ""


def words_on(title: str, payload: str) -> str:
    """What people read of a button that was pressed: its title, else its payload in words.

    `SHOW_MENU` is read as "Show menu"; what is no name (JSON, an address) stays as it is, cut.
    Nothing at all is the Get Started button.
    """
    if title.strip():
        return title
    name = payload.strip()[:LONGEST_WORDS]
    if not name:
        return GET_STARTED
    if not PLAIN_NAME.fullmatch(name):
        return name
    words = re.sub(r"[_ -]+", " ", name).capitalize()
    return GET_STARTED if words.startswith(GET_STARTED) else words
