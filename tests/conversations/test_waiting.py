"""Customers whom nobody takes: announced again, overdue, handed back if the page says so."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta

import pytest
import time_machine

from conversations.actions.releasing import release_conversation
from conversations.actions.stopping import set_stop
from conversations.actions.taking import take_conversation
from conversations.actions.waiting import remind_of_waiting
from conversations.models import Bot, Conversation, Deed, HandoffRecord, Owner
from customers.models import Page
from handoff.accounts.models import User
from handoff.news.models import Event
from tests.cast import JOHN_ID, open_conversation

START = datetime(2026, 11, 2, 9, 0, tzinfo=UTC)


def at(seconds: float) -> time_machine.travel:
    return time_machine.travel(START + timedelta(seconds=seconds), tick=False)


@pytest.fixture
def waiting(page: Page, bot: Bot, bob: User) -> Conversation:
    """John waits from 9:00 on; the page allows 60 seconds."""
    Page.objects.update(unclaimed_after_seconds=60)
    page.refresh_from_db()
    with at(0):
        john = open_conversation(page, JOHN_ID, "John Doe")
        set_stop(bob.as_actor(door="rest"), conversation_id=john.pk, stop=True)
    Event.objects.all().delete()
    return john


def reminders() -> list[int]:
    events = Event.objects.filter(type="person_requested").order_by("seq")
    return [event.payload["reminder"] for event in events]


def test_is_announced_again_at_growing_distances(waiting: Conversation) -> None:
    heard = []
    for seconds in (30, 59, 60, 61, 119, 120, 121, 239, 240, 479, 480):
        with at(seconds):
            remind_of_waiting()
        heard.append(len(reminders()))
    assert heard == [0, 0, 1, 1, 1, 2, 2, 2, 3, 3, 4]
    assert reminders() == [1, 2, 3, 4]


def test_is_overdue_from_the_first_reminder_on(waiting: Conversation) -> None:
    assert not Conversation.objects.get().is_overdue
    with at(60):
        remind_of_waiting()
    assert Conversation.objects.get().is_overdue


def test_whoever_is_taken_is_not_announced_and_begins_anew_when_released(
    waiting: Conversation, alice: User
) -> None:
    actor = alice.as_actor(door="rest")
    with at(50):
        take_conversation(actor, conversation_id=waiting.pk)
    with at(600):
        assert remind_of_waiting() == 0
        release_conversation(actor, conversation_id=waiting.pk)
    with at(659):
        assert remind_of_waiting() == 0
    with at(660):
        assert remind_of_waiting() == 1
    assert reminders() == [1]


def test_goes_back_to_the_bot_if_the_page_says_so(waiting: Conversation) -> None:
    Page.objects.update(returns_unclaimed_to_bot=True)
    with at(60):
        remind_of_waiting()
    assert Conversation.objects.get().owner == Owner.BOT
    record = HandoffRecord.objects.latest("pk")
    assert (record.deed, record.door, record.actor) == (Deed.RETURNED, "timer", None)
    types = list(Event.objects.order_by("seq").values_list("type", flat=True))
    assert types == ["person_requested", "stop_changed"]
    with at(600):
        assert remind_of_waiting() == 0


def test_without_a_bot_it_keeps_waiting(waiting: Conversation) -> None:
    Page.objects.update(returns_unclaimed_to_bot=True)
    Bot.objects.update(is_active=False)
    with at(60):
        remind_of_waiting()
    assert Conversation.objects.get().owner == Owner.NOBODY


def test_a_page_may_never_remind(page: Page) -> None:
    Page.objects.update(unclaimed_after_seconds=None)
    page.refresh_from_db()
    with at(0):
        open_conversation(page, JOHN_ID, "John Doe")
    with at(10**6):
        assert remind_of_waiting() == 0
