"""A user may send thirty messages at once and ten a second."""

from __future__ import annotations

import pytest

from handoff.realtime.errors import TooManyRequests
from handoff.realtime.limits import Allowances
from tests.realtime.news import agent


class Clock:
    now = 100.0

    def __call__(self) -> float:
        return self.now


def how_many(allowances: Allowances, user_id: int = 3) -> int:
    for count in range(1000):
        try:
            allowances.take(agent(user_id))
        except TooManyRequests:
            return count
    raise AssertionError("there is no limit")


def test_thirty_at_once_then_ten_a_second() -> None:
    clock = Clock()
    allowances = Allowances(clock=clock)
    assert how_many(allowances) == 30
    assert how_many(allowances, user_id=4) == 30
    clock.now += 1
    assert how_many(allowances) == 10
    clock.now += 3600
    assert how_many(allowances) == 30


def test_says_when_to_try_again() -> None:
    clock = Clock()
    allowances = Allowances(clock=clock)
    how_many(allowances)
    with pytest.raises(TooManyRequests, match="try again in 1 second") as refusal:
        allowances.take(agent())
    clock.now += refusal.value.retry_after_seconds
    allowances.take(agent())


def test_forgets_those_who_have_been_quiet() -> None:
    clock = Clock()
    allowances = Allowances(clock=clock, keep=5)
    for user_id in range(5):
        allowances.take(agent(user_id))
    clock.now += 10
    allowances.take(agent(6))
    assert list(allowances._buckets) == ["user:6"]
