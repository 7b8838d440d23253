"""Guests of hotel rooms: they arrive with the room's PIN, and their stay ends (contract README,
"Document 5").

Wrong PINs are counted per room and per address (`RoomFailures`, `AddressFailures`). A lock shuts
out who comes with a PIN, right or wrong, and nobody who is in: sessions go on, and are renewed by
their token. All that concerns one room waits at its row, which is locked before conversations.
"""

from __future__ import annotations

import logging
from dataclasses import dataclass, field
from datetime import datetime
from hashlib import sha256

from django.db import transaction
from django.db.models import Exists, OuterRef
from django.utils import timezone

from customers.errors import RoomNotFound, TooManyWrongPins, WrongPin
from customers.events import GuestLeft, GuestNamed, ParticipantSessionsEnded
from customers.models import AddressFailures, Guest, ParticipantSession, Room, RoomFailures
from customers.models.room import RoomSettings
from customers.participants import live_session
from customers.visits import TOLD_AT_ONCE
from handoff.accounts.models.failures import CountedFailures
from handoff.accounts.tokens import InvalidToken, session_id_from_token
from handoff.actor import Actor, system_of
from handoff.news.emitting import action, emit

logger = logging.getLogger(__name__)

ENDED_AT_ONCE = 100
TIDIED_AT_ONCE = 100


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


@dataclass(frozen=True, slots=True)
class CheckedOut:
    """Whose stay ended, if somebody was there, and on how many devices."""

    room: Room
    guest: Guest | None
    sessions: int


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
        seconds, is_right = _judge(room, given)
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


def _judge(room: Room, given: Arrival) -> tuple[float, bool]:
    """How long a lock holds, and else whether the PIN is right; a wrong one is counted."""
    now = timezone.now()
    key = sha256(given.network.encode()).hexdigest()
    counts: tuple[CountedFailures | None, CountedFailures | None] = (
        RoomFailures.objects.filter(room=room).first(),
        AddressFailures.objects.filter(key=key).first(),
    )
    seconds = max(count.seconds_locked(now) if count else 0.0 for count in counts)
    if seconds:
        return seconds, False
    if room.opens_with(given.pin):
        RoomFailures.objects.filter(room=room).delete()
        return 0, True
    _count_failure(room, key, now)
    return 0, False


def _count_failure(room: Room, key: str, now: datetime) -> None:
    """One more wrong PIN, for the room and for the address: whose row others hold who try other
    rooms from there at this moment."""
    of_room, _ = RoomFailures.objects.get_or_create(room=room)
    rows = AddressFailures.objects.select_for_update()
    of_address, is_new = rows.get_or_create(key=key)
    counts: tuple[CountedFailures, CountedFailures] = (of_room, of_address)
    for count in counts:
        count.add(now)
        count.save()
    if is_new:
        stale = AddressFailures.objects.forgotten(now).select_for_update(skip_locked=True)
        keys = list(stale.values_list("pk", flat=True)[:TIDIED_AT_ONCE])
        AddressFailures.objects.filter(pk__in=keys).delete()


@action
def welcome_guest(given: Arrival) -> ParticipantSession:
    """A session in the room, after `check_pin`.

    Who comes with a token that holds goes on in the same session, which lasts anew. Anybody else is
    one more device of the guest who is there; where all sessions of that guest are over, the stay
    is too, and a new one begins. A name fills an empty one; the own device may change it. Raises
    `RoomNotFound`, and `WrongPin` if the PIN was changed a moment ago.
    """
    room = _locked(given)
    session = _session_of(given, room)
    if session is None:
        if not room.opens_with(given.pin):
            raise WrongPin
        guest = _present_guest(room) or Guest.objects.create(company_id=room.company_id, room=room)
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


def _present_guest(room: Room) -> Guest | None:
    """Who is there with a session that holds; who has none is not there any more."""
    guest = Guest.objects.present().filter(room=room).first()
    if guest is not None and not ParticipantSession.objects.live_of_guest(guest.pk).exists():
        end_stay(guest, by=system_of(room.company_id, door="timer"), reason="sessions expired")
        return None
    return guest


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


@action
def check_out(actor: Actor, *, room_id: int, new_pin: str = "") -> CheckedOut:
    """End the stay in a room: its sessions, sockets and conversation. For its hotel's staff.

    With `new_pin` the card of the last guest opens nothing any more, and what was locked is open.
    Nobody there: only the PIN is changed. Raises `RoomNotFound`, also for guests and strangers.
    """
    room = get_room_for(actor, room_id)
    guest = Guest.objects.present().filter(room=room).first()
    sessions = end_stay(guest, by=actor, reason="checked out") if guest else 0
    if new_pin:
        room.pin = new_pin
        room.save(update_fields=["pin"])
        RoomFailures.objects.filter(room=room).delete()
    return CheckedOut(room, guest, sessions)


@action
def unlock_room(actor: Actor, *, room_id: int) -> None:
    """Let PINs be tried again, as if none had been wrong. For the staff. Raises `RoomNotFound`."""
    RoomFailures.objects.filter(room=get_room_for(actor, room_id)).delete()


def get_room_for(actor: Actor, room_id: int) -> Room:
    """A room of the actor's company, active or not, held until the end of the transaction. Raises
    `RoomNotFound`, also for guests and strangers."""
    rooms = Room.objects.visible_to(actor).select_for_update(no_key=True, of=("self",))
    room = rooms.filter(pk=room_id).first()
    if room is None:
        raise RoomNotFound
    return room


def end_stay(guest: Guest, *, by: Actor, reason: str) -> int:
    """The guest leaves: the conversation is closed, then sessions and sockets end. Returns how many
    sessions did. Holds the room; in a running action.

    Who hears `GuestLeft` locks the conversation. The guest comes after it, as when a guest writes:
    the other way round the two would wait for each other.
    """
    now = timezone.now()
    who = {"kind": str(by.kind), "user_id": by.user_id, "door": by.door, "name": by.name}
    emit(
        GuestLeft(guest_id=guest.pk, company_id=guest.company_id, by=who, reason=reason),
        company_id=guest.company_id,
        to=[],
    )
    guest.left_at = now
    guest.save(update_fields=["left_at"])
    ids = list(
        ParticipantSession.objects.live_of_guest(guest.pk)
        .order_by("pk")
        .values_list("pk", flat=True)
    )
    for start in range(0, len(ids), TOLD_AT_ONCE):
        some = ids[start : start + TOLD_AT_ONCE]
        ParticipantSession.objects.filter(pk__in=some).update(ended_at=now)
        emit(
            ParticipantSessionsEnded(participant=f"guest:{guest.pk}", session_ids=some),
            company_id=guest.company_id,
            to=[],
        )
    return len(ids)


def end_expired_stays() -> int:
    """End the stays of guests whose sessions are all over; returns how many. One transaction each;
    the rest comes in the next round."""
    live = ParticipantSession.objects.live(timezone.now()).filter(guest=OuterRef("pk"))
    over = Guest.objects.present().filter(~Exists(live)).order_by("pk")
    ended = 0
    for room_id in list(over.values_list("room", flat=True)[:ENDED_AT_ONCE]):
        try:
            ended += _end_if_over(room_id)
        except Exception:  # the others' stays are over all the same
            logger.exception("The stay in room %s could not be ended", room_id)
    return ended


@action
def _end_if_over(room_id: int) -> bool:
    """Judged again behind the room's row: somebody may just have come back."""
    room = Room.objects.select_for_update(no_key=True, of=("self",)).get(pk=room_id)
    was_there = Guest.objects.present().filter(room=room).exists()
    return was_there and _present_guest(room) is None
