"""Several writers, two workers and an endpoint that fails as it likes: order holds, nothing is
lost; and whoever begins to listen in the middle hears all that follows."""

from __future__ import annotations

import random
import threading
from collections import defaultdict
from collections.abc import Callable
from datetime import timedelta
from http.server import BaseHTTPRequestHandler

import pytest
from django.db import close_old_connections, connections

from handoff.accounts.models import Company, User
from handoff.news.emitting import action
from handoff.news.models import Event, Stream
from handoff.outbox import verdicts
from handoff.outbox.models import Delivery
from handoff.outbox.worker import Worker
from handoff.webhooks import health
from handoff.webhooks.actions import change_endpoint
from tests.answering import cut, reply
from tests.bots.fake_bot import FakeBot
from tests.outbox.conftest import eventually
from tests.webhooks.conftest import Listens, Writes, wishes

pytestmark = pytest.mark.django_db(transaction=True)

WRITERS, EACH, CUSTOMERS = 4, 20, 5


def together(*deeds: Callable[[], None]) -> None:
    """Run in threads, and let go of their connections."""

    def run(deed: Callable[[], None]) -> None:
        try:
            deed()
        finally:
            close_old_connections()
            connections.close_all()

    threads = [threading.Thread(target=run, args=(deed,)) for deed in deeds]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join(60)
        assert not thread.is_alive()


def test_order_holds_and_nothing_is_lost_whatever_fails(
    listens: Listens, writes: Writes, crm: FakeBot, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(verdicts, "BACKOFF_SECONDS", (0.02, 0.05))
    monkeypatch.setattr(health, "SHORTEST_REST", timedelta(seconds=0.02))
    monkeypatch.setattr(health, "LONGEST_REST", timedelta(seconds=0.1))
    dice = random.Random(4)
    lock = threading.Lock()

    def answer(handler: BaseHTTPRequestHandler) -> None:
        with lock:
            answering = dice.choices([reply(200), reply(500), reply(503), cut], [6, 1, 1, 1])[0]
        answering(handler)

    crm.says(answer)
    listens()
    workers = [Worker(4), Worker(4)]
    for worker in workers:
        worker.start()

    def write(number: int) -> Callable[[], None]:
        def run() -> None:
            for count in range(EACH):
                writes(f"{number}-{count}", customer_id=f"c{(number + count) % CUSTOMERS}")

        return run

    together(*(write(number) for number in range(WRITERS)))
    sent = Delivery.objects.filter(kind="webhook", state="sent")
    assert eventually(lambda: sent.count() == WRITERS * EACH, seconds=60)
    for worker in workers:
        assert worker.stop(15)

    heard: dict[str, list[int]] = defaultdict(list)
    for asked in crm.asked:
        chat, cursor = asked.body["data"]["chat_id"], asked.body["cursor"]
        if not heard[chat] or heard[chat][-1] != cursor:  # a repeated try of the same
            heard[chat].append(cursor)
    told = Event.objects.filter(type="message_added").order_by("seq")
    assert sorted(cursor for cursors in heard.values() for cursor in cursors) == [
        event.seq for event in told
    ]
    assert all(cursors == sorted(cursors) for cursors in heard.values())
    assert len(crm.asked) > WRITERS * EACH  # it did fail


def test_who_begins_to_listen_in_the_middle_hears_all_that_follows(
    listens: Listens, writes: Writes, hotel: Company, amira: User
) -> None:
    """Switched on and off while others write: of each time that it was on, no event is missing."""
    endpoint = listens(is_active=False)
    actor = amira.as_actor(door="admin")
    on: list[tuple[int, int]] = []

    def head() -> int:
        return Stream.objects.heads([hotel.pk])[hotel.pk]

    def has_moved_on(began: int) -> Callable[[], bool]:
        return lambda: head() >= began + 3

    def switch() -> None:
        try:
            for _ in range(6):
                change_endpoint(actor, endpoint_id=endpoint.pk, wishes=wishes())
                began = head()
                assert eventually(has_moved_on(began))
                on.append((began, head()))
                change_endpoint(actor, endpoint_id=endpoint.pk, wishes=wishes(is_active=False))
        finally:
            is_over.set()

    def write() -> None:
        while not is_over.wait(0.01):  # SQLite has no queue: who never pauses starves others
            writes()

    is_over = threading.Event()
    together(write, write, switch)
    assert len(on) == 6
    told = {row.payload["event"]["cursor"] for row in Delivery.objects.filter(kind="webhook")}
    spoken = set(Event.objects.filter(type="message_added").values_list("seq", flat=True))
    wanted = {seq for began, ended in on for seq in range(began + 1, ended + 1)} & spoken
    assert wanted
    assert wanted <= told <= spoken
    assert not Stream.objects.get(company=hotel).is_followed


def test_who_goes_does_not_take_the_ears_of_who_comes(
    listens: Listens, hotel: Company, amira: User
) -> None:
    """One endpoint is switched on and, before that is committed, the only other one off."""
    leaving, coming = listens(), listens(is_active=False)
    actor = amira.as_actor(door="admin")
    written, ready = threading.Event(), threading.Event()

    @action
    def come() -> None:
        assert ready.wait(10)
        change_endpoint(actor, endpoint_id=coming.pk, wishes=wishes())
        written.set()
        threading.Event().wait(1)  # the other one is on the way

    def leave() -> None:
        assert Stream.objects.exists()  # with a connection of its own
        ready.set()
        assert written.wait(10)
        change_endpoint(actor, endpoint_id=leaving.pk, wishes=wishes(is_active=False))

    together(come, leave)
    assert Stream.objects.get(company=hotel).is_followed
