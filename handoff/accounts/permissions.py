"""Who may, as DRF asks it; and fetching users, authorised in the same call.

Contract README, "Who is asking": no token 401, wrong role 403, another company's object 404.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, ClassVar

from rest_framework.permissions import BasePermission
from rest_framework.request import Request

from handoff import scopes
from handoff.accounts.models import User
from handoff.actor import Actor
from handoff.errors import Forbidden, NotFound
from handoff.rest import actor_of

if TYPE_CHECKING:  # DRF reads this module while its views are being imported
    from rest_framework.views import APIView


class TeamOnly(Forbidden):
    code, sentence = "team_only", "Only agents and admins may do this"


class AdminsOnly(Forbidden):
    code, sentence = "admins_only", "Only admins may do this"


class UserNotFound(NotFound):
    code, sentence = "user_not_found", "User not found"


class IsSignedIn(BasePermission):
    """Anybody with an account, customers included.

    The API's description reads `who` may, and whether a key `wants_scope`.
    """

    who: ClassVar[str] = "everybody with an account"
    wants_scope: ClassVar[bool] = False

    def has_permission(self, request: Request, view: APIView) -> bool:
        return request.user is not None


class IsTeam(IsSignedIn):
    """Agents, admins and superusers. Raises `TeamOnly` for customers.

    API keys may what `key_scopes` of the view names (`scopes.scope_of`). Else `MissingScope` or
    `NotForKeys`.
    """

    who = "agents and admins"
    wants_scope = True

    def has_permission(self, request: Request, view: APIView) -> bool:
        if not super().has_permission(request, view):
            return False
        if not actor_of(request).is_team:
            raise TeamOnly
        scopes.require(actor_of(request), scopes.scope_of(view, request.method))
        return True


class IsAdmin(IsSignedIn):
    """Admins of a company and superusers. Raises `AdminsOnly` for everybody else.

    API keys as with `IsTeam`.
    """

    who = "admins"
    wants_scope = True

    def has_permission(self, request: Request, view: APIView) -> bool:
        if not super().has_permission(request, view):
            return False
        if not actor_of(request).is_admin:
            raise AdminsOnly
        scopes.require(actor_of(request), scopes.scope_of(view, request.method))
        return True


def get_user_for(actor: Actor, user_id: int) -> User:
    """A user of the actor's company, active or not. Raises `UserNotFound`, also for strangers."""
    user = User.objects.visible_to(actor).filter(pk=user_id).first()
    if user is None:
        raise UserNotFound
    return user


def get_colleague_for(actor: Actor, user_id: int) -> User:
    """An active agent or admin of the actor's company. Raises `UserNotFound`.

    A superuser has no company and so finds those of all companies: who pairs the answer with
    something of a company must compare the two.
    """
    user = User.objects.visible_to(actor).team().filter(pk=user_id).first()
    if user is None:
        raise UserNotFound
    return user
