"""When a try is repeated, and when it is given up. Time stands still and is moved by hand."""

from collections.abc import Iterator
from datetime import UTC, datetime, timedelta

import pytest
import time_machine

from handoff.outbox.delivering import work_off
from handoff.outbox.kinds import TryAgain
from handoff.outbox.models import Delivery, DeliveryState
from tests.outbox.conftest import Put, Spy

pytestmark = pytest.mark.django_db

NOON = datetime(2026, 3, 1, 12, tzinfo=UTC)


@pytest.fixture
def clock() -> Iterator[time_machine.Traveller]:
    with time_machine.travel(NOON, tick=False) as traveller:
        yield traveller


def seconds_between_tries(delivery: Delivery, clock: time_machine.Traveller) -> Iterator[float]:
    """Work off again and again, each time exactly when the row is due."""
    while True:
        before = datetime.now(UTC)
        work_off()
        delivery.refresh_from_db()
        if delivery.state != DeliveryState.DUE:
            return
        yield (delivery.next_try_at - before).total_seconds()
        clock.move_to(delivery.next_try_at, tick=False)


def test_the_pauses_grow_and_the_last_try_comes_at_30_minutes(
    put: Put, post: Spy, clock: time_machine.Traveller
) -> None:
    delivery = put(post)
    post.fault = TryAgain("Away")
    pauses = list(seconds_between_tries(delivery, clock))
    assert pauses[:9] == [1, 3, 10, 30, 60, 120, 240, 300, 300]
    assert sum(pauses) == 30 * 60


def test_a_row_of_30_minutes_fails_loudly(
    put: Put, post: Spy, clock: time_machine.Traveller, caplog: pytest.LogCaptureFixture
) -> None:
    delivery = put(post)
    post.fault = TryAgain("Away")
    clock.shift(timedelta(minutes=30))
    work_off()
    delivery.refresh_from_db()
    assert delivery.state == DeliveryState.FAILED
    assert delivery.last_error == "Given up after 30 minutes (tries: 1). Last: Away"
    assert post.settled == [(delivery.pk, DeliveryState.FAILED)]
    assert "Given up" in next(r.message for r in caplog.records if r.levelname == "ERROR")


def test_an_old_row_still_gets_one_try(put: Put, post: Spy, clock: time_machine.Traveller) -> None:
    delivery = put(post)
    clock.shift(timedelta(hours=2))
    work_off()
    delivery.refresh_from_db()
    assert delivery.state == DeliveryState.SENT


def test_a_kind_may_name_the_pause(put: Put, post: Spy, clock: time_machine.Traveller) -> None:
    delivery = put(post)
    post.fault = TryAgain("Rate limit", after_seconds=77)
    work_off()
    delivery.refresh_from_db()
    assert delivery.next_try_at == NOON + timedelta(seconds=77)


@pytest.mark.parametrize("after_seconds", [86_400, float("inf")])
def test_a_pause_never_reaches_beyond_30_minutes(
    put: Put, post: Spy, clock: time_machine.Traveller, after_seconds: float
) -> None:
    delivery = put(post)
    post.fault = TryAgain("Rate limit", after_seconds=after_seconds)
    work_off()
    delivery.refresh_from_db()
    assert delivery.next_try_at == NOON + timedelta(minutes=30)


def test_nothing_is_tried_before_its_time(
    put: Put, post: Spy, clock: time_machine.Traveller
) -> None:
    delivery = put(post)
    post.fault = TryAgain("Away")
    work_off()
    clock.shift(0.9)
    work_off()
    assert post.delivered == [delivery.pk]
    clock.shift(0.1)
    work_off()
    assert post.delivered == [delivery.pk] * 2


def test_a_follower_goes_as_soon_as_the_retry_has_succeeded(
    put: Put, post: Spy, clock: time_machine.Traveller
) -> None:
    first, second = put(post), put(post)
    post.fault = TryAgain("Away")
    work_off()
    post.fault = None
    clock.shift(1)
    work_off()
    assert post.delivered == [first.pk, first.pk, second.pk]


def test_a_kind_may_be_given_up_sooner(put: Put, clock: time_machine.Traveller) -> None:
    """A customer waits for a bot: not for half an hour."""
    hasty = Spy("test.hasty", fault=TryAgain("Away"))
    hasty.register(repeatable=True, give_up_after_seconds=60)
    delivery = put(hasty)
    assert list(seconds_between_tries(delivery, clock)) == [1, 3, 10, 30, 16]
    assert delivery.state == DeliveryState.FAILED
    assert delivery.last_error == "Given up after 60 seconds (tries: 6). Last: Away"
