"""The website chat's door, with the real client, over polling and over WebSocket."""

from __future__ import annotations

import asyncio
import threading
import time
from collections.abc import Callable
from typing import Any

import pytest
import requests
from django.db import OperationalError

from conversations.actions.hearing import write_as_participant
from conversations.models import Conversation
from customers.models import ParticipantSession
from customers.visits import end_sessions
from handoff import topics
from handoff.accounts.models import Company, SignIn, User
from handoff.accounts.sign_ins import sign_out_everywhere
from handoff.accounts.tokens import access_token_for, participant_token_for
from handoff.errors import Conflict
from handoff.news.models import Event, Stream
from handoff.realtime import limits, resuming
from handoff.realtime.dialects.dashboard import answering
from handoff.realtime.dialects.socketio import frames
from handoff.realtime.dialects.socketio.frames import SocketIO
from handoff.realtime.limits import BURST, Allowances
from handoff.realtime.listener import Ending
from handoff.realtime.serving import current_hub
from handoff.realtime.socketio import gateway, server
from handoff.realtime.threads import Crossing
from tests.cast import make_visitor
from tests.realtime.server import wait_until
from tests.socketio.client import Client

pytestmark = pytest.mark.django_db(transaction=True)

Open = Callable[..., Client]
TRANSPORTS = pytest.mark.parametrize("transports", [["polling"], ["websocket"]])


@pytest.fixture(autouse=True)
def words_of_this_test(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setitem(frames.FRAMES, "message_added", said)


def said(event: Event, dialect: SocketIO) -> list[tuple[str, dict[str, Any]]]:
    """Words for this test alone: two events for each message, of which the last has the cursor."""
    text = event.payload["message"]["message"]
    return [("test:before", {}), ("test:said", {"text": text, "is_team": dialect.is_team})]


def token_of(session: ParticipantSession) -> str:
    return participant_token_for(session.pk, expires_at=session.expires_at)


def write(session: ParticipantSession, chat: Conversation, text: str) -> None:
    write_as_participant(session.as_actor(door="test"), conversation_id=chat.pk, text=text)


def head_of(company_id: int) -> int:
    return Stream.objects.heads([company_id])[company_id]


@TRANSPORTS
def test_who_may_connect_and_who_is_told_why_not(
    open_client: Open, transports: list[str], nora: ParticipantSession, vera: User, alice: User
) -> None:
    for token in (token_of(nora), access_token_for(vera), access_token_for(alice)):
        assert open_client(token, transports=transports).connected() == 0
    header = {"Authorization": f"Bearer {token_of(nora)}"}
    assert open_client(transports=transports, extraHeaders=header).connected() == 0
    assert open_client(f"Bearer {token_of(nora)}", transports=transports).connected() == 0

    refusals: list[tuple[Any, str]] = [
        (None, "Authentication required"),
        ("", "Authentication required"),
        ("nonsense", "Invalid or expired token"),
        (token_of(nora)[:-2], "Invalid or expired token"),
        (5, "Authentication required"),
    ]
    for token, why in refusals:
        refused = open_client(token, transports=transports).next("connect", "connect_error")
        assert (refused["kind"], refused["message"]) == ("connect_error", why)


def test_it_upgrades_by_itself_and_goes_on(
    open_client: Open, nora: ParticipantSession, chat: Conversation
) -> None:
    client = open_client(token_of(nora))
    client.connected()
    assert client.next("upgrade")["transport"] == "websocket"
    write(nora, chat, "Hello")
    assert client.event()[0] == "test:before"
    assert client.event()[1]["text"] == "Hello"


@TRANSPORTS
def test_the_own_chat_is_heard_with_the_cursor_in_the_last_event_and_strangers_hear_nothing(
    open_client: Open, transports: list[str], hotel: Company, nora: ParticipantSession,
    chat: Conversation, charlie: User, alice: User,
) -> None:  # fmt: skip
    own = open_client(token_of(nora), transports=transports)
    strangers = [
        open_client(token, transports=transports)
        for token in (
            token_of(make_visitor(hotel, "Otto Other")), access_token_for(charlie),
            access_token_for(alice),
        )
    ]  # fmt: skip
    for client in (own, *strangers):
        client.connected()
    write(nora, chat, "Grüße <b>\n")

    assert own.event() == ("test:before", {})
    cursor = head_of(hotel.pk)
    said = {"text": "Grüße <b>\n", "is_team": False, "cursor": cursor}
    assert own.event() == ("test:said", said)
    for stranger in strangers:
        stranger.silence(0.2)


@TRANSPORTS
def test_who_was_cut_off_gets_what_was_missed_once_and_in_order(
    open_client: Open, transports: list[str], nora: ParticipantSession, chat: Conversation
) -> None:
    client = open_client(token_of(nora), transports=transports)
    client.connected()
    heard: list[str] = []
    for round_ in range(3):
        for number in range(4):
            write(nora, chat, f"{round_}.{number}")
            if number == 1:
                client.do("cut")
        while len(heard) < (round_ + 1) * 4:
            name, payload = client.event()
            if name == "test:said":
                heard.append(payload["text"])

    assert heard == [f"{round_}.{number}" for round_ in range(3) for number in range(4)]
    client.silence(0.2)


def test_a_reader_that_stalls_is_cut_off_and_comes_back_by_itself(
    open_client: Open, nora: ParticipantSession, chat: Conversation,
    monkeypatch: pytest.MonkeyPatch,
) -> None:  # fmt: skip
    def much(event: Event, dialect: SocketIO) -> list[tuple[str, dict[str, Any]]]:
        return [("test:said", {"text": event.payload["message"]["message"], "pad": "x" * 300_000})]

    monkeypatch.setitem(frames.FRAMES, "message_added", much)
    count = 100
    client = open_client(token_of(nora), transports=["websocket"])
    client.connected()
    hub = current_hub()
    assert hub is not None
    (listener,) = hub.listeners
    client.do("stall")
    for number in range(count):
        write(nora, chat, str(number))
    wait_until(lambda: listener.closing is Ending.RESUME)
    client.do("read")
    heard: list[str] = []
    while len(heard) < count:
        name, payload = client.event()
        if name == "test:said":
            heard.append(payload["text"])

    assert client.next("disconnect")["reason"] == "transport close"
    assert heard == [str(number) for number in range(count)]


def test_nothing_is_left_of_who_has_gone(
    open_client: Open, nora: ParticipantSession, chat: Conversation
) -> None:
    hub = current_hub()
    assert hub is not None
    for transports in (["websocket"], ["polling"]):
        client = open_client(token_of(nora), transports=transports)
        client.connected()
        assert len(hub.listeners) == 1
        client.end()
        wait_until(lambda: not hub.listeners)
    assert hub.feeds == {}


def test_who_never_signs_in_is_shown_out(
    open_client: Open, port: int, nora: ParticipantSession, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(server, "STRANGER_SECONDS", 0.2)
    client = open_client(token_of(nora), transports=["polling"])
    client.connected()
    address = f"http://127.0.0.1:{port}/socket.io/?EIO=4&transport=polling"
    opened = requests.get(address, timeout=5).text
    polled = requests.get(f"{address}&sid={opened[1:].split(chr(34))[3]}", timeout=5)
    assert polled.text == "1"  # closed
    time.sleep(0.3)
    assert client.call("test:nothing")["success"] is False  # who has signed in may stay


def test_a_good_bye_ends_the_poll_that_is_open(
    open_client: Open, port: int, nora: ParticipantSession
) -> None:
    client = open_client(token_of(nora), transports=["polling"])
    client.connected()
    client.end()
    hub = current_hub()
    assert hub is not None
    wait_until(lambda: not [t for t in asyncio.all_tasks(hub.loop) if "RequestResponse" in repr(t)])


def test_a_cursor_that_cannot_be_served_gets_resync(
    open_client: Open, nora: ParticipantSession, chat: Conversation
) -> None:
    head = head_of(chat.company_id)
    for since in (10**6, "yesterday", -5, True):
        client = open_client(token_of(nora), since=since)
        client.connected()
        assert client.event() == ("resync", {"cursor": head})
    for since in (head, str(head)):
        client = open_client(token_of(nora), since=since)
        assert client.connected() == head
        client.silence(0.2)


@TRANSPORTS
def test_everything_is_acknowledged_and_the_socket_lives(
    open_client: Open, order_of: Any, transports: list[str], nora: ParticipantSession
) -> None:
    def refuse(actor: Any, number: int) -> None:
        raise Conflict("Somebody was faster")

    def fail(actor: Any, number: int) -> None:
        raise LookupError("deep inside")

    def lose_the_database(actor: Any, number: int) -> None:
        raise OperationalError("disk full")

    order_of("add", lambda actor, number: number + 1)
    order_of("refuse", refuse)
    order_of("fail", fail)
    order_of("database", lose_the_database)
    client = open_client(token_of(nora), transports=transports)
    client.connected()

    assert client.call("test:add", {"number": 1}) == {"success": True, "did": 2}
    assert client.call("test:add") == {"success": True, "did": 1}
    assert client.call("test:add", None) == {"success": True, "did": 1}
    assert client.call("test:add", {"number": 1}, "more") == {"success": True, "did": 2}
    for values, error in (
        (["text"], "The payload must be an object"),
        ([[]], "The payload must be an object"),
        ([7], "The payload must be an object"),
        ([{"$bytes": "raw"}], "The payload must be an object"),
        ([{"number": "x"}], "A valid integer is required."),
        ([{"number": {}}], "A valid integer is required."),
    ):
        ack = client.call("test:add", *values)
        assert (ack["success"], ack["error"]) == (False, error)
    assert client.call("chat:nonsense", {})["error"] == "Unknown event: chat:nonsense"
    half_an_emoji = {"number": 1, "text": "\ud83d"}
    assert client.call("test:add", half_an_emoji)["error"] == "This is no event that can be read"
    assert client.call("test:refuse") == {
        "success": False, "error": "Somebody was faster", "code": "conflict",
    }  # fmt: skip
    assert client.call("test:fail")["code"] == "internal"
    assert client.call("test:database")["code"] == "unavailable"
    assert client.call("test:add", {"number": 5})["did"] == 6


def test_past_so_many_events_at_once_each_is_refused_with_when_to_try_again(
    open_client: Open, order_of: Any, nora: ParticipantSession, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Over all connections of one person, and also for what nobody understands."""
    monkeypatch.setattr(limits, "allowances", Allowances(clock=lambda: 0.0))
    order_of("add", lambda actor, number: number + 1)
    first, second = (open_client(token_of(nora)) for _ in range(2))
    first.connected()
    second.connected()
    for _ in range(BURST // 2):
        assert first.call("test:add")["success"]
        assert second.call("chat:nonsense")["code"] == "invalid"
    for client in (first, second):
        assert client.call("test:add") == {
            "success": False, "error": "Too many messages, try again in 1 second",
            "code": "too_many_requests", "retry_after": 0.1,
        }  # fmt: skip


def test_who_has_used_up_his_messages_at_one_door_has_none_at_the_other(
    open_client: Open, alice: User, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(limits, "allowances", Allowances(clock=lambda: 0.0))

    async def ask_at_the_dashboard() -> None:
        for _ in range(BURST):
            await answering.answer(alice.as_actor(door="websocket"), "nonsense")

    client = open_client(access_token_for(alice))
    client.connected()
    asyncio.run(ask_at_the_dashboard())
    assert client.call("chat:nonsense")["code"] == "too_many_requests"


def test_names_that_the_protocol_keeps_are_events_like_any_other(
    open_client: Open, order_of: Any, nora: ParticipantSession, caplog: pytest.LogCaptureFixture
) -> None:
    """The client library forbids them; somebody who speaks the protocol by hand does not."""
    order_of("add", lambda actor, number: number + 1)
    client = open_client(token_of(nora), transports=["websocket"])
    client.connected()
    for text in (
        '2["disconnect","transport close"]', '2["connect",{},{}]', '2["*",{}]', "2[5]", "2[]",
        "2[null]", '2[{"a":1}]', "2{}", "2", "9", "", "0{}", '4{"message":"x"}', "51-[]",
        '3999["x"]', "2[" * 50,
    ):  # fmt: skip
        client.do("raw", text=text)
    assert client.call("test:add", {"number": 5}) == {"success": True, "did": 6}
    assert "Traceback" not in caplog.text


def test_events_of_one_client_are_carried_out_in_their_order(
    open_client: Open, order_of: Any, nora: ParticipantSession, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(gateway, "orders", Crossing("several", 4))  # SQLite has one otherwise
    done: list[int] = []

    def slowly(actor: Any, number: int) -> int:
        time.sleep(0.05 if number == 0 else 0)
        done.append(number)
        return number

    order_of("slowly", slowly)
    client = open_client(token_of(nora))
    client.connected()
    for number in range(10):
        client.emit("test:slowly", {"number": number})
    answers = [client.next("ack")["answer"][0]["did"] for _ in range(10)]

    assert done == answers == list(range(10))


def test_a_slow_order_holds_back_no_event(
    open_client: Open, order_of: Any, nora: ParticipantSession, chat: Conversation
) -> None:
    release = threading.Event()
    order_of("slow", lambda actor, number: release.wait(10))
    client = open_client(token_of(nora))
    client.connected()
    client.emit("test:slow")
    write(nora, chat, "Hello")
    assert client.event()[0] == "test:before"
    release.set()
    assert client.next("ack")["answer"][0]["success"]


def test_what_waits_behind_a_slow_order_is_bounded(
    open_client: Open, order_of: Any, nora: ParticipantSession, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(gateway, "MOST_WAITING", 3)
    release = threading.Event()
    order_of("slow", lambda actor, number: release.wait(10))
    client = open_client(token_of(nora))
    client.connected()
    calls = [client.emit("test:slow") for _ in range(5)]
    early = [client.next("ack") for _ in range(2)]  # told at once, before the first is done
    assert [ack["call"] for ack in early] == calls[3:]
    assert {ack["answer"][0]["code"] for ack in early} == {"too_many_requests"}
    release.set()
    assert all(client.next("ack")["answer"][0]["success"] for _ in range(3))


def test_a_flood_is_told_when_to_try_again(
    open_client: Open, order_of: Any, nora: ParticipantSession, hotel: Company
) -> None:
    order_of("add", lambda actor, number: number + 1)
    client = open_client(token_of(nora), transports=["websocket"])
    other = open_client(token_of(make_visitor(hotel, "Otto Other")))
    client.connected()
    other.connected()
    for _ in range(BURST + 30):
        client.emit("test:add")
    answers = [client.next("ack")["answer"][0] for _ in range(BURST + 30)]
    refused = [answer for answer in answers if not answer["success"]]

    assert all(answer["success"] for answer in answers[:BURST])
    assert refused
    assert {answer["code"] for answer in refused} == {"too_many_requests"}
    assert refused[0]["retry_after"] > 0
    assert other.call("test:add")["success"]


def test_an_order_may_let_its_client_listen_and_only_to_what_it_may(
    open_client: Open, order_of: Any, nora: ParticipantSession, chat: Conversation, bob: User,
    charlie: User,
) -> None:  # fmt: skip
    order_of(
        "join", lambda actor, number: number,
        listens=lambda output: topics.conversation(output["did"]),
    )  # fmt: skip
    colleague, stranger = (open_client(access_token_for(who)) for who in (bob, charlie))
    for client in (colleague, stranger):
        client.connected()
        client.call("test:join", {"number": chat.pk})
    write(nora, chat, "Hello")

    assert colleague.event() == ("test:before", {})
    assert colleague.event()[1]["is_team"] is True
    stranger.silence(0.2)


def test_ended_sessions_and_sign_ins_end_the_socket_for_good(
    open_client: Open, nora: ParticipantSession, alice: User, amira: User
) -> None:
    visitor, agent = open_client(token_of(nora)), open_client(access_token_for(alice))
    for client in (visitor, agent):
        client.connected()
    end_sessions(amira.as_actor(door="test"), visitor_id=nora.visitor_id or 0)
    sign_out_everywhere(alice.as_actor(door="test"), user_id=alice.pk)

    for client in (visitor, agent):
        assert client.next("disconnect")["reason"] == "io server disconnect"
        with pytest.raises(Exception):  # noqa: B017, PT011  (queue.Empty: it does not come back)
            client.next("connect", seconds=0.4)


def test_no_order_is_taken_after_the_end_even_if_no_news_came(
    open_client: Open, order_of: Any, alice: User
) -> None:
    order_of("add", lambda actor, number: number + 1)
    client = open_client(access_token_for(alice))
    client.connected()
    SignIn.objects.update(ended_at=SignIn.objects.get().created_at)
    assert client.call("test:add")["error"] == "Authentication required"
    assert client.next("disconnect")["reason"] == "io server disconnect"


def test_heartbeats_carry_the_newest_cursor(
    open_client: Open, hotel: Company, nora: ParticipantSession, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(resuming, "HEARTBEAT_SECONDS", 0.1)
    client = open_client(token_of(nora))
    client.connected()
    assert client.event() == ("heartbeat", {"cursor": 0})


@pytest.mark.parametrize(
    ("origin", "status"),
    [
        ("https://shop.example", 200), (None, 200), ("own", 200), ("https://evil.example", 400),
        ("null", 400),
    ],
)  # fmt: skip
def test_browsers_of_foreign_pages_are_refused(port: int, origin: str | None, status: int) -> None:
    address = f"http://127.0.0.1:{port}"
    origin = address if origin == "own" else origin
    headers = {"Origin": origin} if origin else {}
    answer = requests.get(
        f"{address}/socket.io/?EIO=4&transport=polling", headers=headers, timeout=5
    )
    assert answer.status_code == status
    allowed = answer.headers.get("Access-Control-Allow-Origin")
    assert allowed == (origin if status == 200 else None)


def test_a_preflight_of_an_allowed_page_is_answered(port: int) -> None:
    """Which browsers send where a token stands in the header."""
    address = f"http://127.0.0.1:{port}/socket.io/?EIO=4&transport=polling"
    asked = {
        "Origin": "https://shop.example", "Access-Control-Request-Method": "POST",
        "Access-Control-Request-Headers": "authorization,content-type",
    }  # fmt: skip
    answer = requests.options(address, headers=asked, timeout=5)
    assert answer.status_code == 200
    assert answer.headers["Access-Control-Allow-Origin"] == "https://shop.example"
    assert "POST" in answer.headers["Access-Control-Allow-Methods"]
    assert answer.headers["Access-Control-Allow-Headers"] == "authorization,content-type"
    assert "Access-Control-Allow-Credentials" not in answer.headers

    refused = requests.options(address, headers={**asked, "Origin": "https://evil.com"}, timeout=5)
    assert not [name for name in refused.headers if name.startswith("Access-Control")]


def test_everything_else_is_served_as_before(port: int) -> None:
    assert requests.get(f"http://127.0.0.1:{port}/healthz", timeout=5).status_code == 200
