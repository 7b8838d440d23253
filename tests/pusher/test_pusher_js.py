"""Unmodified pusher-js: connecting, client events, presence, coming back."""

from __future__ import annotations

import json
from collections.abc import Callable
from typing import Any

import pytest

from handoff.realtime.outlet import Ending
from handoff.realtime.pusher import serving as pusher_serving
from handoff.realtime.pusher import session
from handoff.realtime.pusher.signatures import auth_for
from tests.pusher.client import INTERNAL_SUCCEEDED, PusherJs, Raw

OpenJs = Callable[..., PusherJs]
OpenRaw = Callable[..., Raw]
pytestmark = pytest.mark.usefixtures("db")


@pytest.fixture
def db() -> None:
    """Only the server writes here, and leaves nothing behind: there is nothing to empty."""


def join(socket: Raw, channel: str, user_id: str = "", **info: Any) -> dict[str, Any]:
    """Subscribe with a signature of whoever holds the secret."""
    data = json.dumps({"user_id": user_id, "user_info": info}) if user_id else None
    auth = auth_for(socket.socket_id, channel, data)
    return socket.subscribe(channel, auth=auth, **({"channel_data": data} if data else {}))


def test_connects_and_subscribes_to_a_public_channel(open_js: OpenJs) -> None:
    assert open_js().subscribe("hotel-abc-room-101-chat") == {}


def test_does_not_come_back_with_an_unknown_key(port: int, open_js: OpenJs) -> None:
    with PusherJs(open_js().node, port, key="unknown") as client:
        client.reaches("disconnected")


def test_comes_back_when_told_to_and_subscribes_again(open_js: OpenJs) -> None:
    client = open_js()
    client.subscribe("news")
    board = pusher_serving._switchboard
    assert board is not None

    for ending in (Ending.RESUME, Ending.RESTART):
        for socket in list(board._sockets):
            board.loop.call_soon_threadsafe(socket.outlet.close, ending)
        client.reaches("connecting")
        assert client.connected() != client.socket_id
        assert client.hears("pusher:subscription_succeeded") == {}


def test_a_client_event_goes_to_the_others_on_a_private_channel(open_raw: OpenRaw) -> None:
    sender, other, outside = open_raw(), open_raw(), open_raw()
    for socket in (sender, other):
        join(socket, "private-x")
    join(outside, "private-y")

    sender.say({"event": "client-typing", "channel": "private-x", "data": {"is_typing": True}})
    sender.say({"event": "client-said", "channel": "private-x", "data": "words"})

    assert other.receive() == {
        "event": "client-typing", "channel": "private-x", "data": '{"is_typing":true}',
    }  # fmt: skip
    assert other.receive()["data"] == "words"
    for socket in (sender, outside):
        assert socket.ask("pusher:ping")["event"] == "pusher:pong"


@pytest.mark.parametrize("channel", ["news", "private-encrypted-x", "private-other", None, 7])
def test_a_client_event_elsewhere_is_an_error_and_goes_nowhere(
    open_raw: OpenRaw, channel: object
) -> None:
    sender, other = open_raw(), open_raw()
    for socket in (sender, other):
        assert socket.subscribe("news")["event"] == INTERNAL_SUCCEEDED
        join(socket, "private-encrypted-x")
    join(other, "private-other")

    frame = sender.ask("client-forged", channel=channel, data={})

    assert (frame["event"], frame["data"]["code"]) == ("pusher:error", 4301)
    assert sender.ask("pusher:ping")["event"] == "pusher:pong"
    assert other.ask("pusher:ping")["event"] == "pusher:pong"


def test_more_than_ten_client_events_a_second_are_errors(open_raw: OpenRaw) -> None:
    sender, other = open_raw(), open_raw()
    for socket in (sender, other):
        join(socket, "private-x")

    for number in range(15):
        sender.say({"event": "client-a", "channel": "private-x", "data": number})

    errors = [sender.receive() for _ in range(4)]
    assert {frame["data"]["code"] for frame in errors} == {4301}
    assert [other.receive()["data"] for _ in range(10)] == [str(n) for n in range(10)]


def test_a_client_event_carries_ten_kilobytes(open_raw: OpenRaw) -> None:
    sender, other = open_raw(), open_raw()
    for socket in (sender, other):
        join(socket, "private-x")

    frame = sender.ask("client-a", channel="private-x", data="x" * 10_241)
    sender.say({"event": "client-b", "channel": "private-x", "data": "x" * 10_240})

    assert (frame["event"], frame["data"]["code"]) == ("pusher:error", 4301)
    assert other.receive()["event"] == "client-b"


def test_a_presence_channel_tells_who_is_there_who_comes_and_who_goes(open_raw: OpenRaw) -> None:
    ann, ben, ben_again = open_raw(), open_raw(), open_raw()

    first = json.loads(join(ann, "presence-x", "1", name="Ann")["data"])
    assert first == {"presence": {"ids": ["1"], "hash": {"1": {"name": "Ann"}}, "count": 1}}
    second = json.loads(join(ben, "presence-x", "2", name="Ben")["data"])
    assert second["presence"]["hash"] == {"1": {"name": "Ann"}, "2": {"name": "Ben"}}
    added = ann.receive()
    assert added["event"] == "pusher_internal:member_added"
    assert json.loads(added["data"]) == {"user_id": "2", "user_info": {"name": "Ben"}}

    assert json.loads(join(ben_again, "presence-x", "2", name="Ben")["data"]) == second
    ben.say({"event": "pusher:unsubscribe", "data": {"channel": "presence-x"}})
    assert ann.ask("pusher:ping")["event"] == "pusher:pong"  # Ben is there still
    ben_again.raw.close()
    removed = ann.receive()
    assert (removed["event"], json.loads(removed["data"])) == (
        "pusher_internal:member_removed", {"user_id": "2"},
    )  # fmt: skip
    ben.silence(0.1)


def test_a_members_events_name_the_member(open_raw: OpenRaw) -> None:
    ann, ben = open_raw(), open_raw()
    join(ann, "presence-x", "1")
    join(ben, "presence-x", "2")
    ann.receive()

    ann.say({"event": "client-a", "channel": "presence-x", "data": {}, "user_id": "2"})

    assert ben.receive()["user_id"] == "1"


def test_a_presence_channel_needs_to_know_who_comes(open_raw: OpenRaw) -> None:
    socket = open_raw()
    auth = auth_for(socket.socket_id, "presence-x")

    frame = socket.subscribe("presence-x", auth=auth)

    assert (frame["event"], frame["data"]["type"]) == ("pusher:subscription_error", "InvalidMember")


def test_a_presence_channel_that_is_full_takes_no_more_users(
    open_raw: OpenRaw, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("handoff.realtime.pusher.roll.MOST_MEMBERS", 2)
    sockets = [open_raw() for _ in range(4)]

    answers = [
        join(socket, "presence-x", user) for socket, user in zip(sockets, "1231", strict=True)
    ]

    assert [frame["event"] == INTERNAL_SUCCEEDED for frame in answers] == [True, True, False, True]
    assert answers[2]["data"]["type"] == "LimitReached"


def test_who_reads_nothing_is_sent_away_to_come_back(
    open_raw: OpenRaw, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(session, "EVENTS_PER_SECOND", 100_000)
    monkeypatch.setattr(session, "FRAMES_AT_ONCE", 100_000)
    stalled, sender = open_raw(max_queue=1), open_raw()
    for socket in (stalled, sender):
        join(socket, "private-x")

    for _ in range(2_500):
        sender.say({"event": "client-a", "channel": "private-x", "data": "x" * 8_000})

    assert sender.ask("pusher:ping")["event"] == "pusher:pong"
    assert stalled.closing()[0] == 4200
