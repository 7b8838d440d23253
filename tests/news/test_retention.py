"""Old events are forgotten, oldest first, and never so that a gap is left."""

from __future__ import annotations

from datetime import timedelta

import pytest
from django.utils import timezone

from conversations.actions.releasing import release_conversation
from conversations.actions.taking import take_conversation
from conversations.models import Conversation
from handoff.accounts.models import User
from handoff.news import retention
from handoff.news.models import Event


@pytest.fixture
def events(john: Conversation, alice: User) -> None:
    """Six events of John's company."""
    actor = alice.as_actor(door="rest")
    for _ in range(3):
        take_conversation(actor, conversation_id=john.pk)
        release_conversation(actor, conversation_id=john.pk)


def left() -> list[int]:
    return list(Event.objects.order_by("seq").values_list("seq", flat=True))


def grow_old(*numbers: int) -> None:
    then = timezone.now() - timedelta(days=31)
    Event.objects.filter(seq__in=numbers).update(created_at=then)


def test_young_events_stay(events: None) -> None:
    assert retention.forget_old_events() == 0
    assert left() == [1, 2, 3, 4, 5, 6]


def test_old_ones_go(events: None) -> None:
    grow_old(1, 2)
    assert retention.forget_old_events() == 2
    assert left() == [3, 4, 5, 6]


def test_no_gap_is_left_where_clocks_disagreed(events: None) -> None:
    grow_old(1, 3)
    retention.forget_old_events()
    assert left() == [4, 5, 6]


def test_so_many_at_once_and_the_rest_next_time(
    events: None, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(retention, "MOST_AT_ONCE", 4)
    grow_old(1, 2, 3, 4, 5, 6)
    assert retention.forget_old_events() == 4
    assert left() == [5, 6]
    assert retention.forget_old_events() == 2
