"""Wrong PINs, counted per room and per address (`RoomFailures`, `AddressFailures`).

A lock shuts out who comes with a PIN, right or wrong, and nobody who is in: sessions go on, and are
renewed by their token.
"""

from __future__ import annotations

from datetime import datetime
from hashlib import sha256

from django.utils import timezone

from customers.models import AddressFailures, Room, RoomFailures
from customers.permissions import get_room_for
from handoff.accounts.models.failures import CountedFailures
from handoff.actor import Actor
from handoff.news.emitting import action

TIDIED_AT_ONCE = 100


def judge_pin(room: Room, pin: str, *, network: str) -> tuple[float, bool]:
    """How long a lock holds, and else whether the PIN is right; a wrong one is counted. `network`
    is where it comes from, as `handoff.proxies.network_of` names it."""
    now = timezone.now()
    key = sha256(network.encode()).hexdigest()
    counts: tuple[CountedFailures | None, CountedFailures | None] = (
        RoomFailures.objects.filter(room=room).first(),
        AddressFailures.objects.filter(key=key).first(),
    )
    seconds = max(count.seconds_locked(now) if count else 0.0 for count in counts)
    if seconds:
        return seconds, False
    if room.opens_with(pin):
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
def unlock_room(actor: Actor, *, room_id: int) -> None:
    """Let PINs be tried again, as if none had been wrong. For the staff. Raises `RoomNotFound`."""
    RoomFailures.objects.filter(room=get_room_for(actor, room_id)).delete()
