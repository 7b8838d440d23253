"""Batches: what others are told, large ones, slow ones; nothing costs another item."""

from __future__ import annotations

import logging
from typing import Any

import pytest

from conversations.connectors.messenger import webhook
from conversations.models import Bot, Conversation, Message, Owner
from customers.models import Page
from handoff.outbox.models import Delivery
from tests.cast import PAGE_ID, fresh
from tests.databases import once
from tests.messenger.door import Door, echo_to_john, from_john, now_ms, text_from_john

NO_BUSINESS_OF_OURS: list[dict[str, Any]] = [
    from_john(optin={"ref": "x"}),
    {"recipient": {"id": PAGE_ID}, "timestamp": 1, "optin": {"user_ref": "x"}},
    from_john(account_linking={"status": "linked"}),
    {"recipient": {"id": PAGE_ID}, "timestamp": 1, "policy_enforcement": {"action": "warning"}},
    from_john(message_edit={"mid": "m_1", "text": "Hi", "num_edit": 1}),
    from_john(message={"mid": "m_9", "is_deleted": True}),
    from_john(message={"mid": "m_9", "is_deleted": True, "text": "gone"}),
    from_john(message={"mid": "m_9", "is_unsupported": True}),
    from_john(pass_thread_control={"new_owner_app_id": "1"}),
    from_john(something_new=7),
]


@pytest.mark.parametrize("item", NO_BUSINESS_OF_OURS, ids=lambda item: [*item][-1])
def test_what_is_none_of_our_business_ends_quietly(
    door: Door, bot: Bot, john: Conversation, item: dict[str, Any], caplog: Any
) -> None:
    """Counted, logged with its name, and its neighbours are stored."""
    name = [*item][-1]
    with caplog.at_level(logging.INFO):
        answer = door.tell(text_from_john("One", mid="m_1"), item, text_from_john("Two", mid="m_2"))
    assert answer.json() == {"received": 2, "refused": 0, "skipped": 1}  # type: ignore[attr-defined]
    assert list(Message.objects.values_list("text", flat=True)) == ["One", "Two"]
    assert any(name in record.getMessage() for record in caplog.records)


def test_standing_by_wakes_no_bot(door: Door, bot: Bot, john: Conversation, caplog: Any) -> None:
    """Another app of the page has the thread: its customers are not ours to answer."""
    standby = [text_from_john("I want to speak to a human"), echo_to_john("Hello", mid="m_2")]
    with caplog.at_level(logging.INFO):
        answer = door.batch({"id": PAGE_ID, "time": now_ms(), "standby": standby})
    assert answer.json() == {"received": 0, "refused": 0, "skipped": 2}  # type: ignore[attr-defined]
    assert not Message.objects.exists()
    assert not Delivery.objects.exists()
    assert fresh(john).owner == Owner.BOT
    assert "Left alone: 2 of standby" in caplog.text


def test_an_entry_may_hold_all_kinds_of_news(door: Door, john: Conversation) -> None:
    entry = {
        "id": PAGE_ID,
        "changes": [{"field": "feed", "value": {}}],
        "standby": [text_from_john("No", mid="m_2")],
        "messaging": [text_from_john("Yes")],
    }
    strange = {"id": PAGE_ID, "standby": "nonsense", "changes": None}
    answer = door.batch(entry, {"id": PAGE_ID, "time": 1}, strange)
    assert answer.json() == {"received": 1, "refused": 0, "skipped": 2}  # type: ignore[attr-defined]
    assert Message.objects.get().text == "Yes"


@once
def test_a_thousand_items_are_stored(door: Door, page: Page) -> None:
    """At once, or where the machine is slow, when Facebook has sent them again."""
    items = [text_from_john(f"Line {number}", mid=f"m_{number}") for number in range(999)]
    for _ in range(10):
        answer = door.tell(*items[:500], {"sender": 7}, *items[500:])
        if answer.status_code == 200:
            break
    assert answer.json() == {"received": 999, "refused": 1, "skipped": 0}  # type: ignore[attr-defined]
    assert Message.objects.count() == 999
    assert Conversation.objects.get().last_seq == 999


def test_what_there_is_no_time_for_is_asked_for_again(
    door: Door, page: Page, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Facebook waits 20 seconds. What it sends again is stored once, and the rest with it."""
    moments = iter(range(0, 1_000, 4))  # every look at the clock is four seconds later
    monkeypatch.setattr(f"{webhook.__name__}.time.monotonic", lambda: float(next(moments)))
    items = [text_from_john(f"Line {number}", mid=f"m_{number}") for number in range(10)]
    assert door.tell(*items).status_code == 503
    assert 0 < Message.objects.count() < 10
    monkeypatch.undo()
    assert door.tell(*items).status_code == 200
    assert Message.objects.count() == 10
