"""What the chat's actions are called on the wires, and what they answer there.

Every one is a Socket.IO event and its REST twin (contract README, "Document 4", "Shapes").
"""

from __future__ import annotations

from typing import Any

from conversations.models import Message
from handoff.actor import Actor
from handoff.commands import Command
from handoff.commands import register as register_commands
from handoff.scopes import CUSTOMERS_READ, CUSTOMERS_WRITE, MESSAGES_SEND
from livechat.actions.answering import accept_chat, assign_chat, end_chat, transfer_chat
from livechat.actions.starting import start_chat
from livechat.actions.talking import say_in_chat
from livechat.actions.typing import show_typing
from livechat.context import context_of
from livechat.inputs import (
    AssignInput,
    SayInput,
    SessionInput,
    StartInput,
    TransferChatInput,
    TypingInput,
)
from livechat.models import ChatSession
from livechat.permissions import get_visible_session_for
from livechat.serializers import chat_message_data, session_data
from livechat.standing import count_online

WAITING = "Chat session created. Waiting for agent to accept."


def shown(session: ChatSession) -> dict[str, Any]:
    return {"session": session_data(session)}


def started(session: ChatSession) -> dict[str, Any]:
    """`session`, the contract's `message`, `customer_context`, and whether anybody is there."""
    return {
        **shown(session),
        "message": WAITING,
        "customer_context": context_of(session),
        "agents_online": count_online(session.company_id) > 0,
    }


def which(session: ChatSession) -> dict[str, Any]:
    return {"session_id": session.pk}


def said(message: Message) -> dict[str, Any]:
    return {"message": chat_message_data(message)}


def read_chat(actor: Actor, *, session_id: int) -> ChatSession:
    """A session to look at and listen to. Raises SessionNotFound."""
    return get_visible_session_for(actor, session_id)


def register() -> None:
    write = CUSTOMERS_WRITE
    register_commands(
        Command("start_chat", StartInput, start_chat, started),
        Command("read_chat", SessionInput, read_chat, shown, CUSTOMERS_READ),
        Command("accept_chat", SessionInput, accept_chat, shown, write),
        Command("assign_chat", AssignInput, assign_chat, shown, write),
        Command("transfer_chat", TransferChatInput, transfer_chat, shown, write),
        Command("end_chat", SessionInput, end_chat, shown, write),
        Command("say_in_chat", SayInput, say_in_chat, said, MESSAGES_SEND),
        Command("show_typing", TypingInput, show_typing, which, MESSAGES_SEND),
    )
