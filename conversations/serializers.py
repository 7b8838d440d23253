"""What things look like: one shape per noun, the same in replies and in events.

The shapes are contract documents 2 (customer) and 3 (message); JSON values only. Times are
ISO 8601 in UTC with `Z`, ids are strings.
"""

from __future__ import annotations

from datetime import datetime
from typing import Any

from conversations.models import Author, Conversation, Message


def time_text(moment: datetime | None) -> str | None:
    """`2024-01-15T10:30:00.123Z`, or None."""
    return moment.isoformat(timespec="milliseconds").replace("+00:00", "Z") if moment else None


def id_text(number: int | None) -> str:
    """An id as documents 1 to 3 write it; nobody is the empty text."""
    return "" if number is None else str(number)


def agent_data(conversation: Conversation) -> dict[str, Any]:
    """`agent_id`, `agent_email`, `agent_name`: empty texts where no agent answers."""
    return {
        "agent_id": id_text(conversation.agent_id),
        "agent_email": conversation.agent.email if conversation.agent else "",
        "agent_name": conversation.agent_name,
    }


def customer_data(conversation: Conversation) -> dict[str, Any]:
    """The full customer object of contract document 2. The conversation has a customer."""
    customer = conversation.customer
    assert customer is not None, "only Messenger conversations have this shape"
    return {
        "customer_id": customer.customer_id,
        "customer_name": customer.customer_name,
        "first_name": customer.first_name,
        "last_name": customer.last_name,
        "page_id": customer.page.page_id,
        "page_name": customer.page.name,
        "company_id": str(conversation.company_id),
        "message_count": customer.message_count,
        "last_message": customer.last_message,
        "last_seen": time_text(customer.last_seen),
        "first_seen": time_text(customer.first_seen),
        "stop": conversation.stop,
        "stopped_at": time_text(conversation.stopped_at),
        **agent_data(conversation),
        "assigned_at": time_text(conversation.assigned_at),
        "created_at": time_text(customer.created_at),
        "updated_at": time_text(conversation.updated_at),
    }


def subject_data(conversation: Conversation) -> dict[str, Any]:
    """Whom news is about: the channel, and the object that stands for the other side there."""
    return {"channel": str(conversation.channel), "customer": customer_data(conversation)}


def message_data(message: Message) -> dict[str, Any]:
    """A row of document 3's conversation, with `client_id`, `seq` and delivery `state` added.

    `is_bot` and `is_human` are always there; empty `source` and `agent_*` are left out. `type` is
    `customer`, or `bot` for whatever the page sent, agents included.
    """
    customer = message.conversation.customer
    assert customer is not None, "only Messenger conversations have this shape"
    from_customer = message.author == Author.CUSTOMER
    ends = [customer.customer_id, customer.page.page_id]
    sender_id, recipient_id = ends if from_customer else reversed(ends)
    optional = {
        "source": source_of(message),
        "agent_id": id_text(message.agent_id),
        "agent_email": message.agent_email,
        "agent_name": message.agent_name,
        "client_id": message.client_id,
        "state_reason": message.state_reason,
    }
    return {
        "id": str(message.pk),
        "seq": message.seq,
        "message": message.text,
        "timestamp": time_text(message.created_at),
        "is_bot": message.is_bot,
        "is_human": message.is_human,
        "sender_id": sender_id,
        "recipient_id": recipient_id,
        "type": "customer" if from_customer else "bot",
        "sender_name": customer.shown_name if from_customer else customer.page.name,
        "author": message.author,
        "state": message.state,
        **{name: value for name, value in optional.items() if value},
    }


def source_of(message: Message) -> str:
    """Where it was written: `facebook`, `bot`, `dashboard`; empty for notes and system lines."""
    match message.author:
        case Author.CUSTOMER:
            return "facebook"
        case Author.BOT:
            return "bot"
        case Author.AGENT:
            # An agent who has no account any more (brought over) was an agent all the same.
            return "dashboard" if message.agent_id or message.agent_name else "facebook"
        case _:
            return ""
