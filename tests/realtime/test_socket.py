"""The dashboard's socket: every message is answered, and nothing a client sends ends it."""

from __future__ import annotations

import json
import threading
import time
from typing import Any

import pytest
from django.db import OperationalError
from rest_framework import serializers

from conversations.models import Conversation
from handoff import commands, topics
from handoff.accounts.actions import deactivate_user
from handoff.accounts.models import Company, User
from handoff.actor import Actor
from handoff.commands import Command
from handoff.news.emitting import action, emit
from handoff.news.models import Event, Stream
from handoff.realtime import resuming
from handoff.realtime.dialects.dashboard.requests import MAX_FRAME_BYTES, Order
from handoff.realtime.limits import BURST
from tests.cast import JOHN_ID, PAGE_ID
from tests.realtime.news import MESSENGER
from tests.realtime.server import Server, Socket, wait_until

pytestmark = pytest.mark.django_db(transaction=True)

WHOM = {"customer_id": JOHN_ID, "page_id": PAGE_ID}


@action
def change_stop(company: Company, stop: bool = True, padding: str = "") -> None:
    from conversations.events import StopChanged

    subject = {**MESSENGER, "padding": padding}
    if padding:
        subject["customer"] = {**MESSENGER["customer"], "padding": padding}  # type: ignore[dict-item]
    emit(
        StopChanged(subject=subject, stop=stop, timestamp=1705315200),
        company_id=company.pk,
        to=[topics.team(company.pk)],
    )


class Anything(serializers.Serializer[Any]):
    seconds = serializers.FloatField(default=0)


@pytest.fixture
def order_of(orders: dict[str, Order], monkeypatch: pytest.MonkeyPatch) -> Any:
    """Make a command for this test, called `test_<name>` by clients."""

    def make(name: str, act: Any, **order: Any) -> None:
        command = Command(f"test_{name}", Anything, act, lambda result: {"did": result})
        monkeypatch.setitem(commands._commands, command.name, command)
        reply = {"type": f"{name}_done"}
        orders[command.name] = Order(command.name, lambda output: {**reply, **output}, **order)

    return make


def test_every_bad_message_is_answered_and_the_socket_lives(port: int, alice: User) -> None:
    bad: list[object] = [
        b"\x00\xff",
        "",
        "{",
        "nonsense",
        "[]",
        "null",
        "17",
        '"ping"',
        "{}",
        '{"type": null}',
        '{"type": {}}',
        '{"type": "\\ud800"}',
        '{"type": "assign_agent\\u0000"}',
        '{"type": "ping", "data": 5}',
        '{"type": "ping", "request_id": {}}',
        '{"type": 1' + "0" * 400 + "}",
        "[" * 100_000,
        '{"type":' * 5_000 + "1" + "}" * 5_000,
        json.dumps({"type": "ping", "x": "x" * MAX_FRAME_BYTES}),
        {"type": "__class__"},
        {"type": "x" * 100_000},
    ]
    with Socket(port, alice) as socket:
        for frame in bad:
            reply = socket.call(frame)
            assert reply["type"] == "error", frame
            assert reply["error"], frame
            assert reply["code"] in ("invalid", "too_large"), frame
        assert socket.call({"type": "ping"}) == {"type": "pong"}


@pytest.mark.parametrize(
    "fields",
    [
        {},
        {"customer_id": None, "page_id": None},
        {"customer_id": [], "page_id": {}},
        {"customer_id": {"a": {"b": []}}, "page_id": True},
        {"customer_id": 10**30, "page_id": -1},
        {"customer_id": "\0", "page_id": "\0"},
        {"customer_id": "'; --", "page_id": "% %s"},
        {"customer_id": "x" * 5000, "page_id": "😀"},
        {"customer_id": JOHN_ID, "page_id": "555000111222333"},
        {"customer_id": "nobody", "page_id": PAGE_ID},
    ],
)
@pytest.mark.parametrize("type", ["assign_agent", "unassign_agent", "send_message"])
def test_odd_fields_are_refused(
    port: int, alice: User, john: Conversation, type: str, fields: dict[str, Any]
) -> None:
    with Socket(port, alice) as socket:
        for frame in ({"type": type, **fields}, {"type": type, "data": fields}):
            reply = socket.call(frame)
            assert reply["type"] == "error"
            assert reply["code"] != "internal"
        assert socket.call({"type": "ping"}) == {"type": "pong"}


@pytest.mark.parametrize("request_id", [None, "r-1", 0, 12.5])
@pytest.mark.parametrize("under_data", [False, True])
def test_a_customer_is_taken_written_to_and_released(
    port: int, alice: User, john: Conversation, under_data: bool, request_id: object
) -> None:
    extra = {} if request_id is None else {"request_id": request_id}

    def call(type: str, **fields: Any) -> dict[str, Any]:
        shape = {"data": fields} if under_data else fields
        reply = socket.call({"type": type, **shape, **extra})
        assert {k: v for k, v in reply.items() if k == "request_id"} == extra
        return reply

    with Socket(port, alice) as socket:
        stopped = call("get_stopped_customers")
        assert stopped["type"] == "stopped_customers"
        assert [row["customer_id"] for row in stopped["data"]["customers"]] == [JOHN_ID]
        taken = call("assign_agent", **WHOM)
        assert (taken["type"], taken["data"]["agent_email"]) == ("agent_assigned", alice.email)
        assert taken["data"]["customer"]["agent_id"] == str(alice.pk)
        sent = call("send_message", **WHOM, message="Hello <b>", client_id="c-1")
        assert {**sent, "timestamp": 0, **extra} == {
            "type": "message_sent", **WHOM, "message": "Hello <b>", "timestamp": 0,
            "message_id": sent["message_id"], "client_id": "c-1", **extra,
        }  # fmt: skip
        assert call("send_message", **WHOM, message="Hello <b>", client_id="c-1") == sent
        assert call("unassign_agent", **WHOM)["type"] == "agent_unassigned"
        again = call("unassign_agent", **WHOM)
        assert again["error"] == "You are not assigned to this customer"


def test_the_colleague_hears_it_and_the_stranger_nothing(
    port: int, alice: User, bob: User, charlie: User, root: User, john: Conversation
) -> None:
    with (
        Socket(port, alice) as taker,
        Socket(port, bob) as colleague,
        Socket(port, charlie) as stranger,
        Socket(port, root) as superuser,
        Socket(port, bob, "?events=agent_requested") as deaf,
    ):
        taker.call({"type": "assign_agent", **WHOM})
        frames = [colleague.event(), colleague.event()]
        assert [frame["type"] for frame in frames] == [
            "agent_status_changed",
            "agent_assignment_changed",
        ]
        assert "cursor" not in frames[0]
        assert frames[1]["cursor"] == Stream.objects.heads([john.company_id])[john.company_id]
        for silent in (stranger, superuser, deaf):
            silent.silence()
        refusal = stranger.call({"type": "assign_agent", **WHOM})
        assert refusal["error"] == "Page not found or access denied"


def test_unknown_options_are_told_and_the_rest_holds(
    port: int, alice: User, hotel: Company
) -> None:
    query = "?events=nonsense,new_message&include=all&channels=fax&since=yesterday"
    with Socket(port, alice, query) as socket:
        assert socket.first["type"] == "connected"
        assert socket.receive() == {"type": "resync", "cursor": socket.first["cursor"]}
        assert [socket.receive()["error"] for _ in range(4)] == [
            "Unknown in include: all",
            "Unknown in channels: fax",
            "Unknown in events: nonsense",
            "since must be a cursor, an integer",
        ]
        change_stop(hotel)
        socket.silence()


def test_requests_are_answered_in_order_while_events_pass(
    port: int, alice: User, hotel: Company, order_of: Any
) -> None:
    release = threading.Event()
    order_of("slow", lambda actor, seconds: release.wait(10))
    with Socket(port, alice) as socket:
        socket.say({"type": "test_slow", "request_id": 1})
        socket.say({"type": "ping", "request_id": 2})
        for _ in range(3):
            change_stop(hotel)
        assert [socket.event()["cursor"] for _ in range(3)] == [1, 2, 3]
        release.set()
        assert [socket.reply()["request_id"] for _ in range(2)] == [1, 2]


def test_a_socket_that_leaves_during_a_slow_order_is_forgotten(
    server: Server, alice: User, order_of: Any
) -> None:
    from handoff.realtime.serving import current_hub

    release = threading.Event()
    order_of("slow", lambda actor, seconds: release.wait(10))
    hub = current_hub()
    assert hub is not None
    with Socket(server.port, alice) as socket:
        socket.say({"type": "test_slow"})
    release.set()
    wait_until(lambda: not hub.listeners)


def test_unknown_exceptions_are_logged_and_answered_as_internal(
    port: int, alice: User, order_of: Any, caplog: pytest.LogCaptureFixture
) -> None:
    def break_down(actor: Actor, seconds: float) -> None:
        raise LookupError("deep inside")

    order_of("broken", break_down)
    with Socket(port, alice) as socket:
        assert socket.call({"type": "test_broken", "request_id": "x"}) == {
            "type": "error",
            "error": "Something went wrong on our side",
            "code": "internal",
            "request_id": "x",
        }
        assert "deep inside" in caplog.text
        assert socket.call({"type": "ping"}) == {"type": "pong"}


def test_a_database_fault_at_assigning_has_the_contracts_words(
    port: int, alice: User, john: Conversation, monkeypatch: pytest.MonkeyPatch
) -> None:
    def fail(*args: object, **fields: object) -> None:
        raise OperationalError("disk full")

    monkeypatch.setattr(commands, "run", fail)
    with Socket(port, alice) as socket:
        reply = socket.call({"type": "assign_agent", **WHOM})
        assert (reply["error"], reply["code"]) == ("Failed to assign agent", "assignment_failed")
        reply = socket.call({"type": "unassign_agent", **WHOM})
        assert reply["code"] == "unavailable"


def test_a_flood_is_told_when_to_try_again(port: int, alice: User) -> None:
    with Socket(port, alice) as one, Socket(port, alice) as other:
        for number in range(BURST + 15):
            one.say({"type": "ping", "request_id": number})
        replies = [one.reply() for _ in range(BURST + 15)]
        refused = [reply for reply in replies if reply["type"] == "error"]
        assert [reply["type"] for reply in replies[:BURST]] == ["pong"] * BURST
        assert 5 <= len(refused) <= 15
        assert refused[-1]["code"] == "too_many_requests"
        assert 0 < refused[-1]["retry_after"] <= 0.2
        assert [reply["request_id"] for reply in replies] == list(range(BURST + 15))
        assert other.call({"type": "ping"})["type"] == "error"
        time.sleep(refused[-1]["retry_after"])
        assert other.call({"type": "ping"})["type"] == "pong"


def test_heartbeats_carry_the_newest_cursor(
    port: int, alice: User, hotel: Company, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(resuming, "HEARTBEAT_SECONDS", 0.1)
    with Socket(port, alice, "?events=new_message") as socket:
        assert socket.event() == {"type": "heartbeat", "cursor": 0}
        change_stop(hotel)
        wait_until(lambda: socket.event() == {"type": "heartbeat", "cursor": 1})


def test_comes_back_and_gets_exactly_what_it_missed(port: int, alice: User, hotel: Company) -> None:
    with Socket(port, alice) as socket:
        change_stop(hotel)
        cursor = socket.event()["cursor"]
    for _ in range(5):
        change_stop(hotel)
    with Socket(port, alice, f"?since={cursor}") as socket:
        assert socket.first["cursor"] == cursor
        change_stop(hotel)
        assert [socket.event()["cursor"] for _ in range(6)] == [2, 3, 4, 5, 6, 7]
        socket.silence()


def test_a_stranger_cannot_replay_anything(port: int, charlie: User, hotel: Company) -> None:
    for _ in range(3):
        change_stop(hotel)
    with Socket(port, charlie, "?since=0") as socket:
        assert socket.first["cursor"] == 0
        socket.silence()


def test_too_old_a_cursor_gets_resync_and_then_live_news(
    port: int, alice: User, hotel: Company
) -> None:
    for _ in range(3):
        change_stop(hotel)
    Event.objects.filter(seq__lte=2).delete()
    for since in (0, 99):
        with Socket(port, alice, f"?since={since}") as socket:
            assert socket.receive() == {"type": "resync", "cursor": 3}
    with Socket(port, alice, "?since=2") as socket:
        assert socket.receive()["cursor"] == 3


def test_a_reader_that_stalls_is_closed_with_4408_and_comes_back(
    server: Server, alice: User, bob: User, hotel: Company
) -> None:
    with Socket(server.port, alice, max_queue=1) as stalled, Socket(server.port, bob) as quick:
        count = 40
        for _ in range(count):
            change_stop(hotel, padding="x" * 300_000)
        assert [quick.event()["cursor"] for _ in range(count)] == list(range(1, count + 1))
        assert stalled.closing() == (4408, "resume")
        had = [frame["cursor"] for frame in stalled.heard]
        assert had == list(range(1, len(had) + 1))
        with Socket(server.port, alice, f"?since={had[-1] if had else 0}") as back:
            missed = [back.event()["cursor"] for _ in range(count - len(had))]
            assert had + missed == list(range(1, count + 1))


def test_the_deactivated_are_out_at_once(port: int, alice: User, bob: User, amira: User) -> None:
    with Socket(port, alice) as socket, Socket(port, bob) as other:
        started = time.monotonic()
        deactivate_user(amira.as_actor(door="test"), user_id=alice.pk)
        assert socket.closing() == (4401, "signed out")
        assert time.monotonic() - started < 1
        assert other.call({"type": "ping"}) == {"type": "pong"}


def test_stopping_the_server_closes_with_service_restart(server: Server, alice: User) -> None:
    with Socket(server.port, alice) as socket:
        server.uvicorn.should_exit = True
        assert socket.closing()[0] == 1012
