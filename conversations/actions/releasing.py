"""Let a conversation go, or all of an agent who leaves. The table is in `docs/ownership.md`."""

from __future__ import annotations

from conversations.actions.guards import refuse_stranger
from conversations.actions.ownership import change_owner
from conversations.actions.stopping import hand_to_bot
from conversations.errors import NotAssigned
from conversations.models import Conversation, Deed, Owner
from conversations.models.conversation import OwnerChanged
from conversations.permissions import get_conversation_for
from handoff.actor import Actor
from handoff.errors import Forbidden
from handoff.news.emitting import action


@action
def release_conversation(
    actor: Actor, *, conversation_id: int, resume_bot: bool = False, must_be_assigned: bool = False
) -> Conversation:
    """Let go: nobody answers then, or the bot with `resume_bot`. Its agent may, and admins.

    Where no agent answers nothing happens, unless `must_be_assigned` (the WebSocket's rule).
    Raises NotFound, NotYourCustomer, NotAssigned, NoBot.
    """
    conversation = get_conversation_for(actor, conversation_id, hold=True)
    if conversation.owner != Owner.AGENT:
        if must_be_assigned:
            raise NotAssigned
        return conversation
    refuse_stranger(conversation, actor)
    if resume_bot:
        hand_to_bot(conversation, actor)
    else:
        change_owner(conversation, Owner.NOBODY, deed=Deed.RELEASED, by=actor)
    return conversation


@action
def release_all_of(actor: Actor, *, user_id: int, reason: str, channel: str = "") -> int:
    """Give back everything open that an agent has, on one channel or all, because the agent left.

    Returns how many.
    """
    if not actor.is_admin and actor.kind != "system":
        raise Forbidden
    held = Conversation.objects.with_people().filter(agent_id=user_id, closed_at=None)
    if channel:
        held = held.filter(channel=channel)
    released = 0
    for conversation in held.order_by("pk"):
        try:
            change_owner(conversation, Owner.NOBODY, deed=Deed.AGENT_LEFT, by=actor, reason=reason)
            released += 1
        except OwnerChanged:
            continue  # passed on meanwhile: no longer this agent's
    return released
