"""A takeover takes back what waits under an epoch."""

import pytest
from django.utils import timezone

from handoff.outbox.actions import cancel_fenced
from handoff.outbox.claiming import claim
from handoff.outbox.delivering import work_off
from handoff.outbox.models import DeliveryState
from tests.outbox.conftest import Put, Spy

pytestmark = pytest.mark.django_db


def test_cancels_what_waits_and_tells_its_kind(put: Put, thought: Spy) -> None:
    turn = put(thought, lane="bot:1", conversation_id=1, epoch=3)
    assert [row.pk for row in cancel_fenced(1)] == [turn.pk]
    work_off()
    turn.refresh_from_db()
    assert turn.state == DeliveryState.CANCELLED
    assert turn.settled_at is not None
    assert thought.settled == [(turn.pk, DeliveryState.CANCELLED)]
    assert thought.delivered == []


def test_leaves_an_agents_words_and_other_conversations_alone(put: Put, post: Spy) -> None:
    put(post, conversation_id=1)
    put(post, conversation_id=2, epoch=3)
    assert cancel_fenced(1) == []


def test_leaves_what_is_under_way_to_the_fence_of_its_kind(put: Put, thought: Spy) -> None:
    turn = put(thought, lane="bot:1", conversation_id=1, epoch=3)
    claim([turn.pk], now=timezone.now())
    assert cancel_fenced(1) == []


def test_a_kind_that_nobody_knows_does_not_stop_a_takeover(put: Put) -> None:
    turn = put("pigeon", conversation_id=1, epoch=3)
    assert [row.pk for row in cancel_fenced(1)] == [turn.pk]


def test_lets_the_next_of_its_lane_go(put: Put, post: Spy) -> None:
    put(post, conversation_id=1, epoch=3)
    words = put(post, conversation_id=1)
    cancel_fenced(1)
    work_off()
    assert post.delivered == [words.pk]
