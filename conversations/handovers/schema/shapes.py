"""The shapes of `/api/handovers`."""

from __future__ import annotations

from typing import Any

from rest_framework.serializers import Serializer

from conversations.models import Channel, HandoverState, Outcome
from conversations.schema.shapes import RoomNumber
from handoff.openapi.parts import Pagination, choice, count, flag, moment, text


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
    room_number = RoomNumber(required=False)


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
