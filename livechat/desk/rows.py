"""The rows of a list: each conversation with what was said last in it."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from django.db.models import F
from django.db.models.functions import Left

from conversations.models import Author, Conversation, Message
from handoff.actor import Actor
from livechat.desk.words import speaker_of

SHOWN_CHARACTERS = 200


@dataclass(frozen=True, slots=True)
class Row:
    """A conversation, and the `text` that was said last with `speaker` before it if it was ours."""

    conversation: Conversation
    text: str
    speaker: str


def rows_of(conversations: Sequence[Conversation], actor: Actor) -> list[Row]:
    """One query for all: the message that carries its conversation's `last_seq` was said last."""
    last = (
        Message.objects.filter(conversation__in=conversations, seq=F("conversation__last_seq"))
        .annotate(beginning=Left("text", SHOWN_CHARACTERS))
        .defer("text")
    )
    said = {message.conversation_id: message for message in last}
    return [
        row_of(conversation, said.get(conversation.pk), actor) for conversation in conversations
    ]


def row_of(conversation: Conversation, message: Message | None, actor: Actor) -> Row:
    if message is None:
        return Row(conversation, "", "")
    text: str = message.beginning  # type: ignore[attr-defined]  # annotated above
    is_ours = message.author not in (Author.CUSTOMER, Author.SYSTEM)
    return Row(conversation, text, speaker_of(message, actor) if is_ours else "")
