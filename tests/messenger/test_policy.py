"""Who may write how long after the customer's last message."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta

import pytest

from conversations.connectors.messenger.policy import Terms, terms_for
from conversations.errors import CannotSend
from conversations.models import Author

NOW = datetime(2026, 11, 21, 12, 0, tzinfo=UTC)
SECOND, DAY = timedelta(seconds=1), timedelta(days=1)
RESPONSE = Terms(messaging_type="RESPONSE")
HUMAN = Terms(messaging_type="MESSAGE_TAG", tag="HUMAN_AGENT")


@pytest.mark.parametrize(
    ("author", "passed", "expected"),
    [
        (Author.BOT, timedelta(), RESPONSE),
        (Author.BOT, DAY, RESPONSE),
        (Author.AGENT, timedelta(), RESPONSE),
        (Author.AGENT, DAY, RESPONSE),
        (Author.AGENT, DAY + SECOND, HUMAN),
        (Author.AGENT, 7 * DAY, HUMAN),
    ],
)
def test_allows(author: Author, passed: timedelta, expected: Terms) -> None:
    assert terms_for(author, "Hello", heard_at=NOW - passed, now=NOW) == expected


@pytest.mark.parametrize(
    ("author", "passed", "words"),
    [
        (Author.BOT, DAY + SECOND, "24 hours"),
        (Author.BOT, 6 * DAY, "24 hours"),
        (Author.AGENT, 7 * DAY + SECOND, "7 days"),
        (Author.AGENT, 400 * DAY, "7 days"),
    ],
)
def test_refuses_with_the_reason(author: Author, passed: timedelta, words: str) -> None:
    with pytest.raises(CannotSend) as refusal:
        terms_for(author, "Hello", heard_at=NOW - passed, now=NOW)
    assert words in refusal.value.text


@pytest.mark.parametrize("text", ["x" * 2_000, "🙂" * 2_000])
def test_takes_two_thousand_characters(text: str) -> None:
    assert terms_for(Author.AGENT, text, heard_at=NOW, now=NOW) == RESPONSE


@pytest.mark.parametrize("text", ["x" * 2_001, "🙂" * 2_001])
def test_refuses_one_more(text: str) -> None:
    with pytest.raises(CannotSend) as refusal:
        terms_for(Author.AGENT, text, heard_at=NOW, now=NOW)
    assert refusal.value.text == "Messenger allows 2,000 characters; this message has 2,001"


@pytest.mark.parametrize("text", ["", " \n"])
def test_refuses_an_empty_message(text: str) -> None:
    with pytest.raises(CannotSend):
        terms_for(Author.AGENT, text, heard_at=NOW, now=NOW)
