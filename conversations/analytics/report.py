"""The answer: what was counted, in the shape of `GET /api/dashboard/analytics`."""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Iterable
from dataclasses import asdict
from datetime import date
from typing import Any

from conversations.analytics.counting import (
    Counts,
    DayAndPage,
    counts_by_agent,
    counts_by_day_and_page,
)
from conversations.analytics.question import Question
from conversations.analytics.waits import NO_WAITS, Waits, waits_in
from conversations.serializers import id_text
from customers.models import Page
from handoff.accounts.models import User

MAX_PAGES = 20
MAX_AGENTS = 100
OUTSIDE = "Facebook's inbox"


def report(question: Question) -> dict[str, Any]:
    """Everything, for a constant number of statements.

    `{"from", "to", "time_zone", "page_id", "total": {figures}, "days": [{"day", figures}],
    "pages": [{"page_id", "page_name", figures, "days": [{"day", messages, handoffs}]}],
    "page_count", "agents": [{"agent_id", "agent_email", "agent_name", "messages", "taken",
    "time_to_take"}], "agent_count"}`, where figures are `"messages": {"customer", "bot", "agent"}`,
    `"handoffs": {"asked", "taken"}`, `"time_to_take": {"count", "median_seconds", "p90_seconds"}`.
    Every day of the range is there; the 20 busiest pages and 100 busiest agents are.
    """
    counts = counts_by_day_and_page(question)
    waits = waits_in(question)
    per_day: dict[date, Counts] = defaultdict(Counter)
    for (day, _), found in counts.items():
        per_day[day].update(found)
    return {
        "from": question.first.isoformat(),
        "to": question.last.isoformat(),
        "time_zone": str(question.zone),
        "page_id": question.page.page_id if question.page else "",
        "total": figures(total(counts.values()), waits.all),
        "days": [
            {"day": day.isoformat(), **figures(per_day[day], waits.by_day.get(day, NO_WAITS))}
            for day in question.days
        ],
        **pages(counts, waits.by_page),
        **agents(question, waits.by_agent),
    }


def figures(found: Counts, waits: Waits) -> dict[str, Any]:
    return {**numbers(found), "time_to_take": asdict(waits)}


def numbers(found: Counts) -> dict[str, Any]:
    return {
        "messages": {author: found[author] for author in ("customer", "bot", "agent")},
        "handoffs": {what: found[what] for what in ("asked", "taken")},
    }


def total(many: Iterable[Counts]) -> Counts:
    result: Counts = Counter()
    for one in many:
        result.update(one)
    return result


def pages(counts: dict[DayAndPage, Counts], waits: dict[int, Waits]) -> dict[str, Any]:
    """`pages` and `page_count`: those with anything, the busiest first."""
    per_page: dict[int, dict[date, Counts]] = defaultdict(dict)
    for (day, page_id), found in counts.items():
        per_page[page_id][day] = found
    totals = {page_id: total(days.values()) for page_id, days in per_page.items()}
    busiest = sorted(totals, key=lambda page_id: (-totals[page_id].total(), page_id))[:MAX_PAGES]
    known = Page.objects.in_bulk(busiest)
    rows = [
        {
            "page_id": known[page_id].page_id,
            "page_name": known[page_id].name,
            **figures(totals[page_id], waits.get(page_id, NO_WAITS)),
            "days": [
                {"day": day.isoformat(), **numbers(found)}
                for day, found in sorted(per_page[page_id].items())
            ],
        }
        for page_id in busiest
    ]
    return {"pages": rows, "page_count": len(totals)}


def agents(question: Question, waits: dict[int, Waits]) -> dict[str, Any]:
    """`agents` and `agent_count`: those who wrote or took, the busiest first."""
    counts = counts_by_agent(question)
    busiest = sorted(counts, key=lambda agent_id: (-counts[agent_id].total(), agent_id or 0))
    shown = busiest[:MAX_AGENTS]
    known = User.objects.in_bulk([agent_id for agent_id in shown if agent_id is not None])
    rows = []
    for agent_id in shown:
        agent = known[agent_id] if agent_id is not None else None
        rows.append(
            {
                "agent_id": id_text(agent_id),
                "agent_email": agent.email if agent else "",
                "agent_name": agent.name if agent else OUTSIDE,
                "messages": counts[agent_id]["agent"],
                "taken": counts[agent_id]["taken"],
                "time_to_take": asdict(waits.get(agent_id or 0, NO_WAITS)),
            }
        )
    return {"agents": rows, "agent_count": len(counts)}
