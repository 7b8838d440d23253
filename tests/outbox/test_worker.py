"""The worker in its threads: it goes at once, nothing starves, faults do not end it."""

import threading
from collections.abc import Callable, Iterator

import pytest
from django.db import OperationalError

from handoff.outbox import kinds, settling, worker
from handoff.outbox.claiming import claim
from handoff.outbox.kinds import TryAgain
from handoff.outbox.models import Delivery, DeliveryState
from handoff.outbox.slots import Slots
from handoff.outbox.worker import Worker
from tests.outbox.conftest import Put, Spy, StartWorker, eventually

pytestmark = pytest.mark.django_db(transaction=True)


@pytest.fixture
def _no_poll(monkeypatch: pytest.MonkeyPatch) -> None:
    """Whatever leaves, leaves because the worker was woken."""
    monkeypatch.setattr(worker, "POLL_SECONDS", 600)


@pytest.fixture
def gate() -> Iterator[threading.Event]:
    """Set it, and the slow ones go on."""
    event = threading.Event()
    yield event
    event.set()


def all_sent() -> bool:
    return not Delivery.objects.exclude(state=DeliveryState.SENT).exists()


@pytest.mark.usefixtures("_no_poll")
def test_a_commit_makes_it_leave_at_once(put: Put, post: Spy, start_worker: StartWorker) -> None:
    start_worker()
    put(post, lane="send:1")
    assert eventually(all_sent)
    put(post, lane="send:2")
    assert eventually(all_sent)


@pytest.mark.usefixtures("_no_poll")
def test_the_next_of_a_lane_leaves_when_the_one_before_is_done(
    put: Put, post: Spy, start_worker: StartWorker
) -> None:
    written = [put(post).pk for _ in range(20)]
    start_worker()
    assert eventually(all_sent)
    assert post.delivered == written


@pytest.mark.usefixtures("_no_poll")
def test_a_retry_leaves_when_its_time_has_come(
    put: Put, post: Spy, start_worker: StartWorker
) -> None:
    post.fault = TryAgain("Not yet", after_seconds=0.3)
    put(post)
    start_worker()
    assert eventually(lambda: len(post.delivered) > 2)
    post.fault = None
    assert eventually(all_sent)


def test_what_nobody_announced_is_found_by_looking(
    put: Put, post: Spy, start_worker: StartWorker, monkeypatch: pytest.MonkeyPatch
) -> None:
    start_worker()
    monkeypatch.setattr("handoff.outbox.actions.wake", lambda: None)
    put(post)
    assert eventually(all_sent)


def test_a_slow_bot_does_not_hold_an_agents_words(
    put: Put, post: Spy, thought: Spy, start_worker: StartWorker, gate: threading.Event
) -> None:
    thought.during = lambda _: gate.wait(30)
    for number in range(10):
        put(thought, lane=f"bot:{number}")
    running = start_worker()
    assert eventually(lambda: len(thought.delivered) == 4)
    words = put(post, lane="send:1")
    assert eventually(lambda: Delivery.objects.get(pk=words.pk).state == DeliveryState.SENT)
    assert (len(thought.delivered), running.under_way) == (4, 4)
    gate.set()
    assert eventually(all_sent)


def test_many_lanes_that_retry_do_not_hold_first_tries(
    put: Put, post: Spy, start_worker: StartWorker, gate: threading.Event
) -> None:
    hanging = {
        put(post, lane=f"send:{number}", attempts=1).pk for number in range(2 * worker.CANDIDATES)
    }
    post.during = lambda delivery: delivery.pk in hanging and gate.wait(30)
    start_worker()
    assert eventually(lambda: len(post.delivered) == 2)
    words = put(post, lane="send:new")
    assert eventually(lambda: Delivery.objects.get(pk=words.pk).state == DeliveryState.SENT)
    gate.set()
    assert eventually(all_sent)


def test_stopping_waits_for_what_is_under_way_and_begins_nothing_new(
    put: Put, post: Spy, start_worker: StartWorker, gate: threading.Event
) -> None:
    post.during = lambda _: gate.wait(30)
    first, second = put(post), put(post)
    running = start_worker()
    assert eventually(lambda: post.delivered == [first.pk])
    assert not running.stop(0.2)
    gate.set()
    assert running.stop(15)
    first.refresh_from_db()
    second.refresh_from_db()
    assert (first.state, second.state) == (DeliveryState.SENT, DeliveryState.DUE)


def test_stopping_a_worker_that_never_began_is_no_fault() -> None:
    assert Worker().stop(1)


def failing_twice(function: Callable[..., object]) -> Callable[..., object]:
    """The function, but the database is away the first two times."""
    calls = []

    def call(*args: object, **kwargs: object) -> object:
        calls.append(args)
        if len(calls) <= 2:
            raise OperationalError("server closed the connection unexpectedly")
        return function(*args, **kwargs)

    return call


def test_goes_on_after_the_database_was_away(
    put: Put, post: Spy, start_worker: StartWorker, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(worker, "claim", failing_twice(claim))
    put(post)
    start_worker()
    assert eventually(all_sent)


def test_does_not_forget_what_it_did_while_the_database_was_away(
    put: Put, post: Spy, start_worker: StartWorker, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(settling, "mark", failing_twice(settling.mark))
    delivery = put(post)
    start_worker()
    assert eventually(all_sent)
    assert post.delivered == [delivery.pk]


def test_a_fault_of_our_own_does_not_end_the_worker(
    put: Put, post: Spy, start_worker: StartWorker, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(settling, "LONGEST_OUTAGE_SECONDS", 0)
    monkeypatch.setattr(settling, "mark", failing_twice(settling.mark))
    lost = [put(post, lane="send:1"), put(post, lane="send:2")]
    start_worker(threads=1)
    words = put(post, lane="send:3")
    assert eventually(lambda: Delivery.objects.get(pk=words.pk).state == DeliveryState.SENT)
    states = Delivery.objects.filter(pk__in=[row.pk for row in lost]).values_list("state")
    assert set(states) == {(DeliveryState.SENDING,)}  # their leases will tell


def test_each_thread_gives_its_connection_back(put: Put, start_worker: StartWorker) -> None:
    seen = []

    def deliver(delivery: Delivery) -> None:
        from django.db import connection

        seen.append((threading.get_ident(), connection.connection is None))
        Delivery.objects.count()

    kinds.register(kinds.Kind(name="look", deliver=deliver, repeatable=True))
    for _ in range(3):
        put("look")
    start_worker(threads=1)
    assert eventually(all_sent)
    assert len({thread for thread, _ in seen}) == 1
    assert all(is_fresh for _, is_fresh in seen)


def test_a_worker_has_a_slot_for_each_kind() -> None:
    with pytest.raises(ValueError, match="needs a slot"):
        Slots(0)
