"""Words as the tables know them: folded, without accents, each with its place in the text.

Only the first 2,000 characters are read, so the work is bounded whatever a customer pastes.
"""

import re
import unicodedata
from dataclasses import dataclass
from functools import lru_cache

MOST_CHARACTERS = 2_000
MOST_LETTERS = 40
BREAK = "|"
COMMA = ","
MARKS = frozenset((BREAK, COMMA))

_BREAKS = frozenset('.!?;:\n\r…。！？；：؟؛।॥¿¡()[]"“”«»|/')
_COMMAS = frozenset(",，、،")
_LETTERS_WITHOUT_PARTS = str.maketrans("đłøıæœßىةکیە", "dloiaosيهكيه")
_ARABIC_ARTICLE = re.compile(r"^(?:وال|بال|فال|كال|لل|ال)(?=[\u0600-\u06ff]{3})")
_DRAWN_OUT = re.compile(r"(.)\1{2,}")
_NUKTA = 7
_FIRST_ACCENT = 10


@dataclass(frozen=True, slots=True)
class Word:
    """A folded word and where it stands in the message: `text[start:end]`."""

    folded: str
    start: int
    end: int


def words_of(text: str) -> list[Word]:
    """Split a message into words; signs between clauses become one `BREAK` or `COMMA`.

    An apostrophe parts words ("l'agent", "don't"), and every Chinese or Japanese character is a
    word of its own. Emoji and other signs only part words.
    """
    words: list[Word] = []
    start = 0
    text = text[:MOST_CHARACTERS]
    for end, sign in enumerate(text + "\n"):
        if end < len(text) and _is_letter(sign) and not _stands_alone(sign):
            continue
        if end > start:
            words.append(Word(fold(text[start:end]), start, end))
        if _stands_alone(sign):
            words.append(Word(fold(sign), end, end + 1))
        elif words and words[-1].folded not in MARKS and (mark := _mark(sign)):
            words.append(Word(mark, end, end))
        start = end + 1
    return [word for word in words if word.folded]


@lru_cache(maxsize=8_192)
def fold(word: str) -> str:
    """Fold case, width, accents and drawn-out letters: "Humaaan" becomes "human"."""
    parts = unicodedata.normalize("NFKD", word[:MOST_LETTERS]).casefold()
    parts = unicodedata.normalize("NFKD", parts)
    bare = "".join(part for part in parts if not _is_accent(part))
    bare = unicodedata.normalize("NFC", bare).translate(_LETTERS_WITHOUT_PARTS)
    return _ARABIC_ARTICLE.sub("", _DRAWN_OUT.sub(r"\1", bare))


def _mark(sign: str) -> str:
    return BREAK if sign in _BREAKS else COMMA if sign in _COMMAS else ""


def _is_accent(part: str) -> bool:
    """True for accents, the nukta and format characters.

    Not for the vowel signs of Hindi or the voicing marks of Japanese, which make another word.
    """
    place = unicodedata.combining(part)
    return place == _NUKTA or place >= _FIRST_ACCENT or part == "ـ" or _is_format(part)


def _is_format(part: str) -> bool:
    return unicodedata.category(part) == "Cf"


def _is_letter(sign: str) -> bool:
    return sign.isalnum() or unicodedata.category(sign)[0] == "M" or _is_format(sign)


def _stands_alone(sign: str) -> bool:
    """True for the scripts that are written without spaces: Han, Hiragana and Katakana."""
    return ("\u3005" <= sign <= "\u30ff" and sign not in "、。「」") or "\u4e00" <= sign <= "\u9fff"
