"""Guests arrive: with the PIN of their room, or with a token that they were given before (contract
README, "Document 5").
"""

from __future__ import annotations

from dataclasses import dataclass, field

from django.db import transaction
from django.utils import timezone

from customers.errors import RoomNotFound, TooManyWrongPins, WrongPin
from customers.events import GuestNamed
from customers.models import Guest, ParticipantSession, Room
from customers.models.room import RoomSettings
from customers.participants import live_session
from customers.room_lockout import judge_pin
from customers.stays import present_guest
from handoff.accounts.tokens import InvalidToken, session_id_from_token
from handoff.news.emitting import action, emit


@dataclass(frozen=True, slots=True, kw_only=True)
class Arrival:
    """What a device in a room says. `token` is one that it was given before; `network` is where it
    comes from, as `handoff.proxies.network_of` names it."""

    hotel_slug: str
    room_number: str
    pin: str = field(default="", repr=False)
    name: str = ""
    token: str = field(default="", repr=False)
    network: str = ""


def check_pin(given: Arrival) -> None:
    """Refuse whoever has neither the room's PIN nor a token of a session in it.

    Outside of the action that welcomes: a wrong PIN must be counted though nothing else happens.
    Raises `RoomNotFound`, `WrongPin`, `TooManyWrongPins` while a lock holds, whatever the PIN is,
    and `InvalidToken` for a token that holds no more and no PIN beside it.
    """
    with transaction.atomic():
        room = _locked(given)
        if _session_of(given, room) is not None:
            return
        if given.token and not given.pin:
            raise InvalidToken
        seconds, is_right = judge_pin(room, given.pin, network=given.network)
    if seconds:
        raise TooManyWrongPins(seconds)
    if not is_right:
        raise WrongPin


def _locked(given: Arrival) -> Room:
    """The room, held until the end of the transaction. Raises `RoomNotFound`."""
    rooms = Room.objects.open_at(given.hotel_slug, given.room_number)
    room = rooms.select_for_update(no_key=True, of=("self",)).first()
    if room is None:
        raise RoomNotFound
    return room


@action
def welcome_guest(given: Arrival) -> ParticipantSession:
    """A session in the room, after `check_pin`.

    Who comes with a token that holds goes on in the same session, which lasts anew. Anybody else is
    one more device of the guest who is there; where all sessions of that guest are over, the stay
    is too, and a new one begins. A name fills an empty one; the own device may change it. Raises
    `RoomNotFound`, and where that is over since a moment `WrongPin` or `InvalidToken`.
    """
    room = _locked(given)
    session = _session_of(given, room)
    if session is None:
        if given.token and not given.pin:
            raise InvalidToken
        if not room.opens_with(given.pin):
            raise WrongPin
        guest = present_guest(room) or Guest.objects.create(company_id=room.company_id, room=room)
        session = _new_session(guest)
        may_name = not guest.name
    else:
        may_name = True
    _note_arrival(session, given.name if may_name else "")
    return session


def _session_of(given: Arrival, room: Room) -> ParticipantSession | None:
    """The live session of a token of this room."""
    session_id = session_id_from_token(given.token) if given.token else None
    session = live_session(session_id) if session_id is not None else None
    guest = session.guest if session else None
    return session if guest is not None and guest.room_id == room.pk else None


def _new_session(guest: Guest) -> ParticipantSession:
    now = timezone.now()
    return ParticipantSession.objects.create(
        company_id=guest.company_id, guest=guest, created_at=now, last_seen_at=now, expires_at=now
    )


def _note_arrival(session: ParticipantSession, name: str) -> None:
    """The session lasts from now on; the guest is here, perhaps under a name."""
    now, guest = timezone.now(), session.guest
    assert guest is not None, "a visitor has no room"
    session.last_seen_at = now
    session.expires_at = now + RoomSettings.objects.lifetime_of(session.company_id)
    session.save(update_fields=["last_seen_at", "expires_at"])
    is_named = bool(name) and name != guest.name
    guest.last_seen, guest.name = now, name or guest.name
    guest.save(update_fields=["last_seen", "name"])
    if is_named:
        emit(
            GuestNamed(guest_id=guest.pk, company_id=guest.company_id),
            company_id=guest.company_id,
            to=[],
        )
