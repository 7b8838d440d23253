"""Who answers a chat: accept, assign, transfer, end."""

from __future__ import annotations

from conversations.actions.closing import close_conversation
from conversations.actions.taking import claim
from conversations.actions.transferring import transfer_conversation
from conversations.permissions import get_conversation_for
from handoff.accounts.permissions import AdminsOnly, get_colleague_for
from handoff.actor import Actor
from handoff.news.emitting import action
from livechat.errors import AcceptedByAnother, in_chat_words
from livechat.models import ChatSession
from livechat.permissions import get_session_for, get_visible_session_for


@action
def accept_chat(actor: Actor, *, session_id: int) -> ChatSession:
    """Take a chat that waits. Accepted before by the same agent: nothing happens.

    Of two at once exactly one wins. Raises SessionNotFound, TeamOnly, ChatClosed,
    AcceptedByAnother, NotRequested where a bot answers, NotOnline, SkillsMissing, NoFreeSlot.
    """
    get_session_for(actor, session_id)
    with in_chat_words():
        conversation = get_conversation_for(actor, session_id, hold=True)
        claim(conversation, actor, agent_name=None, from_bot=False, refusal=AcceptedByAnother)
    return get_session_for(actor, session_id)


@action
def assign_chat(
    actor: Actor, *, session_id: int, agent_id: int, force: bool = False, reason: str = ""
) -> ChatSession:
    """Give a chat to an agent, whatever his status and skills; where somebody answers it is a
    transfer. Admins may. `force` goes over the agent's limit, and the record says so.

    Raises SessionNotFound, AdminsOnly, UserNotFound, ChatClosed, NoFreeSlot.
    """
    get_session_for(actor, session_id)
    if not actor.is_admin:
        raise AdminsOnly
    return _give(actor, session_id, agent_id, reason=reason, forced=force)


@action
def transfer_chat(
    actor: Actor, *, session_id: int, target_agent_id: int, reason: str = ""
) -> ChatSession:
    """Hand a chat over to a colleague with a free slot; its agent may, and admins.

    Raises SessionNotFound, TeamOnly, NotYourCustomer, UserNotFound, ChatClosed, NoFreeSlot.
    """
    get_session_for(actor, session_id)
    return _give(actor, session_id, target_agent_id, reason=reason, forced=False)


def _give(
    actor: Actor, session_id: int, agent_id: int, *, reason: str, forced: bool
) -> ChatSession:
    get_colleague_for(actor, agent_id)
    with in_chat_words("Only its agent or an admin can transfer this chat"):
        transfer_conversation(
            actor, conversation_id=session_id, to_user_id=agent_id, reason=reason, forced=forced
        )
    return get_session_for(actor, session_id)


@action
def end_chat(actor: Actor, *, session_id: int) -> ChatSession:
    """Close a chat for good: its customer may, its agent, and admins. Ended already: nothing
    happens. Raises SessionNotFound, NotYourCustomer."""
    get_visible_session_for(actor, session_id)
    with in_chat_words():
        close_conversation(actor, conversation_id=session_id)
    return get_visible_session_for(actor, session_id)
