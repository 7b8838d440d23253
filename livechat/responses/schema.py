"""What `/api/canned-responses` takes and answers."""

from __future__ import annotations

from functools import partial
from typing import Any, Final

from drf_spectacular.utils import OpenApiParameter
from rest_framework.serializers import CharField, ListField, Serializer

from handoff.openapi.describing import body_of, describe
from handoff.openapi.parts import (
    LINK,
    PAGE,
    TOTAL,
    count,
    flag,
    id_in_path,
    limit_query,
    moment,
    query,
    text,
)
from livechat.responses.serializers import ResponseInput, UseInput
from livechat.responses.variables import LONGEST_TEXT


class ResponseOwner(Serializer[Any]):
    """Who wrote it."""

    id = count()
    name = text()


class CannedResponse(Serializer[Any]):
    """A text that agents say often."""

    id = count()
    title = text()
    content = text("With `{{variables}}`.")
    category = text()
    shortcut_key = text("Empty: it has none.")
    is_shared = flag("For all of the team.")
    variables = ListField(
        child=CharField(), help_text="Those of `content`, then what else was listed."
    )
    owner = ResponseOwner()
    created_at = moment()
    updated_at = moment()


class FilledResponse(Serializer[Any]):
    """The text, ready to be looked at and sent."""

    content = text()
    variables_replaced = flag("All of them.")
    missing_variables = ListField(
        child=CharField(), help_text="These had no value, and stand in `content` as they were."
    )


class ResponseRemoved(Serializer[Any]):
    """What was done."""

    message = text()


WISHES: Final = {
    "title": "Greeting",
    "content": "Hello {{customer_name}}! How can I help you?",
    "category": "greetings",
    "shortcut_key": "greeting",
    "is_shared": True,
    "variables": ["customer_name"],
}
EXAMPLE: Final = {
    "id": 3,
    **WISHES,
    "owner": {"id": 2, "name": "Alice Adams"},
    "created_at": "2026-11-02T09:30:12.402Z",
    "updated_at": "2026-11-02T09:30:12.402Z",
}
RESPONSE_ID: Final = id_in_path("response_id", "The canned response's id.", "3")
about = partial(describe, tag="Canned responses")

list_responses = about(
    "list_canned_responses",
    "List the own and the shared canned responses, by title",
    parameters=[
        query("category", "Only of this category."),
        query("search", "Words of title, content, category or shortcut."),
        PAGE,
        limit_query(200, 200),
        TOTAL,
        LINK,
    ],
    reply=CannedResponse(many=True),
    example=EXAMPLE,
)
create_response = about(
    "create_canned_response",
    "Keep a canned response",
    words="A shortcut is one person's once, and once among the shared ones of a company: else 409.",
    body=body_of("CannedResponseWishes", ResponseInput),
    body_example=WISHES,
    reply=CannedResponse,
    example=EXAMPLE,
    status=201,
    refuses=[409],
)
read_response = about(
    "read_canned_response",
    "Read a canned response",
    parameters=[RESPONSE_ID],
    reply=CannedResponse,
    example=EXAMPLE,
    refuses=[404],
)
read_by_shortcut = about(
    "read_canned_response_by_shortcut",
    "Read what a shortcut means: the own before the shared",
    parameters=[
        OpenApiParameter(
            "shortcut",
            {"type": "string", "minLength": 1, "examples": ["greeting"]},
            OpenApiParameter.PATH,
            description="A `shortcut_key`.",
        )
    ],
    reply=CannedResponse,
    example=EXAMPLE,
    refuses=[404],
)
replace_response = about(
    "replace_canned_response",
    "Replace a canned response",
    words="What is not named is as in a new one. Shared ones may be changed by admins too.",
    parameters=[RESPONSE_ID],
    body=body_of("CannedResponseReplacement", ResponseInput),
    body_example=WISHES,
    reply=CannedResponse,
    example=EXAMPLE,
    refuses=[404, 409],
)
change_response = about(
    "change_canned_response",
    "Change a canned response",
    words="What is not named stays as it is. Shared ones may be changed by admins too.",
    parameters=[RESPONSE_ID],
    body=body_of(
        "CannedResponseChanges",
        ResponseInput,
        title=CharField(max_length=200, required=False),
        content=CharField(max_length=LONGEST_TEXT, required=False),
    ),
    body_example={"is_shared": True},
    reply=CannedResponse,
    example=EXAMPLE,
    refuses=[404, 409],
)
remove_response = about(
    "remove_canned_response",
    "Remove a canned response",
    words="Shared ones may be removed by admins too.",
    parameters=[RESPONSE_ID],
    reply=ResponseRemoved,
    example={"message": "Canned response deleted successfully"},
    refuses=[404],
)
use_response = about(
    "use_canned_response",
    "Fill in a canned response",
    words="Values are put in as text. With `session_id` the server fills in `customer_name`, "
    "`agent_name` and `ticket_id` of that chat, where `variables` has no other value.",
    parameters=[RESPONSE_ID],
    body=body_of("CannedResponseValues", UseInput),
    body_example={"variables": {"customer_name": "John Doe"}},
    reply=FilledResponse,
    example={
        "content": "Hello John Doe! How can I help you?",
        "variables_replaced": True,
        "missing_variables": [],
    },
    refuses=[404],
)
