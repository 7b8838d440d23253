"""Who may ask at the rooms' addresses, and which hotel they are of."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING, Any

from rest_framework.request import Request
from rest_framework.viewsets import ViewSet

from conversations.models import Conversation
from conversations.permissions import get_stay_for
from customers.errors import RoomNotFound
from customers.models import Room
from customers.participants import ParticipantAuthentication, participant_or_team
from handoff.accounts.authentication import SessionCookieAuthentication
from handoff.accounts.models import Company
from handoff.accounts.permissions import IsSignedIn, TeamOnly
from handoff.actor import Actor
from handoff.errors import NotFound
from handoff.numbers import id_in
from livechat.access import EitherSide

if TYPE_CHECKING:
    from rest_framework.views import APIView


class HotelNotFound(NotFound):
    code, sentence = "hotel_not_found", "There is no such hotel"


class GuestOrStaff(EitherSide):
    """The hotel's agents and admins, and guests of its rooms; API keys with the scope that the view
    names. Raises `TeamOnly` for everybody else, website visitors included."""

    who = "agents and admins; guests see their own"

    def has_permission(self, request: Request, view: APIView) -> bool:
        if not IsSignedIn.has_permission(self, request, view):
            return False
        actor = participant_or_team(request)
        if not actor.is_team and actor.participant_id("guest") is None:
            raise TeamOnly
        return super().has_permission(request, view)


class HotelView(ViewSet):
    """A view under `/chat/{hotel_slug}/`: it knows who asks and for which hotel."""

    authentication_classes = (ParticipantAuthentication, SessionCookieAuthentication)
    permission_classes: Sequence[type[EitherSide]] = (GuestOrStaff,)
    actor: Actor
    hotel: Company

    def initial(self, request: Request, *args: Any, **kwargs: Any) -> None:
        super().initial(request, *args, **kwargs)
        self.actor = participant_or_team(request)
        self.hotel = get_hotel_for(self.actor, kwargs["hotel_slug"])

    def stay(self, conversation_id: str) -> Conversation:
        """A room's conversation in this hotel that the actor may read. Raises NotFound."""
        found = get_stay_for(self.actor, id_in(conversation_id))
        if found.company_id != self.hotel.pk:  # superusers see those of all hotels
            raise NotFound("Conversation not found")
        return found

    def room(self, number: str) -> Room:
        """A room of this hotel. Raises `RoomNotFound`."""
        found = Room.objects.visible_to(self.actor).filter(company=self.hotel, number=number)
        room = found.first()
        if room is None:
            raise RoomNotFound
        return room


def get_hotel_for(actor: Actor, slug: str) -> Company:
    """The actor's own company, if it bears this name; any for superusers. Raises
    `HotelNotFound`."""
    hotel = Company.objects.visible_to(actor).filter(slug=slug).first()
    if hotel is None:
        raise HotelNotFound
    return hotel
