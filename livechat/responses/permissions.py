"""Fetch and authorise in one call: shared responses are for the team, others for their owner."""

from __future__ import annotations

from handoff.accounts.permissions import TeamOnly
from handoff.actor import Actor
from handoff.errors import Forbidden, NotFound
from livechat.models import CannedResponse


class ResponseNotFound(NotFound):
    code, sentence = "canned_response_not_found", "Canned response not found"


class NotYourResponse(Forbidden):
    code = "not_your_canned_response"
    sentence = "Only its owner or an admin may change this canned response"


def refuse_others(actor: Actor) -> None:
    """Raises `TeamOnly` for whoever is no agent or admin."""
    if not actor.is_team:
        raise TeamOnly


def get_response_for(actor: Actor, response_id: int) -> CannedResponse:
    """One to read and use. Raises `ResponseNotFound`, also for strangers; `TeamOnly`."""
    refuse_others(actor)
    found = CannedResponse.objects.visible_to(actor).with_people().filter(pk=response_id).first()
    if found is None:
        raise ResponseNotFound
    return found


def get_changeable_response_for(actor: Actor, response_id: int) -> CannedResponse:
    """One to change, locked: the actor's own, shared ones for admins too.

    Raises `ResponseNotFound`, `NotYourResponse`, `TeamOnly`.
    """
    refuse_others(actor)
    visible = CannedResponse.objects.visible_to(actor).with_people()
    found = visible.select_for_update(of=("self",)).filter(pk=response_id).first()
    if found is None:
        raise ResponseNotFound
    if not found.may_be_changed_by(actor):
        raise NotYourResponse
    return found


def get_response_by_shortcut(actor: Actor, shortcut: str) -> CannedResponse:
    """What a shortcut means for the actor: the own before the shared. Raises `ResponseNotFound`."""
    refuse_others(actor)
    if "\0" in shortcut:  # which PostgreSQL would refuse to look for
        raise ResponseNotFound
    visible = CannedResponse.objects.visible_to(actor).with_people()
    found = visible.with_shortcut(shortcut, for_user=actor.user_id).first() if shortcut else None
    if found is None:
        raise ResponseNotFound
    return found
