"""What `GET /api/dashboard/analytics` takes and answers."""

from __future__ import annotations

from typing import Any

from rest_framework import serializers
from rest_framework.serializers import Serializer

from conversations.analytics.question import DEFAULT_DAYS, EARLIEST, LATEST, MAX_DAYS
from conversations.analytics.report import MAX_AGENTS, MAX_PAGES
from handoff.openapi.describing import describe
from handoff.openapi.parts import count, query, text

DAY = {"type": "string", "format": "date"}


class MessageCounts(Serializer[Any]):
    """Messages by their author; not counted what never went out."""

    customer = count()
    bot = count()
    agent = count()


class HandoffCounts(Serializer[Any]):
    """How often a person was wanted, and how often an agent took over."""

    asked = count()
    taken = count()


class TimeToTake(Serializer[Any]):
    """How long customers waited until somebody took them; null where nobody did."""

    count = count()
    median_seconds = serializers.FloatField(min_value=0, allow_null=True)
    p90_seconds = serializers.FloatField(min_value=0, allow_null=True)


class Figures(Serializer[Any]):
    """Everything that is counted."""

    messages = MessageCounts()
    handoffs = HandoffCounts()
    time_to_take = TimeToTake()


class DayFigures(Figures):
    """The figures of one day."""

    day = serializers.DateField()


class DayOfPage(Serializer[Any]):
    """One day of one page."""

    day = serializers.DateField()
    messages = MessageCounts()
    handoffs = HandoffCounts()


class PageFigures(Figures):
    """The figures of one page, and its days with anything."""

    page_id = text()
    page_name = text()
    days = DayOfPage(many=True)


class AgentFigures(Serializer[Any]):
    """What one agent did; the empty id is Facebook's own inbox."""

    agent_id = text()
    agent_email = text()
    agent_name = text()
    messages = count()
    taken = count()
    time_to_take = TimeToTake()


_Report = {
    "from": serializers.DateField(),
    "to": serializers.DateField(),
    "time_zone": text("In which the days begin."),
    "page_id": text("The page that was asked for; empty: all."),
    "total": Figures(),
    "days": DayFigures(many=True, help_text="Every day of the range."),
    "pages": PageFigures(many=True, help_text=f"The {MAX_PAGES} busiest."),
    "page_count": count(),
    "agents": AgentFigures(many=True, help_text=f"The {MAX_AGENTS} busiest."),
    "agent_count": count(),
}
# Built by its names, because `from` is a word of Python.
Analytics: type[Serializer[Any]] = type(
    "Analytics", (Serializer,), {"__doc__": "Who said how much, and how long it took.", **_Report}
)

_FIGURES = {
    "messages": {"customer": 2, "bot": 1, "agent": 1},
    "handoffs": {"asked": 1, "taken": 1},
    "time_to_take": {"count": 1, "median_seconds": 23.8, "p90_seconds": 23.8},
}

read_analytics = describe(
    "read_analytics",
    "Count messages, handoffs and waiting times",
    tag="Analytics",
    words=f"Days in the company's time zone, both ends included, {MAX_DAYS} at most, of the years "
    f"{EARLIEST.year} to {LATEST.year - 1}. An empty parameter is none.",
    parameters=[
        query("page_id", "Only this page."),
        query("from", f"The first day. Without it the range has {DEFAULT_DAYS} days.", DAY),
        query("to", "The last day. Without it the range ends today.", DAY),
    ],
    reply=Analytics,
    example={
        "from": "2026-11-02",
        "to": "2026-11-02",
        "time_zone": "Europe/Berlin",
        "page_id": "",
        "total": _FIGURES,
        "days": [{"day": "2026-11-02", **_FIGURES}],
        "pages": [
            {
                "page_id": "461998383671026",
                "page_name": "Hotel ABC",
                **_FIGURES,
                "days": [
                    {
                        "day": "2026-11-02",
                        "messages": _FIGURES["messages"],
                        "handoffs": _FIGURES["handoffs"],
                    }
                ],
            }
        ],
        "page_count": 1,
        "agents": [
            {
                "agent_id": "2",
                "agent_email": "alice@demo.test",
                "agent_name": "Alice Adams",
                "messages": 1,
                "taken": 1,
                "time_to_take": _FIGURES["time_to_take"],
            }
        ],
        "agent_count": 1,
    },
    refuses=[404],
)
