"""Shift handovers: offering all one's open conversations, and ending the offer without a taker.

Locks: agents by id, then the handover, the company's stream last. Whoever is deactivated at the
same moment holds the agent's row first, and one of the two sees what the other did. Accepting
stands in `accepting`.
"""

from __future__ import annotations

import logging
from collections.abc import Mapping
from contextlib import suppress

from django.db import IntegrityError, transaction
from django.db.models import Q
from django.utils import timezone

from conversations.actions.ownership import now_seconds
from conversations.handovers.errors import (
    AlreadyOffered,
    HandoverEnded,
    NoShift,
    NothingToHandOver,
    NotTheGiver,
    OfferedToAnother,
    OfferedToAnyone,
)
from conversations.handovers.events import HandoverChanged, HandoverOffered
from conversations.handovers.permissions import get_handover_for, held_by, on_shift
from conversations.handovers.serializers import handover_data
from conversations.models import Handover, HandoverItem, HandoverState
from conversations.models.handover import LIFETIME, LONGEST_REASON
from handoff import topics
from handoff.accounts.models import User
from handoff.actor import Actor
from handoff.errors import Invalid
from handoff.news.emitting import News, action, emit

logger = logging.getLogger(__name__)

MOST_AT_ONCE = 100


@action
def offer_handover(
    actor: Actor, *, to: int | None = None, notes: Mapping[int, str] | None = None,
    note: str = "", go_offline: bool = True,
) -> Handover:  # fmt: skip
    """Offer all open conversations that the actor has, to a colleague or to anyone.

    `notes` are for whoever has a conversation next, by its id; `note` is about the shift. With
    `go_offline` the actor is offline once it is accepted. What the actor takes before that goes
    along without a note. Raises TeamOnly, NoShift, NothingToHandOver, AlreadyOffered, and
    `Invalid` for an unknown colleague or a note to a conversation that the actor has not.
    """
    company_id, giver_id = on_shift(actor)
    _lock_people(company_id, giver_id, to)
    held = list(held_by(company_id, giver_id).order_by("pk").values_list("pk", flat=True))
    if not held:
        raise NothingToHandOver
    notes = notes or {}
    if strange := sorted(notes.keys() - set(held)):
        sentence = f"Conversation {strange[0]} is not among yours"
        raise Invalid(sentence, details={"notes": [sentence]})
    now = timezone.now()
    try:
        with transaction.atomic():
            handover = Handover.objects.create(
                company_id=company_id, giver_id=giver_id, to_id=to, note=note.strip(),
                goes_offline=go_offline, created_at=now, expires_at=now + LIFETIME,
            )  # fmt: skip
    except IntegrityError:  # the one rule that may be broken here: one open of a giver
        raise AlreadyOffered from None
    add_items(handover, {pk: notes.get(pk, "").strip() for pk in held})
    return tell(handover.pk, HandoverOffered)


def _lock_people(company_id: int, giver_id: int, to: int | None) -> None:
    """The giver and the colleague, so that neither is deactivated meanwhile. Raises `Invalid`,
    and `NoShift` where the giver was deactivated a moment ago."""
    if to == giver_id:
        raise Invalid("Choose somebody else", details={"to": ["Choose somebody else"]})
    team = User.objects.team().filter(company=company_id, is_superuser=False)
    people = team.filter(pk__in=[giver_id, to] if to else [giver_id]).order_by("pk")
    found = set(people.select_for_update(no_key=True).values_list("pk", flat=True))
    if giver_id not in found:
        raise NoShift
    if to is not None and to not in found:
        raise Invalid("User not found", details={"to": ["User not found"]})


def add_items(handover: Handover, notes: Mapping[int, str]) -> None:
    """One for each of these conversations, unless it has one."""
    HandoverItem.objects.bulk_create(
        [
            HandoverItem(
                handover=handover, company_id=handover.company_id, conversation_id=pk, note=note
            )
            for pk, note in notes.items()
        ],
        ignore_conflicts=True,
    )


@action
def decline_handover(actor: Actor, *, handover_id: int) -> Handover:
    """Say no, as the colleague who was asked. Raises HandoverNotFound, OfferedToAnother,
    OfferedToAnyone, HandoverEnded."""
    handover = get_handover_for(actor, handover_id)
    if handover.to_id is None:
        raise OfferedToAnyone
    if handover.to_id != actor.user_id:
        raise OfferedToAnother(handover)
    return _end(handover, HandoverState.DECLINED)


@action
def withdraw_handover(actor: Actor, *, handover_id: int) -> Handover:
    """Take the offer back: the giver may, and admins. Raises HandoverNotFound, NotTheGiver,
    HandoverEnded."""
    handover = get_handover_for(actor, handover_id)
    if handover.giver_id != actor.user_id and not actor.is_admin:
        raise NotTheGiver
    return _end(handover, HandoverState.WITHDRAWN)


def _end(handover: Handover, state: HandoverState, *, reason: str = "") -> Handover:
    """One conditional UPDATE. Raises `HandoverEnded` where somebody was faster."""
    after = {"state": state, "reason": reason[:LONGEST_REASON], "ended_at": timezone.now()}
    if not Handover.objects.open().filter(pk=handover.pk).update(**after):
        raise HandoverEnded(Handover.objects.with_people().get(pk=handover.pk))
    return tell(handover.pk, HandoverChanged)


def expire_handovers() -> int:
    """End the offers that nobody accepted in time. Returns how many; the rest comes in the next
    round."""
    due = Handover.objects.open().filter(expires_at__lte=timezone.now()).order_by("expires_at")
    expired = 0
    for handover in due[:MOST_AT_ONCE]:
        try:
            _expire(handover)
            expired += 1
        except HandoverEnded:
            continue  # accepted at the last moment, or ended by another worker
        except Exception:
            logger.exception("%s could not be ended", handover)
    return expired


@action
def _expire(handover: Handover) -> None:
    _end(handover, HandoverState.EXPIRED)


@action
def end_handovers_of(user: User, *, company_id: int) -> None:
    """Somebody is not of the team any more: what they offered is withdrawn, what they were asked
    to accept is declined."""
    reason = f"{user.name} is not active in the team any more"
    theirs = Handover.objects.open().filter(company=company_id)
    ends = [(Q(giver=user), HandoverState.WITHDRAWN), (Q(to=user), HandoverState.DECLINED)]
    for whose, state in ends:
        for handover in theirs.filter(whose).order_by("pk"):
            with suppress(HandoverEnded):  # accepted at this moment: what waits there is refused
                _end(handover, state, reason=reason)


def tell(handover_id: int, news: type[HandoverOffered | HandoverChanged]) -> Handover:
    """Announce it to the team, as it is now."""
    handover = Handover.objects.with_people().get(pk=handover_id)
    told: News = news(handover=handover_data(handover), timestamp=now_seconds())
    emit(told, company_id=handover.company_id, to=[topics.team(handover.company_id)])
    return handover
