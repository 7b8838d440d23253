"""Fetch and authorise in one call."""

from customers.errors import PageNotFound, RoomNotFound
from customers.models import Page, Room
from handoff.actor import Actor


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
