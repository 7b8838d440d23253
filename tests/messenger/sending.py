"""What the tests of sending need: a message in the outbox, and its first try."""

from __future__ import annotations

from conversations.actions.bot import say_as_bot
from conversations.actions.sending import send_message
from conversations.models import Conversation, Message
from handoff.accounts.models import User
from handoff.outbox.models import Delivery


def say(agent: User, conversation: Conversation, text: str = "Hello John") -> Message:
    """An agent's message, stored and queued."""
    actor = agent.as_actor(door="test")
    return send_message(actor, conversation_id=conversation.pk, text=text)


def say_by_bot(conversation: Conversation, text: str = "We have a pool") -> Message:
    """The bot's message, stored and queued."""
    epoch = Conversation.objects.get(pk=conversation.pk).epoch
    message = say_as_bot(conversation.pk, epoch=epoch, text=text, client_id="turn-1")
    assert message is not None
    return message


def delivery_of(message: Message) -> Delivery:
    return Delivery.objects.get(kind="messenger.send", payload__message_id=message.pk)


def states(message: Message) -> tuple[str, str, str]:
    """How the message and its delivery stand, and the reason that people read."""
    message.refresh_from_db()
    return message.state, delivery_of(message).state, message.state_reason
