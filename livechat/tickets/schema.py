"""What `/api/tickets` takes and answers."""

from __future__ import annotations

from functools import partial
from typing import Any, Final

from rest_framework.serializers import Serializer

from handoff.openapi.describing import body_of, describe
from handoff.openapi.parts import (
    LIMIT,
    PAGE,
    Pagination,
    choice,
    count,
    flag,
    id_in_path,
    moment,
    query,
    text,
)
from livechat.models import TicketPriority, TicketStatus
from livechat.tickets.serializers import ChangeInput


class TicketCategory(Serializer[Any]):
    """What tickets are about."""

    id = count()
    name = text()


class TicketPerson(Serializer[Any]):
    """One of the team."""

    id = count()
    name = text()


class TicketRequester(Serializer[Any]):
    """Who wrote to us."""

    id = count("Of a visitor; none on Messenger.", allow_null=True)
    name = text()


class Ticket(Serializer[Any]):
    """Something to be done. What is not required is for the team alone."""

    id = count()
    subject = text()
    status = choice(TicketStatus.values)
    category = TicketCategory(allow_null=True)
    conversation_id = count(allow_null=True)
    created_at = moment()
    updated_at = moment()
    priority = choice(TicketPriority.values, required=False)
    requester = TicketRequester(required=False)
    assignee = TicketPerson(required=False, allow_null=True)
    created_by = TicketPerson(required=False, allow_null=True)


class WholeTicket(Ticket):
    """A ticket with what was said."""

    transcript = text("What both sides saw, when it became a ticket.")
    transcript_is_whole = flag("If not, what was said first stands in the conversation alone.")
    conversation_url = text("At the desk.", required=False, allow_null=True)


class TicketList(Serializer[Any]):
    """A page of tickets."""

    tickets = Ticket(many=True)
    pagination = Pagination()


class OneTicket(Serializer[Any]):
    """One ticket."""

    ticket = WholeTicket()


class TicketCategoryList(Serializer[Any]):
    """A page of categories."""

    categories = TicketCategory(many=True)
    pagination = Pagination()


EXAMPLE: Final = {
    "id": 10,
    "subject": "The tap drips",
    "status": "open",
    "category": {"id": 1, "name": "General"},
    "conversation_id": 7,
    "created_at": "2026-11-02T09:30:12.402Z",
    "updated_at": "2026-11-02T09:30:12.402Z",
    "priority": "high",
    "requester": {"id": 4, "name": "Vera Vidal"},
    "assignee": None,
    "created_by": {"id": 2, "name": "Alice Adams"},
}
WHOLE: Final = {
    **EXAMPLE,
    "transcript": "[2026-11-02 09:28 UTC] Vera Vidal (customer): The tap drips",
    "transcript_is_whole": True,
    "conversation_url": "/desk/conversations/7/",
}
PAGINATION: Final = {"page": 1, "limit": 50, "total": 1, "total_pages": 1, "has_more": False}
TICKET_ID: Final = id_in_path("ticket_id", "The ticket's id.", "10")
about = partial(describe, tag="Tickets")

list_tickets = about(
    "list_tickets",
    "List tickets, the last changed first",
    parameters=[
        query("status", "Only in this state.", {"type": "string", "enum": TicketStatus.values}),
        query("category", "Only of the category with this id.", {"type": "integer", "minimum": 1}),
        query("search", "Words of subject or name, or the ticket's id."),
        PAGE,
        LIMIT,
    ],
    reply=TicketList,
    example={"tickets": [EXAMPLE], "pagination": PAGINATION},
)
list_categories = about(
    "list_ticket_categories",
    "List what tickets may be about",
    parameters=[PAGE, LIMIT],
    reply=TicketCategoryList,
    example={"categories": [{"id": 1, "name": "General"}], "pagination": PAGINATION},
)
read_ticket = about(
    "read_ticket",
    "Read a ticket and what was said",
    parameters=[TICKET_ID],
    reply=OneTicket,
    example={"ticket": WHOLE},
    refuses=[404],
)
change_ticket = about(
    "change_ticket",
    "Work on a ticket",
    words="What is not named stays as it is; null takes category or assignee away. For agents and "
    "admins. 409 for a step that its state does not allow: a closed ticket stays as it is, until "
    "an admin opens it.",
    parameters=[TICKET_ID],
    body=body_of("TicketChanges", ChangeInput),
    body_example={"status": "solved"},
    reply=OneTicket,
    example={"ticket": WHOLE},
    refuses=[404, 409],
)
