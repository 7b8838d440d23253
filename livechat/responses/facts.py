"""What the server itself knows to fill in, of a chat session.

The contract's README, "Document 4": with `session_id` the server fills `customer_name`,
`agent_name` and `ticket_id`. What a session is, its own part of the house says, once at start.
"""

from __future__ import annotations

from collections.abc import Callable

from conversations.models import Conversation
from handoff.actor import Actor
from handoff.errors import NotFound
from livechat.models import Ticket

FindConversation = Callable[[Actor, int], Conversation]


class SessionNotFound(NotFound):
    code, sentence = "session_not_found", "Chat session not found"


_finders: list[FindConversation] = []


def find_sessions_with(find: FindConversation) -> None:
    """Say how the conversation of a session is found for an actor of the team; it raises `NotFound`
    for strangers. Once, from `AppConfig.ready`."""
    if _finders:
        raise ValueError("How sessions are found is said twice.")
    _finders.append(find)


def facts_of_session(actor: Actor, session_id: int) -> dict[str, str]:
    """`customer_name`, `agent_name`, `ticket_id`, each only where it is known.

    Raises `NotFound` for a session that is not there for this actor, and where there are none.
    """
    if not _finders:
        raise SessionNotFound
    return facts_of(_finders[0](actor, session_id), for_agent=actor)


def facts_of(conversation: Conversation, *, for_agent: Actor) -> dict[str, str]:
    """The same of a conversation. Whom nobody has answered yet, the actor is about to."""
    tickets = Ticket.objects.filter(conversation=conversation)
    ticket_id = tickets.values_list("pk", flat=True).first()
    facts = {
        "customer_name": name_of_contact(conversation),
        "agent_name": conversation.agent_name or for_agent.name,
        "ticket_id": "" if ticket_id is None else str(ticket_id),
    }
    return {name: value for name, value in facts.items() if value}


def name_of_contact(conversation: Conversation) -> str:
    """The name that they gave, and not what stands for one: nobody is greeted as "Visitor 7"."""
    if conversation.customer:
        return conversation.customer.customer_name
    contact = conversation.visitor or conversation.guest
    return contact.name if contact else ""
