"""What a shift handover looks like: the same in replies and in news. Ids are integers."""

from __future__ import annotations

from typing import Any

from conversations.models import Conversation, Handover, HandoverItem, HandoverState, Outcome
from conversations.serializers import time_text
from handoff.accounts.models import User


def person_data(user: User | None) -> dict[str, Any] | None:
    return {"id": user.pk, "name": user.name} if user else None


def handover_data(handover: Handover) -> dict[str, Any]:
    """The handover without its items; read it by `with_people`."""
    counts = handover.outcomes
    return {
        "id": handover.pk,
        "state": str(handover.state),
        "giver": person_data(handover.giver),
        "to": person_data(handover.to),
        "accepted_by": person_data(handover.accepted_by),
        "note": handover.note,
        "go_offline": handover.goes_offline,
        "conversation_count": sum(counts.values()),
        "outcomes": counts,
        "summary": summary_of(handover),
        "reason": handover.reason,
        "is_finished": handover.is_finished,
        "created_at": time_text(handover.created_at),
        "expires_at": time_text(handover.expires_at),
        "ended_at": time_text(handover.ended_at),
        "finished_at": time_text(handover.finished_at),
    }


def summary_of(handover: Handover) -> str:
    """`Passed 7 of 9: 1 had ended, 1 stays with Sarah Smith`; empty before it is accepted."""
    if handover.state != HandoverState.ACCEPTED:
        return ""
    counts, giver = handover.outcomes, handover.giver.name
    passed, total = counts[Outcome.PASSED], sum(counts.values())
    rest = [
        f"{counts[outcome]} {words[0] if counts[outcome] == 1 else words[1]}"
        for outcome, words in {
            Outcome.WAITING: ("is under way", "are under way"),
            Outcome.CLOSED: ("had ended", "had ended"),
            Outcome.NOT_HELD: (f"was not {giver}’s any more", f"were not {giver}’s any more"),
            Outcome.KEPT: (f"stays with {giver}", f"stay with {giver}"),
        }.items()
        if counts[outcome]
    ]
    return f"Passed {passed} of {total}" + (f": {', '.join(rest)}" if rest else "")


def named(conversation: Conversation) -> dict[str, Any]:
    """`conversation_id`, `channel`, `name`; on Messenger also `customer_id` and `page_id`, as
    documents 1 to 3 name customers, in rooms `room_number`. Read it by `with_people`."""
    about: dict[str, Any] = {
        "conversation_id": conversation.pk,
        "channel": str(conversation.channel),
        "name": conversation.contact_name,
    }
    if conversation.customer:
        customer = conversation.customer
        about |= {"customer_id": customer.customer_id, "page_id": customer.page.page_id}
    if conversation.guest:
        about["room_number"] = conversation.guest.room.shown_number
    return about


def item_data(item: HandoverItem) -> dict[str, Any]:
    return {
        **named(item.conversation),
        "note": item.note,
        "outcome": str(item.outcome),
        "reason": item.reason,
    }
