"""Who may at doors of both sides, as DRF asks it; and fetching, authorised in the same call."""

from __future__ import annotations

from typing import TYPE_CHECKING

from rest_framework.request import Request

from customers.errors import PageNotFound, RoomNotFound
from customers.models import Page, Room
from customers.participants import participant_or_team
from handoff import scopes
from handoff.accounts.permissions import IsSignedIn
from handoff.actor import Actor

if TYPE_CHECKING:
    from rest_framework.views import APIView


class IsParticipantOrTeam(IsSignedIn):
    """Anybody with an account, customers included, and participants with their token; API keys
    with the scope that the view names."""

    def has_permission(self, request: Request, view: APIView) -> bool:
        if not super().has_permission(request, view):
            return False
        scopes.require(participant_or_team(request), scopes.scope_of(view, request.method))
        return True


def get_page_for(actor: Actor, page_id: str) -> Page:
    """The actor's page with this Facebook id. Raises `PageNotFound`, also for strangers."""
    page = None
    if "\0" not in page_id:  # which PostgreSQL would refuse to look for
        page = Page.objects.visible_to(actor).filter(page_id=page_id).first()
    if page is None:
        raise PageNotFound
    return page


def get_room_for(actor: Actor, room_id: int) -> Room:
    """A room of the actor's company, active or not, held until the end of the transaction. Raises
    `RoomNotFound`, also for guests and strangers."""
    rooms = Room.objects.visible_to(actor).select_for_update(no_key=True, of=("self",))
    room = rooms.filter(pk=room_id).first()
    if room is None:
        raise RoomNotFound
    return room
