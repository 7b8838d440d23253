"""Give a conversation to a colleague. The table is in `docs/ownership.md`."""

from __future__ import annotations

from dataclasses import dataclass

from conversations.actions.guards import refuse_closed, require_active
from conversations.actions.ownership import change_owner
from conversations.actions.taking import Taken, renamed
from conversations.actions.telling import tell_staff_assigned
from conversations.admission import Admission, admit
from conversations.errors import NotYourCustomer
from conversations.models import Conversation, Deed, Owner
from conversations.permissions import get_colleague, get_conversation_for
from conversations.staff import shown_name
from handoff.actor import Actor
from handoff.errors import Forbidden
from handoff.news.emitting import action


@dataclass(frozen=True, slots=True, kw_only=True)
class Gift:
    """To whom a conversation is given, under which shown name (empty: their own), and why.

    `forced` gives it over the channel's limit; the record says so.
    """

    to_user_id: int
    agent_name: str = ""
    reason: str = ""
    forced: bool = False

    @property
    def recorded_reason(self) -> str:
        return f"forced; {self.reason}".removesuffix("; ") if self.forced else self.reason


@action
def transfer_conversation(
    actor: Actor, *, conversation_id: int, to_user_id: int, agent_name: str = "",
    reason: str = "", forced: bool = False,
) -> Taken:  # fmt: skip
    """Give the conversation to a colleague: its agent may, and admins (also where nobody answers).

    `forced` gives it over the channel's limit; only admins may, and the record says so. Raises
    NotFound (of the colleague, too), Forbidden, NotYourCustomer, AgentNotAvailable,
    ConversationClosed, and what the channel's rule of admission raises.
    """
    if forced and not actor.is_admin:
        raise Forbidden("Only an admin can force an assignment")
    gift = Gift(to_user_id=to_user_id, agent_name=agent_name, reason=reason, forced=forced)
    conversation = get_conversation_for(actor, conversation_id, hold=True)
    given = give(conversation, actor, gift)
    tell_staff_assigned(conversation)
    return given


def give(conversation: Conversation, actor: Actor, gift: Gift) -> Taken:
    """Give away what is held. Raises what `transfer_conversation` does."""
    refuse_closed(conversation)
    if not actor.is_admin and not conversation.is_held_by(actor):
        raise NotYourCustomer("Only the assigned agent or admin can transfer")
    agent = get_colleague(conversation, gift.to_user_id)
    name = gift.agent_name or shown_name(conversation, agent)
    if conversation.agent_id == agent.pk:
        return renamed(conversation, name)
    change_owner(
        conversation,
        Owner.AGENT,
        deed=Deed.TRANSFERRED,
        by=actor,
        agent=agent,
        agent_name=name,
        reason=gift.recorded_reason,
    )
    admit(
        Admission(
            conversation=conversation,
            agent=require_active(conversation),
            by=actor,
            deed=Deed.TRANSFERRED,
            forced=gift.forced,
        )
    )
    return Taken(conversation, "agent")
