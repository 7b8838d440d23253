"""Whether those who listen or order are still who they were when they connected.

An open socket outlives its token, but ends when its user, sign-in, API key or participant's
session is revoked, and when its user is deactivated or moved to another role or company (contract
README, "Who is asking").
"""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import replace

from django.utils import timezone

from customers.events import ParticipantSessionsEnded
from customers.participants import live_session, live_sessions
from handoff.accounts.events import (
    ApiKeyRevoked,
    SignInsEnded,
    UserAccessChanged,
    UserDeactivated,
)
from handoff.accounts.models import ApiKey, SignIn, User
from handoff.actor import Actor
from handoff.errors import NotAuthenticated
from handoff.news.models import Event
from handoff.realtime.listener import Listener
from handoff.realtime.threads import reads

ENDING = frozenset(
    {
        UserDeactivated.type,
        UserAccessChanged.type,
        ApiKeyRevoked.type,
        SignInsEnded.type,
        ParticipantSessionsEnded.type,
    }
)


def is_ending(event: Event) -> bool:
    """Whether sockets end with this event."""
    return event.type in ENDING


def ends(event: Event, actor: Actor) -> bool:
    """Whether an ending event is about this actor: the user as such, or what it came with."""
    if event.type == ApiKeyRevoked.type:
        return bool(event.payload["key_id"] == actor.key_id)
    if event.type == SignInsEnded.type:
        return actor.sign_in_id in event.payload["sign_in_ids"]
    if event.type == ParticipantSessionsEnded.type:
        return actor.session_id in event.payload["session_ids"]
    return bool(event.payload["user_id"] == actor.user_id)


async def lapsed(listeners: Collection[Listener]) -> list[Listener]:
    """Those whose user, sign-in, API key or participant's session does not stand any more.

    Four queries, however many listen.
    """
    return await reads.run(_lapsed, list(listeners)) if listeners else []


def _lapsed(listeners: list[Listener]) -> list[Listener]:
    now, actors = timezone.now(), [listener.actor for listener in listeners]
    users = User.objects.in_bulk([actor.user_id for actor in actors if actor.user_id is not None])
    asked = [actor.sign_in_id for actor in actors if actor.sign_in_id is not None]
    sign_ins = set(SignIn.objects.live(now).filter(pk__in=asked).values_list("pk", flat=True))
    asked = [actor.key_id for actor in actors if actor.key_id is not None]
    keys = set(ApiKey.objects.live(now).filter(pk__in=asked).values_list("pk", flat=True))
    sessions = live_sessions([a.session_id for a in actors if a.session_id is not None])
    return [
        listener
        for listener in listeners
        if ((user_id := (actor := listener.actor).user_id) is not None
            and not _stands(actor, users.get(user_id)))
        or (actor.sign_in_id is not None and actor.sign_in_id not in sign_ins)
        or (actor.key_id is not None and actor.key_id not in keys)
        or (actor.session_id is not None and actor.session_id not in sessions)
    ]  # fmt: skip


def still(actor: Actor) -> Actor:
    """The actor as its user or visitor is named now, with what it came with. Raises
    `NotAuthenticated` if one of them does not stand. One query."""
    if actor.session_id is not None:
        session = live_session(actor.session_id)
        if session is None:
            raise NotAuthenticated
        return session.as_actor(door=actor.door)
    proof = _proof_of(actor)
    user = proof if isinstance(proof, User | None) else proof.user
    if proof is None or not _stands(actor, user):
        raise NotAuthenticated
    return replace(proof.as_actor(door=actor.door), participant=actor.participant)


def _proof_of(actor: Actor) -> ApiKey | SignIn | User | None:
    assert actor.user_id is not None
    now = timezone.now()
    if actor.key_id is not None:
        keys = ApiKey.objects.live(now).select_related("user")
        return keys.filter(pk=actor.key_id, user_id=actor.user_id).first()
    if actor.sign_in_id is not None:
        sign_ins = SignIn.objects.live(now).select_related("user")
        return sign_ins.filter(pk=actor.sign_in_id, user_id=actor.user_id).first()
    return User.objects.filter(pk=actor.user_id).first()


def _stands(actor: Actor, user: User | None) -> bool:
    if user is None or not user.is_active:
        return False
    now = user.as_actor(door=actor.door)
    return (now.company_id, now.role) == (actor.company_id, actor.role)
