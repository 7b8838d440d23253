"""Modest tolerance for typing errors: one slip in a word of five letters, two in one of nine.

Short words, words that some table entry already explains and words with another first letter are
left alone: "contract" is no slip of "contact", and "beach" none of "reach".
"""

from collections.abc import Collection, Sequence

from rapidfuzz import process
from rapidfuzz.distance import OSA

MOST_GUESSES = 120
_SHORTEST = 5
_LONG = 9
_FIRST_AFTER_CYRILLIC = "\u0530"


class Speller:
    """Puts right the words of one language that matter for a request."""

    def __init__(
        self, right: frozenset[str], own: Collection[str], spelled_badly: Collection[str]
    ) -> None:
        """`right` are words of any language, `own` those of this one, where stems count too."""
        self._right = right
        self._stems = tuple(word[:-1] for word in own if word.endswith("*"))
        self._targets = tuple(
            sorted(word for word in spelled_badly if len(word) >= _SHORTEST - 1 and "*" not in word)
        )

    def spell(self, words: Sequence[str]) -> list[str]:
        """Return the words with slips put right; at most `MOST_GUESSES` words are looked at."""
        guesses: dict[str, str] = {}
        spelled = []
        for word in words:
            if word not in guesses and len(guesses) < MOST_GUESSES and self._may_be_slip(word):
                guesses[word] = self._nearest(word)
            spelled.append(guesses.get(word, word))
        return spelled

    def _may_be_slip(self, word: str) -> bool:
        return (
            len(word) >= _SHORTEST - 1
            and word not in self._right
            and word.isalpha()
            and word[0] < _FIRST_AFTER_CYRILLIC
            and not word.startswith(self._stems)
        )

    def _nearest(self, word: str) -> str:
        slips = 2 if len(word) >= _LONG else 1
        near = process.extract(
            word, self._targets, scorer=OSA.distance, score_cutoff=slips, limit=5
        )
        return next((target for target, _, _ in near if _is_slip(word, target)), word)


def _is_slip(word: str, target: str) -> bool:
    """True if the word begins like its target; short ones may only swap, double or lose one."""
    shorter = min(len(word), len(target))
    if shorter < _SHORTEST:
        lost = len(target) == _SHORTEST and len(word) < _SHORTEST and word[0] == target[0]
        return lost or sorted(word) == sorted(target) or _undoubled(word) == _undoubled(target)
    if shorter < _LONG and OSA.distance(word, target) > 1:
        return False
    return word[0] == target[0] or word[:2] == target[1::-1]


def _undoubled(word: str) -> str:
    return "".join(
        letter for letter, after in zip(word, word[1:] + " ", strict=True) if letter != after
    )
