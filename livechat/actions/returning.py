"""Chats of an agent who is gone past the grace period go back to the queue."""

from __future__ import annotations

from conversations.actions.ownership import change_owner
from conversations.models import Channel, Conversation, Deed, Owner
from conversations.models.conversation import OwnerChanged
from handoff.accounts.models import AgentAvailability, NoAvailability, User
from handoff.actor import system_of
from handoff.news.emitting import action

REASON = "away"


class CameBack(Exception):
    """The agent is there again: what was taken away stays his."""


def return_chats_of(agent: User) -> int:
    """Give each open chat back, in a transaction of its own. Returns how many.

    Whoever comes back meanwhile keeps the rest. Done twice, it is as good as done once.
    """
    held = Conversation.objects.filter(agent=agent, channel=Channel.CHAT, closed_at=None)
    returned = 0
    for conversation_id in list(held.order_by("pk").values_list("pk", flat=True)):
        try:
            return_chat(conversation_id, agent)
            returned += 1
        except OwnerChanged:
            continue  # passed on meanwhile: no longer this agent's
        except CameBack:
            break
    return returned


@action
def return_chat(conversation_id: int, agent: User) -> None:
    """Back to the queue: the conversation first, then a look whether the agent is still gone.

    Raises `OwnerChanged`, `CameBack`; then nothing has happened.
    """
    conversation = Conversation.objects.with_people().get(pk=conversation_id)
    if conversation.agent_id != agent.pk or not conversation.is_open:
        raise OwnerChanged
    by = system_of(conversation.company_id, door="presence")
    change_owner(conversation, Owner.NOBODY, deed=Deed.AGENT_LEFT, by=by, reason=REASON)
    try:
        if AgentAvailability.objects.locked(agent.pk).gone_at is None:
            raise CameBack
    except NoAvailability:
        return  # deactivated: gone all the more
