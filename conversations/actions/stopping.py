"""Silence the bot, or let it speak again. The table is in `docs/ownership.md`."""

from __future__ import annotations

from conversations.actions.guards import refuse_closed, refuse_stranger
from conversations.actions.ownership import change_owner, tell_person_requested
from conversations.bots.front import has_bot
from conversations.errors import NoBot
from conversations.models import Conversation, Deed, Owner
from conversations.permissions import get_conversation_for
from handoff.actor import Actor
from handoff.news.emitting import action


def request_person(conversation: Conversation, *, by: Actor, reason: str, message: str) -> None:
    """A person is wanted where the bot answers: it falls silent, and the team is told.

    Nothing is said to the customer (contract document 3, "Agent Handoff Behavior").
    """
    change_owner(conversation, Owner.NOBODY, deed=Deed.REQUESTED, by=by, reason=reason)
    tell_person_requested(conversation, message)


@action
def set_stop(actor: Actor, *, conversation_id: int, stop: bool) -> Conversation:
    """Silence the bot, or let it speak again. An unchanged value changes and tells nothing.

    `stop` false takes the conversation from its agent; only that agent and admins may.
    Raises NotFound, NotYourCustomer, NoBot, ConversationClosed.
    """
    conversation = get_conversation_for(actor, conversation_id, hold=True)
    return apply_stop(conversation, actor, stop=stop)


@action
def toggle_stop(actor: Actor, *, conversation_id: int) -> tuple[Conversation, bool]:
    """Turn `stop` around; returns the conversation and the value before.

    Decided on one look: whoever loses a race is told so (Conflict) instead of turning it back.
    """
    conversation = get_conversation_for(actor, conversation_id)
    previous = conversation.stop
    return apply_stop(conversation, actor, stop=not previous), previous


def apply_stop(conversation: Conversation, actor: Actor, *, stop: bool) -> Conversation:
    """Set `stop`. Raises `OwnerChanged` if it was not held and somebody was faster."""
    if conversation.stop == stop:
        return conversation
    refuse_closed(conversation)
    if stop:
        change_owner(conversation, Owner.NOBODY, deed=Deed.REQUESTED, by=actor, reason="stop set")
        return conversation
    if conversation.owner == Owner.AGENT:
        refuse_stranger(conversation, actor)
    hand_to_bot(conversation, actor)
    return conversation


def hand_to_bot(conversation: Conversation, actor: Actor) -> None:
    """Back to the bot, which answers from the customer's next message on. Raises `NoBot`."""
    if not has_bot(conversation):
        raise NoBot
    change_owner(conversation, Owner.BOT, deed=Deed.RETURNED, by=actor)
