"""`/api/tickets`: what became of chats (contract document 4, "Chat-to-Ticket Conversion")."""

from __future__ import annotations

from typing import Any, ClassVar

from rest_framework.request import Request
from rest_framework.response import Response
from rest_framework.viewsets import ViewSet

from customers.participants import ParticipantAuthentication, participant_or_team
from customers.permissions import IsParticipantOrTeam
from handoff.accounts.authentication import SessionCookieAuthentication
from handoff.accounts.permissions import IsTeam, TeamOnly
from handoff.actor import Actor
from handoff.commands import read_input
from handoff.errors import Invalid
from handoff.numbers import id_in
from handoff.rest import LiveChatErrors, actor_of, positive_integer, window_of
from handoff.scopes import TICKETS_READ, TICKETS_WRITE
from livechat.models import Ticket, TicketCategory, TicketStatus
from livechat.rest import object_of, words_in
from livechat.tickets import schema
from livechat.tickets.actions import change_ticket
from livechat.tickets.permissions import get_visible_ticket_for
from livechat.tickets.serializers import (
    ChangeInput,
    category_data,
    conversation_link,
    own_ticket_data,
    ticket_data,
    transcript_data,
)


class MayAskForTickets(IsParticipantOrTeam):
    """The team, and participants, who see their own; API keys with the scope the view names."""

    who = "agents and admins; visitors and customers see their own"
    wants_scope = True


class TicketViewSet(LiveChatErrors, ViewSet):
    """Agents and admins: all of the company, as `ticket_data`. Visitors and customers: their own,
    as `own_ticket_data`."""

    authentication_classes = (ParticipantAuthentication, SessionCookieAuthentication)
    permission_classes = (MayAskForTickets,)
    key_scopes: ClassVar = {"read": TICKETS_READ, "write": TICKETS_WRITE}

    @schema.list_tickets
    def list(self, request: Request) -> Response:
        """`{"tickets", "pagination"}`, last changed first; `status`, `category` (its id), `search`
        (in subject and name, or the ticket's number), `page`, `limit`."""
        actor, window = participant_or_team(request), window_of(request)
        found = Ticket.objects.visible_to(actor).matching(
            status=status_in(request),
            category_id=category_in(request),
            search=words_in(request, "search"),
        )
        rows = found.in_rows()[window.start : window.start + window.limit]
        shape = ticket_data if actor.is_team else own_ticket_data
        return Response(
            {
                "tickets": [shape(ticket) for ticket in rows],
                "pagination": window.pagination(found.count()),
            }
        )

    @schema.read_ticket
    def retrieve(self, request: Request, ticket_id: str) -> Response:
        """`{"ticket"}`, with the transcript."""
        actor = participant_or_team(request)
        return Response({"ticket": whole(actor, get_visible_ticket_for(actor, id_in(ticket_id)))})

    @schema.change_ticket
    def partial_update(self, request: Request, ticket_id: str) -> Response:
        """`{"ticket"}`: `subject`, `status`, `priority`, `category_id`, `assignee_id`, those that
        are named. For the team; 409 for a step that is not allowed."""
        actor = participant_or_team(request)
        get_visible_ticket_for(actor, id_in(ticket_id))
        if not actor.is_team:
            raise TeamOnly
        wishes = read_input(ChangeInput, object_of(request))
        changed = change_ticket(actor, ticket_id=id_in(ticket_id), **wishes)
        return Response({"ticket": whole(actor, changed)})


class TicketCategoryViewSet(LiveChatErrors, ViewSet):
    """What tickets may be about, in the company's order."""

    permission_classes = (IsTeam,)
    key_scopes: ClassVar = {"read": TICKETS_READ}

    @schema.list_categories
    def list(self, request: Request) -> Response:
        """`{"categories": [{"id", "name"}], "pagination"}`; `page`, `limit`."""
        found, window = TicketCategory.objects.visible_to(actor_of(request)), window_of(request)
        rows = found[window.start : window.start + window.limit]
        return Response(
            {
                "categories": [category_data(category) for category in rows],
                "pagination": window.pagination(found.count()),
            }
        )


def whole(actor: Actor, ticket: Ticket) -> dict[str, Any]:
    """All that this actor may know of a ticket."""
    if not actor.is_team:
        return {**own_ticket_data(ticket), **transcript_data(ticket)}
    return {**ticket_data(ticket), **transcript_data(ticket), **conversation_link(ticket)}


def status_in(request: Request) -> str:
    """Raises `Invalid` for a state that there is not."""
    status = request.query_params.get("status", "")
    if status and status not in TicketStatus.values:
        sentence = f"status must be one of {', '.join(TicketStatus.values)}"
        raise Invalid(sentence, details={"status": [sentence]})
    return status


def category_in(request: Request) -> int | None:
    """A category's id; too large a number is one that no category has. Raises `Invalid`."""
    text = request.query_params.get("category", "")
    return min(positive_integer("category", text), 2**63 - 1) if text else None
