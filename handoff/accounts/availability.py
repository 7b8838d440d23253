"""What agents say of themselves: status, slots and skills; and what admins say of them.

All of it is told to the agents of the company, at the desk and over Socket.IO.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import Literal

from django.utils import timezone

from handoff import topics
from handoff.accounts.events import AgentAvailabilityChanged, UserDeactivated
from handoff.accounts.models import AgentAvailability, NoAvailability
from handoff.accounts.permissions import AdminsOnly, TeamOnly, get_user_for
from handoff.actor import Actor
from handoff.news.emitting import action, emit

Reason = Literal["set", "edited", "gone", "returned", "deactivated"]


@action
def set_status(actor: Actor, *, status: str) -> AgentAvailability:
    """Say whether one is there. It is announced also when it is what it was (contract README,
    "Document 4"), and counts as being there. Raises `TeamOnly`, `NoAvailability`."""
    own = _own(actor)
    own.see(timezone.now())
    own.put_status(status, timezone.now())
    own.save()
    tell(actor.company_id, own, "set")
    return own


@action
def set_slots(actor: Actor, *, max_concurrent_chats: int) -> AgentAvailability:
    """Say how many chats one wants at once. Who has more keeps them, and gets no new one.

    Raises `TeamOnly`, `NoAvailability`.
    """
    own = _own(actor)
    own.max_concurrent_chats = max_concurrent_chats
    return _seen(actor, own)


@action
def set_skills(actor: Actor, *, skills: Sequence[str]) -> AgentAvailability:
    """Say what one knows, words in small letters. Raises `TeamOnly`, `NoAvailability`."""
    own = _own(actor)
    own.skills = list(skills)
    return _seen(actor, own)


def my_availability(actor: Actor) -> AgentAvailability:
    """One's own, to look at. Raises `TeamOnly`, `NoAvailability`."""
    return AgentAvailability.objects.of(user_id_of(actor))


@action
def edit_availability(
    actor: Actor, *, user_id: int, status: str, max_concurrent_chats: int, skills: Sequence[str]
) -> AgentAvailability:
    """Set another's, as an admin of the company. Only a change of status is told.

    Who is set online without being there has the grace period to come. Raises `AdminsOnly`,
    `UserNotFound`, `NoAvailability`.
    """
    if not actor.is_admin:
        raise AdminsOnly
    user = get_user_for(actor, user_id)
    row = AgentAvailability.objects.locked(user.pk)
    row.max_concurrent_chats, row.skills = max_concurrent_chats, list(skills)
    if row.status != status:
        if status in (AgentAvailability.Status.ONLINE, AgentAvailability.Status.BUSY):
            row.see(timezone.now())
        row.put_status(status, timezone.now())
        tell(user.company_id, row, "edited")
    row.save()
    return row


def user_id_of(actor: Actor) -> int:
    """Whose availability this actor speaks of. Raises `TeamOnly`, and `NoAvailability` for
    superusers, who belong to no company."""
    if not actor.is_team:
        raise TeamOnly
    if actor.user_id is None or actor.company_id is None:
        raise NoAvailability
    return actor.user_id


def tell(company_id: int | None, row: AgentAvailability, reason: Reason) -> None:
    """Announce a status to the team and to all agents at their website desk."""
    assert company_id is not None  # or it would have no row
    emit(
        AgentAvailabilityChanged(agent_id=row.user_id, status=row.status, reason=reason),
        company_id=company_id,
        to=[topics.team(company_id), topics.agents(company_id)],
    )


def go_off_duty(user_id: int, *, company_id: int) -> None:
    """Whoever has handed over the shift is offline from now on, and need not be there for it.

    Inside the action that passes the shift on. Nothing happens to who was offline, or was
    deactivated a moment ago.
    """
    try:
        row = AgentAvailability.objects.locked(user_id)
    except NoAvailability:
        return
    if row.status != AgentAvailability.Status.OFFLINE:
        row.put_status(AgentAvailability.Status.OFFLINE, timezone.now())
        row.save()
        tell(company_id, row, "set")


def take_away(news: UserDeactivated) -> None:
    """Who cannot be an agent here any more is offline, also when activated again later."""
    row = AgentAvailability.objects.select_for_update(no_key=True).filter(pk=news.user_id).first()
    if row is None:
        return
    was = row.status
    row.leave(timezone.now())
    row.save()
    if was != row.status:
        tell(news.company_id, row, "deactivated")


def _own(actor: Actor) -> AgentAvailability:
    return AgentAvailability.objects.locked(user_id_of(actor))


def _seen(actor: Actor, own: AgentAvailability) -> AgentAvailability:
    """Save it; whoever sets something is there."""
    if own.see(timezone.now()):
        tell(actor.company_id, own, "returned")
    own.save()
    return own
