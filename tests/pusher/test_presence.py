"""Presence over several processes, some of them dead."""

from __future__ import annotations

import json
from collections.abc import Callable
from datetime import timedelta

import pytest
from django.utils import timezone

from handoff.realtime.pusher import clerk, crossing, roll
from handoff.realtime.pusher import serving as pusher_serving
from handoff.realtime.pusher.channels import Member
from handoff.realtime.pusher.crossing import Cast, Hint
from handoff.realtime.pusher.models import Subscription, SwitchboardProcess
from handoff.realtime.pusher.roll import Batch
from tests.pusher.client import INTERNAL_SUCCEEDED, Raw
from tests.pusher.test_pusher_js import join
from tests.realtime.server import wait_until

OpenRaw = Callable[..., Raw]
pytestmark = pytest.mark.usefixtures("db")
ELSEWHERE = Batch("elsewhere", coming={("far", "presence-x"): Member("2", '{"name":"Ben"}')})


@pytest.fixture
def db() -> None:
    """Only the server writes here, and these tests, which leave nothing behind."""


def hears_member(socket: Raw, event: str, user_id: str) -> None:
    frame = socket.receive(8)
    assert frame["event"] == f"pusher_internal:{event}"
    assert json.loads(frame["data"])["user_id"] == user_id


def test_who_comes_and_goes_in_another_process_is_told_on_its_hint(open_raw: OpenRaw) -> None:
    ann = open_raw()
    join(ann, "presence-x", "1")
    board = pusher_serving._switchboard
    assert board is not None

    roll.write(ELSEWHERE)
    from_elsewhere(Hint(("presence-x", "presence-nobody-here")))
    hears_member(ann, "member_added", "2")
    roll.strike_process("elsewhere")
    from_elsewhere(Hint(("presence-x",)))
    hears_member(ann, "member_removed", "2")


def from_elsewhere(said: Cast | Hint) -> None:
    """As the relay hands it over."""
    board = pusher_serving._switchboard
    assert board is not None
    message = {**crossing.message_of(said), "origin": "elsewhere"}
    board.loop.call_soon_threadsafe(board.hear, message)


def test_who_was_in_a_process_that_died_goes_when_its_heartbeat_is_missed(
    open_raw: OpenRaw, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(roll, "BEAT_SECONDS", 0.05)
    roll.write(ELSEWHERE)
    ann = open_raw()
    first = json.loads(join(ann, "presence-x", "1")["data"])
    assert first["presence"]["ids"] == ["2", "1"]

    SwitchboardProcess.objects.filter(pk="elsewhere").update(
        seen_at=timezone.now() - timedelta(minutes=1)
    )

    hears_member(ann, "member_removed", "2")


def test_who_was_struck_off_by_mistake_is_written_again_and_nobody_is_told(
    open_raw: OpenRaw, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(roll, "BEAT_SECONDS", 0.05)
    ann, ben = open_raw(), open_raw()
    join(ann, "presence-x", "1")
    join(ben, "presence-y", "2")
    board = pusher_serving._switchboard
    assert board is not None

    roll.strike_process(board.process_id)

    wait_until(lambda: Subscription.objects.count() == 2)
    for socket in (ann, ben):
        assert socket.ask("pusher:ping")["event"] == "pusher:pong"
    roll.strike_process(board.process_id)
    join(ben, "presence-x", "2")  # at this very moment
    hears_member(ann, "member_added", "2")
    assert Subscription.objects.count() == 3


def test_an_event_of_another_process_is_told_and_an_own_one_not_twice(open_raw: OpenRaw) -> None:
    socket, other = open_raw(), open_raw()
    for one in (socket, other):
        one.subscribe("news")
    cast = Cast(("news",), "greeting", "{}", but=other.socket_id)
    board = pusher_serving._switchboard
    assert board is not None

    board.loop.call_soon_threadsafe(board.hear, crossing.message_of(cast))
    from_elsewhere(cast)

    assert socket.receive()["event"] == "greeting"
    for one in (socket, other):
        assert one.ask("pusher:ping")["event"] == "pusher:pong"


def test_who_cannot_be_written_down_is_sent_away_to_come_back(
    open_raw: OpenRaw, monkeypatch: pytest.MonkeyPatch, caplog: pytest.LogCaptureFixture
) -> None:
    def fail(batch: Batch) -> None:
        raise OSError("the disk is full")

    monkeypatch.setattr(clerk, "PAUSE_SECONDS", 0.01)
    ann = open_raw()
    join(ann, "presence-x", "1")
    with monkeypatch.context() as broken:
        broken.setattr(roll, "write", fail)
        ben = open_raw()
        ben.say({"event": "pusher:subscribe", "data": {"channel": "news"}})
        assert ben.closing()[0] == 4100

    assert open_raw().subscribe("news")["event"] == INTERNAL_SUCCEEDED
    assert ann.ask("pusher:ping")["event"] == "pusher:pong"
    assert "could not be written" in caplog.text
