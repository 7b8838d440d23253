"""Fetch and authorise in one call: the team sees the company's handovers."""

from __future__ import annotations

from conversations.handovers.errors import HandoverNotFound, NoShift
from conversations.models import Conversation, ConversationQuerySet, Handover
from handoff.accounts.permissions import TeamOnly
from handoff.actor import Actor


def get_handover_for(actor: Actor, handover_id: int) -> Handover:
    """With its people and counts. Raises `HandoverNotFound`, also for strangers."""
    found = Handover.objects.visible_to(actor).with_people().filter(pk=handover_id).first()
    if found is None:
        raise HandoverNotFound
    return found


def on_shift(actor: Actor) -> tuple[int, int]:
    """The company and the user who hand over or accept. Raises `TeamOnly`, and `NoShift` for
    superusers, who belong to no company."""
    if not actor.is_team:
        raise TeamOnly
    if actor.company_id is None or actor.user_id is None:
        raise NoShift
    return actor.company_id, actor.user_id


def held_by(company_id: int, user_id: int) -> ConversationQuerySet:
    """The open conversations that somebody of the team has: what a handover passes on."""
    return Conversation.objects.filter(company=company_id, agent=user_id, closed_at=None)
