"""Receipts: what has arrived and what was read."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta

import pytest
from django.utils import timezone

from conversations.models import Author, Conversation, Message, MessageState
from customers.models import Page
from tests.cast import open_conversation
from tests.messenger.door import Door, from_john, now_ms


def said(conversation: Conversation, state: MessageState, **fields: object) -> Message:
    """Something that the page said, without the way there."""
    conversation.last_seq += 1
    message = Message(
        company_id=conversation.company_id,
        conversation=conversation,
        seq=conversation.last_seq,
        author=Author.AGENT,
        text="Hello",
        state=state,
        created_at=timezone.now() - timedelta(minutes=1),
    )
    for name, value in fields.items():
        setattr(message, name, value)
    message.save()
    return message


def state_of(message: Message) -> str:
    message.refresh_from_db()
    return message.state


def test_marks_delivered_by_id(door: Door, john: Conversation, page: Page) -> None:
    one = said(john, MessageState.SENT, provider_id="m_1", page=page)
    other = said(john, MessageState.SENT, provider_id="m_2", page=page)
    door.tell(from_john(delivery={"mids": ["m_1"], "watermark": 1}))
    assert (state_of(one), state_of(other)) == ("delivered", "sent")


def test_marks_all_up_to_the_watermark(door: Door, john: Conversation) -> None:
    old = said(john, MessageState.SENT)
    new = said(john, MessageState.SENT, created_at=timezone.now() + timedelta(minutes=5))
    door.tell(from_john(delivery={"watermark": now_ms()}))
    assert (state_of(old), state_of(new)) == ("delivered", "sent")
    door.tell(from_john(read={"watermark": now_ms()}))
    assert (state_of(old), state_of(new)) == ("read", "sent")


@pytest.mark.parametrize("receipt", ["delivery", "read"])
def test_a_watermark_of_the_very_millisecond_counts(
    door: Door, john: Conversation, receipt: str
) -> None:
    at = datetime(2026, 11, 21, 12, 0, 0, 123_456, tzinfo=UTC)
    message = said(john, MessageState.SENT, created_at=at)
    millisecond = int(at.timestamp() * 1000)
    door.tell({**from_john(), receipt: {"watermark": millisecond - 1}})
    assert state_of(message) == "sent"
    door.tell({**from_john(), receipt: {"watermark": millisecond}})
    assert state_of(message) == {"delivery": "delivered"}.get(receipt, "read")


def test_a_late_receipt_takes_nothing_back(door: Door, john: Conversation) -> None:
    message = said(john, MessageState.SENT)
    door.tell(from_john(read={"watermark": now_ms()}))
    door.tell(from_john(delivery={"watermark": now_ms()}))
    assert state_of(message) == "read"


@pytest.mark.parametrize("state", ["pending", "uncertain", "failed", "cancelled"])
def test_what_has_not_left_is_not_read(door: Door, john: Conversation, state: MessageState) -> None:
    message = said(john, state)
    door.tell(from_john(read={"watermark": now_ms()}, delivery={"watermark": now_ms()}))
    assert state_of(message) == state


def test_another_customers_messages_are_left_alone(
    door: Door, john: Conversation, page: Page
) -> None:
    jane = said(open_conversation(page, "123", "Jane Roe"), MessageState.SENT, page=page)
    jane.provider_id = "m_jane"
    jane.save()
    door.tell(from_john(delivery={"mids": ["m_jane"], "watermark": now_ms()}))
    assert state_of(jane) == "sent"


def test_receipts_from_nobody_we_know_are_harmless(door: Door, page: Page) -> None:
    answer = door.tell(from_john(read={"watermark": now_ms()}))
    assert answer.status_code == 200


def test_what_is_not_understood_yet_is_skipped(door: Door, page: Page) -> None:
    answer = door.tell(from_john(message={"mid": "m_1"}), from_john(optin={"ref": "x"}))
    assert answer.json() == {"received": 0, "refused": 0, "skipped": 2}  # type: ignore[attr-defined]
    assert not Message.objects.exists()
