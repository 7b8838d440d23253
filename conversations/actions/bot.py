"""What the bot does: it answers under its epoch, or gives up and is silent from then on."""

from __future__ import annotations

from collections.abc import Sequence

from django.utils import timezone

from conversations.actions.adding import Words, add_message
from conversations.actions.repeating import said_before
from conversations.actions.stopping import request_person
from conversations.connectors import connector_of
from conversations.models import Author, Conversation, Message, MessageState, Owner
from conversations.quick_replies import QuickReply
from handoff.actor import bot_of
from handoff.news.emitting import action


def answering_conversation(conversation_id: int, *, epoch: int) -> Conversation | None:
    """The conversation, held, if its bot still answers under this epoch."""
    return Conversation.objects.filter(pk=conversation_id, owner=Owner.BOT, epoch=epoch).hold()


@action
def say_as_bot(
    conversation_id: int, *, epoch: int, text: str, client_id: str,
    quick_replies: tuple[QuickReply, ...] = (),
) -> Message | None:  # fmt: skip
    """Say the bot's answer, if the bot still answers under this epoch; else None, nothing said.

    The same `client_id` again answers the first message. Raises CannotSend where the channel
    forbids it.
    """
    conversation = answering_conversation(conversation_id, epoch=epoch)
    if conversation is None:
        return None
    said = said_before(conversation, client_id)
    if said is not None:
        return said
    connector = connector_of(conversation)
    if connector:
        connector.check(conversation, author=Author.BOT, text=text)
    words = Words(
        author=Author.BOT,
        text=text,
        at=timezone.now(),
        client_id=client_id,
        quick_replies=quick_replies,
        state=MessageState.PENDING if connector else MessageState.SENT,
    )
    message = add_message(conversation, words)
    if connector:
        connector.send(message, epoch=epoch)
    return message


@action
def say_all_as_bot(
    conversation_id: int, *, epoch: int, texts: Sequence[str], client_id: str,
    quick_replies: tuple[QuickReply, ...] = (),
) -> bool:  # fmt: skip
    """Say an answer of several messages, in their order: all of them, or none (False). The quick
    replies stand under the last: Messenger shows them under the newest message only.

    Each has a `client_id` of its own, the first one this, so that saying it again says nothing
    twice. Each leaves under the epoch. Raises CannotSend; then nothing is said.
    """
    for number, text in enumerate(texts, start=1):
        part_id = client_id if number == 1 else f"{client_id}-{number}"
        said = say_as_bot(
            conversation_id,
            epoch=epoch,
            text=text,
            client_id=part_id,
            quick_replies=quick_replies if number == len(texts) else (),
        )
        if said is None:
            return False  # the first one: after it we hold the conversation until the commit
    return True


@action
def give_up(conversation_id: int, *, epoch: int, reason: str, message: str) -> bool:
    """The bot cannot go on: a person is wanted. False if the bot does not answer any more."""
    conversation = answering_conversation(conversation_id, epoch=epoch)
    if conversation is None:
        return False
    by = bot_of(conversation.company_id)
    request_person(conversation, by=by, reason=reason, message=message)
    return True
