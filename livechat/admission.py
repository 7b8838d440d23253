"""Who may be given one more chat (contract README, "Document 4", "Rules").

Whoever accepts must be online, have the chat's skills and a free slot. Who is given a chat by
another needs the slot alone; an admin may force even that.
"""

from __future__ import annotations

from conversations.admission import Admission
from conversations.models import Deed
from handoff.accounts.models import AgentAvailability
from handoff.accounts.workload import chats_of
from livechat.errors import NoFreeSlot, NotOnline, SkillsMissing
from livechat.models import ChatSession


def admit_to_chat(asked: Admission) -> None:
    """Asked inside the claim, after the conversation was changed and the agent locked.

    The availability is locked too, so status, skills and slots stand still; the chats are counted
    in a statement of their own, this one included. Raises `NotOnline`, `SkillsMissing`,
    `NoFreeSlot`, and `NoAvailability` for superusers, who belong to no company.
    """
    session = ChatSession.objects.filter(pk=asked.conversation.pk).first()
    if session is None:  # a conversation that nobody has started as a chat
        return
    agent = asked.agent
    standing = AgentAvailability.objects.locked(agent.pk)
    if asked.deed == Deed.TAKEN:
        if not standing.is_online:
            raise NotOnline
        if not standing.has_skills(session.required_skills):
            raise SkillsMissing(set(session.required_skills) - set(standing.skills))
    most, would_have = standing.max_concurrent_chats, chats_of([agent.pk])[agent.pk]
    if not asked.forced and would_have > most:
        raise NoFreeSlot(agent.name, has=would_have - 1, most=most)
