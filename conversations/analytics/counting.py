"""Counting messages and handoffs, in the database."""

from __future__ import annotations

from collections import Counter, defaultdict
from datetime import date
from typing import Any

from django.db.models import Count, Q
from django.db.models.functions import TruncDate

from conversations.analytics.question import Question
from conversations.models import Author, Deed, HandoffRecord, Message, MessageState, Owner

PAGE = "conversation__customer__page_id"
AUTHORS = (Author.CUSTOMER, Author.BOT, Author.AGENT)
NEVER_SAID = (MessageState.CANCELLED, MessageState.FAILED)

WAITS_BEGIN = (Deed.OPENED, Deed.REQUESTED, Deed.RELEASED, Deed.AGENT_LEFT)
ASKED = Q(to_owner=Owner.NOBODY, deed__in=WAITS_BEGIN)
TAKEN = Q(to_owner=Owner.AGENT) & ~Q(from_owner=Owner.AGENT)

DayAndPage = tuple[date, int]
Counts = Counter[str]
"""How often: `customer`, `bot`, `agent` messages, `asked` and `taken` handoffs."""


def counts_by_day_and_page(question: Question) -> dict[DayAndPage, Counts]:
    """Two statements, whatever the range. Days and pages without anything are left out.

    Messages that never went out, cancelled or failed, are not counted. A handoff is `asked` when a
    customer begins to wait for a person: asks for one, opens where no bot is in front, or is let
    go by an agent; a reply in Facebook's inbox is none. It is `taken` when an agent gets the
    customer from nobody or from the bot; from agent to agent is neither.
    """
    found: dict[DayAndPage, Counts] = defaultdict(Counter)
    messages = said(question).annotate(day=TruncDate("created_at", tzinfo=question.zone))
    rows = messages.values_list("day", PAGE, "author").annotate(number=Count("pk")).order_by()
    for day, page_id, author, number in rows:
        found[day, page_id][str(author)] += number
    changes = HandoffRecord.objects.filter(question.rows("at")).filter(ASKED | TAKEN)
    days = changes.annotate(day=TruncDate("at", tzinfo=question.zone)).values_list("day", PAGE)
    how_often = days.annotate(asked=Count("pk", filter=ASKED), taken=Count("pk", filter=TAKEN))
    for day, page_id, asked, taken in how_often.order_by():
        found[day, page_id].update(asked=asked, taken=taken)
    return found


def counts_by_agent(question: Question) -> dict[int | None, Counts]:
    """Messages (`agent`) and `taken` of each agent; None: written in Facebook's own inbox."""
    found: dict[int | None, Counts] = defaultdict(Counter)
    messages = said(question).filter(author=Author.AGENT)
    rows = messages.values_list("agent_id").annotate(number=Count("pk")).order_by()
    for agent_id, number in rows:
        found[agent_id]["agent"] = number
    taken = HandoffRecord.objects.filter(question.rows("at")).filter(TAKEN)
    for agent_id, number in (
        taken.values_list("to_agent_id").annotate(number=Count("pk")).order_by()
    ):
        found[agent_id]["taken"] = number
    return found


def said(question: Question) -> Any:
    """The messages that customers, bots and agents said."""
    messages = Message.objects.filter(question.rows("created_at"), author__in=AUTHORS)
    return messages.exclude(state__in=NEVER_SAID)
