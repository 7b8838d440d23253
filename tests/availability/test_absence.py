"""An agent whose sockets are all gone turns away, and whoever must know is told."""

from __future__ import annotations

from concurrent.futures import ThreadPoolExecutor
from datetime import timedelta
from threading import Barrier
from typing import Any

import pytest
from django.conf import settings
from django.db import OperationalError, connection
from django.utils import timezone

from handoff.accounts import absence
from handoff.accounts.absence import Watch, call_again, mark_gone
from handoff.accounts.availability import set_status
from handoff.accounts.models import AgentAvailability, Company, Role, User
from handoff.news.models import Event
from tests.availability.conftest import make, row_of, sweep, told
from tests.cast import make_user

GRACE = settings.AGENT_GRACE_SECONDS


def test_only_who_was_not_seen_for_the_grace_period_is_gone(
    alice: User, bob: User, amira: User, charlie: User, called: list[int]
) -> None:
    make(alice, "online", seen_seconds_ago=GRACE + 1)
    make(bob, "online", seen_seconds_ago=GRACE - 5)
    make(charlie, "busy", seen_seconds_ago=GRACE + 1)

    assert sweep() == 2

    assert [row_of(user).status for user in (alice, bob, charlie)] == ["away", "online", "away"]
    assert sorted(called) == sorted([alice.pk, charlie.pk])
    assert sorted(told()) == sorted([(alice.pk, "away", "gone"), (charlie.pk, "away", "gone")])
    for said in Event.objects.filter(type="agent_availability_changed"):
        user = User.objects.get(pk=said.payload["agent_id"])
        assert (said.company_id, set(said.topics)) == (
            user.company_id, {f"team:{user.company_id}", f"agents:{user.company_id}"},
        )  # fmt: skip


def test_it_is_told_once(alice: User, called: list[int]) -> None:
    make(alice, seen_seconds_ago=GRACE + 1)
    assert [sweep(), sweep()] == [1, 0]
    call_again()
    assert called == [alice.pk]
    assert len(told()) == 1


@pytest.mark.parametrize("status", ["away", "offline"])
def test_who_is_away_or_offline_already_loses_the_chats_and_keeps_the_status(
    alice: User, called: list[int], status: str
) -> None:
    make(alice, status, seen_seconds_ago=GRACE + 1)
    assert sweep() == 1
    assert row_of(alice).status == status
    assert (called, told()) == ([alice.pk], [])


def test_who_was_never_seen_is_not_looked_for(alice: User, called: list[int]) -> None:
    AgentAvailability.objects.create(user=alice)
    assert (sweep(), called) == (0, [])


def test_online_by_rest_alone_lasts_for_the_grace_period(alice: User, called: list[int]) -> None:
    set_status(alice.as_actor(door="rest"), status="online")
    assert sweep() == 0
    AgentAvailability.objects.update(last_seen_at=timezone.now() - timedelta(seconds=GRACE + 1))
    assert sweep() == 1


@pytest.mark.parametrize("change", ["came back", "set busy"])
def test_who_came_back_between_look_and_deed_stays(
    alice: User, called: list[int], change: str
) -> None:
    make(alice, seen_seconds_ago=GRACE + 1)
    looked = AgentAvailability.objects.select_related("user").get(pk=alice.pk)
    if change == "came back":
        AgentAvailability.objects.update(last_seen_at=timezone.now())
    else:
        AgentAvailability.objects.update(status="busy")
    assert mark_gone(looked) is False
    assert row_of(alice).gone_at is None
    assert told() == []


@pytest.mark.parametrize("status", ["online", "offline"])
def test_of_two_who_looked_at_the_same_time_one_may_act(
    alice: User, called: list[int], status: str
) -> None:
    make(alice, status, seen_seconds_ago=GRACE + 1)
    looked = [AgentAvailability.objects.select_related("user").get(pk=alice.pk) for _ in range(2)]
    assert [mark_gone(row) for row in looked] == [True, False]


@pytest.mark.django_db(transaction=True)
def test_of_many_processes_that_sweep_at_once_one_tells(hotel: Company, called: list[int]) -> None:
    users = [make_user(hotel, f"Agent{number} Smith", Role.AGENT) for number in range(5)]
    for user in users:
        make(user, seen_seconds_ago=GRACE + 1)
    start = Barrier(4)

    def run(_: int) -> int:
        try:
            start.wait(timeout=30)
            return sweep()
        finally:
            connection.close()

    with ThreadPoolExecutor(4) as pool:
        assert sum(pool.map(run, range(4))) == 5
    assert sorted(called) == sorted(user.pk for user in users)
    assert len(told()) == 5


@pytest.mark.django_db(transaction=True)
def test_who_comes_back_while_it_is_swept_is_online_in_the_end(
    alice: User, called: list[int]
) -> None:
    from handoff.accounts.presence import Sightings

    for _ in range(6):
        AgentAvailability.objects.all().delete()
        make(alice, seen_seconds_ago=GRACE + 1)
        start = Barrier(2)

        def at_once(deed: Any, start: Barrier = start) -> None:
            try:
                start.wait(timeout=30)
                deed()
            finally:
                connection.close()

        with ThreadPoolExecutor(2) as pool:
            list(pool.map(at_once, [sweep, lambda: Sightings().note([alice.pk])]))
        Sightings().note([alice.pk])
        row = row_of(alice)
        assert (row.status, row.gone_at, row.is_gone_told) == ("online", None, True)
    for before, after in zip(told()[::2], told()[1::2], strict=True):
        assert (before[2], after[2]) == ("gone", "returned")


def test_what_a_killed_process_left_undone_is_made_up_for(alice: User, called: list[int]) -> None:
    make(alice, seen_seconds_ago=GRACE + 1)
    mark_gone(AgentAvailability.objects.select_related("user").get(pk=alice.pk))
    call_again()
    assert called == []  # it may be under way elsewhere

    long_ago = timezone.now() - absence.ABANDONED_AFTER - timedelta(seconds=1)
    AgentAvailability.objects.update(gone_at=long_ago)
    call_again()
    call_again()
    assert called == [alice.pk]


def test_a_fault_in_taking_care_is_logged_and_tried_again(
    alice: User, called: list[int], monkeypatch: pytest.MonkeyPatch,
    caplog: pytest.LogCaptureFixture,
) -> None:  # fmt: skip
    def fail(agent: User) -> None:
        raise OperationalError("the queue is not to be had")

    make(alice, seen_seconds_ago=GRACE + 1)
    working = absence._gone[0]
    monkeypatch.setattr(absence, "_gone", [fail])
    sweep()
    assert "could not be taken care of" in caplog.text
    assert row_of(alice).status == "away"

    monkeypatch.setattr(absence, "_gone", [working])
    AgentAvailability.objects.update(gone_at=timezone.now() - timedelta(seconds=60))
    call_again()
    assert called == [alice.pk]


def test_whoever_is_back_is_not_taken_care_of(alice: User, called: list[int]) -> None:
    make(alice, seen_seconds_ago=GRACE + 1)
    mark_gone(AgentAvailability.objects.select_related("user").get(pk=alice.pk))
    set_status(alice.as_actor(door="rest"), status="online")
    absence.call_gone(alice.pk)
    assert called == []


class TestTheWatch:
    """It does not take its own absence, or that of the database, for the agents'."""

    @pytest.fixture(autouse=True)
    def _somebody_gone(self, alice: User, called: list[int]) -> None:
        make(alice, seen_seconds_ago=10 * GRACE)
        self.now = 1000.0
        self.watch = Watch(clock=lambda: self.now)

    def look_after(self, *pauses: float) -> list[int]:
        found = []
        for pause in pauses:
            self.now += pause
            found.append(self.watch.look())
        return found

    def test_a_new_one_gives_everybody_a_grace_period(self) -> None:
        step = GRACE / 4
        assert self.look_after(0, step, step, step, step) == [0, 0, 0, 0, 1]

    def test_one_that_was_away_gives_another(self, alice: User) -> None:
        step = GRACE / 4
        self.look_after(0, step, step, step)
        assert self.look_after(GRACE, step, step, step, step) == [0, 0, 0, 0, 1]

    def test_a_look_that_failed_was_none(self, monkeypatch: pytest.MonkeyPatch) -> None:
        step = GRACE / 4
        self.look_after(0, step, step, step)
        with monkeypatch.context() as broken:
            broken.setattr(absence, "find_unseen", lambda: 1 / 0)
            for _ in range(7):
                with pytest.raises(ZeroDivisionError):
                    self.look_after(step)
        assert self.look_after(step, step, step, step) == [0, 0, 0, 0]
        assert self.look_after(step) == [1]
