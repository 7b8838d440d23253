"""What a bot is told of what was said before."""

from __future__ import annotations

from typing import Any

import pytest
from django.utils import timezone

from conversations.bots.history import MOST_CHARACTERS, history_before
from conversations.models import Author, Conversation, Message, MessageState
from tests.cast import make_guest, open_stay


@pytest.fixture
def said(john: Conversation) -> Any:
    """`said(author, text)`: adds a line."""
    count = iter(range(1, 1000))

    def add(author: Author, text: str, state: MessageState = MessageState.SENT) -> Message:
        return Message.objects.create(
            company=john.company, conversation=john, seq=next(count), author=author, text=text,
            state=state, created_at=timezone.now(),
        )  # fmt: skip

    return add


def told(message: Message, most: int = 20) -> list[tuple[str, str]]:
    return [(line.author, line.text) for line in history_before(message, most=most)]


def test_tells_who_said_what_in_order(said: Any) -> None:
    said(Author.CUSTOMER, "Hello")
    said(Author.BOT, "Hi")
    said(Author.AGENT, "Alice here")
    assert told(said(Author.CUSTOMER, "Now")) == [
        ("customer", "Hello"), ("bot", "Hi"), ("agent", "Alice here"),
    ]  # fmt: skip


def test_never_tells_notes_system_lines_and_what_did_not_arrive(said: Any) -> None:
    said(Author.NOTE, "Difficult guest")
    said(Author.SYSTEM, "Alice joined")
    said(Author.BOT, "Taken back", MessageState.CANCELLED)
    said(Author.AGENT, "Not sent", MessageState.FAILED)
    said(Author.BOT, "On its way", MessageState.PENDING)
    assert told(said(Author.CUSTOMER, "Now")) == [("bot", "On its way")]


def test_tells_nothing_that_the_customer_wrote_later(said: Any) -> None:
    """Two messages at once: the second turn knows the first one's answer, not the reverse."""
    first = said(Author.CUSTOMER, "Breakfast?")
    second = said(Author.CUSTOMER, "And parking?")
    assert told(first) == []
    said(Author.BOT, "At seven")
    assert told(second) == [("customer", "Breakfast?"), ("bot", "At seven")]


def test_tells_the_last_lines_only(said: Any) -> None:
    for number in range(5):
        said(Author.CUSTOMER, str(number))
    assert told(said(Author.CUSTOMER, "Now"), most=2) == [("customer", "3"), ("customer", "4")]


def test_tells_no_more_characters_than_allowed(said: Any) -> None:
    said(Author.CUSTOMER, "old")
    said(Author.CUSTOMER, "x" * (MOST_CHARACTERS - 10))
    said(Author.BOT, "y" * 10)
    assert [len(text) for _, text in told(said(Author.CUSTOMER, "Now"))] == [
        MOST_CHARACTERS - 10, 10,
    ]  # fmt: skip


def test_tells_nothing_of_other_conversations(said: Any, john: Conversation) -> None:
    other = open_stay(make_guest(john.company))
    Message.objects.create(
        company=john.company, conversation=other, seq=1, author=Author.CUSTOMER, text="Secret"
    )
    assert told(said(Author.CUSTOMER, "Now")) == []
