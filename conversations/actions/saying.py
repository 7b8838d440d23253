"""How what an agent says becomes messages: one, or two where the channel needs it."""

from __future__ import annotations

from dataclasses import dataclass

from django.utils import timezone

from conversations.actions.adding import Words, add_message
from conversations.connectors import connector_of
from conversations.models import Attachment, Author, Conversation, Message, MessageState
from conversations.quick_replies import QuickReply
from handoff.actor import Actor


@dataclass(frozen=True, slots=True, kw_only=True)
class Part:
    """What makes one message: words, a file, or both."""

    text: str = ""
    upload: Attachment | None = None
    quick_replies: tuple[QuickReply, ...] = ()


def parts_of(
    conversation: Conversation,
    text: str,
    upload: Attachment | None,
    quick_replies: tuple[QuickReply, ...] = (),
) -> list[Part]:
    """One message; two where the channel cannot send words and a file together."""
    connector = connector_of(conversation)
    if upload is None or not text or connector is None or connector.joins_words_and_files:
        return [Part(text=text, upload=upload, quick_replies=quick_replies)]
    return [Part(upload=upload), Part(text=text, quick_replies=quick_replies)]


def say(conversation: Conversation, actor: Actor, part: Part, *, client_id: str) -> Message:
    """Add one message of an agent who has the conversation, and queue it. Raises CannotSend."""
    connector = connector_of(conversation)
    if connector:
        connector.check(conversation, author=Author.AGENT, text=part.text, file=part.upload)
    words = Words(
        author=Author.AGENT,
        text=part.text,
        upload=part.upload,
        at=timezone.now(),
        agent_id=actor.user_id,
        agent_name=conversation.agent_name,
        agent_email=actor.email,
        client_id=client_id,
        quick_replies=part.quick_replies,
        state=MessageState.PENDING if connector else MessageState.SENT,
    )
    message = add_message(conversation, words)
    if connector:
        connector.send(message, epoch=None)
    return message
