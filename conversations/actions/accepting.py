"""Accepting a shift handover, and passing on what it holds.

Accepting is one conditional UPDATE, so that of any number exactly one accepts. Then each
conversation is passed on in a transaction of its own: no row is locked for longer than one
transfer takes, the lock order needs no thought, and a chat that is refused undoes nothing else
(docs/decisions/0018). Who accepts waits for it a moment; what is left then, also after
`kill -9`, a worker goes on with.
"""

from __future__ import annotations

import logging
import time
from dataclasses import replace
from datetime import timedelta

from django.db.models import Q
from django.utils import timezone

from conversations.actions.adding import Words, add_message
from conversations.actions.offering import add_items, tell
from conversations.actions.telling import tell_staff_assigned
from conversations.actions.transferring import Gift, give
from conversations.handovers.errors import HandoverEnded, OfferedToAnother, OwnHandover
from conversations.handovers.events import HandoverChanged
from conversations.handovers.permissions import get_handover_for, held_by, on_shift
from conversations.models import (
    Author,
    Conversation,
    Handover,
    HandoverItem,
    HandoverState,
    Outcome,
    Owner,
)
from handoff.accounts.availability import go_off_duty
from handoff.actor import Actor
from handoff.errors import HandoffError
from handoff.news.emitting import action

logger = logging.getLogger(__name__)

REASON = "shift handover"
WAIT_SECONDS = 3.0
ROUND_SECONDS = 10.0
IN_HAND = timedelta(seconds=30)
RETRY_AFTER = timedelta(seconds=10)
GIVE_UP_AFTER = timedelta(minutes=10)
GIVEN_UP = "It could not be passed on"


def accept_handover(actor: Actor, *, handover_id: int) -> Handover:
    """Take over what is offered. What is left after three seconds goes on behind it.

    Accepted before by the same person: nothing happens. Raises HandoverNotFound, TeamOnly,
    NoShift, OwnHandover, OfferedToAnother, HandoverEnded.
    """
    if claim_handover(actor, handover_id=handover_id):
        go_on(handover_id, seconds=WAIT_SECONDS, door=actor.door)
    return get_handover_for(actor, handover_id)


@action
def claim_handover(actor: Actor, *, handover_id: int) -> bool:
    """Be the one who accepts; False where one is already. The giver is off duty from here on, and
    what the giver has taken since the offer goes along."""
    company_id, user_id = on_shift(actor)
    handover = get_handover_for(actor, handover_id)
    if handover.accepted_by_id == user_id:
        return False
    refuse(handover, user_id)
    if handover.goes_offline:
        go_off_duty(handover.giver_id, company_id=company_id)
    now = timezone.now()
    mine = Handover.objects.open().filter(
        Q(to=None) | Q(to=user_id), pk=handover.pk, expires_at__gt=now
    )
    accepted = {"state": HandoverState.ACCEPTED, "accepted_by": user_id, "ended_at": now}
    if not mine.update(**accepted, in_hand_until=now + IN_HAND):
        raise HandoverEnded(get_handover_for(actor, handover_id))
    since = held_by(company_id, handover.giver_id).exclude(handover_items__handover=handover)
    add_items(handover, dict.fromkeys(since.values_list("pk", flat=True), ""))
    tell(handover.pk, HandoverChanged)
    return True


def refuse(handover: Handover, user_id: int) -> None:
    if handover.giver_id == user_id:
        raise OwnHandover
    if not handover.may_be_accepted_by(user_id):
        raise OfferedToAnother(handover)
    if not handover.is_open or handover.expires_at <= timezone.now():
        raise HandoverEnded(handover)


def go_on(handover_id: int, *, seconds: float, door: str) -> bool:
    """Pass on what waits, for so long at most. Returns whether all is settled.

    Two may do it at once: what one has settled the other passes over.
    """
    until = time.monotonic() + seconds
    handover = Handover.objects.select_related("giver", "accepted_by").get(pk=handover_id)
    faults = 0
    for item in handover.items.filter(outcome=Outcome.WAITING).order_by("conversation_id"):
        if time.monotonic() >= until:
            leave_to_others(handover_id, after=timedelta(0))
            return False
        item.handover = handover
        faults += not settle(item, door=door)
    if faults:
        leave_to_others(handover_id, after=RETRY_AFTER)
        return False
    finish(handover_id)
    return True


def leave_to_others(handover_id: int, *, after: timedelta) -> None:
    Handover.objects.filter(pk=handover_id).update(in_hand_until=timezone.now() + after)


def settle(item: HandoverItem, *, door: str) -> bool:
    """Pass one conversation on, or note why not. False: it is to be tried again."""
    try:
        pass_on(item, door=door)
    except SettledBefore:
        return True
    except HandoffError as refusal:
        item.settle(Outcome.KEPT, refusal.text, timezone.now())
    except Exception:
        logger.exception("Conversation %s of %s waits", item.conversation_id, item.handover)
        ended_at = item.handover.ended_at
        if ended_at is None or timezone.now() < ended_at + GIVE_UP_AFTER:
            return False
        item.settle(Outcome.KEPT, GIVEN_UP, timezone.now())
    return True


class SettledBefore(Exception):
    """Another process has settled the item meanwhile: what was done here is undone."""


@action
def pass_on(item: HandoverItem, *, door: str) -> None:
    """The transfer, the note and what became of the item: all or nothing. By the giver, who has
    said so before. Raises what a transfer raises, and `SettledBefore`."""
    handover = item.handover
    by = replace(handover.giver.as_actor(door=door), company_id=handover.company_id)

    theirs = Conversation.objects.filter(company=handover.company_id, pk=item.conversation_id)
    conversation = theirs.hold()
    assert conversation is not None, "conversations are never deleted"
    outcome, reason = Outcome.PASSED, ""
    if not conversation.is_open:
        outcome = Outcome.CLOSED
    elif not conversation.is_held_by(by):
        outcome, reason = Outcome.NOT_HELD, holder_of(conversation)
    else:
        assert handover.accepted_by_id is not None, "it was accepted"
        give(conversation, by, Gift(to_user_id=handover.accepted_by_id, reason=REASON))
        tell_staff_assigned(conversation)
        leave_note(conversation, item)
    if not item.settle(outcome, reason, timezone.now()):
        raise SettledBefore


def leave_note(conversation: Conversation, item: HandoverItem) -> None:
    """For whoever has it now; no customer, visitor or guest ever sees it."""
    giver = item.handover.giver
    if item.note:
        words = Words(
            author=Author.NOTE, text=item.note, at=timezone.now(), agent_id=giver.pk,
            agent_name=giver.name, agent_email=giver.email,
        )  # fmt: skip
        add_message(conversation, words)


def holder_of(conversation: Conversation) -> str:
    """Who has it instead, in words."""
    match conversation.owner:
        case Owner.AGENT:
            return f"{conversation.agent_name} has it"
        case Owner.BOT:
            return "The bot answers"
        case _:
            return "It waits for somebody"


@action
def finish(handover_id: int) -> None:
    """Note, and tell once, that all is settled."""
    unfinished = Handover.objects.unfinished().filter(pk=handover_id)
    if unfinished.update(finished_at=timezone.now(), in_hand_until=None):
        tell(handover_id, HandoverChanged)


def go_on_with_handovers() -> int:
    """Go on where nobody does: who accepted did not wait so long, or a process died.

    Returns how many were taken up; the rest comes in the next round.
    """
    now = timezone.now()
    left = Handover.objects.unfinished().filter(in_hand_until__lte=now)
    taken_up = 0
    for handover_id in left.order_by("in_hand_until").values_list("pk", flat=True)[:1]:
        if left.filter(pk=handover_id).update(in_hand_until=now + IN_HAND):
            go_on(handover_id, seconds=ROUND_SECONDS, door="worker")
            taken_up += 1
    return taken_up
