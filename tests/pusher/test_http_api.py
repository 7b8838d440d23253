"""`/apps/<id>/…` with the official Python library; who listens is pusher-js."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import pusher
import pytest
import requests
from django.conf import settings
from pusher.errors import PusherBadAuth, PusherBadRequest, PusherBadStatus
from pusher.http import POST, Request

from handoff.realtime.pusher.signatures import auth_for
from tests.pusher.client import PusherJs, Raw

OpenJs = Callable[..., PusherJs]
OpenRaw = Callable[..., Raw]
pytestmark = pytest.mark.usefixtures("db")


@pytest.fixture
def db() -> None:
    """Only the server writes here, and leaves nothing behind: there is nothing to empty."""


def library(port: int, **changed: Any) -> pusher.Pusher:
    chosen = {
        "app_id": settings.PUSHER_APP_ID,
        "key": settings.PUSHER_KEY,
        "secret": settings.PUSHER_SECRET,
        "host": "127.0.0.1",
        "port": port,
        "ssl": False,
        **changed,
    }
    return pusher.Pusher(**chosen)


def presence(socket: Raw, channel: str, user_id: str) -> dict[str, Any]:
    data = f'{{"user_id": "{user_id}"}}'
    auth = auth_for(socket.socket_id, channel, data)
    return socket.subscribe(channel, auth=auth, channel_data=data)


def test_an_event_reaches_all_but_the_one_who_caused_it(port: int, open_js: OpenJs) -> None:
    one, other = open_js(), open_js()
    for client in (one, other):
        client.subscribe("news")
    data = {"words": "Grüße", "list": [1, None]}

    assert library(port).trigger("news", "greeting", data, socket_id=one.socket_id) == {}

    assert other.hears("greeting") == data
    one.silence()


def test_one_event_for_several_channels_and_several_events_at_once(
    port: int, open_js: OpenJs
) -> None:
    client = open_js()
    for channel in ("a", "b", "c"):
        client.subscribe(channel)

    library(port).trigger(["a", "b"], "first", {})
    library(port).trigger_batch(
        [{"channel": name, "name": "second", "data": {"for": name}} for name in ("c", "a")]
    )

    heard = [client.next("event") for _ in range(4)]
    assert [(line["channel"], line["event"]) for line in heard] == [
        ("a", "first"), ("b", "first"), ("c", "second"), ("a", "second"),
    ]  # fmt: skip
    assert heard[2]["data"] == {"for": "c"}


def test_who_left_hears_nothing_more(port: int, open_js: OpenJs) -> None:
    client = open_js()
    client.subscribe("news")
    client.do("unsubscribe", channel="news")
    client.subscribe("other")

    library(port).trigger(["news", "other"], "greeting", {})

    assert client.next("event")["channel"] == "other"
    client.silence()


def test_tells_which_channels_are_occupied_and_by_how_many(port: int, open_raw: OpenRaw) -> None:
    asks = library(port)
    first, second = open_raw(), open_raw()
    for socket in (first, second):
        presence(socket, "presence-x", "7")
    presence(first, "presence-Y", "7")
    second.subscribe("news")

    assert asks.channels_info() == {"channels": {"news": {}, "presence-Y": {}, "presence-x": {}}}
    assert asks.channels_info("presence-", ["user_count", "subscription_count"])["channels"] == {
        "presence-Y": {"user_count": 1, "subscription_count": 1},
        "presence-x": {"user_count": 1, "subscription_count": 2},
    }
    assert asks.channels_info("presence-X") == {"channels": {}}
    assert asks.channel_info("news", ["subscription_count"]) == {
        "occupied": True, "subscription_count": 1,
    }  # fmt: skip
    assert asks.channel_info("empty", ["subscription_count"]) == {
        "occupied": False, "subscription_count": 0,
    }  # fmt: skip
    assert asks.users_info("presence-x") == {"users": [{"id": "7"}]}
    second.say({"event": "pusher:unsubscribe", "data": {"channel": "news"}})
    presence(second, "presence-z", "8")
    assert asks.channel_info("news") == {"occupied": False}


def test_answers_what_is_wanted_to_know_with_an_event(port: int, open_raw: OpenRaw) -> None:
    socket = open_raw()
    presence(socket, "presence-x", "7")
    event = {"name": "a", "data": "{}", "info": "user_count"}

    told = post(port, "events", {**event, "channels": ["presence-x"]})
    batched = post(port, "batch_events", {"batch": [{**event, "channel": "presence-x"}]})

    assert told.json() == {"channels": {"presence-x": {"user_count": 1}}}
    assert batched.json() == {"batch": [{"user_count": 1}]}


def post(port: int, path: str, words: Any, body: bytes | None = None) -> requests.Response:
    """A request signed by the official library, its body perhaps exchanged afterwards."""
    asked: Any = Request(library(port)._pusher_client, POST, f"/apps/1/{path}", words)
    return requests.post(asked.url, data=body or asked.body, headers=asked.headers, timeout=5)


def test_who_does_not_hold_the_secret_is_refused_and_nobody_hears(
    port: int, open_js: OpenJs
) -> None:
    client = open_js()
    client.subscribe("news")
    for forger in ({"secret": "guessed"}, {"key": "another"}):
        with pytest.raises(PusherBadAuth, match=r"error"):
            library(port, **forger).trigger("news", "staff-assigned", {})
    event = {"name": "staff-assigned", "data": "{}", "channel": "news"}
    unsigned = requests.post(f"http://127.0.0.1:{port}/apps/1/events", json=event, timeout=5)
    exchanged = post(port, "events", event, body=b'{"name": "b", "data": "", "channel": "news"}')

    assert [unsigned.status_code, exchanged.status_code] == [401, 401]
    client.silence()


@pytest.mark.parametrize(
    ("path", "body", "status"),
    [
        ("events", {"name": "a", "data": "x" * 10_241, "channel": "x"}, 413),
        ("events", {"name": "a", "data": "x", "channel": "a b"}, 400),
        ("events", {"name": "a", "data": "x", "channel": "x", "info": "user_count"}, 400),
        ("events", [], 400),
        ("batch_events", {"batch": [{"name": "a", "data": "x", "channel": "x"}] * 11}, 400),
        ("events", {"padding": "x" * 1_100_000}, 413),
        ("nonsense", {}, 404),
    ],
)
def test_what_cannot_be_done_is_told_in_a_sentence(
    port: int, path: str, body: Any, status: int
) -> None:
    answer = post(port, path, body)

    assert answer.status_code == status
    assert answer.json().keys() == {"error"}


@pytest.mark.parametrize(
    ("question", "arguments"),
    [
        ("channels_info", (None, ["user_count"])),
        ("channel_info", ("news", ["user_count"])),
        ("channel_info", ("presence-x", ["nonsense"])),
        ("users_info", ("news",)),
    ],
)
def test_what_is_not_known_cannot_be_asked(
    port: int, question: str, arguments: tuple[Any, ...]
) -> None:
    with pytest.raises(PusherBadRequest):
        getattr(library(port), question)(*arguments)


def test_another_application_does_not_exist(port: int) -> None:
    with pytest.raises(PusherBadStatus, match=r"404"):
        library(port, app_id="2").channels_info()
