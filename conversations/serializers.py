"""What things look like: one shape per noun, the same in replies and in events.

The shapes are contract documents 2 (customer) and 3 (message); JSON values only. Times are
ISO 8601 in UTC with `Z`, ids are strings.
"""

from __future__ import annotations

from collections.abc import Callable
from datetime import datetime
from typing import Any

from conversations.files.shapes import attachments_data
from conversations.models import Author, Channel, Conversation, Message


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
    """The full customer object of contract document 2, with `referral` where they came by one.
    The conversation has a customer."""
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
        **({"referral": customer.referral} if customer.referral else {}),
    }


def subject_data(conversation: Conversation) -> dict[str, Any]:
    """Whom news is about: the channel, and the object that stands for the other side there.

    Messenger: `customer`, the full object. Elsewhere `name`, and what that channel adds.
    """
    shape = _subjects.get(conversation.channel)
    other_side = shape(conversation) if shape else {"name": conversation.contact_name}
    return {"channel": str(conversation.channel), **other_side}


def register_subject(channel: str, shape: Callable[[Conversation], dict[str, Any]]) -> None:
    """Say how news names the other side on a channel; called once per channel, at start."""
    if channel in _subjects:
        raise ValueError(f"The subject of {channel!r} is registered twice.")
    _subjects[channel] = shape


_subjects: dict[str, Callable[[Conversation], dict[str, Any]]] = {}


def message_data(message: Message) -> dict[str, Any]:
    """A row of document 3's conversation, with `client_id`, `seq` and delivery `state` added, and
    `payload`, `quick_replies`, `reaction` where there is one.

    `is_bot` and `is_human` are always there; empty `source` and `agent_*` are left out. `type` is
    `customer`, or `bot` for whatever the page sent, agents included. `attachments` is there if
    there are any (`files.shapes`); `message` of files without words is "[Image]" and the like.
    """
    optional = {
        "source": source_of(message),
        "agent_id": id_text(message.agent_id),
        "agent_email": message.agent_email,
        "agent_name": message.agent_name,
        "client_id": message.client_id,
        "state_reason": message.state_reason,
        "attachments": attachments_data(message),
        "payload": message.payload,
        "quick_replies": message.quick_replies,
        "reaction": message.reaction,
        **ends_of(message),
    }
    return {
        "id": str(message.pk),
        "seq": message.seq,
        "message": message.text,
        "timestamp": time_text(message.created_at),
        "is_bot": message.is_bot,
        "is_human": message.is_human,
        "type": "customer" if message.author == Author.CUSTOMER else "bot",
        "author": message.author,
        "state": message.state,
        **{name: value for name, value in optional.items() if value},
    }


def ends_of(message: Message) -> dict[str, str]:
    """From whom to whom, as Messenger names them; other channels have no such names."""
    customer = message.conversation.customer
    if customer is None:
        return {}
    ends = (customer.customer_id, customer.page.page_id)
    if message.author == Author.CUSTOMER:
        return {"sender_id": ends[0], "recipient_id": ends[1], "sender_name": customer.shown_name}
    return {"sender_id": ends[1], "recipient_id": ends[0], "sender_name": customer.page.name}


def source_of(message: Message) -> str:
    """Where it was written: `facebook`, `chat`, `room`, `bot`, `dashboard`; empty for notes and
    system lines."""
    match message.author:
        case Author.CUSTOMER:
            channel = message.conversation.channel
            return "facebook" if channel == Channel.MESSENGER else str(channel)
        case Author.BOT:
            return "bot"
        case Author.AGENT:
            # An agent who has no account any more (brought over) was an agent all the same.
            return "dashboard" if message.agent_id or message.agent_name else "facebook"
        case _:
            return ""
