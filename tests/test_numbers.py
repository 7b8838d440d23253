"""What counts as a number in a text that somebody else wrote."""

from __future__ import annotations

import pytest

from handoff.numbers import id_in, number_in


@pytest.mark.parametrize(("text", "number"), [("0", 0), ("007", 7), ("9" * 18, 10**18 - 1)])
def test_reads_plain_digits(text: str, number: int) -> None:
    assert number_in(text) == id_in(text) == number


@pytest.mark.parametrize("text", ["", "-1", "+1", " 1", "1\n", "1_0", "1.0", "١", "²", "9" * 19])
def test_reads_nothing_else(text: str) -> None:
    assert number_in(text) is None
    assert id_in(text) == 0


def test_reads_as_many_digits_as_are_asked_for() -> None:
    assert (number_in("123", digits=3), number_in("1234", digits=3)) == (123, None)
