"""How templates show people who have no picture."""

from __future__ import annotations

from django import template

register = template.Library()


@register.filter
def initials(name: str) -> str:
    """`JD` of John Doe: first letters of the first and last word, whatever the alphabet."""
    parts = [word for word in name.split() if word[0].isalnum()]
    if not parts:
        return "?"
    letters = parts[0][0] + (parts[-1][0] if len(parts) > 1 else "")
    return letters.upper()
