"""Who guesses PINs is slowed down, then locked out; who is in stays in."""

from __future__ import annotations

from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from datetime import timedelta
from threading import Barrier
from typing import Any

import pytest
import time_machine
from django.db import connection
from rest_framework.test import APIClient

from customers.models import AddressFailures, ParticipantSession, Room, RoomFailures
from customers.room_lockout import unlock_room
from customers.stays import check_out
from handoff.accounts.models import Company, User
from tests.asking import client_of
from tests.cast import make_room
from tests.rooms.conftest import Call

FREE = 5


@pytest.fixture
def clock() -> Iterator[Any]:
    with time_machine.travel("2026-11-21T10:00:00Z", tick=False) as clock:
        yield clock


def attempt(pin: str, *, room: str = "101", address: str = "192.0.2.1", token: str = "") -> Any:
    return APIClient(REMOTE_ADDR=address).post(
        f"/chat/hotel-abc/rooms/{room}/session/", {"pin": pin, "token": token}, format="json"
    )


def lock(clock: Any, room: str = "101") -> None:
    """Ten wrong PINs, each as soon as it is let in, from ten addresses."""
    for number in range(10):
        assert attempt("0000", room=room, address=f"192.0.2.{number + 10}").status_code == 403
        clock.shift(timedelta(seconds=33) if number < 9 else timedelta())


def test_after_five_wrong_ones_each_further_one_is_a_pause(room: Room, clock: Any) -> None:
    for _ in range(FREE):
        assert attempt("0000").status_code == 403
    for pause in (1, 2, 4, 8, 16):
        assert attempt("4711")["Retry-After"] == str(pause + 1)
        clock.shift(timedelta(seconds=pause))
        assert attempt("0000").status_code == 403
    assert attempt("4711")["Retry-After"] == "901"


def test_while_it_holds_right_and_wrong_are_told_the_same(room: Room, clock: Any) -> None:
    lock(clock)

    right, wrong = attempt("4711"), attempt("0000")

    assert (right.status_code, right["Retry-After"]) == (429, "901")
    assert right.json() == {"error": "Too many wrong PINs. Try again in 900 seconds."}
    assert (wrong.status_code, wrong.json()) == (right.status_code, right.json())
    clock.shift(timedelta(minutes=15))
    assert attempt("4711").status_code == 201


def test_the_next_lock_is_twice_as_long(room: Room, clock: Any) -> None:
    lock(clock)
    clock.shift(timedelta(minutes=15, seconds=1))
    lock(clock)
    assert attempt("4711")["Retry-After"] == "1801"


def test_a_right_one_begins_anew(room: Room, clock: Any) -> None:
    for _ in range(3):
        for _ in range(FREE - 1):
            attempt("0000")
        assert attempt("4711").status_code == 201
    assert not RoomFailures.objects.exists()


def test_another_room_is_not_locked(hotel: Company, room: Room, clock: Any) -> None:
    make_room(hotel, "102")
    lock(clock)
    assert attempt("4711", room="102").status_code == 201


def test_who_is_in_stays_in_and_comes_back(
    ask: Call, room: Room, clock: Any, greta: ParticipantSession
) -> None:
    entered = attempt("4711").json()
    lock(clock)

    messages = f"conversations/{entered['conversation_id']}/messages/"
    assert ask(entered["token"], "get", messages).status_code == 200
    assert attempt("", token=entered["token"]).status_code == 201
    assert attempt("0000", token=entered["token"]).status_code == 201, "the token is enough"
    assert attempt("4711").status_code == 429


def test_one_address_that_tries_all_rooms_is_locked(
    hotel: Company, clock: Any, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(AddressFailures, "allowed", 6)
    for number in range(101, 107):
        make_room(hotel, str(number))
        assert attempt("0000", room=str(number)).status_code == 403
    assert attempt("4711", room="101")["Retry-After"] == "901"
    assert attempt("4711", room="101", address="192.0.2.2").status_code == 201
    assert attempt("4711", room="102", address="192.0.2.1").status_code == 429, (
        "the right PIN of one room is no licence to go on guessing others"
    )
    assert not AddressFailures.objects.filter(key__contains="192").exists()


@pytest.mark.django_db(transaction=True)
def test_of_many_that_try_other_rooms_at_once_each_counts(
    hotel: Company, monkeypatch: pytest.MonkeyPatch
) -> None:
    numbers = [str(number) for number in range(101, 107)]
    for number in numbers:
        make_room(hotel, number)
    together, judge = Barrier(len(numbers)), Room.opens_with

    def opens_with(room: Room, pin: str) -> bool:
        """All have looked at the counts before any of them counts."""
        if connection.vendor == "postgresql":  # in SQLite one waits for the other before it looks
            together.wait(timeout=30)
        return judge(room, pin)

    def try_at(number: str) -> int:
        try:
            return int(attempt("0000", room=number).status_code)
        finally:
            connection.close()

    monkeypatch.setattr(Room, "opens_with", opens_with)
    with ThreadPoolExecutor(len(numbers)) as pool:
        assert list(pool.map(try_at, numbers)) == [403] * len(numbers)
    assert AddressFailures.objects.get().count == len(numbers)
    assert [row.count for row in RoomFailures.objects.all()] == [1] * len(numbers)


def test_a_whole_hotel_may_stand_behind_one_address() -> None:
    assert (AddressFailures.allowed, RoomFailures.allowed) == (60, 10)
    assert AddressFailures.pauses_after is None


def test_addresses_are_forgotten_after_a_day_of_peace(room: Room, clock: Any) -> None:
    attempt("0000", address="192.0.2.7")
    clock.shift(timedelta(hours=25))
    attempt("0000", address="192.0.2.8")
    assert AddressFailures.objects.count() == 1


def test_the_staff_opens_what_is_locked(room: Room, clock: Any, alice: User) -> None:
    lock(clock)
    unlock_room(alice.as_actor(door="test"), room_id=room.pk)
    assert attempt("4711").status_code == 201
    lock(clock)
    check_out(alice.as_actor(door="test"), room_id=room.pk, new_pin="080515")
    assert attempt("080515").status_code == 201


def test_the_list_of_rooms_shows_the_lock(room: Room, clock: Any, alice: User) -> None:
    lock(clock)
    with time_machine.travel("2026-11-21T10:10:00Z", tick=False):
        (row,) = client_of(alice).get("/chat/hotel-abc/rooms/").json()
    assert row["locked_until"] == "2026-11-21T10:19:57.000Z"
