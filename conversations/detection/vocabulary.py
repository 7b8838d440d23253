"""What a language table holds, and how the words of a message find their role in it.

Each field of `Language` is a role: a text of words and phrases with commas between them. `*` at
the end of a word stands for any ending. Accents and capitals do not matter, an apostrophe may be
left out, and the longest phrase wins: "don't want" is a refusal although "want" is a wish.
"""

from collections.abc import Iterator, Sequence
from dataclasses import Field, dataclass, field, fields
from typing import Literal, TypeAlias

from conversations.detection.normalise import MARKS, Word, words_of
from conversations.detection.typos import Speller

Trie: TypeAlias = "dict[str, Trie | str]"

UNKNOWN = "x"
LONGEST_PHRASE = 14
_LONGEST_STEM = 14
_ROLE = ""


def _role(letter: str, *, spelled_badly: bool = False) -> str:
    made: str = field(default="", metadata={"letter": letter, "spelled_badly": spelled_badly})
    return made


@dataclass(frozen=True, kw_only=True)
class Language:
    """One language: its code (ISO 639-1), its word order, and the words of each role."""

    code: str
    verb: Literal["before", "after", "both"] = "before"  # where it stands to the person

    idiom: str = _role("Z")  # a request by itself: "is anybody there"
    talk: str = _role("T", spelled_badly=True)  # speak, talk, chat
    connect: str = _role("C", spelled_badly=True)  # connect, transfer: needs "me" or an agent
    connect_me: str = _role("J")  # the same with the customer in it: "put me through"
    contact: str = _role("K", spelled_badly=True)  # reach, get in touch with
    call: str = _role("k")  # call, phone
    want: str = _role("W")  # I want, I need, give me
    human: str = _role("H", spelled_badly=True)  # means a person, in any business
    real: str = _role("m")  # makes a human of an agent: real, live, actual
    agent: str = _role("A", spelled_badly=True)  # who answers customers: agent, operator
    person: str = _role("P", spelled_badly=True)  # anyone: somebody, person, manager
    service: str = _role("S", spelled_badly=True)  # customer service
    desk: str = _role("s")  # a part of the house: sales, reception, support
    bot: str = _role("B")  # bot, robot, machine
    refuse: str = _role("R")  # don't want, tired of, instead of
    never: str = _role("N")  # turns a verb round: don't, not
    no: str = _role("n")  # turns a noun round: no
    exists: str = _role("E")  # is there, do you have
    present: str = _role("O")  # available, online, here
    help: str = _role("V")  # help, assist
    you: str = _role("Y")  # the bot itself
    me: str = _role("M")  # me, us
    polite: str = _role("l")  # please, now, hello
    filler: str = _role("f")  # articles, prepositions, auxiliaries
    reporting: str = _role("D")  # tells or asks what is, wishes nothing: was, am I
    how: str = _role("h")  # how do I: asks for a way, not for a person
    topic: str = _role("Q")  # opening hours, number, address
    stop: str = _role("X")  # words a request does not reach across: about, like
    look_alike: str = ""  # right words that resemble one of the above


@dataclass(frozen=True, slots=True)
class Unit:
    """One phrase of a message with the letter of its role."""

    letter: str
    start: int
    end: int


class Vocabulary:
    """A language table made ready for reading."""

    def __init__(self, language: Language, right_words: frozenset[str]) -> None:
        """Read a table; `right_words` of any language are never taken for slips."""
        self.language = language
        self._trie: Trie = {}
        spelled_badly: set[str] = set()
        for role, phrase in _entries(language):
            self._add(phrase, role.metadata["letter"])
            spelled_badly.update(phrase if role.metadata["spelled_badly"] else ())
        self._speller = Speller(right_words, right_words_of(language), spelled_badly)

    def _add(self, phrase: Sequence[str], letter: str) -> None:
        node = self._trie
        for word in phrase:
            child = node.setdefault(word, {})
            assert isinstance(child, dict)
            node = child
        node.setdefault(_ROLE, letter)

    def units_of(self, words: Sequence[Word]) -> list[Unit]:
        """Cover the words with the longest phrases known; what is not known gets `UNKNOWN`."""
        spelled = self._speller.spell([word.folded for word in words])
        units: list[Unit] = []
        place = 0
        while place < len(words):
            length, letter = self._longest(spelled, place)
            units.append(Unit(letter, words[place].start, words[place + length - 1].end))
            place += length
        return units

    def _longest(self, words: Sequence[str], place: int) -> tuple[int, str]:
        if words[place] in MARKS:
            return 1, words[place]
        found = (1, UNKNOWN)
        nodes = [self._trie]
        for length, word in enumerate(words[place : place + LONGEST_PHRASE], start=1):
            nodes = [child for node in nodes for child in _children(node, word)]
            if not nodes:
                break
            letters = [node[_ROLE] for node in nodes if _ROLE in node]
            if letters:
                found = (length, str(letters[0]))
        return found


def right_words_of(language: Language) -> set[str]:
    """Every word that a table holds, stems with their `*`."""
    words = {word for _, phrase in _entries(language) for word in phrase}
    return words.union(*_phrases(language.look_alike))


def _entries(language: Language) -> Iterator[tuple["Field[str]", tuple[str, ...]]]:
    for role in fields(language):
        if "letter" in role.metadata:
            for phrase in _phrases(getattr(language, role.name)):
                yield role, phrase


def _children(node: Trie, word: str) -> Iterator[Trie]:
    """The nodes a word leads to: the word itself first, then the longest stem."""
    keys = [word, *(word[:end] + "*" for end in range(min(len(word), _LONGEST_STEM), 1, -1))]
    for key in keys:
        child = node.get(key)
        if isinstance(child, dict):
            yield child


def _phrases(text: str) -> Iterator[tuple[str, ...]]:
    for phrase in text.split(","):
        variants = {phrase, phrase.replace("'", "")}
        for variant in sorted(variants, reverse=True):
            words = _phrase_words(variant)
            if words:
                yield words


def _phrase_words(phrase: str) -> tuple[str, ...]:
    """Fold a phrase as a message is folded; `*` stays at the word it follows."""
    return tuple(
        word.folded + ("*" if phrase[word.end : word.end + 1] == "*" else "")
        for word in words_of(phrase)
        if word.folded not in MARKS
    )
