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
def short_time(moment: datetime) -> str:
    """`10:34` today, `3 Nov` this year, `3 Nov 2025` before."""
    local, today = timezone.localtime(moment), timezone.localdate()
    if local.date() == today:
        return date_format(local, "H:i")
    return date_format(local, "j M" if local.year == today.year else "j M Y")


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
