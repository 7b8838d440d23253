"""Fetch and authorise in one call: the team sees the company's tickets, participants their own."""

from __future__ import annotations

from handoff.accounts.permissions import TeamOnly
from handoff.actor import Actor
from handoff.errors import NotFound
from livechat.models import Ticket


class TicketNotFound(NotFound):
    code, sentence = "ticket_not_found", "Ticket not found"


def get_visible_ticket_for(actor: Actor, ticket_id: int) -> Ticket:
    """One to read. Raises `TicketNotFound`, also for strangers."""
    found = Ticket.objects.visible_to(actor).with_people().filter(pk=ticket_id).first()
    if found is None:
        raise TicketNotFound
    return found


def get_ticket_for(actor: Actor, ticket_id: int) -> Ticket:
    """One to change, locked. Raises `TicketNotFound`; `TeamOnly` for whoever asked for it."""
    visible = Ticket.objects.visible_to(actor).with_people()
    found = visible.select_for_update(of=("self",)).filter(pk=ticket_id).first()
    if found is None:
        raise TicketNotFound
    if not actor.is_team:
        raise TeamOnly
    return found
