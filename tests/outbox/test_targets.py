"""Many lanes may lead to one target: it never holds all slots, and rests or is left as a whole."""

from __future__ import annotations

import threading
from datetime import timedelta

import pytest
from django.db import connection, transaction
from django.utils import timezone

from handoff.accounts.models import Company
from handoff.outbox import targets
from handoff.outbox.delivering import work_off
from handoff.outbox.kinds import Refused
from handoff.outbox.models import Delivery, DeliveryState
from tests.outbox.conftest import Put, Spy, StartWorker, eventually

SLOW, OTHER = "hook:1", "hook:2"


@pytest.mark.django_db(transaction=True)
def test_a_slow_target_never_holds_all_slots(
    put: Put, post: Spy, start_worker: StartWorker
) -> None:
    """Twenty and more rows of the slow one stand before those of the other."""
    gate = threading.Event()
    post.during = lambda delivery: delivery.target == SLOW and gate.wait(10)
    slow = [put(post, f"slow:{number}", target=SLOW) for number in range(25)]
    quick = [put(post, f"quick:{number}", target=OTHER) for number in range(5)]
    worker = start_worker(threads=4)
    sent = Delivery.objects.filter(state=DeliveryState.SENT)
    assert eventually(lambda: sent.count() == 5)
    assert {row.pk for row in sent.all()} == {row.pk for row in quick}
    assert eventually(lambda: worker.under_way == 2)
    gate.set()
    assert eventually(lambda: sent.count() == len(slow) + len(quick))


@pytest.mark.django_db(transaction=True)
def test_rows_without_a_target_share_nothing(
    put: Put, post: Spy, start_worker: StartWorker
) -> None:
    gate = threading.Event()
    post.during = lambda delivery: gate.wait(10)
    for number in range(4):
        put(post, f"send:{number}")
    worker = start_worker(threads=4)
    assert eventually(lambda: worker.under_way == 4)
    gate.set()


@pytest.mark.django_db
def test_what_waits_is_put_off_and_hurried(put: Put, post: Spy) -> None:
    until = timezone.now() + timedelta(minutes=5)
    late = put(post, "a", target=SLOW, next_try_at=until + timedelta(minutes=1))
    first, elsewhere, plain = put(post, "b", target=SLOW), put(post, "c", target=OTHER), put(post)
    with transaction.atomic():
        assert targets.put_off(SLOW, until) == 1
    work_off()
    assert post.delivered == [elsewhere.pk, plain.pk]
    with transaction.atomic():
        assert targets.hurry(SLOW) == 2
    work_off()
    assert post.delivered[2:] == [late.pk, first.pk]


@pytest.mark.django_db
def test_what_waits_is_taken_back(put: Put, post: Spy) -> None:
    waiting, elsewhere, plain = put(post, "a", target=SLOW), put(post, "b", target=OTHER), put(post)
    assert targets.take_back(SLOW, "It is gone") == 1
    assert targets.take_back("", "Nobody's") == 0
    work_off()
    waiting.refresh_from_db()
    assert (waiting.state, waiting.last_error) == (DeliveryState.CANCELLED, "It is gone")
    assert waiting.settled_at
    assert post.delivered == [elsewhere.pk, plain.pk]


@pytest.mark.django_db
def test_what_failed_since_then_is_replayed_in_order(
    put: Put, post: Spy, monkeypatch: pytest.MonkeyPatch
) -> None:
    post.fault = Refused("No")
    rows = [put(post, "a", target=SLOW, payload={"n": n}) for n in range(4)]
    put(post, "b", target=OTHER)
    work_off()
    long_ago = timezone.now() - timedelta(days=2)
    Delivery.objects.filter(pk=rows[0].pk).update(settled_at=long_ago)
    monkeypatch.setattr(targets, "MOST_AT_ONCE", 2)
    since = timezone.now() - timedelta(hours=1)
    post.fault = None

    assert targets.replay_failed(SLOW, since=since, by="amira@demo.test") == (2, True)
    assert targets.replay_failed(SLOW, since=since, by="amira@demo.test") == (1, False)
    work_off()
    sent = Delivery.objects.filter(state=DeliveryState.SENT).order_by("pk")
    assert [(row.payload, row.target, row.lane) for row in sent] == [
        ({"n": n}, SLOW, "a") for n in (1, 2, 3)
    ]
    replaced = Delivery.objects.get(pk=rows[1].pk)
    assert (replaced.state, replaced.last_error) == (
        DeliveryState.CANCELLED, "Sent again by amira@demo.test. No",
    )  # fmt: skip


@pytest.mark.django_db
def test_rows_of_a_target_are_found_by_an_index(hotel: Company) -> None:
    Delivery.objects.bulk_create(
        Delivery(company=hotel, kind="x", lane="x", target=f"hook:{n % 50}" if n % 2 else "")
        for n in range(3000)
    )
    with connection.cursor() as cursor:
        cursor.execute("ANALYZE")
    assert "delivery_target" in Delivery.objects.toward(SLOW).order_by("-pk")[:25].explain()
