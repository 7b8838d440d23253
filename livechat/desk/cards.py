"""`/desk/rooms/cards/`: cards to print and lay out in the rooms, with QR code and PIN.

The code holds the address of the guest's page alone. The PIN is printed and typed in: in an address
it would stand in histories, in logs and in whatever a guest shares.
"""

from __future__ import annotations

from dataclasses import dataclass

import segno
from django.conf import settings
from django.core.exceptions import PermissionDenied
from django.http import HttpRequest, HttpResponse, QueryDict
from django.shortcuts import render
from django.urls import reverse
from django.utils.safestring import SafeString, mark_safe
from django.views.decorators.http import require_safe

from customers.models import Room, RoomQuerySet
from customers.room_numbers import numbers_in
from handoff.encryption import Unreadable
from handoff.errors import Invalid
from livechat.desk.access import at_desk, user_of

MOST_CARDS = 200
SIZES = {"a6": ("A6, four a sheet", 4), "a5": ("A5, two a sheet", 2)}
FOR_ADMINS = "Room cards bear PINs. Ask an admin for them."
CONTENT_POLICY = (
    "default-src 'none'; script-src 'self'; style-src 'self'; img-src 'self'; base-uri 'none'; "
    "form-action 'self'; frame-ancestors 'none'"
)


@dataclass(frozen=True, slots=True)
class Card:
    """What stands on one card. `code` is an SVG drawing; `pin` is empty where the room has none."""

    room: Room
    address: str
    code: SafeString
    pin: str

    @classmethod
    def of(cls, room: Room) -> Card:
        address = guest_address(room)
        pin = "" if isinstance(room.pin, Unreadable) else room.pin
        return cls(room, address, code_of(address), pin)


@require_safe
@at_desk
def cards(request: HttpRequest) -> HttpResponse:
    """Cards of `?rooms=101-110, 204` or `?id=7&id=8`, else of all active rooms, in `&size=a6` or
    `a5`; up to 200. For admins."""
    actor = user_of(request).as_actor(door="desk")
    if not actor.is_admin:
        raise PermissionDenied(FOR_ADMINS)
    size = request.GET.get("size", "")
    size = size if size in SIZES else "a6"
    sentence = ""
    try:
        rooms = asked_for(request.GET, Room.objects.visible_to(actor))
    except Invalid as refusal:
        rooms, sentence = Room.objects.none(), refusal.text
    total = rooms.count()
    made = [Card.of(room) for room in rooms.select_related("company")[:MOST_CARDS]]
    per_sheet = SIZES[size][1]
    context = {
        "cards": made,
        "sheets": [made[at : at + per_sheet] for at in range(0, len(made), per_sheet)],
        "total": total,
        "more": total > len(made),
        "size": size,
        "sizes": [(name, label) for name, (label, _) in SIZES.items()],
        "wanted": request.GET.get("rooms", ""),
        "ids": ids_in(request.GET),
        "sentence": sentence,
    }
    page = render(request, "desk/cards.html", context)
    page["Content-Security-Policy"] = CONTENT_POLICY
    return page


def asked_for(query: QueryDict, rooms: RoomQuerySet) -> RoomQuerySet:
    """The rooms that an address names, those of numbers first. Raises `Invalid`."""
    rooms = rooms.filter(is_active=True)
    if numbers := numbers_in(query.get("rooms", "").replace("\0", "")):
        return rooms.filter(number__in=numbers)
    ids = ids_in(query)
    return rooms.filter(pk__in=ids) if ids else rooms


def ids_in(query: QueryDict) -> list[int]:
    given = [word for word in query.getlist("id") if word.isdecimal() and len(word) < 18]
    return [int(word) for word in given[:MOST_CARDS]]


def guest_address(room: Room) -> str:
    """Where a room's guest writes."""
    path = reverse("guest", args=[room.company.slug, room.number])
    return f"{settings.PUBLIC_URL}{path}"


def code_of(address: str) -> SafeString:
    """A QR code as SVG that grows to the room it has, with the quiet zone that the standard asks
    for. It holds numbers alone: nothing of the address stands in it as text."""
    drawn = segno.make(address, micro=False, error="m").svg_inline(
        omitsize=True, border=4, svgclass=None, lineclass=None
    )
    return mark_safe(drawn)  # noqa: S308
