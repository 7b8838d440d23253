"""Fetch and authorise in one call."""

from __future__ import annotations

from handoff.accounts.permissions import TeamOnly
from handoff.actor import Actor
from livechat.errors import AgentsChat, ChatClosed, NotAccepted, SessionNotFound
from livechat.models import ChatSession, Status


def get_visible_session_for(actor: Actor, session_id: int) -> ChatSession:
    """What the actor may read and join: the team the company's, a customer the own.

    Raises `SessionNotFound`, also for strangers.
    """
    found = ChatSession.objects.visible_to(actor).with_people().filter(pk=session_id).first()
    if found is None:
        raise SessionNotFound
    return found


def get_session_for(actor: Actor, session_id: int) -> ChatSession:
    """The same for what its team does; its own customer gets `TeamOnly`."""
    found = get_visible_session_for(actor, session_id)
    if not actor.is_team:
        raise TeamOnly
    return found


def get_spoken_session_for(actor: Actor, session_id: int) -> ChatSession:
    """One in which the actor may write and type: its customer from the start, its agent after
    accepting. Raises `SessionNotFound`, `ChatClosed`, `NotAccepted`, `AgentsChat`."""
    session = get_visible_session_for(actor, session_id)
    if session.status == Status.CLOSED:
        raise ChatClosed
    if actor.is_team and not session.conversation.is_held_by(actor):
        if session.conversation.agent_id is None:
            raise NotAccepted
        raise AgentsChat
    return session
