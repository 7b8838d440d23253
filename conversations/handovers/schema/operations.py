"""What `/api/handovers` takes and answers."""

from __future__ import annotations

from functools import partial
from typing import Final

from conversations.handovers.inputs import OfferInput
from conversations.handovers.schema import examples, shapes
from conversations.models import HandoverState
from handoff.openapi.describing import body_of, describe
from handoff.openapi.parts import LIMIT, PAGE, id_in_path, query

HANDOVER_ID: Final = id_in_path("handover_id", "The handover's id.")
about = partial(describe, tag="Shift handover")
on_one = partial(
    about, parameters=[HANDOVER_ID, PAGE, LIMIT], reply=shapes.WholeHandover, refuses=[404, 409]
)

list_handovers = about(
    "list_handovers",
    "List shift handovers, the newest first",
    parameters=[
        query("state", "Only in this state.", {"type": "string", "enum": HandoverState.values}),
        query(
            "whose",
            "`mine`: from me, to me, or open to anyone. `all`: the company's.",
            {"type": "string", "enum": ["mine", "all"], "default": "mine"},
        ),
        PAGE,
        LIMIT,
    ],
    reply=shapes.HandoverList,
    example={"handovers": [examples.OFFERED], "pagination": {**examples.PAGINATION, "total": 1}},
)
list_own_conversations = about(
    "list_conversations_to_hand_over",
    "List one's own open conversations",
    words="What an offer made now would hold, with the ids that notes are given by.",
    parameters=[PAGE, LIMIT],
    reply=shapes.ShiftConversationList,
    example={"conversations": [examples.JOHN, examples.NORA], "pagination": examples.PAGINATION},
)
offer_handover = about(
    "offer_handover",
    "Offer all one's open conversations",
    words="To a colleague, or to whoever accepts first. What one takes until then goes along "
    "without a note. It expires after 12 hours. 409 while another offer is open, 422 where there "
    "is nothing to hand over.",
    parameters=[PAGE, LIMIT],
    body=body_of("HandoverOffer", OfferInput),
    body_example={"to": 3, "notes": {"7": "Wants a late check-out."}, "note": "A quiet day."},
    reply=shapes.WholeHandover,
    example={
        "handover": examples.OFFERED,
        "items": examples.ITEMS,
        "pagination": examples.PAGINATION,
    },
    status=201,
    refuses=[409, 422],
)
read_handover = on_one(
    "read_handover",
    "Read a shift handover",
    words="What was not passed on comes first.",
    example={
        "handover": examples.OFFERED,
        "items": examples.ITEMS,
        "pagination": examples.PAGINATION,
    },
    refuses=[404],
)
accept_handover = on_one(
    "accept_handover",
    "Accept a shift handover",
    words="Of several who accept at once one does; the others get a 409 with the name. Each "
    "conversation that the giver still has comes to the accepter, with its note as an internal "
    "note; chats beyond the accepter's slots stay with the giver. Where that takes longer than "
    "three seconds, `is_finished` is false and the rest goes on by itself. Accepting again answers "
    "what became of it.",
    example={
        "handover": examples.ACCEPTED,
        "items": examples.SETTLED,
        "pagination": examples.PAGINATION,
    },
)
decline_handover = on_one(
    "decline_handover",
    "Decline a shift handover",
    words="For the colleague who was asked. What is offered to anyone is left to somebody else: "
    "409.",
    example={
        "handover": {**examples.OFFERED, "state": "declined", "is_finished": True,
                     "ended_at": "2026-11-02T14:55:00.000Z"},
        "items": examples.ITEMS,
        "pagination": examples.PAGINATION,
    },
)  # fmt: skip
withdraw_handover = on_one(
    "withdraw_handover",
    "Withdraw a shift handover",
    words="For the giver, and for admins.",
    example={
        "handover": {**examples.OFFERED, "state": "withdrawn", "is_finished": True,
                     "ended_at": "2026-11-02T14:55:00.000Z"},
        "items": examples.ITEMS,
        "pagination": examples.PAGINATION,
    },
)  # fmt: skip
