"""Channels that carry our own news, and who may subscribe to them (contract README, "Document 5").

    {slug}-room-{number}-chat                      a room: for everybody
    private-{slug}-conversation-{id}               its guest, and the hotel's staff
    private-{slug}-staff, presence-{slug}-staff    the hotel's staff

All other channels are free for whoever holds the application's secret.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import timedelta
from functools import reduce
from operator import or_

from django.db.models import Q

from conversations.models import Channel, Conversation
from customers.models import Room
from handoff import scopes, topics
from handoff.accounts.models import Company
from handoff.actor import Actor, system_of
from handoff.errors import Forbidden, HandoffError, NotAuthenticated
from handoff.realtime.dialects.pusher.frames import Carries, Pusher
from handoff.realtime.pusher import grants
from handoff.realtime.pusher.channels import Kind, kind_of
from handoff.realtime.pusher.codes import SubscriptionRefused
from handoff.realtime.standing import still

DOOR = "pusher"
CERTAIN_SECONDS = (grants.LIFETIME - timedelta(minutes=1)).total_seconds()

IN_ROOM, END_OF_ROOM = "-room-", "-chat"
CONVERSATION = re.compile(r"private-(.+)-conversation-([1-9][0-9]{0,17})")
STAFF = re.compile(r"(?:private|presence)-(.+)-staff")


class ConnectAnew(HandoffError):
    """It is not known any more on whose behalf this was signed; a new socket's will be."""

    code = "connect_anew"


@dataclass(frozen=True, slots=True)
class Audience:
    """As whom one listens to a channel of ours, and to what."""

    actor: Actor
    topic: str
    dialect: Pusher


@dataclass(frozen=True, slots=True)
class Place:
    """What a channel of ours stands for: a company, and the topic of its news."""

    company_id: int
    topic: str
    carries: Carries


def audience(socket_id: str, channel: str, *, age_seconds: float) -> Audience | None:
    """Who listens to this channel through a socket of this age; None where no news of ours comes.

    The signature has been checked. Raises `SubscriptionRefused` where whom it was made for may not
    hear this any more, and `ConnectAnew`. Reads the database.
    """
    place = place_of(channel)
    if place is None:
        return None
    dialect = Pusher(channel, place.carries)
    if kind_of(channel) is not Kind.PUBLIC:
        actor = grants.granted_to(socket_id, channel)
        if actor is not None:
            return Audience(_still_heard(actor, place), place.topic, dialect)
        if age_seconds > CERTAIN_SECONDS:
            raise ConnectAnew
    # Everybody, or whom somebody else let in who holds the secret and answers for it.
    return Audience(system_of(place.company_id, door=DOOR), place.topic, dialect)


def place_to_sign(actor: Actor, channel: str) -> Place:
    """The private channel of ours that this actor may subscribe to. Raises `Forbidden`."""
    place = None if kind_of(channel) is Kind.PUBLIC else place_of(channel)
    if place is None or not _hears(actor, place):
        raise Forbidden("You may not subscribe to this channel")
    scopes.require(actor, scopes.EVENTS_READ)
    return place


def place_of(channel: str) -> Place | None:
    """What this channel stands for, in one query; None where it is none of ours."""
    match kind_of(channel):
        case Kind.PUBLIC:
            return _room_at(channel)
        case Kind.PRIVATE if found := CONVERSATION.fullmatch(channel):
            return _conversation_at(found[1], int(found[2])) or _staff_at(channel)
        case Kind.PRIVATE | Kind.PRESENCE:
            return _staff_at(channel)
        case _:
            return None


def _room_at(channel: str) -> Place | None:
    """Slugs and numbers may hold the words between them: every way to read the name is tried."""
    ways = [Q(company__slug=slug, number=number) for slug, number in readings(channel)]
    if not ways:
        return None
    rooms = Room.objects.filter(is_active=True).filter(reduce(or_, ways)).order_by("pk")
    room = rooms.values_list("pk", "company_id").first()
    return Place(room[1], topics.room(room[0]), Carries.ROOM) if room else None


def readings(channel: str) -> Iterator[tuple[str, str]]:
    """Every hotel's slug and room's number that the name may stand for."""
    if not channel.endswith(END_OF_ROOM):
        return
    words = channel.removesuffix(END_OF_ROOM)
    at = words.find(IN_ROOM, 1)
    while at > 0:
        if number := words[at + len(IN_ROOM) :]:
            yield words[:at], number
        at = words.find(IN_ROOM, at + 1)


def _conversation_at(slug: str, conversation_id: int) -> Place | None:
    found = Conversation.objects.filter(
        pk=conversation_id, company__slug=slug, channel=Channel.ROOM
    )
    company_id = found.values_list("company_id", flat=True).first()
    if company_id is None:
        return None
    return Place(company_id, topics.conversation(conversation_id), Carries.CONVERSATION)


def _staff_at(channel: str) -> Place | None:
    found = STAFF.fullmatch(channel)
    if found is None:
        return None
    company_id = Company.objects.filter(slug=found[1]).values_list("pk", flat=True).first()
    return Place(company_id, topics.team(company_id), Carries.STAFF) if company_id else None


def _hears(actor: Actor, place: Place) -> bool:
    """Of the company itself: who runs the whole installation is not a hotel's staff."""
    return actor.company_id == place.company_id and topics.may_listen(actor, place.topic)


def _still_heard(actor: Actor, place: Place) -> Actor:
    try:
        now = still(actor)
    except NotAuthenticated as fault:
        raise SubscriptionRefused(fault.text) from fault
    if not _hears(now, place):
        raise SubscriptionRefused("You may not subscribe to this channel")
    return now
