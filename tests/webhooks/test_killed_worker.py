"""`kill -9` of the worker in the middle of a request: nothing is lost, and order holds."""

from __future__ import annotations

import signal
import threading
from collections.abc import Iterator
from datetime import timedelta
from http.server import BaseHTTPRequestHandler
from pathlib import Path

import pytest
from django.utils import timezone

from handoff.outbox.models import Delivery, DeliveryState
from tests.answering import reply
from tests.bots.fake_bot import FakeBot
from tests.outbox.conftest import eventually
from tests.outbox.test_killed_worker import Process
from tests.webhooks.conftest import Listens, Writes, texts

pytestmark = pytest.mark.django_db(transaction=True)


@pytest.fixture
def process(tmp_path: Path) -> Iterator[Process]:
    process = Process(tmp_path)
    yield process
    if process.popen.poll() is None:
        process.end(signal.SIGKILL)


def test_kill_9_loses_nothing_and_what_is_doubled_has_the_same_id(
    listens: Listens, writes: Writes, crm: FakeBot, process: Process
) -> None:
    taken = threading.Event()

    def take_and_wait(handler: BaseHTTPRequestHandler) -> None:
        """The integrator has the event; we die before the answer."""
        taken.set()
        crm.never(handler)

    crm.says(take_and_wait, reply(200))
    listens()
    for number in range(4):
        writes(str(number))
    process.start()
    assert taken.wait(20)
    process.end(signal.SIGKILL)
    under_way = Delivery.objects.filter(state=DeliveryState.SENDING)
    assert under_way.count() == 1
    under_way.update(leased_until=timezone.now() - timedelta(seconds=1))  # a minute has passed

    process.start()
    assert eventually(lambda: Delivery.objects.filter(state="sent").count() == 4)
    assert process.end(signal.SIGTERM)[0] == 0
    assert texts(crm) == ["0", "0", "1", "2", "3"]
    first, again = crm.asked[:2]
    assert first.raw == again.raw
    assert first.headers["Idempotency-Key"] == again.headers["Idempotency-Key"]
    assert [asked.headers["X-Handoff-Attempt"] for asked in (first, again)] == ["1", "2"]
