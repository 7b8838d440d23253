"""Kinds of delivery that do what a test tells them, and rows for them."""

from __future__ import annotations

import time
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from typing import Any

import pytest
from django.db import transaction

from handoff.accounts.models import Company
from handoff.outbox import kinds
from handoff.outbox.actions import schedule
from handoff.outbox.models import Delivery
from handoff.outbox.worker import Worker


def eventually(is_so: Callable[[], bool], *, seconds: float = 15) -> bool:
    """Whether it becomes so, looking often. For what other threads and processes do."""
    gives_up_at = time.monotonic() + seconds
    while not (result := is_so()) and time.monotonic() < gives_up_at:
        time.sleep(0.02)
    return result


@dataclass
class Spy:
    """A kind that notes what it is asked. `fault` is raised by `deliver`; None: all goes well."""

    name: str
    fault: Exception | None = None
    during: Callable[[Delivery], object] = lambda delivery: None
    delivered: list[int] = field(default_factory=list)
    settled: list[tuple[int, str]] = field(default_factory=list)
    retried: list[int] = field(default_factory=list)

    def deliver(self, delivery: Delivery) -> None:
        self.delivered.append(delivery.pk)
        self.during(delivery)
        if self.fault:
            raise self.fault

    def register(self, **options: Any) -> None:
        kinds.register(
            kinds.Kind(
                name=self.name,
                deliver=self.deliver,
                settled=lambda delivery: self.settled.append((delivery.pk, delivery.state)),
                retrying=lambda delivery: self.retried.append(delivery.pk),
                **options,
            )
        )


@pytest.fixture(autouse=True)
def _kinds_of_this_test_only(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(kinds, "_kinds", {})


@pytest.fixture
def post() -> Spy:
    """Not repeatable: a lost try may have happened."""
    spy = Spy("test.post")
    spy.register(repeatable=False)
    return spy


@pytest.fixture
def thought() -> Spy:
    """Repeatable: a lost try is made again."""
    spy = Spy("test.thought")
    spy.register(repeatable=True)
    return spy


Put = Callable[..., Delivery]


@pytest.fixture
def put(hotel: Company) -> Put:
    """`put(spy, lane="send:1", **fields)` writes a delivery and commits it."""

    def write(kind: Spy | str, lane: str = "send:1", **fields: Any) -> Delivery:
        name = kind if isinstance(kind, str) else kind.name
        with transaction.atomic():
            delivery = schedule(name, company_id=hotel.pk, lane=lane, payload={})
            Delivery.objects.filter(pk=delivery.pk).update(**fields)
        delivery.refresh_from_db()
        return delivery

    return write


StartWorker = Callable[..., Worker]


@pytest.fixture
def start_worker() -> Iterator[StartWorker]:
    """`start_worker(threads=4)`: a real worker, stopped at the end of the test."""
    workers = []

    def start(threads: int = 4) -> Worker:
        worker = Worker(threads)
        worker.start()
        workers.append(worker)
        return worker

    yield start
    for worker in workers:
        assert worker.stop(15)
