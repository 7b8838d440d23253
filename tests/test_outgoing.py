"""Requests to addresses that other people chose: private ones are refused, none is endless."""

from __future__ import annotations

import hashlib
import hmac
import socket
import threading
import time
from collections.abc import Callable, Iterator
from typing import Any

import pytest
import time_machine

from handoff.outgoing.addresses import is_web_address, origin_of
from handoff.outgoing.asking import posting
from handoff.outgoing.faults import (
    BrokenOff,
    NoAddress,
    OutgoingFault,
    PrivateAddress,
    TimedOut,
    TooLong,
    Unreachable,
)
from handoff.outgoing.headers import retry_after, signature_headers
from tests.answering import cut, endless, endless_redirect, half, reply
from tests.bots.fake_bot import FakeBot


@pytest.fixture
def server() -> Iterator[FakeBot]:
    with FakeBot() as server:
        server.says(reply(200, b"hello"))
        yield server


def post(url: str, *, allow_private: bool = True, seconds: float = 5, **options: Any) -> bytes:
    defaults = {"body": b"{}", "headers": {}, "most_bytes": 1000}
    with posting(
        url, seconds=seconds, allow_private=allow_private, **{**defaults, **options}
    ) as answer:
        return answer.read()


def test_posts_and_reads(server: FakeBot) -> None:
    assert post(f"{server.url}/here?a=1", body=b'{"x": 1}', headers={"X-Y": "z"}) == b"hello"
    (asked,) = server.asked
    assert (asked.path, asked.raw, asked.headers["X-Y"]) == ("/here?a=1", b'{"x": 1}', "z")


# --- Where it may lead

PRIVATE = [
    "127.0.0.1", "127.9.9.9", "0.0.0.0", "10.0.0.1", "172.16.0.1", "192.168.1.1", "100.64.0.1",
    "169.254.169.254", "224.0.0.1", "255.255.255.255", "[::1]", "[::]", "[fe80::1]", "[fd00::1]",
    "[::ffff:127.0.0.1]", "[64:ff9b::7f00:1]", "[2002:7f00:1::]", "2130706433", "0x7f.1", "127.1",
    "localhost",
]  # fmt: skip


@pytest.mark.parametrize("host", PRIVATE)
def test_no_private_address_is_connected_to(host: str, monkeypatch: pytest.MonkeyPatch) -> None:
    def connect(*_: object) -> None:
        raise AssertionError("a connection was tried")

    monkeypatch.setattr(socket.socket, "connect", connect)
    with pytest.raises(PrivateAddress):
        post(f"http://{host}:9/", allow_private=False)


def test_a_name_is_looked_up_once_and_its_first_answer_is_what_counts(
    server: FakeBot, monkeypatch: pytest.MonkeyPatch
) -> None:
    """DNS rebinding: a public address for the check, a private one for the connection."""
    look_up = socket.getaddrinfo
    answers = iter(["93.184.215.14", "127.0.0.1", "127.0.0.1"])
    connected = []

    def rebinding(host: str, *args: Any, **kwargs: Any) -> Any:
        return look_up(next(answers) if host == "rebind.example" else host, *args, **kwargs)

    def connect(_: socket.socket, address: tuple[str, int]) -> None:
        connected.append(address[0])
        raise ConnectionRefusedError

    monkeypatch.setattr(socket, "getaddrinfo", rebinding)
    monkeypatch.setattr(socket.socket, "connect", connect)
    with pytest.raises(Unreachable):
        post(f"http://rebind.example:{server.server.server_port}/", allow_private=False)
    assert connected == ["93.184.215.14"]
    with pytest.raises(PrivateAddress):
        post(f"http://rebind.example:{server.server.server_port}/", allow_private=False)


def test_the_name_is_kept_for_the_server(server: FakeBot, monkeypatch: pytest.MonkeyPatch) -> None:
    """The pinned address is connected to; the `Host` header still names whom we want."""
    look_up, connect = socket.getaddrinfo, socket.socket.connect

    def public(host: str, *args: Any, **kwargs: Any) -> Any:
        return look_up("93.184.215.14" if host == "bot.example" else host, *args, **kwargs)

    def to_us(self: socket.socket, address: tuple[str, int]) -> None:
        connect(self, ("127.0.0.1", address[1]))

    monkeypatch.setattr(socket, "getaddrinfo", public)
    monkeypatch.setattr(socket.socket, "connect", to_us)
    port = server.server.server_port
    assert post(f"http://bot.example:{port}/", allow_private=False) == b"hello"
    assert server.asked[0].headers["Host"] == f"bot.example:{port}"


def test_no_proxy_is_used(server: FakeBot, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("http_proxy", "http://127.0.0.1:9")
    monkeypatch.setenv("no_proxy", "")
    assert post(server.url) == b"hello"


def test_no_redirect_is_followed(server: FakeBot) -> None:
    server.says(reply(302, b"", Location=f"{server.url}/other"))
    assert post(server.url) == b""
    assert len(server.asked) == 1


@pytest.mark.parametrize(
    "url",
    ["", "bot", "//bot.example", "ftp://bot.example", "file:///etc/passwd", "http://", "http:///x",
     "http://user:word@bot.example", "http://bot.example:port", "http://bot.example:0",
     "http://[::1", "http://bot .example", "http://bot.example/\n"],
)  # fmt: skip
def test_what_is_no_web_address_is_not_asked(url: str) -> None:
    assert not is_web_address(url)
    with pytest.raises(NoAddress):
        post(url)


def test_an_origin_is_scheme_host_and_port() -> None:
    assert origin_of("HTTP://Bot.example:81/turns?x=1") == "http://bot.example:81"


# --- How long it may take, and how much it may say


def time_of(deed: Callable[[], object]) -> tuple[float, OutgoingFault | None]:
    begun_at = time.monotonic()
    try:
        deed()
    except OutgoingFault as fault:
        return time.monotonic() - begun_at, fault
    return time.monotonic() - begun_at, None


@pytest.mark.parametrize("how", ["never", "dripping_headers", "dripping_body"])
def test_ends_at_its_deadline_however_slowly_the_other_drips(server: FakeBot, how: str) -> None:
    server.says(getattr(server, how))
    seconds, fault = time_of(lambda: post(server.url, seconds=0.5))
    assert isinstance(fault, TimedOut)
    assert 0.4 < seconds < 3


@pytest.mark.parametrize(
    ("answering", "fault"), [(cut, BrokenOff), (half, BrokenOff), (endless, TooLong)]
)
def test_says_what_went_wrong(server: FakeBot, answering: Any, fault: type[OutgoingFault]) -> None:
    server.says(answering)
    with pytest.raises(fault):
        post(server.url)


def test_the_body_of_a_redirect_is_not_read(server: FakeBot) -> None:
    server.says(endless_redirect)
    seconds, fault = time_of(lambda: post(server.url, seconds=4))
    assert isinstance(fault, TooLong)
    assert seconds < 3


def test_nobody_there() -> None:
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        port = free.getsockname()[1]
    with pytest.raises(Unreachable):
        post(f"http://127.0.0.1:{port}/")


def test_a_header_that_is_none_is_refused(server: FakeBot) -> None:
    with pytest.raises(OutgoingFault):
        post(server.url, headers={"X-Y": "a\r\nb"})
    assert server.asked == []


def test_leaves_no_timer_behind(server: FakeBot) -> None:
    post(server.url, seconds=60)
    timers = [thread for thread in threading.enumerate() if isinstance(thread, threading.Timer)]
    for timer in timers:
        timer.join(5)
    assert not any(timer.is_alive() for timer in timers)


def test_a_signature_covers_time_and_body() -> None:
    headers = signature_headers("secret", b'{"a": 1}', at=1_700_000_000)
    expected = hmac.new(b"secret", b'1700000000.{"a": 1}', hashlib.sha256).hexdigest()
    assert headers == {
        "X-Handoff-Timestamp": "1700000000",
        "X-Handoff-Signature": f"sha256={expected}",
    }


@pytest.mark.parametrize(
    ("text", "seconds"),
    [
        ("120", 120), (" 7 ", 7), ("0", 0), ("Mon, 02 Nov 2026 09:01:30 GMT", 90),
        ("Mon, 02 Nov 2026 09:01:30 -0000", 90),
        ("Mon, 02 Nov 2026 08:00:00 GMT", 0), ("", None), ("soon", None), ("-5", None),
        ("1.5", None), ("²", None), ("Mon, 99 Nov 2026 09:01:30 GMT", None), ("9" * 30, None),
        (f"Mon, 02 Nov 2026 09:01:30 +{'9' * 20}", None),
    ],
)  # fmt: skip
@time_machine.travel("2026-11-02 09:00:00Z", tick=False)
def test_retry_after_is_seconds_or_a_date(text: str, seconds: float | None) -> None:
    assert retry_after({"Retry-After": text}) == seconds
