"""`{{variables}}` in a text: found in any script, filled once, never evaluated."""

from __future__ import annotations

import time

import pytest
from hypothesis import given
from hypothesis import strategies as st

from livechat.responses.variables import LONGEST_TEXT, FilledTooLong, fill, names_in


@pytest.mark.parametrize(
    ("text", "names"),
    [
        ("Hello {{customer_name}}!", ["customer_name"]),
        ("{{ a }} and {{b}} and {{a}}", ["a", "b"]),
        ("{{prénom}} {{名前}} {{ग्राहक_नाम}}", ["prénom", "名前", "ग्राहक_नाम"]),
        ("{{pre\u0301nom}}", ["prénom"]),
        ("{{customer name}} {{order-no.2}}", ["customer name", "order-no.2"]),
        ("{{{a}}}", ["a"]),
        ("{{a{{b}}c}}", ["b"]),
        ("{a} {{}} {{ }} {{a}", []),
        ("{{a\nb}}", []),
        ("{{" + "x" * 64 + "}}", ["x" * 64]),
        ("{{" + "x" * 65 + "}}", []),
    ],
)
def test_the_names_in_a_text(text: str, names: list[str]) -> None:
    assert names_in(text) == names


def test_values_stand_in_place_of_their_names() -> None:
    filled = fill("Hello {{ name }}, {{name}}: ticket {{id}}.", {"name": "Nora", "id": "7"})

    assert (filled.text, filled.missing) == ("Hello Nora, Nora: ticket 7.", ())


def test_what_has_no_value_or_a_blank_one_stays_and_is_told_once() -> None:
    filled = fill("{{a}} {{ b }} {{a}} {{c}}", {"b": " \n", "c": "C"})

    assert (filled.text, filled.missing) == ("{{a}} {{ b }} {{a}} C", ("a", "b"))


@pytest.mark.parametrize(
    ("text", "text_after"),
    [("{{{a}}}", "{A}"), ("{{x{{a}}y}}", "{{xAy}}"), ("{{{{a}}}}", "{{A}}")],
)
def test_of_nested_braces_the_innermost_pair_is_meant(text: str, text_after: str) -> None:
    assert fill(text, {"a": "A"}).text == text_after


def test_a_value_is_text_and_never_read_again() -> None:
    values = {"a": "{{b}} {0.__class__} %(b)s {% now %} \\1 \\g<0> $b <script>", "b": "secret"}

    filled = fill("{{a}}", values)

    assert filled.text == values["a"]
    assert filled.missing == ()


def test_a_name_is_the_same_however_its_accents_are_composed() -> None:
    assert fill("{{prénom}}", {"pre\u0301nom": "Zoé"}).text == "Zoé"


def test_what_grows_too_long_is_refused_before_it_is_built() -> None:
    text = "{{a}}" * 2_000

    started = time.perf_counter()
    with pytest.raises(FilledTooLong):
        fill(text, {"a": "x" * 1_000_000})
    assert time.perf_counter() - started < 1
    assert len(fill("{{a}}", {"a": "x" * LONGEST_TEXT}).text) == LONGEST_TEXT
    with pytest.raises(FilledTooLong):
        fill("{{a}}", {"a": "x" * (LONGEST_TEXT + 1)})


@pytest.mark.parametrize("piece", ["{{", "{{ ", "{{a", "{{a ", "{{ a b", "}}", "{{a}}{"])
def test_no_text_takes_long(piece: str) -> None:
    text = (piece * 10_000)[:LONGEST_TEXT]

    started = time.perf_counter()
    names_in(text)
    assert time.perf_counter() - started < 0.5


@given(st.text(alphabet="{} ab\n", max_size=60), st.text(alphabet="{}ab", min_size=1, max_size=9))
def test_whatever_the_text_nothing_but_variables_changes(text: str, value: str) -> None:
    names = names_in(text)
    untouched = fill(text, {})
    assert (untouched.text, list(untouched.missing)) == (text, names)

    filled = fill(text, dict.fromkeys(names, value))
    assert filled.missing == ()
    if not names:
        assert filled.text == text
