"""Take a conversation. The table is in `docs/ownership.md`."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import Literal

from conversations.actions.guards import acting_user, refuse_closed, require_active
from conversations.actions.ownership import change_owner, rename_agent
from conversations.actions.telling import tell_staff_assigned
from conversations.admission import Admission, admit
from conversations.errors import AlreadyAssigned, NotRequested
from conversations.models import Conversation, Deed, Owner, Policy
from conversations.permissions import get_conversation_for
from conversations.staff import shown_name
from handoff.actor import Actor
from handoff.errors import HandoffError
from handoff.news.emitting import action


@dataclass(frozen=True, slots=True)
class Taken:
    """What a take did: another `agent`, only another `name`, or nothing (``""``)."""

    conversation: Conversation
    changed: Literal["agent", "name", ""]


@action
def take_conversation(
    actor: Actor, *, conversation_id: int, agent_name: str | None = None, from_bot: bool = False
) -> Taken:
    """Make the actor the one who answers.

    `agent_name` is the name that others see: empty means the user's own; None leaves a name that
    is there. `from_bot` allows stepping in where nobody asked for a person (contract README,
    "Taking and giving back"). A room's guest is told who is there, also where that is nobody new
    ("Document 5"). Raises NotFound, AlreadyAssigned, NotRequested, ConversationClosed,
    and what the channel's rule of admission raises.
    """
    conversation = get_conversation_for(actor, conversation_id, hold=True)
    taken = claim(
        conversation, actor, agent_name=agent_name, from_bot=from_bot, refusal=AlreadyAssigned
    )
    tell_staff_assigned(conversation)
    return taken


def claim(
    conversation: Conversation, actor: Actor, *, agent_name: str | None, from_bot: bool,
    refusal: Callable[[Conversation], HandoffError],
) -> Taken:  # fmt: skip
    """Take what is held. Raises `refusal` where another has it."""
    refuse_closed(conversation)
    if conversation.is_held_by(actor):
        assert conversation.agent is not None, "who holds it answers there"
        chosen = agent_name or shown_name(conversation, conversation.agent)
        return renamed(conversation, conversation.agent_name if agent_name is None else chosen)
    if conversation.owner == Owner.BOT and not from_bot:
        raise NotRequested
    if conversation.owner == Owner.AGENT and conversation.policy == Policy.EXCLUSIVE:
        raise refusal(conversation)
    user = acting_user(actor)
    change_owner(
        conversation,
        Owner.AGENT,
        deed=Deed.TAKEN,
        by=actor,
        agent=user,
        agent_name=agent_name or shown_name(conversation, user),
    )
    agent = require_active(conversation)
    admit(Admission(conversation=conversation, agent=agent, by=actor, deed=Deed.TAKEN))
    return Taken(conversation, "agent")


def renamed(conversation: Conversation, name: str) -> Taken:
    """The same agent, under this name. Raises `OwnerChanged` if too late."""
    if name == conversation.agent_name:
        return Taken(conversation, "")
    rename_agent(conversation, name)
    return Taken(conversation, "name")
