"""Folding makes spellings equal and keeps the places of the words."""

import pytest

from conversations.detection.normalise import BREAK, COMMA, fold, words_of


@pytest.mark.parametrize(
    ("written", "folded"),
    [
        ("Humaaaan", "human"),
        ("Straße", "strasse"),
        ("opérateur", "operateur"),
        ("người", "nguoi"),
        ("połącz", "polacz"),
        ("konuşmak", "konusmak"),
        ("ещё", "еще"),
        ("الموظف", "موظف"),
        ("إنسان", "انسان"),
        ("ज़रूरत", "जरूरत"),
        ("が", "が"),
    ],
)
def test_folds_what_customers_leave_out(written: str, folded: str) -> None:
    assert fold(written) == folded


def test_keeps_the_vowel_signs_of_hindi() -> None:
    assert fold("किसी") != fold("कस")


def test_gives_each_word_its_place() -> None:
    text = "Hi, l'agent!"

    assert [(word.folded, text[word.start : word.end]) for word in words_of(text)] == [
        ("hi", "Hi"),
        (COMMA, ""),
        ("l", "l"),
        ("agent", "agent"),
        (BREAK, ""),
    ]


def test_takes_every_chinese_character_for_a_word() -> None:
    assert [word.folded for word in words_of("转人工 ok")] == ["转", "人", "工", "ok", BREAK]


def test_folds_many_signs_into_one_break() -> None:
    assert [word.folded for word in words_of("no!?!...?")] == ["no", BREAK]
