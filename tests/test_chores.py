"""Chores: each in its time, and none keeps the others from theirs."""

from __future__ import annotations

import threading

import pytest

from handoff import chores
from handoff.chores import Chore, Round, run_until


@pytest.fixture
def done(monkeypatch: pytest.MonkeyPatch) -> list[str]:
    """What was done, of three chores of which the second always fails."""
    done: list[str] = []

    def fail() -> None:
        done.append("fails")
        raise OSError("nobody home")

    monkeypatch.setattr(chores, "_chores", {})
    chores.register(Chore("often", 1, lambda: done.append("often")))
    chores.register(Chore("fails", 2, fail))
    chores.register(Chore("seldom", 10, lambda: done.append("seldom")))
    return done


def test_each_comes_in_its_time(done: list[str]) -> None:
    round_ = Round()
    for now in (100.0, 100.5, 101.0, 102.0, 109.9, 110.0):
        round_.go(now)
    assert (done.count("often"), done.count("fails"), done.count("seldom")) == (4, 3, 2)


def test_a_name_is_taken_once(done: list[str]) -> None:
    with pytest.raises(ValueError, match="registered twice"):
        chores.register(Chore("often", 1, list))


@pytest.mark.django_db(transaction=True)
def test_goes_round_until_told_to_stop(done: list[str], monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(chores, "LOOK_SECONDS", 0.01)
    stopping, seldom = threading.Event(), threading.Event()
    chores.register(Chore("seen", 0, seldom.set))
    thread = threading.Thread(target=run_until, args=(stopping,))
    thread.start()
    assert seldom.wait(5)
    stopping.set()
    thread.join(5)
    assert not thread.is_alive()
    assert "seldom" in done
