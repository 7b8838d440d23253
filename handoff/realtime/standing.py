"""Whether those who listen or order are still who they were when they connected.

An open socket outlives its token, but ends when its user or session is revoked, deactivated or
moved to another role or company (contract README, "Who is asking").
"""

from __future__ import annotations

from collections.abc import Collection

from django.contrib.sessions.models import Session
from django.utils import timezone

from handoff.accounts.events import ApiKeyRevoked, UserAccessChanged, UserDeactivated
from handoff.accounts.models import ApiKey, User
from handoff.actor import Actor
from handoff.errors import NotAuthenticated
from handoff.news.models import Event
from handoff.realtime.listener import Listener
from handoff.realtime.threads import reads

ENDING_USERS = frozenset({UserDeactivated.type, UserAccessChanged.type})


def is_ending(event: Event) -> bool:
    """Whether sockets end with this event."""
    return event.type in ENDING_USERS or event.type == ApiKeyRevoked.type


def ends(event: Event, actor: Actor) -> bool:
    """Whether an ending event is about this actor: the user as such, or the key it came with."""
    if event.type == ApiKeyRevoked.type:
        return bool(event.payload["key_id"] == actor.key_id)
    return bool(event.payload["user_id"] == actor.user_id)


async def lapsed(listeners: Collection[Listener]) -> list[Listener]:
    """Those whose user, session or API key does not stand any more.

    Three queries, however many listen.
    """
    return await reads.run(_lapsed, list(listeners)) if listeners else []


def _lapsed(listeners: list[Listener]) -> list[Listener]:
    ids = {listener.actor.user_id for listener in listeners}
    users = User.objects.in_bulk([user_id for user_id in ids if user_id is not None])
    keys = {listener.session_key for listener in listeners} - {""}
    sessions = set(Session.objects.filter(pk__in=keys).values_list("pk", flat=True))
    keyed = {key_id for listener in listeners if (key_id := listener.actor.key_id) is not None}
    live = set(
        ApiKey.objects.live(timezone.now()).filter(pk__in=keyed).values_list("pk", flat=True)
    )
    return [
        listener
        for listener in listeners
        if (user_id := listener.actor.user_id) is not None
        if not _stands(listener.actor, users.get(user_id))
        or (listener.session_key and listener.session_key not in sessions)
        or (listener.actor.key_id is not None and listener.actor.key_id not in live)
    ]


def still(actor: Actor) -> Actor:
    """The actor as its user is named now. Raises `NotAuthenticated` if it does not stand."""
    assert actor.user_id is not None
    if actor.key_id is not None:
        key = ApiKey.objects.live(timezone.now()).select_related("user").filter(pk=actor.key_id)
        if (found := key.first()) is None or not _stands(actor, found.user):
            raise NotAuthenticated
        return found.as_actor(door=actor.door)
    user = User.objects.filter(pk=actor.user_id).first()
    if user is None or not _stands(actor, user):
        raise NotAuthenticated
    return user.as_actor(door=actor.door)


def _stands(actor: Actor, user: User | None) -> bool:
    if user is None or not user.is_active:
        return False
    now = user.as_actor(door=actor.door)
    return (now.company_id, now.role) == (actor.company_id, actor.role)
