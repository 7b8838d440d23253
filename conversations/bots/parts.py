"""An answer as messages: cut where the channel takes no longer ones, and never without end."""

from __future__ import annotations

from collections.abc import Iterable, Iterator

from handoff.outbox.kinds import Refused

MOST_MESSAGES = 10
BREAKS = ("\n\n", "\n", ". ", "! ", "? ", " ")  # best first


def messages_of(texts: Iterable[str], *, longest: int) -> list[str]:
    """The messages to send, each of at most `longest` characters. Raises `Refused` for none at
    all, and for more than ten: that is no answer any more."""
    messages = [part for text in texts for part in cut(text.strip(), longest)]
    if not messages:
        raise Refused("It had nothing to say")
    if len(messages) > MOST_MESSAGES:
        raise Refused(f"Its answer would make {len(messages)} messages")
    return messages


def cut(text: str, longest: int) -> Iterator[str]:
    """Pieces of at most `longest` characters, cut after a paragraph, line, sentence or word."""
    while len(text) > longest:
        end = best_break(text[:longest])
        yield text[:end].rstrip()
        text = text[end:].lstrip()
    if text:
        yield text


def best_break(text: str) -> int:
    """Where to cut: at the best kind of break in the second half, or at the end if it has none."""
    for mark in BREAKS:
        found = text.rfind(mark, len(text) // 2)
        if found > 0:
            return found + len(mark)
    return len(text)
