"""The interface of a bot: a turn goes in, an answer comes out."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime
from typing import Any, Literal

from conversations.models import Bot
from conversations.quick_replies import QuickReply


@dataclass(frozen=True, slots=True, kw_only=True)
class Line:
    """Something that was said before, to the customer or by the customer."""

    author: Literal["customer", "bot", "agent"]
    text: str
    at: datetime


@dataclass(frozen=True, slots=True, kw_only=True)
class Turn:
    """What the customer wrote, and to which bot. Plain values: no database behind them.

    `turn_id` stays the same when a turn is tried again. `history` is what was said before, oldest
    first, without `text`. `payload` is what the button said that the customer pressed, if they
    did. `seconds` is how long the bot may take. `is_trial`: an admin tries the bot, and no
    customer will see its answer. `attachments` are shapes of `files.shapes` with whole
    addresses; who showed files without a word has not `has_words`, and `text` stands for them.
    """

    company_id: int
    conversation_id: int
    text: str
    bot: Bot
    payload: str = ""
    turn_id: str = ""
    customer_name: str = ""
    history: tuple[Line, ...] = ()
    seconds: float = 20.0
    is_trial: bool = False
    attachments: tuple[dict[str, Any], ...] = ()
    has_words: bool = True


@dataclass(frozen=True, slots=True, kw_only=True)
class Answer:
    """What the bot says: `text`, and `more` messages after it, and `quick_replies` under the last.

    `gives_up` asks for a person instead; then nothing is said, and `reason` goes into the record.
    """

    text: str = ""
    more: tuple[str, ...] = ()
    quick_replies: tuple[QuickReply, ...] = ()
    gives_up: bool = False
    reason: str = ""

    @property
    def texts(self) -> list[str]:
        """What is to be said, without what is empty."""
        return [text for text in (self.text, *self.more) if text.strip()]


Reply = Callable[[Turn], Answer]

_kinds: dict[str, Reply] = {}


def register(kind: str, reply: Reply) -> None:
    """Make a kind of bot known.

    `reply` runs outside of any transaction and may take `turn.seconds`. It raises the outcomes of
    `handoff.outbox.kinds`: TryAgain where it may go well in a moment, Refused where it will not.
    """
    if kind in _kinds:
        raise ValueError(f"The bot {kind!r} is registered twice.")
    _kinds[kind] = reply


def reply_of(kind: str) -> Reply | None:
    return _kinds.get(kind)
