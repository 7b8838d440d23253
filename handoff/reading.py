"""Reading requests as clients send them, whatever library they were written with.

Go's `net/http` names no content type, Node sends a body in chunks without saying how long it is,
and browsers ask for HTML first. None of that changes what they mean.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable
from typing import TYPE_CHECKING, Any

from django.core.handlers.asgi import ASGIRequest
from django.http import Http404, HttpRequest, HttpResponse
from rest_framework.exceptions import NotAcceptable
from rest_framework.metadata import BaseMetadata
from rest_framework.negotiation import DefaultContentNegotiation

if TYPE_CHECKING:
    from rest_framework.parsers import BaseParser
    from rest_framework.renderers import BaseRenderer
    from rest_framework.request import Request
    from rest_framework.views import APIView


def measure_chunked_bodies(
    get_response: Callable[[HttpRequest], HttpResponse],
) -> Callable[[HttpRequest], HttpResponse]:
    """Middleware: write down how long a body is that came without `Content-Length`.

    Django's and DRF's parsers take such a body for an empty one. By now the server has read it.
    """

    def middleware(request: HttpRequest) -> HttpResponse:
        if isinstance(request, ASGIRequest) and is_chunked(request):
            body = request._stream  # Django has no public name for what it has received
            body.seek(0, 2)
            request.META["CONTENT_LENGTH"] = str(body.tell())
            body.seek(0)
        return get_response(request)

    return middleware


def is_chunked(request: HttpRequest) -> bool:
    return "Transfer-Encoding" in request.headers and "Content-Length" not in request.headers


class Negotiation(DefaultContentNegotiation):
    """Takes a body without content type for the view's first kind, and answers in it too where
    nothing fits what was asked for: better than no answer."""

    def select_parser(self, request: Request, parsers: Iterable[BaseParser]) -> Any:
        if not request.content_type:
            return next(iter(parsers))
        return super().select_parser(request, parsers)

    def select_renderer(
        self, request: Request, renderers: Iterable[BaseRenderer], format_suffix: str | None = None
    ) -> Any:
        try:
            return super().select_renderer(request, renderers, format_suffix)
        except (NotAcceptable, Http404):
            first = next(iter(renderers))
            return first, first.media_type


class AllowedMethods(BaseMetadata):
    """OPTIONS tells by its header which methods there are, and nothing about the code."""

    def determine_metadata(self, request: Request, view: APIView) -> dict[str, Any]:
        return {}
