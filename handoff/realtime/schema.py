"""What `GET /api/events` takes and answers."""

from __future__ import annotations

from typing import Any

from rest_framework.serializers import Serializer

from conversations.schema.examples import ANSWER, CUSTOMER
from handoff.openapi.describing import describe
from handoff.openapi.parts import count, flag, limit_query, names_query, query
from handoff.realtime.dialects.dashboard.frames import CHANNELS, FRAME_NAMES, INCLUDES
from handoff.realtime.dialects.dashboard.shapes import frames_shape

DEFAULT_LIMIT = 100
MAX_LIMIT = 500
CURSOR = {"type": "integer", "minimum": 0, "maximum": 10**18 - 1, "default": 0}


class Events(Serializer[Any]):
    """What happened after the cursor, in order."""

    events = frames_shape()
    cursor = count("Where to go on from, also where nothing may be heard.")
    has_more = flag()


read_events = describe(
    "read_events",
    "Read what happened after a cursor",
    tag="Events",
    words="The broadcasts of the WebSocket, for clients that ask instead of listening, or that "
    "catch up.",
    parameters=[
        query("since", "The last cursor that was had.", CURSOR),
        limit_query(DEFAULT_LIMIT, MAX_LIMIT, "Events that are heard; one may be two frames"),
        names_query("events", FRAME_NAMES, "Only these frames."),
        names_query(
            "include", INCLUDES, "Also internal notes, system lines, states of messages, tickets."
        ),
        names_query("channels", CHANNELS, "Also other channels than Messenger."),
    ],
    reply=Events,
    example={
        "events": [
            {
                "type": "new_message",
                "data": {
                    **ANSWER,
                    "chat_id": CUSTOMER["customer_id"],
                    "page_id": CUSTOMER["page_id"],
                    "customer_name": CUSTOMER["customer_name"],
                    "customer": CUSTOMER,
                    "created_at": ANSWER["timestamp"],
                    "timestamp": 1793612240,
                },
                "cursor": 42,
            }
        ],
        "cursor": 42,
        "has_more": False,
    },
    refuses=[410],
)
