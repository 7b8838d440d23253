"""Readers who follow a cursor miss nothing and see nothing twice, however many write."""

from __future__ import annotations

import threading
import time
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from typing import ClassVar

import pytest
from django.db import close_old_connections, connection, transaction

from handoff.accounts.models import Company
from handoff.news.emitting import News, action, emit
from handoff.news.models import Event, Stream

WRITERS = 8
DEEDS = 15


@dataclass(frozen=True, slots=True, kw_only=True)
class StepTaken(News):
    type: ClassVar[str] = "step_taken"
    writer: int
    step: int


@action
def take_steps(company_id: int, writer: int, step: int) -> None:
    """One or two pieces of news; every fifth deed fails after saying them."""
    for _ in range(1 + step % 2):
        emit(StepTaken(writer=writer, step=step), company_id=company_id, to=[])
    if step % 5 == 4:
        raise LookupError


def write(company_id: int, writer: int) -> None:
    try:
        for step in range(DEEDS):
            try:
                take_steps(company_id, writer, step)
            except LookupError:
                continue
    finally:
        connection.close()


def follow(company_id: int, stop: threading.Event) -> list[int]:
    """The numbers in the order in which a reader with a cursor finds them."""
    seen: list[int] = []
    try:
        while True:
            is_last = stop.is_set()
            page = list(Event.objects.after(company_id, seen[-1] if seen else 0)[:50])
            seen.extend(event.seq for event in page)
            close_old_connections()
            if is_last and not page:
                return seen
            time.sleep(0.001)
    finally:
        connection.close()


@pytest.mark.django_db(transaction=True)
def test_followers_miss_nothing_and_see_nothing_twice(hotel: Company) -> None:
    stop = threading.Event()
    with ThreadPoolExecutor(WRITERS + 2) as pool:
        followers = [pool.submit(follow, hotel.pk, stop) for _ in range(2)]
        writers = [pool.submit(write, hotel.pk, writer) for writer in range(WRITERS)]
        for future in writers:
            future.result()
        stop.set()
        seen = [follower.result() for follower in followers]
    told = sum(1 + step % 2 for step in range(DEEDS) if step % 5 != 4) * WRITERS
    assert seen == [list(range(1, told + 1))] * 2
    assert Stream.objects.heads([hotel.pk]) == {hotel.pk: told}


@pytest.mark.django_db(transaction=True)
def test_numbers_appear_in_the_order_of_commits(hotel: Company) -> None:
    """Who takes the next number waits until the one before is committed, and so is visible."""
    order: list[str] = []
    first_has_number = threading.Event()

    def be_second() -> None:
        first_has_number.wait()
        try:
            take_steps(hotel.pk, 2, 0)
            order.append("second")
            assert Event.objects.filter(company=hotel, seq=1).exists()
        finally:
            connection.close()

    with ThreadPoolExecutor(1) as pool:
        second = pool.submit(be_second)
        with transaction.atomic():
            take_steps(hotel.pk, 1, 0)
            first_has_number.set()
            time.sleep(0.2)
            order.append("first")
        second.result()
    assert order == ["first", "second"]
    assert [event.payload["writer"] for event in Event.objects.after(hotel.pk, 0)] == [1, 2]
