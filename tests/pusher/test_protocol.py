"""What a socket is told before and after it subscribes, frame by frame."""

from __future__ import annotations

import json
import re
from collections.abc import Callable

import pytest
from django.conf import settings
from websockets.exceptions import InvalidStatus

from handoff.realtime.limits import REFUSALS
from handoff.realtime.pusher import connection, packets, session
from handoff.realtime.pusher.signatures import auth_for
from tests.pusher.client import ESTABLISHED, INTERNAL_SUCCEEDED, Raw

Open = Callable[..., Raw]
pytestmark = pytest.mark.usefixtures("db")


@pytest.fixture
def db() -> None:
    """Only the server writes here, and leaves nothing behind: there is nothing to empty."""


def test_says_who_the_socket_is_and_when_to_ask_whether_we_are_there(open_raw: Open) -> None:
    socket = open_raw()

    assert socket.first["event"] == ESTABLISHED
    data = json.loads(socket.first["data"])
    assert re.fullmatch(r"\d+\.\d+", data["socket_id"])
    assert data["activity_timeout"] == 120
    assert open_raw().socket_id != socket.socket_id


@pytest.mark.parametrize(
    ("path", "query", "code"),
    [
        ("/app/another-key", "?protocol=7", 4001),
        ("/app/", "?protocol=7", 4005),
        ("/app", "?protocol=7", 4005),
        (f"/app/{settings.PUSHER_KEY}/more", "?protocol=7", 4005),
        ("", "?protocol=seven", 4006),
        ("", "?protocol=4", 4007),
        ("", "?protocol=8", 4007),
        ("", "", 4008),
    ],
)
def test_is_refused_with_its_number_as_error_and_as_close(
    open_raw: Open, path: str, query: str, code: int
) -> None:
    socket = open_raw(query, path)

    assert socket.first["event"] == "pusher:error"
    assert socket.first["data"]["code"] == code
    assert socket.first["data"]["message"]
    assert socket.closing() == (code, socket.first["data"]["message"])


def test_who_guesses_keys_is_told_to_come_later(open_raw: Open) -> None:
    numbers = [open_raw(path="/app/guess").first["data"]["code"] for _ in range(REFUSALS + 2)]

    assert numbers[:REFUSALS] == [4001] * REFUSALS
    assert 4100 in numbers[REFUSALS:]
    assert open_raw().socket_id  # what is good opens, whatever was refused before


def test_browsers_of_other_sites_are_refused(open_raw: Open) -> None:
    with pytest.raises(InvalidStatus) as refused:
        open_raw(origin="https://evil.example")

    assert refused.value.response.status_code == 403
    assert open_raw(origin="https://shop.example").socket_id


def test_answers_a_ping(open_raw: Open) -> None:
    assert open_raw().ask("pusher:ping", data={}) == {"event": "pusher:pong", "data": "{}"}


def test_asks_who_is_silent_and_closes_who_does_not_answer(
    open_raw: Open, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(packets, "ACTIVITY_TIMEOUT_SECONDS", 0.1)
    monkeypatch.setattr(connection, "ANSWER_SECONDS", 0.1)
    there, gone = open_raw(), open_raw()

    for _ in range(2):
        assert there.receive()["event"] == "pusher:ping"
        there.say({"event": "pusher:pong", "data": {}})
    assert gone.receive()["event"] == "pusher:ping"
    assert gone.closing()[0] == 4201


@pytest.mark.parametrize("frame", ["no JSON", "[]", "{}", '{"event": 5}', b"\x00", "1" * 70_000])
def test_what_is_no_frame_is_an_error_and_the_socket_stays(
    open_raw: Open, frame: str | bytes
) -> None:
    socket = open_raw()

    socket.say(frame)

    assert socket.receive()["event"] == "pusher:error"
    assert socket.ask("pusher:ping")["event"] == "pusher:pong"


@pytest.mark.parametrize(
    "event",
    ["pusher:nonsense", "pusher_internal:member_added", "staff-assigned", "", "pusher:signin"],
)
def test_events_that_nobody_knows_are_passed_over(open_raw: Open, event: str) -> None:
    socket, other = open_raw(), open_raw()
    for one in (socket, other):
        one.subscribe("private-x", auth=auth_for(one.socket_id, "private-x"))

    socket.say({"event": event, "channel": "private-x", "data": {}})

    assert socket.ask("pusher:ping")["event"] == "pusher:pong"
    assert other.ask("pusher:ping")["event"] == "pusher:pong"


def test_a_public_channel_is_for_everybody(open_raw: Open) -> None:
    frame = open_raw().subscribe("news")

    assert frame == {"event": INTERNAL_SUCCEEDED, "channel": "news", "data": "{}"}


def test_data_may_come_as_text(open_raw: Open) -> None:
    frame = open_raw().ask("pusher:subscribe", data='{"channel": "news"}')

    assert frame["event"] == INTERNAL_SUCCEEDED


def test_subscribing_twice_and_leaving_what_one_was_not_in_do_no_harm(open_raw: Open) -> None:
    socket = open_raw()

    assert socket.subscribe("news") == socket.subscribe("news")
    for channel in ("news", "news", "other", 7, None):
        socket.say({"event": "pusher:unsubscribe", "data": {"channel": channel}})
    assert socket.ask("pusher:ping")["event"] == "pusher:pong"
    assert socket.subscribe("news")["event"] == INTERNAL_SUCCEEDED


@pytest.mark.parametrize(
    "channel", ["", "a b", "ä", "x" * 165, "#server-to-user-1", 5, None, ["news"], "news\n"]
)
def test_an_odd_name_is_refused(open_raw: Open, channel: object) -> None:
    socket = open_raw()

    frame = socket.ask("pusher:subscribe", data={"channel": channel})

    assert frame["event"] == "pusher:subscription_error"
    assert frame["data"]["status"] == 400
    assert socket.subscribe("x" * 164)["event"] == INTERNAL_SUCCEEDED


def test_a_private_channel_needs_a_signature_for_this_socket_and_channel(open_raw: Open) -> None:
    socket, other = open_raw(), open_raw()
    wrong = [
        None,
        "",
        "nonsense",
        "ä:ä",
        auth_for(socket.socket_id, "private-other"),
        auth_for(other.socket_id, "private-x"),
        auth_for(socket.socket_id, "private-x", "{}"),
        auth_for(socket.socket_id, "private-x").replace(settings.PUSHER_KEY, "another"),
    ]

    for auth in wrong:
        frame = socket.subscribe("private-x", auth=auth)
        assert frame["event"] == "pusher:subscription_error", auth
        assert frame["channel"] == "private-x"
        assert frame["data"]["type"] == "AuthError"
        assert frame["data"]["status"] == 401
        assert frame["data"]["error"]
    good = socket.subscribe("private-x", auth=auth_for(socket.socket_id, "private-x"))
    assert good == {"event": INTERNAL_SUCCEEDED, "channel": "private-x", "data": "{}"}


def test_one_socket_subscribes_to_a_hundred_channels(
    open_raw: Open, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(session, "MOST_SUBSCRIPTIONS", 3)
    socket = open_raw()
    for number in range(3):
        assert socket.subscribe(f"news-{number}")["event"] == INTERNAL_SUCCEEDED

    frame = socket.subscribe("one-more")

    assert (frame["event"], frame["data"]["status"]) == ("pusher:subscription_error", 413)


def test_a_cache_channel_says_at_once_that_nothing_is_kept(open_raw: Open) -> None:
    socket = open_raw()

    assert socket.subscribe("cache-news")["event"] == INTERNAL_SUCCEEDED
    assert socket.receive() == {"event": "pusher:cache_miss", "channel": "cache-news"}


def test_too_many_frames_are_errors(open_raw: Open, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(session, "FRAMES_AT_ONCE", 3)
    socket = open_raw()

    answers = [socket.ask("pusher:ping")["event"] for _ in range(5)]

    assert answers[:3] == ["pusher:pong"] * 3
    assert "pusher:error" in answers[3:]
