"""How the analytics page puts lengths of time."""

from __future__ import annotations

from django import template

register = template.Library()

UNITS = ((24 * 3600, "d"), (3600, "h"), (60, "min"), (1, "s"))


@register.filter
def duration(seconds: float | None) -> str:
    """`45 s`, `1 min 30 s`, `2 h 5 min`, `3 d 4 h`; a dash for None. Rounded down."""
    if seconds is None:
        return "–"
    left, parts = max(0, int(seconds)), list[str]()
    for size, unit in UNITS:
        count, left = divmod(left, size)
        if parts:
            if count:
                parts.append(f"{count} {unit}")
            break
        if count:
            parts.append(f"{count} {unit}")
    return " ".join(parts) or "0 s"
