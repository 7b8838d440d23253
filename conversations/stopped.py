"""Who waits for a person, or talks to one: the list of document 2's `stopped_customers`."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django.utils import timezone

from conversations.models import Conversation, ConversationQuerySet, Owner
from conversations.serializers import customer_data
from customers.permissions import get_page_for
from handoff.actor import Actor

MAX_LIMIT = 200


@dataclass(frozen=True, slots=True)
class StoppedQuery:
    """A window of the list: `rows` of `total`, asked for by `actor`."""

    actor: Actor
    rows: list[Conversation]
    total: int
    limit: int
    skip: int
    page_id: str

    def output(self) -> dict[str, Any]:
        """The union of both documents' fields (contract README, "Requests and replies")."""
        now = timezone.now()
        return {
            "customers": [stopped_data(row, self.actor, now=now) for row in self.rows],
            "total": self.total,
            "pagination": {
                "total": self.total,
                "limit": self.limit,
                "skip": self.skip,
                "has_more": self.skip + len(self.rows) < self.total,
            },
            "page_id": self.page_id,
        }


def list_stopped(actor: Actor, *, page_id: str, limit: int, skip: int) -> StoppedQuery:
    """All customers with `stop` true, assigned ones too, oldest `updated_at` first.

    Without `page_id`: of all pages of the company. Raises `PageNotFound`.
    """
    found: ConversationQuerySet = (
        Conversation.objects.visible_to(actor).messenger().stopped().with_people()
    )
    if page_id:
        found = found.filter(customer__page=get_page_for(actor, page_id))
    limit = min(limit, MAX_LIMIT)
    rows = list(found.order_by("updated_at", "pk")[skip : skip + limit])
    return StoppedQuery(actor, rows, found.count(), limit, skip, page_id)


def stopped_data(conversation: Conversation, actor: Actor, *, now: datetime) -> dict[str, Any]:
    """The customer object and how long it has been since the last message."""
    minutes = max(0, int((now - conversation.updated_at).total_seconds() // 60))
    return {
        **customer_data(conversation),
        "time_since_last_conversation": ago_text(minutes),
        "minutes_since_last_conversation": minutes,
        "is_assigned": conversation.owner == Owner.AGENT,
        "is_assigned_to_me": conversation.is_held_by(actor),
    }


def ago_text(minutes: int) -> str:
    """ "5 minutes ago"; hours and days are rounded down too."""
    for size, unit in ((24 * 60, "day"), (60, "hour"), (1, "minute")):
        count = minutes // size
        if count:
            return f"{count} {unit}{'s' if count > 1 else ''} ago"
    return "just now"
