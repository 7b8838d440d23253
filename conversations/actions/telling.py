"""Telling that a message is not what it was: it moved on, or somebody reacted to it."""

from __future__ import annotations

from conversations.actions.ownership import now_seconds
from conversations.events import MessageStateChanged
from conversations.models import Message
from conversations.serializers import message_data, subject_data
from handoff.news.emitting import emit


def tell_message_changed(message: Message) -> None:
    """To both sides; `message.conversation` has been read with its people."""
    conversation = message.conversation
    emit(
        MessageStateChanged(
            subject=subject_data(conversation),
            message=message_data(message),
            timestamp=now_seconds(),
        ),
        company_id=conversation.company_id,
        conversation_id=conversation.pk,
        to=conversation.shared_topics,
    )
