"""What shape a ticket has over REST and in news, and what may be asked for."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from django.urls import reverse
from rest_framework import serializers

from conversations.serializers import time_text
from handoff.commands import Words
from livechat.models import Ticket, TicketCategory, TicketPriority, TicketStatus
from livechat.models.ticket import LONGEST_SUBJECT

if TYPE_CHECKING:
    from handoff.accounts.models import User

LARGEST_ID = 2**63 - 1


def id_field(**options: Any) -> serializers.IntegerField:
    return serializers.IntegerField(min_value=1, max_value=LARGEST_ID, **options)


class ConvertInput(serializers.Serializer[Any]):
    """What may be said when a chat becomes a ticket: the keyword arguments of
    `actions.convert_to_ticket`, all of them optional."""

    subject = Words(max_length=LONGEST_SUBJECT, allow_blank=True, allow_null=True, default="")
    category_id = id_field(allow_null=True, default=None)
    priority = serializers.ChoiceField(
        TicketPriority.choices, default=TicketPriority.MEDIUM, allow_null=True
    )

    def validate_subject(self, value: str | None) -> str:
        return value or ""

    def validate_priority(self, value: str | None) -> str:
        return value or TicketPriority.MEDIUM


class ChangeInput(serializers.Serializer[Any]):
    """The fields that are named are changed, all others stay; null takes away."""

    subject = Words(max_length=LONGEST_SUBJECT, required=False)
    status = serializers.ChoiceField(TicketStatus.choices, required=False)
    priority = serializers.ChoiceField(TicketPriority.choices, required=False)
    category_id = id_field(allow_null=True, required=False)
    assignee_id = id_field(allow_null=True, required=False)


def category_data(category: TicketCategory) -> dict[str, Any]:
    return {"id": category.pk, "name": category.name}


def person_data(user: User | None) -> dict[str, Any] | None:
    return {"id": user.pk, "name": user.name} if user else None


def own_ticket_data(ticket: Ticket) -> dict[str, Any]:
    """What who asked for it may know: nothing of how the team works on it."""
    return {
        "id": ticket.pk,
        "subject": ticket.subject,
        "status": ticket.status,
        "category": category_data(ticket.category) if ticket.category else None,
        "conversation_id": ticket.conversation_id,
        "created_at": time_text(ticket.created_at),
        "updated_at": time_text(ticket.updated_at),
    }


def ticket_data(ticket: Ticket) -> dict[str, Any]:
    """All but the transcript."""
    return {
        **own_ticket_data(ticket),
        "priority": ticket.priority,
        "requester": {"id": ticket.visitor_id, "name": ticket.requester_name},
        "assignee": person_data(ticket.assignee),
        "created_by": person_data(ticket.created_by),
    }


def transcript_data(ticket: Ticket) -> dict[str, Any]:
    """`transcript_is_whole` false: the earlier part stands in the conversation alone."""
    return {"transcript": ticket.transcript, "transcript_is_whole": ticket.transcript_is_whole}


def conversation_link(ticket: Ticket) -> dict[str, str | None]:
    """Where the team reads on, at the desk."""
    if ticket.conversation_id is None:
        return {"conversation_url": None}
    return {"conversation_url": reverse("desk:conversation", args=[ticket.conversation_id])}


def converted_data(ticket: Ticket) -> dict[str, Any]:
    """What the door answers through which a chat became a ticket (contract document 4)."""
    return {"message": "Chat converted to ticket successfully", "ticket": ticket_data(ticket)}
