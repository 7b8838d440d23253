"""What stands in one lane leaves one after the other; lanes do not wait for each other."""

import pytest
from django.utils import timezone

from handoff.outbox.claiming import candidates, claim
from handoff.outbox.delivering import work_off
from handoff.outbox.kinds import Refused, TryAgain
from handoff.outbox.models import Delivery, DeliveryState
from tests.outbox.conftest import Put, Spy

pytestmark = pytest.mark.django_db


def claimable() -> list[int]:
    return [row.pk for row in candidates(timezone.now())]


def test_a_lane_leaves_in_the_order_in_which_it_was_written(put: Put, post: Spy) -> None:
    written = [put(post).pk for _ in range(5)]
    work_off()
    assert post.delivered == written


def test_only_the_first_of_a_lane_can_be_claimed(put: Put, post: Spy) -> None:
    first = put(post)
    second = put(post)
    assert claimable() == [first.pk]
    assert claim([second.pk], now=timezone.now()) == []


def test_a_row_under_way_holds_its_followers(put: Put, post: Spy) -> None:
    first = put(post)
    put(post)
    claim([first.pk], now=timezone.now())
    assert claimable() == []


def test_a_row_that_waits_for_a_retry_holds_its_followers(put: Put, post: Spy) -> None:
    first = put(post)
    put(post)
    post.fault = TryAgain("Not now")
    work_off()
    assert post.delivered == [first.pk]
    assert claimable() == []


def test_a_row_that_failed_lets_its_followers_go(put: Put, post: Spy) -> None:
    written = [put(post).pk, put(post).pk]
    post.fault = Refused("Never")
    work_off()
    assert post.delivered == written


def test_lanes_do_not_wait_for_each_other(put: Put, post: Spy, thought: Spy) -> None:
    slow_turn = put(thought, lane="bot:1")
    claim([slow_turn.pk], now=timezone.now())
    words = put(post, lane="send:1")
    elsewhere = put(post, lane="send:2")
    work_off()
    assert post.delivered == [words.pk, elsewhere.pk]


def test_a_row_put_back_into_its_lane_waits_for_a_later_one_under_way(put: Put, post: Spy) -> None:
    failed = put(post, state=DeliveryState.FAILED)
    later = put(post)
    claim([later.pk], now=timezone.now())
    Delivery.objects.filter(pk=failed.pk).update(state=DeliveryState.DUE)
    assert claimable() == []


def test_what_is_due_longest_goes_first(put: Put, post: Spy) -> None:
    second = put(post, lane="send:1")
    first = put(post, lane="send:2", next_try_at=second.next_try_at.replace(year=2020))
    assert claimable() == [first.pk, second.pk]
