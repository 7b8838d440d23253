"""The interface of a bot: a turn goes in, an answer comes out."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

from conversations.models import Bot


@dataclass(frozen=True, slots=True, kw_only=True)
class Turn:
    """What the customer wrote, and to which bot. Plain values: no database behind them."""

    company_id: int
    conversation_id: int
    text: str
    bot: Bot


@dataclass(frozen=True, slots=True, kw_only=True)
class Answer:
    """What the bot says. `gives_up` asks for a person instead; then `text` is not sent."""

    text: str = ""
    gives_up: bool = False
    reason: str = ""


Reply = Callable[[Turn], Answer]

_kinds: dict[str, Reply] = {}


def register(kind: str, reply: Reply) -> None:
    """Make a kind of bot known. `reply` may take its time: it runs outside of any transaction."""
    if kind in _kinds:
        raise ValueError(f"The bot {kind!r} is registered twice.")
    _kinds[kind] = reply


def reply_of(kind: str) -> Reply | None:
    return _kinds.get(kind)
