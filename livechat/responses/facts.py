"""What the server itself knows to fill in, of a chat session.

The contract's README, "Document 4": with `session_id` the server fills `customer_name`,
`agent_name` and `ticket_id`.
"""

from __future__ import annotations

from conversations.models import Conversation
from handoff.actor import Actor
from livechat.models import Ticket
from livechat.permissions import get_session_for


def facts_of_session(actor: Actor, session_id: int) -> dict[str, str]:
    """`customer_name`, `agent_name`, `ticket_id`, each only where it is known.

    Raises `SessionNotFound`, also for strangers.
    """
    return facts_of(get_session_for(actor, session_id).conversation, for_agent=actor)


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
