"""Who may ask at the chat's addresses, as DRF asks it."""

from __future__ import annotations

from typing import TYPE_CHECKING

from rest_framework.permissions import SAFE_METHODS
from rest_framework.request import Request

from customers.participants import participant_or_team
from handoff import scopes
from handoff.accounts.permissions import AdminsOnly, IsSignedIn, TeamOnly
from handoff.accounts.presence import note_deed
from handoff.scopes import scope_of

if TYPE_CHECKING:
    from rest_framework.views import APIView


class EitherSide(IsSignedIn):
    """The team, customers and visitors; API keys with the scope that the view names. What each
    may see and do there, the actions say. Who does something is there; reading is no sign."""

    who = "agents and admins; customers and visitors see their own"
    wants_scope = True

    def has_permission(self, request: Request, view: APIView) -> bool:
        if not super().has_permission(request, view):
            return False
        actor = participant_or_team(request)
        scopes.require(actor, scope_of(view, request.method))
        if request.method not in SAFE_METHODS:
            note_deed(actor)
        return True


class DeskOnly(EitherSide):
    """Agents and admins. Raises `TeamOnly` for customers and visitors."""

    who = "agents and admins"

    def has_permission(self, request: Request, view: APIView) -> bool:
        if not IsSignedIn.has_permission(self, request, view):
            return False
        if not participant_or_team(request).is_team:
            raise TeamOnly
        return super().has_permission(request, view)


class DeskAdminsOnly(DeskOnly):
    """Admins. Raises `AdminsOnly` for agents, `TeamOnly` for customers and visitors."""

    who = "admins"

    def has_permission(self, request: Request, view: APIView) -> bool:
        allowed = super().has_permission(request, view)
        if allowed and not participant_or_team(request).is_admin:
            raise AdminsOnly
        return allowed
