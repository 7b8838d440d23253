"""Many rooms in one line, as a person writes them."""

from __future__ import annotations

import pytest

from customers.room_numbers import MOST_AT_ONCE, numbers_in
from handoff.errors import Invalid


@pytest.mark.parametrize(
    ("text", "numbers"),
    [
        ("", []),
        ("101", ["101"]),
        ("101-103", ["101", "102", "103"]),
        ("101 – 103", ["101", "102", "103"]),
        ("201, 101-102;  Penthouse\n101", ["201", "101", "102", "Penthouse"]),
        ("A08-A10", ["A08", "A09", "A10"]),
        ("A8 - A9", ["A8", "A9"]),
        ("098-101", ["098", "099", "100", "101"]),
        ("12-B", ["12-B"]),
        ("A1-B3", ["A1-B3"]),
        ("7-7", ["7"]),
        (f"1-{MOST_AT_ONCE}", [str(number) for number in range(1, MOST_AT_ONCE + 1)]),
    ],
)
def test_reads_numbers_and_ranges(text: str, numbers: list[str]) -> None:
    assert numbers_in(text) == numbers


@pytest.mark.parametrize(
    ("text", "sentence"),
    [
        ("120-101", "120-101 runs backwards."),
        ("1-501", "1-501 are more than 500 rooms. Name fewer at once."),
        ("1-999999999", "more than 500"),
        ("1-400, 401-501", "These are more than 500 rooms."),
    ],
)
def test_says_what_is_wrong(text: str, sentence: str) -> None:
    with pytest.raises(Invalid) as refusal:
        numbers_in(text)
    assert sentence in refusal.value.text
