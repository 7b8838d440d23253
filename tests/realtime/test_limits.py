"""A user may send thirty messages at once, whatever he did before, and ten a second; an address may
be refused sixty times a minute."""

from __future__ import annotations

import pytest

from handoff.realtime.errors import TooManyRefused, TooManyRequests
from handoff.realtime.limits import BURST, REFUSALS, Allowances, Refusals
from tests.realtime.news import agent


class Clock:
    now = 100.0

    def __call__(self) -> float:
        return self.now


def how_many(allowances: Allowances, user_id: int = 3) -> int:
    for count in range(1000):
        try:
            allowances.spend(agent(user_id))
        except TooManyRequests:
            return count
    raise AssertionError("there is no limit")


def test_leaves_room_for_what_goes_before_thirty_messages_and_sixty_refusals() -> None:
    """Contract README, "Who is asking": who accepts and joins a chat still sends thirty."""
    clock = Clock()
    allowances, refusals = Allowances(clock=clock), Refusals(clock=clock)
    for _ in range(10 + 30):
        allowances.spend(agent())
    for _ in range(10 + 60):
        refusals.count("192.0.2.1/32")


def test_so_many_at_once_then_ten_a_second() -> None:
    clock = Clock()
    allowances = Allowances(clock=clock)
    assert how_many(allowances) == BURST
    assert how_many(allowances, user_id=4) == BURST
    clock.now += 1
    assert how_many(allowances) == 10
    clock.now += 3600
    assert how_many(allowances) == BURST


def test_says_when_to_try_again() -> None:
    clock = Clock()
    allowances = Allowances(clock=clock)
    how_many(allowances)
    with pytest.raises(TooManyRequests, match="try again in 1 second") as refusal:
        allowances.spend(agent())
    clock.now += refusal.value.retry_after_seconds
    allowances.spend(agent())


def test_remembers_only_those_who_sent_last() -> None:
    clock = Clock()
    allowances = Allowances(clock=clock, keep=5)
    for user_id in range(100):
        allowances.spend(agent(user_id))
    assert len(allowances) == 5
    how_many(allowances, user_id=99)
    with pytest.raises(TooManyRequests):
        allowances.spend(agent(99))


def refused(refusals: Refusals, network: str = "192.0.2.1/32") -> int:
    for count in range(1000):
        try:
            refusals.count(network)
        except TooManyRefused:
            return count
    raise AssertionError("there is no limit")


def test_so_many_are_refused_before_it_is_too_many_and_one_more_each_second() -> None:
    clock = Clock()
    refusals = Refusals(clock=clock)
    assert refused(refusals) == REFUSALS
    assert refused(refusals, "198.51.100.1/32") == REFUSALS
    clock.now += 60
    assert refused(refusals) == 60


def test_a_flood_from_many_networks_fills_no_memory() -> None:
    refusals = Refusals(clock=Clock(), keep=100)
    for number in range(1000):
        refusals.count(f"2001:db8:0:{number:x}::/64")
    assert len(refusals) == 100
