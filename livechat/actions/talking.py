"""What is said in a chat, by its customer and its agent."""

from __future__ import annotations

from conversations.actions.hearing import write_as_participant
from conversations.actions.sending import send_message
from conversations.models import Message
from handoff.actor import Actor
from handoff.news.emitting import action
from livechat.errors import in_chat_words
from livechat.permissions import get_visible_session_for


@action
def say_in_chat(
    actor: Actor, *, session_id: int, content: str = "", attachment_url: str = "",
    client_id: str = "",
) -> Message:  # fmt: skip
    """Say something: words, an upload of the actor's own, or both.

    The customer may from the start, the agent after accepting; nobody else does. The same
    `client_id` again answers the first message, also when the chat has ended meanwhile. Raises
    SessionNotFound, ChatClosed, NotAccepted, AgentsChat, FileNotFound.
    """
    get_visible_session_for(actor, session_id)
    with in_chat_words():
        if not actor.is_team:
            return write_as_participant(
                actor, conversation_id=session_id, text=content, client_id=client_id,
                attachment_url=attachment_url,
            )  # fmt: skip
        return send_message(
            actor, conversation_id=session_id, text=content, client_id=client_id,
            attachment_url=attachment_url, takes=False,
        )  # fmt: skip
