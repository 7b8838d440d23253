"""What `/api/handovers` takes and answers."""

from __future__ import annotations

from functools import partial
from typing import Any, Final

from drf_spectacular.utils import OpenApiParameter, extend_schema_field
from rest_framework.serializers import JSONField, Serializer

from conversations.handovers.inputs import OfferInput
from conversations.models import Channel, HandoverState, Outcome
from handoff.openapi.describing import body_of, describe
from handoff.openapi.parts import LIMIT, PAGE, Pagination, choice, count, flag, moment, query, text


@extend_schema_field({"type": ["integer", "string"], "description": "An integer if it is digits."})
class ShownRoomNumber(JSONField):
    """A room's number as document 5 shows it."""


class ShiftPerson(Serializer[Any]):
    """One of the team."""

    id = count()
    name = text()


class HandoverOutcomes(Serializer[Any]):
    """How many conversations became what."""

    waiting = count("Not passed on yet.")
    passed = count("With who accepted.")
    closed = count("Had ended by then.")
    not_held = count("Were not the giver's any more by then.")
    kept = count("Could not be passed on and stay with the giver.")


class Handover(Serializer[Any]):
    """Somebody going off duty offers all open conversations."""

    id = count()
    state = choice(HandoverState.values)
    giver = ShiftPerson()
    to = ShiftPerson(allow_null=True, help_text="Who is asked; null: whoever accepts first.")
    accepted_by = ShiftPerson(allow_null=True)
    note = text("About the shift as a whole.")
    go_offline = flag("Whether the giver's status becomes offline when it is accepted.")
    conversation_count = count()
    outcomes = HandoverOutcomes()
    summary = text("What became of it, in a sentence; empty before it is accepted.")
    reason = text("Why it ended, where nobody ended it.")
    is_finished = flag("Nothing is to happen any more; false while conversations are under way.")
    created_at = moment()
    expires_at = moment("When it expires if nobody accepts.")
    ended_at = moment("When it was accepted, declined or withdrawn, or expired.", allow_null=True)
    finished_at = moment("When the last conversation was settled.", allow_null=True)


class ShiftConversation(Serializer[Any]):
    """A conversation that somebody has."""

    conversation_id = count("What a note is given by.")
    channel = choice(Channel.values)
    name = text("The other side.")
    customer_id = text("On Messenger.", required=False)
    page_id = text("On Messenger.", required=False)
    room_number = ShownRoomNumber(required=False)


class HandoverItem(ShiftConversation):
    """A conversation of a handover."""

    note = text("For whoever has it next.")
    outcome = choice(Outcome.values)
    reason = text("Why it was not passed on.")


class HandoverList(Serializer[Any]):
    """A page of handovers."""

    handovers = Handover(many=True)
    pagination = Pagination()


class ShiftConversationList(Serializer[Any]):
    """A page of the conversations that one has."""

    conversations = ShiftConversation(many=True)
    pagination = Pagination()


class WholeHandover(Serializer[Any]):
    """A handover with a page of its conversations."""

    handover = Handover()
    items = HandoverItem(many=True)
    pagination = Pagination()


ALICE: Final = {"id": 2, "name": "Alice Adams"}
BOB: Final = {"id": 3, "name": "Bob Brown"}
OFFERED: Final = {
    "id": 12,
    "state": "open",
    "giver": ALICE,
    "to": BOB,
    "accepted_by": None,
    "note": "A quiet day.",
    "go_offline": True,
    "conversation_count": 2,
    "outcomes": {"waiting": 2, "passed": 0, "closed": 0, "not_held": 0, "kept": 0},
    "summary": "",
    "reason": "",
    "is_finished": False,
    "created_at": "2026-11-02T14:50:12.402Z",
    "expires_at": "2026-11-03T02:50:12.402Z",
    "ended_at": None,
    "finished_at": None,
}
ACCEPTED: Final = {
    **OFFERED,
    "state": "accepted",
    "accepted_by": BOB,
    "outcomes": {"waiting": 0, "passed": 1, "closed": 0, "not_held": 0, "kept": 1},
    "summary": "Passed 1 of 2: 1 stays with Alice Adams",
    "is_finished": True,
    "ended_at": "2026-11-02T15:00:03.120Z",
    "finished_at": "2026-11-02T15:00:03.377Z",
}
JOHN: Final = {
    "conversation_id": 7,
    "channel": "messenger",
    "name": "John Doe",
    "customer_id": "8708957485860081",
    "page_id": "461998383671026",
}
NORA: Final = {"conversation_id": 9, "channel": "chat", "name": "Nora Novak"}
ITEMS: Final = [
    {**JOHN, "note": "Wants a late check-out.", "outcome": "waiting", "reason": ""},
    {**NORA, "note": "", "outcome": "waiting", "reason": ""},
]
SETTLED: Final = [
    {**ITEMS[1], "outcome": "kept", "reason": "Bob Brown has no free slot: 5 of 5 chats"},
    {**ITEMS[0], "outcome": "passed"},
]
PAGINATION: Final = {"page": 1, "limit": 50, "total": 2, "total_pages": 1, "has_more": False}
HANDOVER_ID: Final = OpenApiParameter(
    "handover_id",
    {"type": "string", "pattern": "^[0-9]{1,18}$", "examples": ["12"]},
    OpenApiParameter.PATH,
    description="The handover's id.",
)
about = partial(describe, tag="Shift handover")
on_one = partial(
    about, parameters=[HANDOVER_ID, PAGE, LIMIT], reply=WholeHandover, refuses=[404, 409]
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
    reply=HandoverList,
    example={"handovers": [OFFERED], "pagination": {**PAGINATION, "total": 1}},
)
list_own_conversations = about(
    "list_conversations_to_hand_over",
    "List one's own open conversations",
    words="What an offer made now would hold, with the ids that notes are given by.",
    parameters=[PAGE, LIMIT],
    reply=ShiftConversationList,
    example={"conversations": [JOHN, NORA], "pagination": PAGINATION},
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
    reply=WholeHandover,
    example={"handover": OFFERED, "items": ITEMS, "pagination": PAGINATION},
    status=201,
    refuses=[409, 422],
)
read_handover = on_one(
    "read_handover",
    "Read a shift handover",
    words="What was not passed on comes first.",
    example={"handover": OFFERED, "items": ITEMS, "pagination": PAGINATION},
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
    example={"handover": ACCEPTED, "items": SETTLED, "pagination": PAGINATION},
)
decline_handover = on_one(
    "decline_handover",
    "Decline a shift handover",
    words="For the colleague who was asked. What is offered to anyone is left to somebody else: "
    "409.",
    example={
        "handover": {**OFFERED, "state": "declined", "is_finished": True,
                     "ended_at": "2026-11-02T14:55:00.000Z"},
        "items": ITEMS,
        "pagination": PAGINATION,
    },
)  # fmt: skip
withdraw_handover = on_one(
    "withdraw_handover",
    "Withdraw a shift handover",
    words="For the giver, and for admins.",
    example={
        "handover": {**OFFERED, "state": "withdrawn", "is_finished": True,
                     "ended_at": "2026-11-02T14:55:00.000Z"},
        "items": ITEMS,
        "pagination": PAGINATION,
    },
)  # fmt: skip
