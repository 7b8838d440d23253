"""Describing one operation: `describe` makes the line that its view wears."""

from __future__ import annotations

from collections.abc import Callable, Collection, Mapping, Sequence
from typing import Any, TypeVar

from drf_spectacular.utils import OpenApiExample, OpenApiParameter, OpenApiResponse, extend_schema
from rest_framework.serializers import BaseSerializer, Field, Serializer

from handoff.openapi.parts import REFUSALS, GoneRefusal, Refusal

View = TypeVar("View", bound=Callable[..., Any])
Shape = type[Serializer[Any]] | BaseSerializer[Any] | dict[str, Any]
"""A serializer, or a JSON schema as it stands."""


def describe(
    name: str,
    summary: str,
    *,
    tag: str,
    reply: Shape,
    example: Any,
    words: str = "",
    parameters: Sequence[OpenApiParameter] = (),
    body: Shape | None = None,
    body_example: Mapping[str, Any] | None = None,
    refuses: Collection[int] = (),
    status: int = 200,
) -> Callable[[View], View]:
    """A decorator that tells the description what this operation takes and answers.

    `name` is for generated clients, unique; `example` is a whole reply, or one row where it is a
    list, `body_example` a whole body. `refuses` names the statuses that are this operation's own:
    those which follow from the view (400, 401, 403, 406, 413, 415, 429, 503) need no mention.
    """
    examples = [OpenApiExample("Reply", example, response_only=True, status_codes=[str(status)])]
    if body_example is not None:
        examples.append(OpenApiExample("Body", body_example, request_only=True))
    replies = {
        status: OpenApiResponse(reply, summary),
        **{refusal: refusal_of(refusal) for refusal in refuses},
    }
    decorator: Callable[[View], View] = extend_schema(
        operation_id=name,
        summary=summary,
        description=words,
        tags=[tag],
        parameters=list(parameters),
        request=body,
        responses=replies,
        examples=examples,
    )
    return decorator


def refusal_of(status: int, shape: type[Serializer[Any]] = Refusal) -> OpenApiResponse:
    """The answer that says no with this status. Only those of `REFUSALS` are known."""
    return OpenApiResponse(GoneRefusal if status == 410 else shape, REFUSALS[status])


def body_of(
    name: str,
    read_by: type[Serializer[Any]],
    *,
    without: Collection[str] = (),
    **instead: Field[Any, Any, Any, Any],
) -> type[Serializer[Any]]:
    """The body of a request as its command's input reads it, so that a body has one source.

    `without` names what the view fills in itself; `instead` describes fields otherwise than the
    command reads them, where the view does something before it.
    """
    fields = {**read_by().get_fields(), **instead}
    kept = {key: field for key, field in fields.items() if key not in without}
    return type(name, (Serializer,), kept)
