"""However hostile a message is, finding takes a bounded number of steps."""

import re
import sys
from collections.abc import Callable
from types import FrameType

import pytest

from conversations.detection import find_request
from conversations.detection.normalise import MOST_CHARACTERS, fold
from conversations.detection.patterns import RULES_BY_VERB, Rule

HOSTILE = {
    "one letter": "a",
    "spaces": " ",
    "signs": ".,!?",
    "refusals": "don't want to ",
    "asking without end": "talk to a the your ",
    "unknown words": "qwrtz asdfg yxcvb ",
    "near misses": "agnte humna oprator ",
    "half a phrase": "customer customer service ",
    "polite": "please ",
    "accents": "a\u0301\u0301\u0301\u0301",
    "chinese": "我要转",
    "arabic": "اريد ان ",
    "numbers": "1234567890 ",
}
MOST_CALLS = 750_000


def calls_made(action: Callable[[], object]) -> int:
    """Count the calls, Python's and C's, that an action makes."""
    count = 0

    def profile(frame: FrameType, event: str, argument: object) -> None:
        nonlocal count
        count += event in ("call", "c_call")

    before = sys.getprofile()
    sys.setprofile(profile)
    try:
        action()
    finally:
        sys.setprofile(before)
    return count


@pytest.mark.parametrize("piece", HOSTILE.values(), ids=HOSTILE.keys())
def test_a_hostile_message_takes_bounded_steps(piece: str) -> None:
    find_request("the tables are read before")
    fold.cache_clear()

    assert calls_made(lambda: find_request((piece * 10_000)[:10_000])) < MOST_CALLS


@pytest.mark.parametrize("piece", HOSTILE.values(), ids=HOSTILE.keys())
def test_twice_the_text_takes_at_most_little_more_than_twice_the_steps(piece: str) -> None:
    text = (piece * MOST_CHARACTERS)[:MOST_CHARACTERS]
    find_request(text)

    half = calls_made(lambda: find_request(text[: MOST_CHARACTERS // 2]))
    whole = calls_made(lambda: find_request(text))

    assert whole < 2.3 * half + 1_000


@pytest.mark.parametrize("rule", RULES_BY_VERB["after"], ids=lambda rule: rule.name)
def test_every_repetition_in_a_rule_is_bounded(rule: Rule) -> None:
    for pattern in (rule.pattern, rule.before, rule.after):
        assert not re.search(r"[*+]|\{\d*,\}", pattern.pattern)


def test_reads_only_the_beginning() -> None:
    assert find_request("x" * MOST_CHARACTERS + " let me chat with your agent") is None
    assert find_request("so " * 400 + " let me chat with your agent") is not None
