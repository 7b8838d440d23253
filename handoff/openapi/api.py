"""`/api/schema`, the description, and `/api/docs`, the page to read it on.

Anybody may read both: they follow from the code, which is open, and name nothing of an
installation.
"""

from __future__ import annotations

from typing import Any

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.views.decorators.csrf import ensure_csrf_cookie
from django.views.decorators.http import require_safe
from drf_spectacular.renderers import OpenApiYamlRenderer2
from rest_framework.negotiation import DefaultContentNegotiation
from rest_framework.renderers import JSONRenderer
from rest_framework.request import Request
from rest_framework.response import Response
from rest_framework.views import APIView

from handoff.errors import Invalid
from handoff.openapi.describing import describe
from handoff.openapi.generating import description_text
from handoff.openapi.parts import query

# Nothing is loaded from elsewhere. Swagger UI writes styles into elements and draws with data:.
CONTENT_POLICY = (
    "default-src 'none'; script-src 'self'; style-src 'self' 'unsafe-inline'; "
    "img-src 'self' data:; font-src 'self' data:; connect-src 'self'; "
    "base-uri 'none'; form-action 'none'; frame-ancestors 'none'"
)


class ByFormat(DefaultContentNegotiation):
    """`?format=yaml` wins over `Accept`."""

    def select_renderer(self, request: Any, renderers: Any, format_suffix: Any = None) -> Any:
        asked = request.query_params.get("format", "")
        if not asked:
            return super().select_renderer(request, renderers, format_suffix)
        for renderer in renderers:
            if renderer.format == asked:
                return renderer, renderer.media_type
        sentence = "format must be json or yaml"
        raise Invalid(sentence, details={"format": [sentence]})


class JSONText(JSONRenderer):
    """The description, which is kept as text; whatever else is answered, as always."""

    def render(self, data: Any, *arguments: Any, **options: Any) -> Any:
        return super().render(data, *arguments, **options) if data else description_text("json")


class YAMLText(OpenApiYamlRenderer2):
    """The same as YAML."""

    def render(self, data: Any, *arguments: Any, **options: Any) -> Any:
        return super().render(data) if data else description_text("yaml")


read_schema = describe(
    "read_schema",
    "Read this description",
    tag="Description",
    words="For anybody, as JSON or YAML: by `Accept`, or by `format`, which wins.",
    parameters=[query("format", "How it is written.", enum=["json", "yaml"])],
    reply={"type": "object", "description": "An OpenAPI 3.1 document."},
    example={"openapi": "3.1.1"},
)


class SchemaView(APIView):
    """The description of this API, for anybody."""

    authentication_classes = ()
    permission_classes = ()
    content_negotiation_class = ByFormat
    renderer_classes = (JSONText, YAMLText)

    @read_schema
    def get(self, request: Request) -> Response:
        return Response()


@require_safe
@ensure_csrf_cookie
def docs_page(request: HttpRequest) -> HttpResponse:
    """The description to read and to try out; who is signed in tries it as themselves."""
    page = render(request, "openapi/docs.html")
    page["Content-Security-Policy"] = CONTENT_POLICY
    return page
