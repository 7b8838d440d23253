"""Room numbers as a person writes many of them: `101-120, 201, A1-A9, Penthouse`."""

from __future__ import annotations

import re

from handoff.errors import Invalid

MOST_AT_ONCE = 500
RANGE = re.compile(r"(?P<prefix>[^\W\d]*)(?P<first>\d{1,9})\s*[-–]\s*(?P=prefix)(?P<last>\d{1,9})")
SPACED_RANGE = re.compile(r"(\d)\s*[-–]\s*(?=[^\W\d]*\d)")


def numbers_in(text: str) -> list[str]:
    """What is listed between commas, spaces or line ends, each once, in that order.

    `101-103` is 101, 102, 103, and `A01-A03` is A01, A02, A03: as wide as the first is written.
    Raises `Invalid` for a range that runs backwards, and for more than 500.
    """
    found: dict[str, None] = {}
    for word in re.split(r"[,;\s]+", SPACED_RANGE.sub(r"\1-", text.strip())):
        found.update(dict.fromkeys(meant_by(word)))
        if len(found) > MOST_AT_ONCE:
            raise Invalid(f"These are more than {MOST_AT_ONCE} rooms. Name fewer at once.")
    return list(found)


def meant_by(word: str) -> list[str]:
    """The numbers of one word: a range, a number, or nothing."""
    match = RANGE.fullmatch(word)
    if match is None:
        return [word] if word else []
    first, last = int(match["first"]), int(match["last"])
    if last < first:
        raise Invalid(f"{word} runs backwards.")
    if last - first >= MOST_AT_ONCE:
        raise Invalid(f"{word} are more than {MOST_AT_ONCE} rooms. Name fewer at once.")
    width = len(match["first"])
    return [f"{match['prefix']}{number:0{width}}" for number in range(first, last + 1)]
