"""What the views of the live chat share (contract document 4)."""

from __future__ import annotations

from typing import Any

from rest_framework.request import Request

from handoff.errors import Invalid

LONGEST_SEARCH = 200


def words_in(request: Request, name: str) -> str:
    """Words of the query, of 200 characters at most. Raises `Invalid`."""
    text = request.query_params.get(name, "").strip()[:LONGEST_SEARCH]
    if "\0" in text:
        raise Invalid(f"{name} must not hold a NUL character")
    return text


def object_of(request: Request) -> dict[str, Any]:
    """The body; null is as good as none, as clients write it that have nothing to say. Raises
    `Invalid` for what is no JSON object."""
    given: Any = request.data
    if not isinstance(given, dict | None):
        raise Invalid("The body must be a JSON object")
    return dict(given or {})
