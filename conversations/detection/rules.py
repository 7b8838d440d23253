"""Find the request in a message: label its words in every language, then try the rules."""

from collections.abc import Sequence
from dataclasses import dataclass
from functools import cache

from conversations.detection.languages import LANGUAGES
from conversations.detection.normalise import Word, words_of
from conversations.detection.patterns import RULES_BY_VERB, Rule
from conversations.detection.vocabulary import UNKNOWN, Language, Unit, Vocabulary, right_words_of

_BEFORE = 12
_AFTER = 6
_NAMES_SOMEONE = frozenset("HAPSsBJZRk")
_SHARE_TO_BE_HEARD = 0.8


@dataclass(frozen=True, slots=True)
class Request:
    """A customer's wish for a person.

    `phrase` is the customer's own words, as written; `language` the ISO 639-1 code of the table
    that knew them; `rule` a few words for a supervisor, such as "ask + person".
    """

    phrase: str
    language: str
    rule: str


@dataclass(frozen=True, slots=True)
class _Reading:
    """A message as one language understands it."""

    language: Language
    units: Sequence[Unit]
    words_known: int


def find_request(text: str) -> Request | None:
    """Return the request for a person in a customer's message, or None. Never raises.

    The language that knows most words of the message is heard first, and one that knows far
    fewer not at all: it would overlook the denials. Source of the rule: contract document 3,
    "Agent Handoff Behavior", step 1.
    """
    words = words_of(text)
    readings = [_read(vocabulary, words) for vocabulary in _vocabularies()]
    most = max(reading.words_known for reading in readings)
    for reading in sorted(readings, key=lambda reading: -reading.words_known):
        if reading.words_known < most * _SHARE_TO_BE_HEARD:
            break
        request = _request_in(text, reading)
        if request is not None:
            return request
    return None


@cache
def _vocabularies() -> tuple[Vocabulary, ...]:
    right_words = frozenset().union(*map(right_words_of, LANGUAGES))
    return tuple(Vocabulary(language, right_words) for language in LANGUAGES)


def _read(vocabulary: Vocabulary, words: Sequence[Word]) -> _Reading:
    units = vocabulary.units_of(words)
    unknown = sum(unit.letter == UNKNOWN for unit in units)
    return _Reading(vocabulary.language, units, len(words) - unknown)


def _request_in(text: str, reading: _Reading) -> Request | None:
    letters = "".join(unit.letter for unit in reading.units)
    if _NAMES_SOMEONE.isdisjoint(letters):
        return None
    for rule in RULES_BY_VERB[reading.language.verb]:
        span = _first_match(rule, letters)
        if span is not None:
            start, end = reading.units[span[0]].start, reading.units[span[1] - 1].end
            return Request(text[start:end].strip(" ,"), reading.language.code, rule.name)
    return None


def _first_match(rule: Rule, letters: str) -> tuple[int, int] | None:
    for match in rule.pattern.finditer(letters):
        before = letters[max(0, match.start() - _BEFORE) : match.start()]
        after = letters[match.end() : match.end() + _AFTER]
        if not rule.before.search(before) and not rule.after.match(after):
            return match.span()
    return None
