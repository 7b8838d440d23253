"""Ten wrong passwords for one account, from wherever they come, lock it for a while."""

from __future__ import annotations

from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from datetime import timedelta
from itertools import count
from typing import Any

import pytest
import time_machine
from asgiref.sync import async_to_sync
from django.contrib.auth import aauthenticate, authenticate
from django.db import connections
from django.test import Client

from handoff.accounts.actions import unlock_user
from handoff.accounts.lockout import Locked, count_failure, is_locked
from handoff.accounts.models import SignInFailures, User
from handoff.accounts.models.failures import FAILURES_ALLOWED
from handoff.accounts.permissions import AdminsOnly, UserNotFound
from tests.admin.test_tenancy import address
from tests.cast import PASSWORD

somewhere = (f"192.0.2.{number % 250}" for number in count(1))
MINUTES_15 = timedelta(minutes=15)


@pytest.fixture
def clock() -> Iterator[Any]:
    with time_machine.travel("2026-11-21T10:00:10Z", tick=False) as clock:
        yield clock


def by_api(email: str, password: str) -> Any:
    return Client().post(
        "/api/auth/login",
        {"email": email, "password": password},
        content_type="application/json",
        REMOTE_ADDR=next(somewhere),
    )


def by_page(email: str, password: str) -> Any:
    return Client().post(
        "/sign-in/", {"username": email, "password": password}, REMOTE_ADDR=next(somewhere)
    )


def lock(email: str, times: int = FAILURES_ALLOWED) -> list[int]:
    """Wrong passwords, each from another address, by turns at both doors."""
    return [(by_api, by_page)[n % 2](email, "wrong").status_code for n in range(times)]


def test_ten_wrong_ones_from_ten_addresses_lock_both_doors(alice: User, clock: Any) -> None:
    assert set(lock(alice.email)) == {401, 200}

    api, page = by_api(alice.email, PASSWORD), by_page(f" {alice.email.upper()}", PASSWORD)

    assert (api.status_code, api["Retry-After"]) == (429, "901")
    assert api.json() == {"error": "Too many failed attempts. Try again in 900 seconds."}
    assert (page.status_code, page["Retry-After"]) == (429, "900")
    assert page.context["form"].non_field_errors() == [
        "Too many failed attempts. Try again in 15 minutes."
    ]


def test_nine_wrong_ones_and_a_right_one_begin_anew(alice: User, clock: Any) -> None:
    for _ in range(3):
        lock(alice.email, FAILURES_ALLOWED - 1)
        assert by_api(alice.email, PASSWORD).status_code == 200


def test_wrong_ones_count_for_fifteen_minutes(alice: User, clock: Any) -> None:
    lock(alice.email, FAILURES_ALLOWED - 1)
    clock.shift(MINUTES_15 + timedelta(seconds=1))
    lock(alice.email, FAILURES_ALLOWED - 1)

    assert by_api(alice.email, PASSWORD).status_code == 200


def test_the_lock_ends_by_itself(alice: User, clock: Any) -> None:
    lock(alice.email)
    clock.shift(MINUTES_15 - timedelta(seconds=1))
    assert by_api(alice.email, PASSWORD).status_code == 429
    clock.shift(timedelta(seconds=1))
    assert by_api(alice.email, PASSWORD).status_code == 200


def test_each_further_lock_is_twice_as_long_up_to_a_day(alice: User, clock: Any) -> None:
    waits = []
    for _ in range(9):
        lock(alice.email)
        wait = int(by_api(alice.email, "wrong")["Retry-After"]) - 1
        waits.append(wait // 60)
        clock.shift(wait + 1)

    assert waits == [15, 30, 60, 120, 240, 480, 960, 1440, 1440]


def test_what_is_refused_while_locked_is_not_counted(alice: User, clock: Any) -> None:
    """Or whoever tries all night would keep the account locked for good."""
    lock(alice.email)
    lock(alice.email, 50)
    clock.shift(MINUTES_15)

    assert by_api(alice.email, PASSWORD).status_code == 200


def test_a_day_of_peace_is_a_new_beginning(alice: User, clock: Any) -> None:
    lock(alice.email)
    clock.shift(MINUTES_15 + timedelta(hours=24, seconds=1))
    lock(alice.email)

    assert by_api(alice.email, PASSWORD)["Retry-After"] == "901"


def test_does_not_tell_who_has_an_account(alice: User, bob: User, clock: Any) -> None:
    User.objects.filter(pk=bob.pk).update(is_active=False)

    answers = []
    for email in (alice.email, bob.email, "nobody@demo.test", "ü €\n@x"):
        for _ in range(FAILURES_ALLOWED + 1):
            answers.append((answer := by_api(email, "wrong")).status_code)
        answers.append(answer.content)

    assert answers == [*[401] * FAILURES_ALLOWED, 429, answers[11]] * 4


def test_stands_behind_every_door_that_asks_django(alice: User, clock: Any) -> None:
    for _ in range(FAILURES_ALLOWED):
        assert authenticate(username=alice.email, password="wrong") is None

    with pytest.raises(Locked):
        authenticate(username=alice.email, password=PASSWORD)


@pytest.mark.django_db(transaction=True)
def test_also_when_asked_asynchronously(alice: User, clock: Any) -> None:
    lock(alice.email)

    with pytest.raises(Locked):
        async_to_sync(aauthenticate)(username=alice.email, password=PASSWORD)


@pytest.mark.django_db(transaction=True)
def test_of_many_at_once_none_is_lost_and_one_lock_falls() -> None:
    def fail(_: int) -> None:
        count_failure("alice@demo.test")
        connections.close_all()

    with ThreadPoolExecutor(8) as pool:
        list(pool.map(fail, range(FAILURES_ALLOWED - 1)))
        assert SignInFailures.objects.get().count == FAILURES_ALLOWED - 1
        list(pool.map(fail, range(8)))
    failures = SignInFailures.objects.get()
    assert (failures.count, failures.locks) == (0, 1)
    assert is_locked("alice@demo.test")


def test_leaves_open_sessions_and_other_people_alone(
    alice: User, bob: User, clock: Any, client: Client
) -> None:
    client.force_login(alice)
    lock(alice.email)

    assert client.get("/api/auth/me").status_code == 200
    assert by_api(bob.email, PASSWORD).status_code == 200


def test_stores_no_address_that_was_typed(alice: User) -> None:
    """People type their password there."""
    by_api("my-secret-password", "x")

    assert "my-secret-password" not in str(list(SignInFailures.objects.values_list()))


def test_forgets_rows_that_say_nothing_any_more(alice: User, clock: Any) -> None:
    count_failure("one@demo.test")
    lock("locked@demo.test")
    clock.shift(timedelta(hours=24, minutes=1))
    count_failure("two@demo.test")

    assert SignInFailures.objects.count() == 2
    assert not SignInFailures.objects.of("one@demo.test").exists()


def test_an_admin_sees_the_lock_and_lifts_it(client: Client, alice: User, amira: User) -> None:
    lock(alice.email)
    client.force_login(amira)

    shown = client.get(address(User, "change", alice.pk))
    client.post(address(User, "changelist"), {"action": "unlock", "_selected_action": [alice.pk]})

    assert b"Locked for 15 more minutes" in shown.content
    assert by_api(alice.email, PASSWORD).status_code == 200


def test_unlocking_is_for_admins_of_the_company(
    alice: User, bob: User, amira: User, charlie: User
) -> None:
    lock(charlie.email)

    with pytest.raises(AdminsOnly):
        unlock_user(bob.as_actor(door="test"), user_id=alice.pk)
    with pytest.raises(UserNotFound):
        unlock_user(amira.as_actor(door="test"), user_id=charlie.pk)
    assert is_locked(charlie.email)
