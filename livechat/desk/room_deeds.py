"""What can be done with a hotel room at the desk, each a POST form around one action.

The last who opens a room's conversation, or answers in it, has it (contract document 5). Looking
at it is a GET, and changes nothing.
"""

from __future__ import annotations

from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.urls import reverse

from conversations.actions.reading import mark_read, mark_unread
from conversations.actions.rooms import open_room
from conversations.models import Conversation
from conversations.permissions import get_conversation_for
from customers.models.room import new_pin
from customers.stays import check_out
from handoff.actor import Actor
from handoff.errors import NotFound
from livechat.desk.access import at_desk
from livechat.desk.deeds import carry_out, deed
from livechat.desk.rooms import is_room


@deed
@at_desk
def open_it(request: HttpRequest, conversation_id: int) -> HttpResponse:
    """Open it: one handles it from now on, and has read it."""

    def do(actor: Actor) -> None:
        room_for(actor, conversation_id)
        open_room(actor, conversation_id=conversation_id)

    return carry_out(request, conversation_id, do)


@deed
@at_desk
def read(request: HttpRequest, conversation_id: int) -> HttpResponse:
    """What there is has been read, for all of the staff."""

    def do(actor: Actor) -> None:
        room_for(actor, conversation_id)
        mark_read(actor, conversation_id=conversation_id)

    return carry_out(request, conversation_id, do)


@deed
@at_desk
def unread(request: HttpRequest, conversation_id: int) -> HttpResponse:
    """Somebody should look at it again. Leads back to the list: one is not reading it any more."""

    def do(actor: Actor) -> None:
        room_for(actor, conversation_id)
        mark_unread(actor, conversation_id=conversation_id)

    answer = carry_out(request, conversation_id, do)
    if answer.status_code == 303:
        query = request.META.get("QUERY_STRING", "")
        answer = HttpResponseRedirect(f"{reverse('desk:inbox')}?{query}")
        answer.status_code = 303
    return answer


@deed
@at_desk
def leave(request: HttpRequest, conversation_id: int) -> HttpResponse:
    """Check the guest out: the sessions end, the conversation closes. For admins also, with
    `new_pin`, the card in the room is worthless."""

    def do(actor: Actor) -> None:
        guest = room_for(actor, conversation_id).guest
        assert guest is not None, "the database holds rooms to it"
        wants_pin = actor.is_admin and "new_pin" in request.POST  # who can print the card
        check_out(actor, room_id=guest.room_id, new_pin=new_pin() if wants_pin else "")

    return carry_out(request, conversation_id, do, form="check_out")


def room_for(actor: Actor, conversation_id: int) -> Conversation:
    """Raises `NotFound`, for strangers and for what is no room."""
    found = get_conversation_for(actor, conversation_id)
    if not is_room(found):
        raise NotFound
    return found
