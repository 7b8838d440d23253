"""What the desk shows of shift handovers: notices above every page, and a page of each."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import timedelta
from functools import cached_property

from django.db.models import Q
from django.utils import timezone

from conversations.handovers.permissions import held_by
from conversations.handovers.serializers import summary_of
from conversations.models import Channel, Handover, HandoverItem, HandoverState, Outcome
from conversations.models.handover import LIFETIME
from handoff.actor import Actor
from livechat.desk.standing import Standing

MOST_NOTICES = 5
ROWS_PER_PAGE = 50
TOLD_FOR = timedelta(minutes=10)


@dataclass(frozen=True, slots=True)
class Notice:
    """One line above the page. `asks`: the one who reads it may accept."""

    handover: Handover
    text: str
    asks: bool


def notices_for(actor: Actor) -> list[Notice]:
    """Offers that one may accept or has made, and for ten minutes what became of the last own one.

    One query; none for superusers, who have no shifts.
    """
    if actor.company_id is None:
        return []
    now = timezone.now()
    is_open = Q(state=HandoverState.OPEN, expires_at__gt=now)
    ended_lately = Q(giver=actor.user_id, ended_at__gt=now - TOLD_FOR)
    recent = Handover.objects.visible_to(actor).filter(created_at__gt=now - LIFETIME - TOLD_FOR)
    found = recent.concerning(actor).filter(is_open | ended_lately)
    newest = found.exclude(state=HandoverState.WITHDRAWN, reason="").with_people()[:MOST_NOTICES]
    own = next((one.pk for one in newest if one.giver_id == actor.user_id), None)
    return [
        Notice(handover, sentence_of(handover, actor), asks=is_asked(handover, actor))
        for handover in newest
        if handover.giver_id != actor.user_id or handover.pk == own
    ]


def is_asked(handover: Handover, actor: Actor) -> bool:
    is_current = handover.is_open and handover.expires_at > timezone.now()
    return is_current and handover.may_be_accepted_by(actor.user_id)


def sentence_of(handover: Handover, actor: Actor) -> str:
    """What there is to say of it to this person, in one sentence."""
    how_many = conversations(sum(handover.outcomes.values()))
    giver, to = handover.giver.name, handover.to.name if handover.to else ""
    if handover.giver_id != actor.user_id:
        return f"{giver} hands over {how_many}{' to you' if handover.to_id else ''}."
    match handover.state:
        case HandoverState.OPEN:
            return (
                f"Your {how_many} {'is' if how_many == '1 conversation' else 'are'} offered to "
                + (f"{to}." if to else "whoever accepts first.")
            )
        case HandoverState.ACCEPTED:
            who = handover.accepted_by.name if handover.accepted_by else ""
            return f"{who} accepted your handover. {summary_of(handover)}."
        case HandoverState.DECLINED:
            return f"{to} declined your handover."
        case HandoverState.WITHDRAWN:
            return f"Your handover was withdrawn: {handover.reason}."
        case _:
            return "Nobody accepted your handover within 12 hours."


def conversations(number: int) -> str:
    return "1 conversation" if number == 1 else f"{number} conversations"


@dataclass(frozen=True, slots=True)
class Row:
    """A conversation of a handover, and what became of it, in words and a colour."""

    item: HandoverItem
    fate: str
    tone: str


@dataclass(frozen=True)
class ShiftPage:
    """A handover as its page shows it; each part is one query, asked where it is shown."""

    handover: Handover
    actor: Actor
    standing: Standing | None
    asked_page: int

    @property
    def is_mine(self) -> bool:
        return self.handover.giver_id == self.actor.user_id

    @property
    def heading(self) -> str:
        who = "You hand" if self.is_mine else f"{self.handover.giver.name} hands"
        return f"{who} over {conversations(self.total)}"

    @property
    def summary(self) -> str:
        return summary_of(self.handover)

    @property
    def total(self) -> int:
        return sum(self.handover.outcomes.values())

    @property
    def settled(self) -> int:
        return self.total - self.handover.outcomes[Outcome.WAITING]

    @property
    def may_accept(self) -> bool:
        return is_asked(self.handover, self.actor)

    @property
    def may_decline(self) -> bool:
        return self.may_accept and self.handover.to_id is not None

    @property
    def may_withdraw(self) -> bool:
        return self.handover.is_open and (self.is_mine or self.actor.is_admin)

    @property
    def why_not_accept(self) -> str:
        """Why somebody else's open offer cannot be accepted by this person."""
        handover = self.handover
        if self.is_mine or self.may_accept or not handover.is_open:
            return ""
        return f"Offered to {handover.to.name}." if handover.to else "The offer has expired."

    @cached_property
    def taken_since(self) -> int:
        """How many conversations the giver has taken since the offer: they go along."""
        if not self.handover.is_open:
            return 0
        held = held_by(self.handover.company_id, self.handover.giver_id)
        return held.exclude(handover_items__handover=self.handover).count()

    @cached_property
    def chats_too_many(self) -> int:
        """How many of its website chats are beyond the free slots of who may accept."""
        if not self.may_accept or self.standing is None:
            return 0
        held = held_by(self.handover.company_id, self.handover.giver_id)
        chats = held.filter(channel=Channel.CHAT).count()
        return max(0, chats - max(0, self.standing.slots - self.standing.chats))

    @property
    def page(self) -> int:
        return min(max(1, self.asked_page), self.pages)

    @property
    def pages(self) -> int:
        return max(1, -(-self.total // ROWS_PER_PAGE))

    @cached_property
    def rows(self) -> list[Row]:
        start = (self.page - 1) * ROWS_PER_PAGE
        items = HandoverItem.objects.filter(handover=self.handover).in_rows()
        return [self.row_of(item) for item in items[start : start + ROWS_PER_PAGE]]

    def row_of(self, item: HandoverItem) -> Row:
        giver = "you" if self.is_mine else self.handover.giver.name
        match item.outcome:
            case Outcome.PASSED:
                mine = self.handover.accepted_by_id == self.actor.user_id
                by = self.handover.accepted_by
                return Row(item, "With you" if mine else f"With {by.name if by else ''}", "agent")
            case Outcome.KEPT:
                return Row(item, f"Stays with {giver}: {item.reason}", "waiting")
            case Outcome.NOT_HELD:
                return Row(item, item.reason, "")
            case Outcome.CLOSED:
                return Row(item, "Had ended", "")
        return self.unsettled(item, giver)

    def unsettled(self, item: HandoverItem, giver: str) -> Row:
        """Nothing is done yet: whether the giver has it still is for this moment."""
        conversation = item.conversation
        if not conversation.is_open:
            return Row(item, "Has ended", "")
        if conversation.agent_id != self.handover.giver_id:
            return Row(item, f"Not with {giver} any more", "")
        is_under_way = self.handover.state == HandoverState.ACCEPTED
        return Row(item, "Under way", "waiting") if is_under_way else Row(item, "", "")
