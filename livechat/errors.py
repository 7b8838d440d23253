"""How the website chat says no (contract README, "Document 4", "Rules")."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from contextlib import contextmanager

from conversations.errors import AssignedToAnother, ConversationClosed, NotAssigned, NotYourCustomer
from conversations.models import Conversation
from handoff.errors import Conflict, Forbidden, NotFound


class SessionNotFound(NotFound):
    code, sentence = "session_not_found", "Chat session not found"


class ChatClosed(Conflict):
    code, sentence = "chat_closed", "Chat session is closed"


class TooManyChats(Conflict):
    code, sentence = "too_many_chats", "You have too many open chats; end one first"


class CustomersOnly(Forbidden):
    code, sentence = "customers_only", "Only customers can start a chat"


class AcceptedByAnother(Conflict):
    """Two accepted at once, or one came late: who has it is told."""

    code = "accepted_by_another"

    def __init__(self, conversation: Conversation) -> None:
        super().__init__(f"Chat session was already accepted by {conversation.agent_name}")


class NotAccepted(Forbidden):
    code, sentence = "not_accepted", "Accept the chat before you write in it"


class AgentsChat(Forbidden):
    code, sentence = "agents_chat", "Only the agent who has this chat can write in it"


class NotOnline(Conflict):
    code, sentence = "not_online", "You must be online to accept chats"


class SkillsMissing(Conflict):
    code = "skills_missing"

    def __init__(self, missing: Iterable[str]) -> None:
        super().__init__(f"This chat requires skills you do not have: {', '.join(sorted(missing))}")


class NoFreeSlot(Conflict):
    """The sentence names the agent, and how many chats he has and may have."""

    code = "no_free_slot"

    def __init__(self, name: str, *, has: int, most: int) -> None:
        super().__init__(f"{name} has no free slot: {has} of {most} chats")


@contextmanager
def in_chat_words(refusal: str = "") -> Iterator[None]:
    """Word the conversations' refusals as document 4 does; `refusal` is for who may not."""
    try:
        yield
    except ConversationClosed as fault:
        raise ChatClosed from fault
    except NotAssigned as fault:
        raise NotAccepted from fault
    except AssignedToAnother as fault:
        raise AgentsChat from fault
    except NotYourCustomer as fault:
        raise NotYourCustomer(refusal or fault.text) from fault
