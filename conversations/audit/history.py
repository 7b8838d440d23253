"""Who answered a customer, from the first message on, as clients read it."""

from __future__ import annotations

from typing import Any

from conversations.models import Conversation, HandoffRecord
from conversations.serializers import id_text, time_text
from handoff.accounts.models import User
from handoff.rest import Window


def page_of_history(conversation: Conversation, window: Window) -> tuple[list[dict[str, Any]], int]:
    """One page of the records, the newest first, and how many there are in all."""
    found = HandoffRecord.objects.filter(conversation=conversation)
    rows = found.select_related("from_agent", "to_agent", "actor").order_by("-epoch")
    shown = rows[window.start : window.start + window.limit]
    return [record_data(record) for record in shown], found.count()


def record_data(record: HandoffRecord) -> dict[str, Any]:
    """A change of owner. Ids are strings, empty where there is nobody; names are today's.

    `{"epoch": 4, "action": "taken", "from": "nobody", "to": "agent", "agent_id", "agent_email",
    "agent_name", "previous_agent_id", "previous_agent_email", "previous_agent_name",
    "actor": {"kind": "user", "id", "email", "name"}, "door": "desk", "reason", "timestamp"}`
    """
    return {
        "epoch": record.epoch,
        "action": record.deed,
        "from": record.from_owner,
        "to": record.to_owner,
        **person_data("agent_", record.to_agent),
        **person_data("previous_agent_", record.from_agent),
        "actor": {"kind": record.actor_kind, **person_data("", record.actor)},
        "door": record.door,
        "reason": record.reason,
        "timestamp": time_text(record.at),
    }


def person_data(prefix: str, person: User | None) -> dict[str, str]:
    """`id`, `email` and `name` after a prefix; empty texts for nobody."""
    return {
        f"{prefix}id": id_text(person.pk if person else None),
        f"{prefix}email": person.email if person else "",
        f"{prefix}name": person.name if person else "",
    }
