"""`kill -9` at random moments, of server and worker, while four write: what was acknowledged is
there, what was sent is on the phone once, and what became of each message is told truly.

On SQLite server and worker are one process; with PostgreSQL and Redis they are two.
"""

from __future__ import annotations

import os
import time
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path
from random import Random

import pytest
from django.conf import settings
from django.utils import timezone

from conversations.connectors.messenger.simulator.graph import LATE_SECONDS
from conversations.connectors.messenger.simulator.models import Trouble, TroubleKind
from conversations.models import Message, MessageState
from customers.models import Page
from handoff.accounts.models import User
from handoff.accounts.tokens import access_token_for
from handoff.outbox.models import Delivery, DeliveryState
from tests.cast import open_conversation
from tests.realtime.server import wait_until
from tests.trials.consistency import (
    assert_consistent,
    assert_each_state_is_true,
    assert_the_phones_keep_the_order,
)
from tests.trials.house import House, Process, Server
from tests.trials.writers import CUSTOMERS, Writers

pytestmark = pytest.mark.django_db(transaction=True)

SEED = os.environ.get("FUZZ_SEED", "kills-1")
KILLS = 6
WAITING = [DeliveryState.DUE, DeliveryState.SENDING]


@pytest.fixture
def house(transactional_db: None, tmp_path: Path) -> Iterator[House]:
    redis_url = "" if settings.ON_SQLITE else os.environ.get("REDIS_URL", "")
    with House(tmp_path, REDIS_URL=redis_url, WORKER_IN_SERVER="false") as house:
        house.server()  # plays Facebook, and lives
        yield house


def processes_of(house: House) -> tuple[Server, list[Process]]:
    """The server that is written to, and whom death may meet."""
    if settings.ON_SQLITE:
        server = house.server(WORKER_IN_SERVER="true")
        return server, [server]
    server = house.server()
    return server, [server, house.worker()]


def kill_at_random(victims: list[Process], random: Random) -> None:
    worker = victims[-1]
    for number in range(KILLS):
        time.sleep(0.3 + random.random())
        victim = victims[number % len(victims)]
        victim.kill()
        if victim is worker:
            let_leases_run_out()
        victim.start()


def let_leases_run_out() -> None:
    """What was under way when the worker died is judged by the next one now, not in a minute."""
    under_way = Delivery.objects.filter(state=DeliveryState.SENDING)
    under_way.update(leased_until=timezone.now())


def test_killed_at_random_moments(house: House, page: Page, alice: User, bob: User) -> None:
    for customer_id in CUSTOMERS:
        open_conversation(page, customer_id, "John Doe")
    # An echo at once would tell the next worker what the dead one sent: it must not need that.
    Trouble.objects.create(page_id=page.page_id, kind=TroubleKind.LATE_ECHO, times=10**6)
    server, victims = processes_of(house)
    writers = Writers([server], [access_token_for(alice), access_token_for(bob)], SEED)
    with ThreadPoolExecutor(4) as pool:
        writing = writers.begin(pool)
        try:
            kill_at_random(victims, Random(SEED))
        finally:
            writers.over.set()
        assert all(future.result() for future in writing)

    wait_until(lambda: not Delivery.objects.filter(state__in=WAITING).exists(), 60)
    pending = Message.objects.filter(state=MessageState.PENDING)
    wait_until(lambda: not pending.exists(), 20)
    time.sleep(LATE_SECONDS + 1)  # for the last echo
    writers.check()
    seen = assert_each_state_is_true(echoes_may_be_lost=True)
    assert seen["delivered"] > KILLS, seen
    assert_the_phones_keep_the_order()
    assert_consistent()
