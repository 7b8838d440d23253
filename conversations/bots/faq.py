"""The embedded bot: it answers from the company's own entries, tolerant of typing errors, and says
so when it does not know."""

from __future__ import annotations

import unicodedata
from collections import Counter
from collections.abc import Iterable
from math import log, sqrt

from rapidfuzz import fuzz, process

from conversations.bots.base import Answer, Turn
from conversations.models import FaqEntry

KNOWS_FROM = 0.62  # below it an answer would more often be wrong than right
SAME_WORD_FROM = 80  # of 100: "brekfast" is "breakfast", "park" is not "dark"
SAME_SENTENCE_FROM = 85
MOST_ENTRIES = 2000
LONGEST_QUESTION = 500
DOES_NOT_KNOW = (
    "I'm sorry, I don't know the answer to that. "
    'You can ask in other words, or write "I want to speak to a human".'
)


def reply(turn: Turn) -> Answer:
    """Answer with the entry whose wording is nearest, or say that we do not know, as we do of
    pictures and files without a word."""
    if not turn.has_words:
        return Answer(text=DOES_NOT_KNOW)
    entries = FaqEntry.objects.filter(company_id=turn.company_id, is_active=True)[:MOST_ENTRIES]
    found = Knowledge(entries).nearest(turn.text)
    return Answer(text=found.answer if found else DOES_NOT_KNOW)


def words_of(text: str) -> list[str]:
    """Its words in small letters, without accents and punctuation."""
    decomposed = unicodedata.normalize("NFKD", text[:LONGEST_QUESTION].casefold())
    kept = (
        letter if letter.isalnum() else " "
        for letter in decomposed
        if not unicodedata.combining(letter)
    )
    return "".join(kept).split()


class Knowledge:
    """What a company's entries say, weighed: words that stand in many entries tell little."""

    def __init__(self, entries: Iterable[FaqEntry]) -> None:
        self.wordings = [
            (words_of(wording), entry) for entry in entries for wording in entry.wordings
        ]
        words_by_entry: dict[int, set[str]] = {}
        for words, entry in self.wordings:
            words_by_entry.setdefault(entry.pk, set()).update(words)
        self.entry_count = len(words_by_entry)
        self.entries_with = Counter(word for words in words_by_entry.values() for word in words)

    def nearest(self, question: str) -> FaqEntry | None:
        """The entry that fits best, if one fits well enough."""
        asked = [self.known_word(word) for word in words_of(question)]
        scored = ((self.fit(asked, words), entry) for words, entry in self.wordings)
        score, entry = max(scored, key=lambda pair: pair[0], default=(0.0, None))
        return entry if score >= KNOWS_FROM else None

    def known_word(self, word: str) -> str:
        """The same word as the entries write it; itself if they do not have it."""
        if word in self.entries_with:
            return word
        found = process.extractOne(
            word, self.entries_with.keys(), scorer=fuzz.ratio, score_cutoff=SAME_WORD_FROM
        )
        return found[0] if found else word

    def fit(self, asked: list[str], wording: list[str]) -> float:
        """0 to 1: how much of each the other has, or how alike they are letter by letter."""
        alike = fuzz.ratio(" ".join(asked), " ".join(wording))
        shared = self.weight(set(asked) & set(wording))
        if alike >= SAME_SENTENCE_FROM or not shared:
            return alike / 100 if alike >= SAME_SENTENCE_FROM else 0.0
        return sqrt(shared / self.weight(set(asked)) * shared / self.weight(set(wording)))

    def weight(self, words: set[str]) -> float:
        """Rare and long words count most."""
        return sum(
            log(1 + (self.entry_count + 1) / self.entries_with.get(word, 1)) * min(len(word), 8)
            for word in words
        )
