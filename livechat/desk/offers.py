"""What the person at the desk can do with a conversation now, and if not, why."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime, timedelta

from django.utils import timezone
from django.utils.formats import date_format

from conversations.bots.front import has_bot
from conversations.connectors.messenger.policy import RULES, too_late
from conversations.models import Author, Channel, Conversation, Owner, Policy
from handoff.actor import Actor

SOON = timedelta(hours=2)


@dataclass(frozen=True, slots=True)
class Window:
    """How long one may still reply. `agents_only`: a bot may not any more."""

    closes_at: datetime
    left: timedelta
    agents_only: bool

    @property
    def is_over(self) -> bool:
        return self.left <= timedelta(0)

    @property
    def is_soon_over(self) -> bool:
        return not self.is_over and self.left <= SOON


@dataclass(frozen=True, slots=True)
class Offer:
    """Labels of what may be done, empty where it may not. `why_not`: why nothing may be written,
    and, without `can_take`, why the chat cannot be accepted."""

    take: str
    release: str
    resume: bool
    send: str
    why_not: str
    window: Window | None
    can_take: bool = True
    transfer: str = ""
    end: bool = False
    read: bool = False
    unread: bool = False
    check_out: bool = False


def offer_of(conversation: Conversation, actor: Actor) -> Offer:
    """One query at most: whether there is a bot."""
    window = window_of(conversation, timezone.now())
    mine = conversation.is_held_by(actor)
    with_other = conversation.owner == Owner.AGENT and not mine
    may_take = not mine and (not with_other or conversation.policy == Policy.OPEN)
    may_give = mine or (with_other and actor.is_admin)
    why_not = why_not_write(conversation, window, may_take=may_take or mine)
    is_open = conversation.is_open
    return Offer(
        take=take_label(conversation) if may_take and is_open else "",
        release="Release" if may_give and is_open else "",
        resume=may_resume(conversation, may_give=may_give),
        send="" if why_not else "Send" if mine else "Take over and send",
        why_not=why_not,
        window=window if is_open else None,
    )


def may_resume(conversation: Conversation, *, may_give: bool) -> bool:
    wanted = conversation.owner == Owner.NOBODY
    return conversation.is_open and (may_give or wanted) and has_bot(conversation)


def take_label(conversation: Conversation) -> str:
    if conversation.owner == Owner.BOT:
        return "Take over from the bot"
    if conversation.owner == Owner.AGENT:
        return f"Take over from {conversation.agent_name}"
    return "Take over"


def why_not_write(conversation: Conversation, window: Window | None, *, may_take: bool) -> str:
    if not conversation.is_open:
        return "This conversation is closed."
    if not may_take:
        return f"{conversation.agent_name} has this conversation since {since_when(conversation)}."
    if window and window.is_over:
        return f"{too_late(Author.AGENT, longest(Author.AGENT))}."
    return ""


def since_when(conversation: Conversation) -> str:
    """`10:35` today, else with the day."""
    at = timezone.localtime(conversation.owner_since)
    is_today = at.date() == timezone.localdate()
    return date_format(at, "H:i" if is_today else "j M, H:i")


def window_of(conversation: Conversation, now: datetime) -> Window | None:
    """The provider's limit, counted from the customer's last message; None where there is none."""
    if conversation.channel != Channel.MESSENGER or conversation.customer is None:
        return None
    heard_at = conversation.customer.last_seen
    for_all, for_agents = longest(Author.BOT), longest(Author.AGENT)
    agents_only = now - heard_at > for_all
    closes_at = heard_at + (for_agents if agents_only else for_all)
    return Window(closes_at=closes_at, left=closes_at - now, agents_only=agents_only)


def longest(author: Author) -> timedelta:
    return max(rule.within for rule in RULES if author in rule.authors)
