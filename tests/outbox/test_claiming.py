"""However many workers there are, a row is taken by one. Real threads, on the database at hand."""

import threading
from collections import defaultdict
from concurrent.futures import ThreadPoolExecutor

import pytest
from django.db import IntegrityError, connection, transaction
from django.utils import timezone

from handoff.outbox.claiming import claim
from handoff.outbox.models import Delivery, DeliveryState
from tests.outbox.conftest import Put, Spy, StartWorker, eventually

pytestmark = pytest.mark.django_db(transaction=True)


def claims_at_once(ids: list[int], workers: int) -> list[list[int]]:
    """What each of so many threads gets that claim these rows at the same moment."""
    together = threading.Barrier(workers)

    def claim_one(_: int) -> list[int]:
        try:
            connection.ensure_connection()
            together.wait(10)
            return [row.pk for row in claim(ids, now=timezone.now())]
        finally:
            connection.close()

    with ThreadPoolExecutor(workers) as pool:
        return list(pool.map(claim_one, range(workers)))


def test_of_many_workers_one_takes_a_row(put: Put, post: Spy) -> None:
    for number in range(5):
        delivery = put(post, lane=f"send:{number}")
        taken = claims_at_once([delivery.pk], workers=6)
        assert sorted(map(len, taken)) == [0, 0, 0, 0, 0, 1]


def test_of_a_lane_one_row_is_taken_whoever_asks(put: Put, post: Spy) -> None:
    ids = [put(post).pk for _ in range(5)]
    taken = claims_at_once(ids, workers=6)
    assert [pk for mine in taken for pk in mine] == ids[:1]


def test_three_workers_deliver_everything_once_and_in_order(
    put: Put, post: Spy, start_worker: StartWorker
) -> None:
    lane_of = {}
    for number in range(48):
        lane = f"send:{number % 12}"
        lane_of[put(post, lane=lane).pk] = lane
    for _ in range(3):
        start_worker()
    assert eventually(lambda: not Delivery.objects.exclude(state=DeliveryState.SENT).exists())
    assert sorted(post.delivered) == sorted(lane_of)
    by_lane = defaultdict(list)
    for pk in post.delivered:
        by_lane[lane_of[pk]].append(pk)
    assert all(pks == sorted(pks) for pks in by_lane.values())


def test_the_database_itself_refuses_two_under_way_in_a_lane(put: Put, post: Spy) -> None:
    put(post, state=DeliveryState.SENDING, leased_until=timezone.now())
    with pytest.raises(IntegrityError), transaction.atomic():
        put(post, state=DeliveryState.SENDING, leased_until=timezone.now())


@pytest.mark.skipif("sqlite" in connection.vendor, reason="SQLite locks no rows")
def test_a_row_that_somebody_holds_is_passed_over_not_waited_for(put: Put, post: Spy) -> None:
    held, other = put(post, lane="send:1"), put(post, lane="send:2")
    with transaction.atomic():
        Delivery.objects.filter(pk=held.pk).update(epoch=1)
        assert claims_at_once([held.pk, other.pk], workers=1) == [[other.pk]]
