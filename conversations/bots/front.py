"""Which bot stands in front of a conversation."""

from __future__ import annotations

from collections.abc import Callable

from conversations.models import Bot, Conversation
from customers.models import Page


def bot_of_page(page: Page) -> Bot | None:
    """The active bot of a page, if it has one."""
    return Bot.objects.select_related("page").filter(page=page, is_active=True).first()


def bot_of(conversation: Conversation) -> Bot | None:
    """The bot that may answer here, if there is one. A new conversation need not be stored yet."""
    if conversation.customer:
        return bot_of_page(conversation.customer.page)
    choose = _fronts.get(conversation.channel)
    return choose(conversation) if choose else None


def register(channel: str, choose: Callable[[Conversation], Bot | None]) -> None:
    """Say which bot stands in front of conversations of a channel; without, nobody does."""
    if channel in _fronts:
        raise ValueError(f"The channel {channel!r} has its bots chosen already.")
    _fronts[channel] = choose


_fronts: dict[str, Callable[[Conversation], Bot | None]] = {}


def has_bot(conversation: Conversation) -> bool:
    return bot_of(conversation) is not None
