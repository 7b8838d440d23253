"""What `POST /api/live-chat/visitor` takes and answers."""

from __future__ import annotations

from typing import Any

from rest_framework.serializers import Serializer

from customers.serializers import VisitorInput
from handoff.openapi.describing import body_of, describe
from handoff.openapi.parts import count, text


class VisitorShape(Serializer[Any]):
    """Somebody on a website."""

    id = count()
    name = text()


class Welcomed(Serializer[Any]):
    """A token to write with, and who writes."""

    token = text("Goes into `Authorization: Bearer …`, and comes again as `token` after a reload.")
    visitor = VisitorShape()


welcome_visitor = describe(
    "welcome_visitor",
    "Arrive on a website",
    tag="Website chat",
    words="For known users `user_id` with `user_hash`, the hex HMAC-SHA256 of it with the widget's "
    "secret: they are the same visitor everywhere.",
    body=body_of("Arrival", VisitorInput),
    body_example={"widget_key": "hotel-abc", "name": "Vera"},
    reply=Welcomed,
    example={
        "token": "eyJhbGciOiJIUzI1NiJ9.e30.c2lnbmF0dXJl",
        "visitor": {"id": 7, "name": "Vera"},
    },
    status=201,
    refuses=[403, 404],
)
