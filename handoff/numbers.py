"""Numbers that somebody else wrote.

`int` alone would also take signs, spaces, underscores, digits of other scripts, and texts so long
that reading them takes a while and no database can look for what they say.
"""

from __future__ import annotations

ID_DIGITS = 18


def number_in(text: str, *, digits: int = ID_DIGITS) -> int | None:
    """The whole number that a text of so many digits at most is; None for any other text."""
    return int(text) if text.isascii() and text.isdigit() and len(text) <= digits else None


def id_in(text: str) -> int:
    """A row's id; 0, which nothing has, for what is none."""
    return number_in(text) or 0
