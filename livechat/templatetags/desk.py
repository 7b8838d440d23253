"""How templates of the desk put names, times and lengths of time."""

from __future__ import annotations

from datetime import datetime, timedelta

from django import template
from django.utils import timezone
from django.utils.formats import date_format

from conversations.files.addresses import address_of
from conversations.models import Conversation, Owner
from handoff.accounts.templatetags.people import initials
from handoff.actor import Actor
from livechat.desk import words

LONGEST_MARK = 4

register = template.Library()

register.filter("about", words.about)
register.filter("counted", words.counted)
register.filter("left", words.left)
register.filter("tone", words.tone_of)
register.filter("size", words.size_of)
register.filter("address", address_of)
register.filter("initials", initials)


@register.filter
def since(moment: datetime, now: datetime) -> timedelta:
    """How long ago, never less than nothing."""
    return words.since(moment, now)


@register.filter
def title_of(conversation: Conversation) -> str:
    """`Room 101 · John Doe`, or the name alone on other channels."""
    guest = conversation.guest
    if guest is None:
        return conversation.contact_name
    return f"{guest.room} · {guest.name}" if guest.name else str(guest.room)


@register.filter
def mark_of(conversation: Conversation) -> str:
    """What stands in the circle: a room's number if it has room there, else initials."""
    guest = conversation.guest
    if guest is None:
        return initials(conversation.contact_name)
    number: str = guest.room.number
    return number if len(number) <= LONGEST_MARK else initials(number)


@register.filter
def is_silent(conversation: Conversation) -> bool:
    """Whether a guest has come, said nothing yet, and nobody has the room."""
    is_nobodys = conversation.owner == Owner.NOBODY
    return conversation.guest is not None and is_nobodys and not conversation.last_seq


@register.filter
def short_time(moment: datetime) -> str:
    """`10:34` today, `3 Nov` this year, `3 Nov 2025` before."""
    local, today = timezone.localtime(moment), timezone.localdate()
    if local.date() == today:
        return date_format(local, "H:i")
    return date_format(local, "j M" if local.year == today.year else "j M Y")


@register.filter
def ago(moment: datetime, now: datetime) -> str:
    """`just now`, `2 min ago`. `clock.js` says it the same way."""
    length = words.since(moment, now)
    return "just now" if length < timedelta(minutes=1) else f"{words.age(length)} ago"


@register.filter
def day_name(moment: datetime) -> str:
    """`Today`, `Yesterday`, `3 November`, `3 November 2025`."""
    day, today = timezone.localdate(moment), timezone.localdate()
    if day == today:
        return "Today"
    if day == today - timedelta(days=1):
        return "Yesterday"
    return date_format(day, "j F" if day.year == today.year else "j F Y")


@register.filter
def iso(moment: datetime) -> str:
    """For `datetime` attributes and for scripts."""
    return moment.isoformat(timespec="seconds")


@register.filter
def holder(conversation: Conversation, actor: Actor) -> str:
    """`You`, or the agent's name as customers see it."""
    if conversation.owner != Owner.AGENT:
        return ""
    return "You" if conversation.is_held_by(actor) else conversation.agent_name or "An agent"
