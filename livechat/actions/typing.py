"""Who types in a chat: told at once to those who listen, and never stored."""

from __future__ import annotations

from handoff import topics
from handoff.actor import Actor
from handoff.news.whispers import Whisper, whisper
from livechat.models import ChatSession
from livechat.permissions import get_spoken_session_for
from livechat.serializers import typing_data


def show_typing(actor: Actor, *, session_id: int, is_typing: bool = True) -> ChatSession:
    """Show the other side that one writes, or has stopped; the team's dashboards too, where they
    ask for it.

    Who may write may show it. Raises SessionNotFound, ChatClosed, NotAccepted, AgentsChat.
    """
    session = get_spoken_session_for(actor, session_id)
    whisper(
        Whisper(
            type="typing",
            company_id=session.company_id,
            conversation_id=session.pk,
            payload=typing_data(session, actor, is_typing=is_typing),
            topics=(topics.conversation(session.pk), topics.team(session.company_id)),
            not_to=actor.identity,
        )
    )
    return session
