"""Who may come to the desk, and in whose time it speaks."""

from __future__ import annotations

from collections.abc import Callable
from functools import wraps
from typing import Any, Concatenate, ParamSpec, cast
from zoneinfo import ZoneInfo

from django.contrib.auth.views import redirect_to_login
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils import timezone
from django.views.decorators.cache import never_cache

from handoff.accounts.models import User
from handoff.accounts.presence import sightings
from handoff.errors import NotFound

P = ParamSpec("P")
View = Callable[Concatenate[HttpRequest, P], HttpResponse]

NOT_TEAM = "The desk is for the team. Your account is a customer's."


def at_desk(view: View[P]) -> View[P]:
    """Lets in signed-in people of the team; strangers to a thing are told that it is not there.

    Inside, times are shown in the time zone of the user's company.
    """

    @never_cache
    @wraps(view)
    def guarded(request: HttpRequest, *args: P.args, **kwargs: P.kwargs) -> HttpResponse:
        if not request.user.is_authenticated:
            return redirect_to_login(request.get_full_path())
        user = user_of(request)
        if not user.as_actor(door="desk").is_team:
            return render(request, "403.html", {"exception": NOT_TEAM}, status=403)
        sightings.note([user.pk])  # also where no script listens
        with timezone.override(zone_of(user)):
            try:
                return view(request, *args, **kwargs)
            except NotFound:
                return render(request, "404.html", status=404)

    return cast("View[P]", guarded)


def user_of(request: HttpRequest) -> User:
    """Who is signed in, inside `at_desk`."""
    return cast(User, cast(Any, request).user)


def zone_of(user: User) -> ZoneInfo:
    """The time zone of a user's company; UTC where there is none."""
    return user.company.zone if user.company else ZoneInfo("UTC")
