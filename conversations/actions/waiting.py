"""Customers who wait for a person, and nobody comes."""

from __future__ import annotations

import logging

from django.utils import timezone

from conversations.actions.ownership import tell_person_requested
from conversations.actions.stopping import hand_to_bot
from conversations.bots.front import has_bot
from conversations.models import Conversation, Owner
from conversations.models.conversation import OwnerChanged
from handoff.actor import system_of
from handoff.news.emitting import action

logger = logging.getLogger(__name__)

MOST_AT_ONCE = 100


def remind_of_waiting() -> int:
    """Announce again whoever has waited too long (contract README, "Taking and giving back").

    Returns how many. One transaction each; the rest comes in the next round.
    """
    due = Conversation.objects.filter(remind_at__lte=timezone.now()).order_by("remind_at")
    told = 0
    for conversation_id in due.values_list("pk", flat=True)[:MOST_AT_ONCE]:
        try:
            told += remind(conversation_id)
        except Exception:
            logger.exception("Conversation %s could not be announced again", conversation_id)
    return told


@action
def remind(conversation_id: int) -> bool:
    """Tell the team again, and hand back to the bot if the page says so.

    False where it is not due any more: somebody came, or another worker has told.
    """
    conversation = Conversation.objects.with_people().get(pk=conversation_id)
    number = conversation.reminders + 1
    now = timezone.now()
    told = Conversation.objects.filter(
        pk=conversation_id,
        owner=Owner.NOBODY,
        epoch=conversation.epoch,
        reminders=conversation.reminders,
        remind_at__lte=now,
    ).update(reminders=number, remind_at=conversation.reminder_after(now, number - 1))
    customer = conversation.customer
    if not told or customer is None:
        return False
    conversation.reminders = number
    tell_person_requested(conversation, customer.last_message, reminder=number)
    if customer.page.returns_unclaimed_to_bot and has_bot(conversation):
        try:
            hand_to_bot(conversation, system_of(conversation.company_id, door="timer"))
        except OwnerChanged:
            return False
    return True
