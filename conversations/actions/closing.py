"""Closing a chat or room conversation, for good."""

from __future__ import annotations

from conversations.actions.ownership import now_seconds
from conversations.errors import CannotClose, EndsAtCheckOut, NotYourCustomer
from conversations.events import ConversationClosed
from conversations.models import Channel, Conversation
from conversations.permissions import get_visible_conversation_for
from conversations.serializers import subject_data
from conversations.staff import UNNAMED
from handoff.actor import Actor, ActorKind
from handoff.news.emitting import action, emit
from handoff.outbox.actions import cancel_fenced


@action
def close_conversation(actor: Actor, *, conversation_id: int, reason: str = "") -> Conversation:
    """Close it: its participant may, its agent, and admins. Closed already: nothing happens.

    Messenger's stay open: there is one with each customer (contract README, "Document 4"). A room's
    ends with its guest's stay (`customers.stays.check_out`). Raises NotFound, NotYourCustomer,
    CannotClose.
    """
    conversation = get_visible_conversation_for(actor, conversation_id, hold=True)
    is_own = bool(actor.participant) and actor.participant == conversation.participant
    if not (is_own or actor.is_admin or conversation.is_held_by(actor)):
        raise NotYourCustomer("Only its customer, its agent or an admin can end this")
    if conversation.channel == Channel.ROOM and conversation.is_open:
        raise EndsAtCheckOut
    apply_close(conversation, by=actor, reason=reason)
    return conversation


def apply_close(conversation: Conversation, *, by: Actor, reason: str = "") -> None:
    """Close what is held. Raises `CannotClose`.

    What the bot has not said yet is cancelled. Both sides hear it.
    """
    if not conversation.is_open:
        return
    if conversation.channel == Channel.MESSENGER:
        raise CannotClose
    conversation.close(by=by, reason=reason)
    cancel_fenced(conversation.pk)
    emit(
        ConversationClosed(
            subject=subject_data(conversation),
            by=closer_data(conversation, by),
            timestamp=now_seconds(),
        ),
        company_id=conversation.company_id,
        conversation_id=conversation.pk,
        to=conversation.shared_topics,
    )


def closer_data(conversation: Conversation, by: Actor) -> dict[str, str]:
    """Who closed it, as both sides may read it: an agent under the name shown there."""
    if by.participant:
        return {"kind": "customer", "name": conversation.contact_name}
    if by.kind in (ActorKind.USER, ActorKind.MACHINE):
        name = UNNAMED if conversation.channel == Channel.ROOM else by.name
        name = conversation.agent_name if conversation.is_held_by(by) else name
        return {"kind": "agent", "name": name}
    return {"kind": "system", "name": ""}
