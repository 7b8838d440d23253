"""Who had a chat, from the first moment on: for the team, in words."""

from __future__ import annotations

from typing import Any

from conversations.models import HandoffRecord
from conversations.serializers import time_text
from handoff.accounts.models import User
from livechat.models import ChatSession

MOST_SHOWN = 200


def history_of(session: ChatSession) -> list[dict[str, Any]]:
    """`[{"action", "from", "to", "by", "reason", "at"}]`, oldest first, the last 200; one query.

    `action` is a deed of docs/ownership.md. `from` and `to` are agents, `by` a user: `{"id",
    "name"}`, or null where nobody answered, and where the customer or the server did it.
    """
    records = HandoffRecord.objects.filter(conversation=session.pk)
    shown = records.select_related("from_agent", "to_agent", "actor").order_by("-epoch")
    return [record_data(record) for record in reversed(shown[:MOST_SHOWN])]


def record_data(record: HandoffRecord) -> dict[str, Any]:
    return {
        "action": record.deed,
        "from": person_data(record.from_agent),
        "to": person_data(record.to_agent),
        "by": person_data(record.actor),
        "reason": record.reason,
        "at": time_text(record.at),
    }


def person_data(user: User | None) -> dict[str, Any] | None:
    return {"id": user.pk, "name": user.name} if user else None
