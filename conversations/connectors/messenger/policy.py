"""What Messenger allows us to send, and when: a dated table.

Sources, read in November 2026: "Messenger Platform and Instagram Messaging API policy overview"
(standard messaging: 24 hours; human agent: 7 days, written by hand), "Send API reference"
(`message.text`: UTF-8, 2,000 characters). Messenger does not say what it takes for a character; we
count code points, so that one emoji may count as several, and leave the rest to Messenger. "Saving
assets" (22 April 2026): pictures, sound, video and files up to 25 MB.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime, timedelta

from conversations.errors import CannotSend
from conversations.models import Author

READ_ON = date(2026, 11, 21)
MAX_CHARACTERS = 2_000
MAX_FILE_BYTES = 25 * 1024 * 1024


@dataclass(frozen=True, slots=True, kw_only=True)
class Terms:
    """Under which terms a message leaves. `tag` is empty where none is needed."""

    messaging_type: str
    tag: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class Rule:
    """Who may write how long after the customer's last message, and under which terms."""

    authors: frozenset[Author]
    within: timedelta
    terms: Terms


RULES = (
    Rule(
        authors=frozenset({Author.BOT, Author.AGENT}),
        within=timedelta(hours=24),
        terms=Terms(messaging_type="RESPONSE"),
    ),
    Rule(
        authors=frozenset({Author.AGENT}),
        within=timedelta(days=7),
        terms=Terms(messaging_type="MESSAGE_TAG", tag="HUMAN_AGENT"),
    ),
)


def terms_for(
    author: Author, text: str, *, heard_at: datetime, now: datetime, file_bytes: int = 0
) -> Terms:
    """The terms under which `author` may say this now; `heard_at`: the customer's last message.

    `file_bytes`: the size of a file, which goes without words. Raises `CannotSend` with the reason.
    """
    if file_bytes:
        check_file(text, file_bytes)
    else:
        check_text(text)
    rules = [rule for rule in RULES if author in rule.authors]
    for rule in rules:
        if now - heard_at <= rule.within:
            return rule.terms
    raise CannotSend(too_late(author, max(rule.within for rule in rules)))


def check_text(text: str) -> None:
    if not text.strip():
        raise CannotSend("Messenger sends no empty messages")
    if len(text) > MAX_CHARACTERS:
        raise CannotSend(
            f"Messenger allows {MAX_CHARACTERS:,} characters; this message has {len(text):,}"
        )


def check_file(text: str, file_bytes: int) -> None:
    if text:
        raise CannotSend("Messenger sends words and a file as two messages")
    if file_bytes > MAX_FILE_BYTES:
        raise CannotSend("Messenger allows files of up to 25 MB")


def too_late(author: Author, within: timedelta) -> str:
    if author == Author.BOT:
        return "Messenger lets a bot answer only within 24 hours of the customer's last message"
    return (
        f"The customer wrote more than {within.days} days ago. "
        "Messenger allows no answer until the customer writes again"
    )
