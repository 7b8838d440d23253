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
    """The body. Raises `Invalid` for what is no JSON object."""
    if not isinstance(request.data, dict):
        raise Invalid("The body must be a JSON object")
    return dict(request.data)
