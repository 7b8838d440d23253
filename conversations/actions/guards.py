"""What is refused wherever it is asked: closed, another's, an agent who is leaving."""

from __future__ import annotations

from conversations.errors import (
    AgentNotAvailable,
    AssignedToAnother,
    ConversationClosed,
    NotAssigned,
    NotYourCustomer,
)
from conversations.models import Conversation, Owner
from handoff.accounts.models import Role, User
from handoff.actor import Actor
from handoff.errors import Forbidden


def refuse_closed(conversation: Conversation) -> None:
    if not conversation.is_open:
        raise ConversationClosed


def refuse_stranger(conversation: Conversation, actor: Actor) -> None:
    """Only the agent who has it, and admins."""
    if not actor.is_admin and not conversation.is_held_by(actor):
        raise NotYourCustomer


def require_held(conversation: Conversation, actor: Actor) -> None:
    """Only who has taken it before. Raises ConversationClosed, AssignedToAnother, NotAssigned."""
    refuse_closed(conversation)
    if conversation.is_held_by(actor):
        return
    if conversation.owner == Owner.AGENT:
        raise AssignedToAnother(conversation)
    raise NotAssigned


def acting_user(actor: Actor) -> User:
    """The account of who acts. Raises `Forbidden` for those who have none."""
    if actor.user_id is None:
        raise Forbidden
    return User.objects.get(pk=actor.user_id)


def require_active(conversation: Conversation) -> User:
    """The agent who has it now, locked. Refuses one who is leaving at this moment: deactivated,
    moved, no agent any more.

    The lock makes us wait for that deed; without it both would commit, and somebody who is gone
    would have the conversation. Conversations are locked before agents, everywhere.
    """
    agent = User.objects.select_for_update(no_key=True).get(conversations=conversation)
    is_colleague = agent.role != Role.CUSTOMER and agent.company_id == conversation.company_id
    if not agent.is_active or not (is_colleague or agent.is_superuser):
        raise AgentNotAvailable
    return agent
