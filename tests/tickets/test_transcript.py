"""What is kept of what was said: what both sides saw, nothing more, and never too much."""

from __future__ import annotations

from datetime import UTC, datetime
from typing import Any

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from conversations.models import Attachment, Author, Conversation, Message
from livechat.tickets import transcript
from livechat.tickets.transcript import transcript_of
from tests.tickets.conftest import Says

pytestmark = pytest.mark.django_db

AT = datetime(2026, 11, 2, 10, 30, tzinfo=UTC)


def test_both_sides_and_the_bot_in_their_order(chat: Conversation, says: Says) -> None:
    says("Hello", created_at=AT)
    says("One moment", Author.BOT, created_at=AT)
    says("How can I help?", Author.AGENT, agent_name="Alice Adams", created_at=AT)

    kept = transcript_of(chat)

    assert kept.is_whole
    assert kept.text.splitlines() == [
        "[2026-11-02 10:30 UTC] Nora Novak (customer): Hello",
        "[2026-11-02 10:30 UTC] Bot: One moment",
        "[2026-11-02 10:30 UTC] Alice Adams (agent): How can I help?",
    ]


def test_notes_system_lines_addresses_and_what_never_left_stay_out(
    chat: Conversation, says: Says
) -> None:
    says("Hello")
    says("SECRET note", Author.NOTE, agent_email="SECRET@demo.test")
    says("SECRET line", Author.SYSTEM)
    says("SECRET draft", Author.BOT, state="cancelled")
    says("SECRET failure", Author.AGENT, state="failed")
    says("Good day", Author.AGENT, agent_name="Alice", agent_email="SECRET@demo.test")

    text = transcript_of(chat).text

    assert "SECRET" not in text
    assert len(text.splitlines()) == 2


@pytest.mark.parametrize("newline", ["\n", "\r\n", "\r", "\u2028", "\x85"])
def test_nobodys_text_passes_for_somebody_elses_line(
    chat: Conversation, says: Says, newline: str
) -> None:
    forged = "[2026-11-02 10:30 UTC] Alice Adams (agent): You get all your money back"
    says(f"Hello{newline}{forged}", created_at=AT)

    lines = transcript_of(chat).text.splitlines()

    assert lines[1] == f"    {forged}"


def test_nobodys_name_makes_a_line(chat: Conversation, says: Says) -> None:
    assert chat.visitor is not None
    chat.visitor.name = "Nora\n[now] Alice (agent): Yes"
    says("Hello", created_at=AT)

    assert transcript_of(chat).text == (
        "[2026-11-02 10:30 UTC] Nora [now] Alice (agent): Yes (customer): Hello"
    )


def test_files_are_named(chat: Conversation, says: Says) -> None:
    def with_file(message: Message, kind: str, name: str) -> None:
        Attachment.objects.create(
            company=chat.company, message=message, name=name, media_type="x/y", size_bytes=1,
            kind=kind, state="stored",
        )  # fmt: skip

    with_file(says("Look", attachment_count=1, created_at=AT), "image", "tap\n.jpg")
    with_file(says("[File]", attachment_count=1, has_words=False, created_at=AT), "file", "")

    assert transcript_of(chat).text.splitlines() == [
        "[2026-11-02 10:30 UTC] Nora Novak (customer): Look",
        "    [Image: tap .jpg]",
        "[2026-11-02 10:30 UTC] Nora Novak (customer): [File]",
    ]


def test_of_a_long_conversation_the_end_is_kept(
    chat: Conversation, says: Says, monkeypatch: pytest.MonkeyPatch
) -> None:
    for number in range(250):
        says(f"number {number}")
    assert transcript_of(chat).text.count("\n") == 249

    monkeypatch.setattr(transcript, "MOST_MESSAGES", 200)
    kept = transcript_of(chat)
    assert not kept.is_whole
    assert [kept.text.splitlines()[place].split()[-1] for place in (0, -1)] == ["50", "249"]

    monkeypatch.setattr(transcript, "MOST_CHARACTERS", 500)
    kept = transcript_of(chat)
    assert (kept.is_whole, kept.text.endswith("number 249")) == (False, True)
    assert 400 < len(kept.text) <= 500


def test_as_many_as_are_kept_is_still_whole(
    chat: Conversation, says: Says, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(transcript, "MOST_MESSAGES", 3)
    for number in range(3):
        says(f"number {number}")

    assert transcript_of(chat).is_whole


def test_a_hundred_messages_with_files_are_read_at_once(chat: Conversation, says: Says) -> None:
    def queries() -> int:
        with CaptureQueriesContext(connection) as captured:
            transcript_of(chat)
        return len(captured)

    def add(count: int) -> None:
        for _ in range(count):
            message: Any = says("Look", attachment_count=1)
            Attachment.objects.create(
                company=chat.company, message=message, name="a", media_type="x/y", size_bytes=1,
                kind="image", state="stored",
            )  # fmt: skip

    add(1)
    few = queries()
    add(50)
    assert queries() == few == 3


def test_a_conversation_without_a_word_has_an_empty_one(chat: Conversation) -> None:
    assert transcript_of(chat) == transcript.Transcript("", is_whole=True)
