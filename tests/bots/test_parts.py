"""An answer is cut where a reader would pause."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from conversations.bots.parts import MOST_MESSAGES, cut, messages_of
from handoff.outbox.kinds import Refused


@pytest.mark.parametrize(
    ("text", "parts"),
    [
        ("short", ["short"]),
        ("exactly ten", ["exactly", "ten"]),
        ("one two\n\nthree fours", ["one two", "three", "fours"]),
        ("Yes, so. No, no", ["Yes, so.", "No, no"]),
        ("abcdefghijklmno", ["abcdefghij", "klmno"]),
        ("", []),
    ],
)
def test_cuts_at_the_best_break(text: str, parts: list[str]) -> None:
    assert list(cut(text, 10)) == parts


@given(st.text(max_size=300), st.integers(min_value=2, max_value=40))
def test_loses_nothing_but_white_space(text: str, longest: int) -> None:
    parts = list(cut(text.strip(), longest))
    assert all(0 < len(part) <= longest for part in parts)
    assert "".join("".join(parts).split()) == "".join(text.split())


def test_several_texts_stay_apart() -> None:
    assert messages_of(["one", "two"], longest=100) == ["one", "two"]


@pytest.mark.parametrize("texts", [[], [""], [" ", "\n"]])
def test_nothing_to_say_is_refused(texts: list[str]) -> None:
    with pytest.raises(Refused, match="nothing to say"):
        messages_of(texts, longest=100)


def test_too_many_messages_are_refused() -> None:
    assert len(messages_of(["x"] * MOST_MESSAGES, longest=100)) == MOST_MESSAGES
    with pytest.raises(Refused, match="11 messages"):
        messages_of(["x"] * (MOST_MESSAGES + 1), longest=100)
