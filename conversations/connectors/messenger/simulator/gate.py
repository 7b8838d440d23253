"""The simulator is there in debug mode only, and only while it stands in for Facebook."""

from __future__ import annotations

from collections.abc import Callable
from functools import wraps
from typing import Concatenate, ParamSpec

from django.conf import settings
from django.http import Http404, HttpRequest, HttpResponseBase

P = ParamSpec("P")
View = Callable[Concatenate[HttpRequest, P], HttpResponseBase]


def simulator_only(view: View[P]) -> View[P]:
    """Answer 404 unless the simulator is in force."""

    @wraps(view)
    def answer(request: HttpRequest, /, *args: P.args, **kwargs: P.kwargs) -> HttpResponseBase:
        if not settings.SIMULATOR:
            raise Http404
        return view(request, *args, **kwargs)

    return answer
