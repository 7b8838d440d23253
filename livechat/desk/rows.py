"""The rows of a list: each conversation with what was said last in it."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from django.db.models import F
from django.db.models.functions import Left

from conversations.models import Author, Channel, Conversation, Message
from conversations.unread import with_unread
from handoff.actor import Actor
from livechat.desk.words import speaker_of

SHOWN_CHARACTERS = 200


@dataclass(frozen=True, slots=True)
class Row:
    """A conversation, and the `text` that was said last with `speaker` before it if it was ours.
    `unread`: in rooms, how many of the guest's messages the staff has not read."""

    conversation: Conversation
    text: str
    speaker: str
    unread: int = 0


def rows_of(conversations: Sequence[Conversation], actor: Actor) -> list[Row]:
    """One query for all: the message that carries its conversation's `last_seq` was said last. One
    more for what is unread in rooms."""
    last = (
        Message.objects.filter(conversation__in=conversations, seq=F("conversation__last_seq"))
        .annotate(beginning=Left("text", SHOWN_CHARACTERS))
        .defer("text")
    )
    said = {message.conversation_id: message for message in last}
    unread = unread_in(conversations)
    return [row_of(one, said.get(one.pk), actor, unread.get(one.pk, 0)) for one in conversations]


def unread_in(conversations: Sequence[Conversation]) -> dict[int, int]:
    """What is unread in the rooms among them, by conversation."""
    rooms = [one.pk for one in conversations if one.channel == Channel.ROOM and one.last_seq]
    if not rooms:
        return {}
    counted = with_unread(Conversation.objects.filter(pk__in=rooms))
    return dict(counted.values_list("pk", "unread"))  # type: ignore[misc]  # annotated


def row_of(
    conversation: Conversation, message: Message | None, actor: Actor, unread: int = 0
) -> Row:
    if message is None:
        return Row(conversation, "", "")
    text: str = message.beginning  # type: ignore[attr-defined]  # annotated above
    return Row(conversation, text, speaker_in_row(message, actor), unread)


def speaker_in_row(message: Message, actor: Actor) -> str:
    """Empty where the other side said it, or nobody. A note was said to nobody outside."""
    if message.author in (Author.CUSTOMER, Author.SYSTEM):
        return ""
    return "Note" if message.author == Author.NOTE else speaker_of(message, actor)
