"""What each answer of the Send API means, row by row, over a real connection."""

from __future__ import annotations

import socket
import threading
import time
from datetime import timedelta
from email.utils import format_datetime
from http.server import BaseHTTPRequestHandler

import pytest
from django.utils import timezone
from pytest_django import Settings

from conversations.connectors.messenger.graph_api import proof_of
from conversations.connectors.messenger.policy import Terms
from conversations.connectors.messenger.send_api import Letter, post
from handoff.outbox.kinds import NoAnswer, Refused, TryAgain
from tests.answering import Answering, cut, half, reply
from tests.messenger.fake_graph import FakeGraph, error

LETTER = Letter(
    page_id="461998383671026",
    access_token="simulator-token",
    recipient_id="8708957485860081",
    text="Grüß Gott",
    metadata="7",
    terms=Terms(messaging_type="MESSAGE_TAG", tag="HUMAN_AGENT"),
)
SENT = {"recipient_id": "8708957485860081", "message_id": "m_1"}


def test_sends_it_as_facebook_wants_it(facebook: FakeGraph) -> None:
    facebook.answers = [reply(200, SENT)]
    assert post(LETTER) == "m_1"
    (asked,) = facebook.asked
    assert asked.path == "/v23.0/461998383671026/messages"
    assert asked.headers["Authorization"] == "Bearer simulator-token"
    assert asked.body == {
        "recipient": {"id": "8708957485860081"},
        "messaging_type": "MESSAGE_TAG",
        "tag": "HUMAN_AGENT",
        "message": {"text": "Grüß Gott", "metadata": "7"},
        "appsecret_proof": proof_of("simulator-token"),
    }


AGAIN: list[tuple[Answering, str]] = [
    (error(500, 2), "disturbed"),
    (error(503, 4711), "disturbed"),
    (reply(500, b"Internal Server Error"), "HTTP 500"),
    (error(400, 1), "disturbed"),
    (error(400, 2), "disturbed"),
    (error(400, 1200), "disturbed"),
    (error(400, 4711, is_transient=True), "disturbed"),
    (error(504, 2), "disturbed"),
    *((error(400, code), "no more messages") for code in (4, 17, 32, 613, 80006)),
    (error(429, 4711), "no more messages"),
    (reply(429), "no more messages"),
]


@pytest.mark.parametrize(("answer", "words"), AGAIN)
def test_is_tried_again(facebook: FakeGraph, answer: Answering, words: str) -> None:
    facebook.answers = [answer]
    with pytest.raises(TryAgain) as outcome:
        post(LETTER)
    assert words in str(outcome.value)


REFUSED: list[tuple[Answering, str]] = [
    (error(400, 10, 2018278), "time to answer is over"),
    (error(400, 10, 2018065), "time to answer is over"),
    (error(400, 10, 2018108), "not available on Messenger"),
    (error(400, 10, 999), "does not allow this app"),
    (error(400, 551, 1545041), "not available on Messenger"),
    (error(400, 200, 1545041), "not available on Messenger"),
    (error(400, 200), "does not allow this app"),
    (error(400, 190, 463), "connection to Facebook has ended"),
    (error(401, 190), "connection to Facebook has ended"),
    (error(400, 100, 2018001), "no such person"),
    (error(400, 100), "Facebook's own words (code 100)"),
    (error(400, 4711, message="x" * 900), "Messenger refused it: xxx"),
    (reply(400, b"<html>"), "without a reason (HTTP 400)"),
    (reply(404), "HTTP 404"),
    (reply(302, b"", Location="http://127.0.0.1:1/"), "HTTP 302"),
]


@pytest.mark.parametrize(("answer", "words"), REFUSED)
def test_is_refused_for_good(facebook: FakeGraph, answer: Answering, words: str) -> None:
    facebook.answers = [answer]
    with pytest.raises(Refused) as outcome:
        post(LETTER)
    assert words in str(outcome.value)
    assert len(str(outcome.value)) <= 300


def trickle(handler: BaseHTTPRequestHandler) -> None:
    """Answer so slowly that it never ends, although no single wait is long."""
    handler.send_response(200)
    handler.send_header("Content-Length", "1000")
    handler.end_headers()
    for _ in range(20):
        try:
            handler.wfile.write(b" ")
            handler.wfile.flush()
        except OSError:
            break
        time.sleep(0.1)
    cut(handler)


UNKNOWN: list[Answering] = [
    cut,
    half,
    reply(200),
    reply(200, b"<html>"),
    reply(200, []),
    reply(200, {"recipient_id": "1"}),
    reply(200, {"message_id": ""}),
    reply(200, {"message_id": 7}),
    reply(200, b" " * 70_000),
    reply(200, b"broken", Content_Encoding="gzip"),
    reply(204),
    reply(500),
    reply(502, b"Bad Gateway"),
    reply(504, b"Gateway Timeout"),
    error(400, 1, 1357046),
]


@pytest.mark.parametrize("answer", UNKNOWN)
def test_may_have_been_sent(facebook: FakeGraph, answer: Answering) -> None:
    facebook.answers = [answer]
    with pytest.raises(NoAnswer):
        post(LETTER)
    assert len(facebook.asked) == 1


def test_no_answer_in_time_may_have_been_sent(facebook: FakeGraph) -> None:
    facebook.answers = [facebook.never]
    with pytest.raises(NoAnswer):
        post(LETTER)
    assert len(facebook.asked) == 1


def test_an_answer_that_does_not_end_is_left_in_time(facebook: FakeGraph) -> None:
    facebook.answers = [trickle]
    began = time.monotonic()
    with pytest.raises(NoAnswer):
        post(LETTER)
    assert time.monotonic() - began < 1.5


def test_a_connection_that_dies_while_kept_open_is_not_used_twice(facebook: FakeGraph) -> None:
    facebook.answers = [reply(200, SENT), cut]
    assert post(LETTER) == "m_1"
    with pytest.raises(NoAnswer):
        post(LETTER)
    assert len(facebook.asked) == 2


def test_a_refused_connection_was_not_sent(settings: Settings) -> None:
    with socket.create_server(("127.0.0.1", 0)) as nobody:
        port = nobody.getsockname()[1]
    settings.MESSENGER_GRAPH_URL = f"http://127.0.0.1:{port}"
    with pytest.raises(TryAgain, match="could not be reached"):
        post(LETTER)


def test_an_unknown_host_was_not_sent(settings: Settings) -> None:
    settings.MESSENGER_GRAPH_URL = "http://graph.invalid"
    with pytest.raises(TryAgain, match="could not be reached"):
        post(LETTER)


def test_a_connection_that_is_not_taken_was_not_sent(settings: Settings) -> None:
    settings.MESSENGER_TIMEOUT_SECONDS = 0.2
    with socket.create_server(("127.0.0.1", 0), backlog=0) as full:
        address = full.getsockname()
        fillers = [socket.socket() for _ in range(4)]
        for filler in fillers:
            filler.setblocking(False)
            filler.connect_ex(address)
        settings.MESSENGER_GRAPH_URL = f"http://127.0.0.1:{address[1]}"
        with pytest.raises(TryAgain, match="could not be reached"):
            post(LETTER)
        for filler in fillers:
            filler.close()


@pytest.mark.parametrize("url", ["", "graph.facebook.com", "gopher://x", "http://"])
def test_an_address_that_is_none_is_refused(settings: Settings, url: str) -> None:
    settings.MESSENGER_GRAPH_URL = url
    with pytest.raises(Refused):
        post(LETTER)


@pytest.mark.parametrize("token", ["two\nlines", "schlüssel\u20ac"])
def test_a_token_that_is_none_is_refused(facebook: FakeGraph, token: str) -> None:
    letter = Letter(
        page_id="1", access_token=token, recipient_id="2", text="x", metadata="3",
        terms=Terms(messaging_type="RESPONSE"),
    )  # fmt: skip
    with pytest.raises(Refused) as outcome:
        post(letter)
    assert token not in str(outcome.value)
    assert not facebook.asked


@pytest.mark.parametrize(("header", "seconds"), [("7", 7), ("0", 1), ("999999", 1800)])
def test_waits_as_long_as_facebook_asks(facebook: FakeGraph, header: str, seconds: float) -> None:
    facebook.answers = [reply(429, b"", Retry_After=header)]
    with pytest.raises(TryAgain) as outcome:
        post(LETTER)
    assert outcome.value.after_seconds == seconds


def test_waits_until_the_moment_that_facebook_names(facebook: FakeGraph) -> None:
    moment = format_datetime(timezone.now() + timedelta(minutes=10))
    facebook.answers = [reply(429, b"", Retry_After=moment)]
    with pytest.raises(TryAgain) as outcome:
        post(LETTER)
    assert outcome.value.after_seconds is not None
    assert 500 <= outcome.value.after_seconds <= 600


@pytest.mark.parametrize("header", ["soon", "9" * 30, f"Mon, 02 Nov 2026 09:01:30 +{'9' * 20}"])
def test_a_nonsense_pause_is_ignored(facebook: FakeGraph, header: str) -> None:
    facebook.answers = [reply(429, b"", Retry_After=header)]
    with pytest.raises(TryAgain) as outcome:
        post(LETTER)
    assert outcome.value.after_seconds is None


def test_each_thread_has_a_session_of_its_own(facebook: FakeGraph) -> None:
    facebook.answers = [reply(200, {"message_id": f"m_{n}"}) for n in range(4)]
    mids: list[str] = []
    threads = [threading.Thread(target=lambda: mids.append(post(LETTER))) for _ in range(4)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert sorted(mids) == ["m_0", "m_1", "m_2", "m_3"]
