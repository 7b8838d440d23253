"""The stays of guests: who is there, and how a stay ends.

All that concerns one room waits at its row, which is locked before conversations.
"""

from __future__ import annotations

import logging
from dataclasses import dataclass

from django.db.models import Exists, OuterRef
from django.utils import timezone

from customers.events import GuestLeft
from customers.models import Guest, ParticipantSession, Room, RoomFailures
from customers.permissions import get_room_for
from customers.sessions import end_all
from handoff.actor import Actor, system_of
from handoff.news.emitting import action, emit

logger = logging.getLogger(__name__)

ENDED_AT_ONCE = 100


@dataclass(frozen=True, slots=True)
class CheckedOut:
    """Whose stay ended, if somebody was there, and on how many devices."""

    room: Room
    guest: Guest | None
    sessions: int


def present_guest(room: Room) -> Guest | None:
    """Who is there with a session that holds; who has none is not there any more."""
    guest = Guest.objects.present().filter(room=room).first()
    if guest is not None and not ParticipantSession.objects.live_of_guest(guest.pk).exists():
        end_stay(guest, by=system_of(room.company_id, door="timer"), reason="sessions expired")
        return None
    return guest


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
    return end_all(
        ParticipantSession.objects.live_of_guest(guest.pk),
        participant=f"guest:{guest.pk}",
        company_id=guest.company_id,
        at=now,
    )


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
    return was_there and present_guest(room) is None
