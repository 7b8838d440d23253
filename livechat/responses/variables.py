"""`{{variables}}` in a text: finding them, and putting values in their place. Pure functions.

A name is what stands between two pairs of braces on one line, without braces itself, of 64
characters at most, in any script; spaces around it do not count. Names are compared in Unicode's
NFC, so that it does not matter how a keyboard composes an accent. Of nested braces the innermost
pair is a variable, the others are text.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Mapping
from dataclasses import dataclass

from handoff.errors import Invalid

LONGEST_NAME = 64
LONGEST_TEXT = 10_000

VARIABLE = re.compile(r"\{\{[^\S\n]{0,20}([^{}\s](?:[^{}\n]{0,62}[^{}\s])?)[^\S\n]{0,20}\}\}")


class FilledTooLong(Invalid):
    code = "filled_too_long"
    sentence = f"With these values the text has more than {LONGEST_TEXT} characters"


@dataclass(frozen=True, slots=True)
class Filled:
    """`missing`: the names that had no value, each once, in their order in the text."""

    text: str
    missing: tuple[str, ...]


def canonical(name: str) -> str:
    """A name as names are compared."""
    return unicodedata.normalize("NFC", name.strip())


def names_in(text: str) -> list[str]:
    """The variables of a text, each once, in their order."""
    return list(dict.fromkeys(canonical(found[1]) for found in VARIABLE.finditer(text)))


def fill(text: str, values: Mapping[str, str]) -> Filled:
    """The text with its variables replaced. What has no value, or a blank one, stays as it stands.

    Values are text: braces in them mean nothing. Raises `FilledTooLong`, before it is built.
    """
    known = {canonical(name): value for name, value in values.items() if value.strip()}
    found = [(match, known.get(canonical(match[1]))) for match in VARIABLE.finditer(text)]
    growth = sum(len(value) - len(match[0]) for match, value in found if value is not None)
    if len(text) + growth > LONGEST_TEXT:
        raise FilledTooLong
    parts, end = [], 0
    for match, value in found:
        parts += [text[end : match.start()], match[0] if value is None else value]
        end = match.end()
    missing = dict.fromkeys(canonical(match[1]) for match, value in found if value is None)
    return Filled("".join([*parts, text[end:]]), tuple(missing))
