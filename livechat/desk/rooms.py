"""What the desk shows of a hotel room, and what can be done there now."""

from __future__ import annotations

from dataclasses import dataclass
from functools import cached_property

from django.utils import timezone

from conversations.models import Channel, Conversation, Owner
from customers.models import Guest, ParticipantSession
from handoff.actor import Actor
from livechat.desk.offers import Offer, may_resume
from livechat.desk.rows import unread_in

CHECKED_OUT = "The guest has checked out."


@dataclass(frozen=True)
class Stay:
    """A guest's stay, and what belongs to it, each asked for when the page shows it."""

    conversation: Conversation
    guest: Guest

    @classmethod
    def of(cls, conversation: Conversation) -> Stay | None:
        """None on other channels."""
        guest = conversation.guest
        return cls(conversation, guest) if guest and is_room(conversation) else None

    @cached_property
    def unread(self) -> int:
        return unread_in([self.conversation]).get(self.conversation.pk, 0)

    @cached_property
    def devices(self) -> int:
        """How many of the guest's devices can write now."""
        return ParticipantSession.objects.live(timezone.now()).filter(guest=self.guest).count()


def is_room(conversation: Conversation) -> bool:
    return conversation.channel == Channel.ROOM


def offer_of_room(stay: Stay, actor: Actor) -> Offer:
    """In a room the last who opens or answers has it. One query at most, besides what is unread:
    whether there is a bot."""
    conversation = stay.conversation
    mine, is_open = conversation.is_held_by(actor), conversation.is_open
    with_other = conversation.owner == Owner.AGENT and not mine
    may_give = mine or (with_other and actor.is_admin)
    return Offer(
        take=take_label(conversation) if is_open and not mine else "",
        release="Release" if is_open and may_give else "",
        resume=may_resume(conversation, may_give=may_give),
        send=("Take over and send" if with_other else "Send") if is_open else "",
        why_not="" if is_open else CHECKED_OUT,
        window=None,
        read=is_open and mine and stay.unread > 0,
        unread=is_open and mine and stay.unread == 0 and conversation.last_seq > 0,
        check_out=is_open,
    )


def take_label(conversation: Conversation) -> str:
    return "Take over" if conversation.owner == Owner.AGENT else "Assist this guest"
