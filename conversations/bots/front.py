"""Which bot stands in front of a conversation."""

from __future__ import annotations

from conversations.models import Bot, Conversation
from customers.models import Page


def bot_of_page(page: Page) -> Bot | None:
    """The active bot of a page, if it has one."""
    return Bot.objects.select_related("page").filter(page=page, is_active=True).first()


def bot_of(conversation: Conversation) -> Bot | None:
    """The bot that may answer here, if there is one."""
    return bot_of_page(conversation.customer.page) if conversation.customer else None


def has_bot(conversation: Conversation) -> bool:
    return bot_of(conversation) is not None
