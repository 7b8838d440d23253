"""The roll: who is subscribed, written where all processes read it.

Changes are gathered and written together, by one task. News of who came and went is not told from
the changes but from what the table says afterwards, compared with what was told before. So it heals
by itself: a lost hint, a process that died, two changes at once cost a heartbeat and nothing else.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import timedelta

from django.db import transaction
from django.utils import timezone

from handoff.realtime.pusher.channels import Member
from handoff.realtime.pusher.models import Grant, Subscription, SwitchboardProcess

BEAT_SECONDS = 3.0
LAPSE = timedelta(seconds=10)
MOST_MEMBERS = 1_000
CHUNK = 500

Key = tuple[str, str]
"""Socket and channel."""

Members = Mapping[str, str]
"""JSON text of each member's info, by user."""


@dataclass(slots=True)
class Batch:
    """What is written at once. `looked_at` are presence channels whose members are wanted."""

    process_id: str
    coming: dict[Key, Member | None] = field(default_factory=dict)
    leaving: set[Key] = field(default_factory=set)
    gone: set[str] = field(default_factory=set)
    looked_at: set[str] = field(default_factory=set)
    is_beat: bool = False


@dataclass(frozen=True, slots=True)
class Written:
    """`members` of each channel that was looked at, or changed. `full` were refused: their channel
    has as many members as it may. `was_forgotten`: others had struck this process off."""

    members: dict[str, dict[str, str]]
    full: frozenset[Key]
    was_forgotten: bool


@transaction.atomic
def write(batch: Batch) -> Written:
    """Carry out the changes, and read who is there now."""
    was_known = _note_seen(batch.process_id)
    if batch.is_beat:
        _strike_lapsed()
    _strike(batch)
    presence = {channel for (_, channel), member in batch.coming.items() if member is not None}
    members = _members_of(presence | batch.looked_at)
    full = _admit(batch.coming, members)
    _enrol(batch.process_id, {k: m for k, m in batch.coming.items() if k not in full})
    return Written(members, full, was_forgotten=not was_known)


def strike_process(process_id: str) -> None:
    """It ends: nobody is subscribed through it any more."""
    _strike_processes([process_id])


@transaction.atomic
def _strike_processes(process_ids: Sequence[str]) -> None:
    Subscription.objects.filter(process_id__in=process_ids).delete()
    SwitchboardProcess.objects.filter(pk__in=process_ids).delete()


def _note_seen(process_id: str) -> bool:
    """Whether the process was known. It is from now on."""
    now = timezone.now()
    if SwitchboardProcess.objects.filter(pk=process_id).update(seen_at=now):
        return True
    SwitchboardProcess.objects.create(pk=process_id, seen_at=now)
    return False


def _strike_lapsed() -> None:
    """Its row is locked first: a process that comes back at this moment waits, and begins anew."""
    lapsed = SwitchboardProcess.objects.filter(seen_at__lte=timezone.now() - LAPSE)
    if ids := list(lapsed.select_for_update(skip_locked=True).values_list("pk", flat=True)):
        _strike_processes(ids)


def _strike(batch: Batch) -> None:
    for socket_ids in _chunks(batch.gone):
        Subscription.objects.filter(socket_id__in=socket_ids).delete()
        Grant.objects.filter(socket_id__in=socket_ids).delete()
    sockets: defaultdict[str, list[str]] = defaultdict(list)
    for socket_id, channel in batch.leaving:
        if socket_id not in batch.gone:
            sockets[channel].append(socket_id)
    for channel, leaving in sockets.items():
        for socket_ids in _chunks(leaving):
            Subscription.objects.filter(channel=channel, socket_id__in=socket_ids).delete()


def _chunks(values: Iterable[str]) -> Iterator[list[str]]:
    """SQLite takes a thousand values in one query."""
    rest = sorted(values)
    for start in range(0, len(rest), CHUNK):
        yield rest[start : start + CHUNK]


def _members_of(channels: Iterable[str]) -> dict[str, dict[str, str]]:
    members: dict[str, dict[str, str]] = {channel: {} for channel in channels}
    if members:
        found = Subscription.objects.filter(channel__in=members).order_by("pk")
        for channel, user_id, info in found.values_list("channel", "user_id", "user_info"):
            members[channel].setdefault(user_id, info)
    return members


def _admit(
    coming: Mapping[Key, Member | None], members: dict[str, dict[str, str]]
) -> frozenset[Key]:
    """Add who comes to the members; those for whom there is no room."""
    full: set[Key] = set()
    for key, member in coming.items():
        if member is None:
            continue
        there = members[key[1]]
        if member.user_id in there or len(there) < MOST_MEMBERS:
            there.setdefault(member.user_id, member.info)
        else:
            full.add(key)
    return frozenset(full)


def _enrol(process_id: str, coming: Mapping[Key, Member | None]) -> None:
    Subscription.objects.bulk_create(
        [
            Subscription(
                process_id=process_id,
                socket_id=socket_id,
                channel=channel,
                user_id=member.user_id if member else "",
                user_info=member.info if member else "",
            )
            for (socket_id, channel), member in coming.items()
        ],
        ignore_conflicts=True,
    )
