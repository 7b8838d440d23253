"""The roll: who is subscribed over all processes, also those that died."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from datetime import UTC, datetime, timedelta

import pytest
import time_machine
from pytest_django import DjangoAssertNumQueries

from handoff.realtime.pusher import occupancy, roll
from handoff.realtime.pusher.channels import Member
from handoff.realtime.pusher.models import Grant, Subscription, SwitchboardProcess
from handoff.realtime.pusher.roll import LAPSE, Batch, Written, write

NOW = datetime(2026, 11, 4, 14, 30, tzinfo=UTC)
ROOM = "presence-x"
ANN, BEN = Member("1", '{"name":"Ann"}'), Member("2", '{"name":"Ben"}')
pytestmark = pytest.mark.django_db
Travel = Callable[[timedelta], None]


@pytest.fixture
def wait() -> Iterator[Travel]:
    with time_machine.travel(NOW, tick=False) as clock:
        yield clock.shift


def come(process_id: str, **members: Member | None) -> Written:
    """Sockets, each named by its word, come to `presence-x`; who is nobody to a public channel."""
    coming = {(name, ROOM if member else "news"): member for name, member in members.items()}
    return write(Batch(process_id, coming=coming))


def beat(process_id: str, *channels: str) -> Written:
    return write(Batch(process_id, looked_at=set(channels), is_beat=True))


def test_who_comes_is_written_and_finds_who_is_there(wait: Travel) -> None:
    assert come("one", a=ANN, b=None).members == {ROOM: {"1": ANN.info}}
    assert come("two", c=BEN, d=ANN).members == {ROOM: {"1": ANN.info, "2": BEN.info}}

    assert occupancy.channels("", ["subscription_count"]) == {
        "news": {"subscription_count": 1}, ROOM: {"subscription_count": 3},
    }  # fmt: skip
    assert occupancy.users(ROOM) == ["1", "2"]


def test_a_user_is_there_until_the_last_socket_has_left(wait: Travel) -> None:
    come("one", a=ANN, b=ANN)
    leaves = Batch("one", leaving={("a", ROOM)}, looked_at={ROOM})
    goes = Batch("one", gone={"b"}, looked_at={ROOM})

    assert write(leaves).members == {ROOM: {"1": ANN.info}}
    assert write(goes).members == {ROOM: {}}
    assert not Subscription.objects.exists()


def test_who_leaves_one_channel_stays_on_the_others(wait: Travel) -> None:
    write(Batch("one", coming={("a", "x"): None, ("a", "y"): None, ("b", "x"): None}))

    write(Batch("one", leaving={("a", "x")}))

    assert set(Subscription.objects.values_list("socket_id", "channel")) == {
        ("a", "y"), ("b", "x"),
    }  # fmt: skip


def test_who_comes_again_in_the_same_breath_is_there(wait: Travel) -> None:
    come("one", a=ANN)

    write(Batch("one", leaving={("a", ROOM)}, coming={("a", ROOM): ANN}))

    assert Subscription.objects.count() == 1


def test_a_process_whose_heart_has_stopped_is_struck_off(wait: Travel) -> None:
    come("dead", a=ANN)
    come("alive", b=BEN)
    wait(LAPSE - timedelta(seconds=1))
    assert beat("alive", ROOM).members == {ROOM: {"1": ANN.info, "2": BEN.info}}

    wait(timedelta(seconds=1))

    assert occupancy.users(ROOM) == ["2"]
    assert beat("alive", ROOM).members == {ROOM: {"2": BEN.info}}
    assert list(SwitchboardProcess.objects.values_list("pk", flat=True)) == ["alive"]


def test_a_process_that_was_struck_off_is_told_so_and_writes_all_again(wait: Travel) -> None:
    come("slow", a=ANN)
    wait(LAPSE)
    beat("alive", ROOM)

    told = beat("slow", ROOM)
    assert (told.was_forgotten, told.members) == (True, {ROOM: {}})
    again = write(Batch("slow", coming={("a", ROOM): ANN}))
    assert (again.was_forgotten, again.members) == (False, {ROOM: {"1": ANN.info}})


def test_writing_again_what_stands_there_changes_nothing(wait: Travel) -> None:
    come("one", a=ANN)
    come("one", a=ANN)

    assert Subscription.objects.count() == 1


def test_a_full_channel_takes_no_more_users_but_their_other_sockets(
    wait: Travel, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(roll, "MOST_MEMBERS", 1)

    written = come("one", a=ANN, b=BEN, c=ANN)

    assert written.full == {("b", ROOM)}
    assert written.members == {ROOM: {"1": ANN.info}}
    assert set(Subscription.objects.values_list("socket_id", flat=True)) == {"a", "c"}


def test_a_socket_that_is_gone_takes_its_grants_along(wait: Travel) -> None:
    for socket_id in ("a", "b"):
        Grant.objects.create(socket_id=socket_id, channel="private-x", actor={}, expires_at=NOW)

    write(Batch("one", gone={"a"}))

    assert Grant.objects.get().socket_id == "b"


def test_thousands_leave_at_once(wait: Travel) -> None:
    sockets = [f"s{number}" for number in range(1_200)]
    write(Batch("one", coming={(socket, "news"): None for socket in sockets}))

    write(Batch("one", gone=set(sockets[:600]), leaving={(socket, "news") for socket in sockets}))

    assert not Subscription.objects.exists()


def test_many_cost_as_few_queries_as_one(
    wait: Travel, django_assert_num_queries: DjangoAssertNumQueries
) -> None:
    come("one", a=ANN)

    with django_assert_num_queries(5):  # a savepoint around: the heart, who is there, who comes
        come("one", **{f"s{number}": ANN for number in range(50)})
