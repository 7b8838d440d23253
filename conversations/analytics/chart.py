"""Bars for a page: a column a day, drawn as SVG rectangles."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any

from django.utils.formats import date_format

HEIGHT = 100.0
GAP = 0.2


@dataclass(frozen=True, slots=True)
class Bar:
    """A part of a column; `series` is what it counts. Measures are those of the drawing."""

    series: str
    x: float
    y: float
    width: float
    height: float


@dataclass(frozen=True, slots=True)
class Column:
    """A day: its bars, and all of it in words for who points at it or hears the page."""

    x: float
    bars: list[Bar]
    words: str


@dataclass(frozen=True, slots=True)
class Chart:
    """A drawing `width` wide and 100 high, whose highest column stands for `highest`."""

    title: str
    series: list[str]
    columns: list[Column]
    width: int
    highest: int
    first: date
    last: date


def chart_of(title: str, days: Sequence[dict[str, Any]], key: str, *, stacked: bool) -> Chart:
    """The counts under `key` of each day: on top of each other, or side by side."""
    measured = [(date.fromisoformat(day["day"]), day[key]) for day in days]
    heights = [sum(row.values()) if stacked else max(row.values()) for _, row in measured]
    highest = max(heights, default=0)
    columns = [
        Column(
            x=float(number),
            bars=bars_of(row, float(number), HEIGHT / (highest or 1), stacked=stacked),
            words=f"{date_format(day, 'j F')}: "
            + ", ".join(f"{row[name]:,} {name}" for name in row),
        )
        for number, (day, row) in enumerate(measured)
    ]
    return Chart(
        title, list(measured[0][1]), columns, len(columns), highest, measured[0][0], measured[-1][0]
    )


def bars_of(row: dict[str, int], left: float, scale: float, *, stacked: bool) -> list[Bar]:
    """The bars of one day, those of height nothing left out."""
    width = (1 - GAP) / (1 if stacked else len(row))
    x, top, bars = left + GAP / 2, HEIGHT, []
    for name, number in row.items():
        height = round(number * scale, 2)
        if number:
            bars.append(Bar(name, round(x, 3), round(top - height, 2), round(width, 3), height))
        if stacked:
            top -= height
        else:
            x += width
    return bars
