"""What many operations have in common: refusals, paging, parameters, and short names for fields."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any, Final

from drf_spectacular.types import OpenApiTypes
from drf_spectacular.utils import OpenApiParameter
from rest_framework import serializers

REFUSALS: Final = {
    400: "The request is not understood: a field is missing or wrong. `details` names fields.",
    401: "No credentials, or such as are wrong, expired or revoked.",
    403: "Wrong role, a key without the scope, no CSRF token, or somebody else has the customer.",
    404: "It does not exist, or belongs to another company: worded the same.",
    406: "`Accept` names nothing that is spoken here.",
    409: "Somebody else has it or was quicker, or there is no bot to hand back to.",
    410: "What was missed is no longer kept: load anew, and go on from `cursor`.",
    413: "The body is too large: 1 MiB, and 10 MB for a file.",
    415: "The body, or a file in it, is of a type that is not taken here.",
    422: "It cannot be done, and nothing was: `error` says why.",
    429: "Too often. `Retry-After` says for how many seconds to wait.",
    503: "The database did not answer. Nothing happened: try again.",
}


class Refusal(serializers.Serializer[Any]):
    """How every error is answered."""

    error = serializers.CharField(help_text="One sentence.")
    details = serializers.DictField(
        child=serializers.ListField(child=serializers.CharField()),
        required=False,
        help_text="What is wrong with which field, in sentences.",
    )


class LiveChatRefusal(Refusal):
    """How errors are answered at document 4's addresses."""

    success = serializers.BooleanField(help_text="`false`.")


class GoneRefusal(serializers.Serializer[Any]):
    """A cursor that is too old."""

    error = serializers.CharField(help_text="One sentence.")
    cursor = serializers.IntegerField(min_value=0, help_text="Where to begin anew.")


class Pagination(serializers.Serializer[Any]):
    """Where a page stands in its list."""

    page = serializers.IntegerField(min_value=1)
    limit = serializers.IntegerField(min_value=1, help_text="Rows a page, after the cut.")
    total = serializers.IntegerField(min_value=0)
    total_pages = serializers.IntegerField(min_value=0)
    has_more = serializers.BooleanField()


def text(words: str = "", **options: Any) -> serializers.CharField:
    """A text in a reply, which may be empty."""
    return serializers.CharField(help_text=words or None, allow_blank=True, **options)


def flag(words: str = "", **options: Any) -> serializers.BooleanField:
    return serializers.BooleanField(help_text=words or None, **options)


def count(words: str = "", **options: Any) -> serializers.IntegerField:
    """A number that is never negative."""
    return serializers.IntegerField(min_value=0, help_text=words or None, **options)


def moment(words: str = "", **options: Any) -> serializers.DateTimeField:
    """A time: ISO 8601 in UTC with `Z`."""
    return serializers.DateTimeField(help_text=words or None, **options)


def choice(names: Iterable[str], words: str = "", **options: Any) -> serializers.ChoiceField:
    """One of these words."""
    return serializers.ChoiceField(sorted(names), help_text=words or None, **options)


def query(
    name: str, words: str, schema: Any = OpenApiTypes.STR, **options: Any
) -> OpenApiParameter:
    """A parameter of the query string."""
    return OpenApiParameter(name, schema, OpenApiParameter.QUERY, description=words, **options)


def names_query(name: str, known: Iterable[str], words: str) -> OpenApiParameter:
    """Names with commas between them, as in `?include=notes,system`."""
    schema = {"type": "array", "items": {"type": "string", "enum": sorted(known)}}
    return query(name, words, schema, style="form", explode=False)


def id_in_path(name: str, words: str, example: str = "12") -> OpenApiParameter:
    """A row's id in the address."""
    return OpenApiParameter(
        name,
        {"type": "string", "pattern": "^[0-9]{1,18}$", "examples": [example]},
        OpenApiParameter.PATH,
        description=words,
    )


def limit_query(default: int, maximum: int, words: str = "Rows a page") -> OpenApiParameter:
    return query(
        "limit",
        f"{words}. More than {maximum} is cut to {maximum}, not refused.",
        {"type": "integer", "minimum": 1, "default": default},
    )


def reply_header(name: str, words: str, schema: Any, *statuses: int) -> OpenApiParameter:
    """A header of the answers with these statuses."""
    return OpenApiParameter(
        name,
        schema,
        OpenApiParameter.HEADER,
        description=words,
        required=True,
        response=list(statuses),
    )


PAGE: Final = query("page", "Which page, from 1.", {"type": "integer", "minimum": 1, "default": 1})
LIMIT: Final = limit_query(50, 200)
PAGE_ID_WANTED: Final = query(
    "page_id",
    "The page's id at Facebook.",
    {"type": "string", "minLength": 1, "examples": ["461998383671026"]},
    required=True,
)
TOTAL: Final = reply_header("X-Total-Count", "Rows in all.", {"type": "integer", "minimum": 0}, 200)
LINK: Final = reply_header(
    "Link", "`first`, `prev`, `next` and `last` page.", {"type": "string"}, 200
)
RETRY_AFTER: Final = reply_header(
    "Retry-After", "Seconds to wait.", {"type": "integer", "minimum": 1}, 429
)
WWW_AUTHENTICATE: Final = reply_header(
    "WWW-Authenticate", "How to prove who asks.", {"type": "string", "enum": ["Bearer"]}, 401
)
