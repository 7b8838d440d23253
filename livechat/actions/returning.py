"""Chats of an agent who is gone past the grace period go back to the queue."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import timedelta

from django.conf import settings
from django.db.models import Q
from django.utils import timezone

from conversations.actions.ownership import change_owner
from conversations.models import Conversation, Deed, Owner
from conversations.models.conversation import OwnerChanged
from handoff.accounts.models import AgentAvailability, NoAvailability, User
from handoff.actor import system_of
from handoff.news.emitting import action

REASON = "away"
MOST_AT_ONCE = 200


class CameBack(Exception):
    """The agent is there again: what was taken away stays his."""


def return_chats_of(agent: User) -> int:
    """Give each open chat back, in a transaction of its own. Returns how many.

    Whoever comes back meanwhile keeps the rest. Done twice, it is as good as done once.
    """
    held = Conversation.objects.active_chats().filter(agent=agent).order_by("pk")
    return _return(
        (conversation_id, agent) for conversation_id in held.values_list("pk", flat=True)
    )


def return_forsaken_chats() -> int:
    """Give back what was given to agents who were not there and have not come for a grace period:
    handed over, or assigned by an admin, whatever the status. Up to 200; returns how many."""
    since = timezone.now() - timedelta(seconds=settings.AGENT_GRACE_SECONDS)
    not_there = Q(agent__availability__last_seen_at=None) | ~Q(agent__availability__gone_at=None)
    given = Conversation.objects.active_chats().filter(not_there, owner_since__lt=since)
    rows = given.select_related("agent").order_by("pk")[:MOST_AT_ONCE]
    return _return((conversation.pk, conversation.agent) for conversation in rows)


def _return(held: Iterable[tuple[int, User | None]]) -> int:
    returned = 0
    for conversation_id, agent in list(held):
        try:
            return_chat(conversation_id, agent)
            returned += 1
        except (OwnerChanged, CameBack):
            continue  # passed on meanwhile, or its agent is there again
    return returned


@action
def return_chat(conversation_id: int, agent: User | None) -> None:
    """Back to the queue: the conversation first, then a look whether the agent is still gone.

    Raises `OwnerChanged`, `CameBack`; then nothing has happened.
    """
    conversation = Conversation.objects.with_people().get(pk=conversation_id)
    if agent is None or conversation.agent_id != agent.pk or not conversation.is_open:
        raise OwnerChanged
    by = system_of(conversation.company_id, door="presence")
    change_owner(conversation, Owner.NOBODY, deed=Deed.AGENT_LEFT, by=by, reason=REASON)
    try:
        if AgentAvailability.objects.locked(agent.pk).is_there:
            raise CameBack
    except NoAvailability:
        return  # deactivated: gone all the more
