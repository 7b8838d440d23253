"""A worker that dies or stands still: what becomes of what it had begun."""

from datetime import timedelta

import pytest
import time_machine
from django.utils import timezone

from handoff.outbox.claiming import MARGIN, claim
from handoff.outbox.delivering import WORKER_LOST, carry_out, recover_lost, work_off
from handoff.outbox.models import Delivery, DeliveryState
from tests.outbox.conftest import Put, Spy

pytestmark = pytest.mark.django_db


def claimed_long_ago(delivery: Delivery) -> Delivery:
    """Claimed by a worker whose lease is over now; as that worker holds it."""
    with time_machine.travel(timezone.now() - timedelta(minutes=2), tick=False):
        now = timezone.now()
        Delivery.objects.filter(pk=delivery.pk).update(next_try_at=now)
        (claimed,) = claim([delivery.pk], now=now)
    return claimed


def test_a_lost_try_of_a_repeatable_kind_is_due_again_at_once(put: Put, thought: Spy) -> None:
    delivery = put(thought)
    claimed_long_ago(delivery)
    assert recover_lost() == 1
    delivery.refresh_from_db()
    assert (delivery.state, delivery.attempts) == (DeliveryState.DUE, 1)
    assert thought.retried == [delivery.pk]
    work_off()
    assert thought.delivered == [delivery.pk]


def test_a_lost_try_of_another_kind_may_have_happened(put: Put, post: Spy) -> None:
    delivery = put(post)
    claimed_long_ago(delivery)
    assert recover_lost() == 1
    delivery.refresh_from_db()
    assert (delivery.state, delivery.last_error) == (DeliveryState.UNCERTAIN, WORKER_LOST)
    assert post.settled == [(delivery.pk, DeliveryState.UNCERTAIN)]
    work_off()
    assert post.delivered == []


def test_a_kind_that_kills_its_workers_is_given_up_after_30_minutes(put: Put, thought: Spy) -> None:
    delivery = put(thought, created_at=timezone.now() - timedelta(minutes=31))
    claimed_long_ago(delivery)
    recover_lost()
    delivery.refresh_from_db()
    assert delivery.state == DeliveryState.FAILED
    assert WORKER_LOST in delivery.last_error


def test_a_lost_row_lets_its_followers_go(put: Put, post: Spy) -> None:
    first, second = put(post), put(post)
    claimed_long_ago(first)
    recover_lost()
    work_off()
    assert post.delivered == [second.pk]


def test_a_lease_outlives_the_longest_try_of_its_kind(put: Put, post: Spy) -> None:
    now = timezone.now()
    (claimed,) = claim([put(post, next_try_at=now).pk], now=now)
    assert claimed.leased_until == now + timedelta(seconds=60) + MARGIN
    with time_machine.travel(now + timedelta(seconds=60), tick=False):
        assert recover_lost() == 0


def test_a_late_worker_cannot_overwrite_what_another_decided(put: Put, post: Spy) -> None:
    delivery = put(post)
    late = claimed_long_ago(delivery)
    late.leased_until = timezone.now() + timedelta(minutes=1)  # it does not know yet
    recover_lost()
    carry_out(late)
    delivery.refresh_from_db()
    assert delivery.state == DeliveryState.UNCERTAIN
    assert post.settled == [(delivery.pk, DeliveryState.UNCERTAIN)]


def test_a_late_worker_cannot_end_the_try_of_another(put: Put, thought: Spy) -> None:
    delivery = put(thought)
    late = claimed_long_ago(delivery)
    late.leased_until = timezone.now() + timedelta(minutes=1)
    recover_lost()
    claim([delivery.pk], now=timezone.now())
    carry_out(late)
    delivery.refresh_from_db()
    assert (delivery.state, delivery.attempts) == (DeliveryState.SENDING, 2)
    assert thought.settled == []


def test_a_worker_that_stood_still_does_not_begin_what_is_no_longer_its_own(
    put: Put, post: Spy
) -> None:
    late = claimed_long_ago(put(post))
    carry_out(late)
    assert post.delivered == []
