"""Reactions: an emoji that a customer puts on a message. No message of its own, so nothing that
counts messages moves: neither `updated_at` nor `last_seen`, and no bot is woken."""

from __future__ import annotations

from datetime import datetime

from conversations.actions.telling import tell_message_changed
from conversations.models import Message
from customers.models import Page
from handoff.news.emitting import action


@action
def react(page: Page, *, customer_id: str, provider_id: str, emoji: str, at: datetime) -> bool:
    """Note the customer's reaction to a message, empty for one that was taken away.

    False where nothing changes: a message that we do not know, the same once more, or news that is
    older (`at`, the provider's time) than what we have.
    """
    messages = Message.objects.select_for_update(of=("self",)).exclude(provider_id="")
    message = messages.filter(
        page=page, provider_id=provider_id, conversation__customer__customer_id=customer_id
    ).first()
    if message is None or (message.reacted_at and at < message.reacted_at):
        return False
    is_same = message.reaction == emoji
    message.reaction, message.reacted_at = emoji, at
    message.save(update_fields=["reaction", "reacted_at"])
    if is_same:
        return False
    tell_message_changed(message)
    return True
