"""Requests to addresses that other people chose: bots, and whoever else wants to be told.

Such an address may lead anywhere, also into our own network, and what answers there may be slow,
endless or hostile. So every request goes to an address that was checked before the connection is
made and is then the one connected to (a name that answers otherwise the second time gains
nothing); it follows no redirect, uses no proxy and no `.netrc`, ends at one deadline however
slowly the other side drips, and reads no more than it was told to.
"""

from __future__ import annotations

import hashlib
import hmac
import socket
import threading
import time
from collections.abc import Iterator, Mapping
from contextlib import closing, contextmanager
from contextvars import ContextVar
from dataclasses import dataclass
from datetime import UTC, datetime
from email.utils import parsedate_to_datetime
from urllib.parse import SplitResult, urlsplit

import requests
from requests.adapters import HTTPAdapter
from requests_hardened import Config, HTTPSession
from requests_hardened.ip_filter import InvalidIPAddress
from urllib3 import HTTPConnectionPool, HTTPSConnectionPool
from urllib3.connection import HTTPConnection, HTTPSConnection
from urllib3.exceptions import HTTPError

CONNECT_SECONDS = 5.0
PIECE_BYTES = 16 * 1024
PLAIN = {"Accept-Encoding": "identity"}  # nothing small that unpacks to something large


class OutgoingFault(Exception):
    """Base of what can go wrong. The text is for people and names no address and no secret."""

    text = "The other side could not be asked"

    def __init__(self) -> None:
        super().__init__(self.text)


class NoAddress(OutgoingFault):
    text = "The address is not one that can be asked"


class PrivateAddress(OutgoingFault):
    text = "The address leads into a private network, which is not allowed here"


class Unreachable(OutgoingFault):
    text = "Could not be reached"


class TimedOut(OutgoingFault):
    text = "Timed out"


class BrokenOff(OutgoingFault):
    text = "The connection broke off"


class TooLong(OutgoingFault):
    text = "The answer was too long"


class Reply:
    """What came back, while it is still coming. Read it once, by `pieces` or by `read`."""

    def __init__(self, response: requests.Response, *, deadline: Deadline, most_bytes: int) -> None:
        self.status = response.status_code
        self.headers: Mapping[str, str] = response.headers
        self._response = response
        self._deadline = deadline
        self._most_bytes = most_bytes

    def pieces(self) -> Iterator[bytes]:
        """The body as it arrives. Raises `TimedOut`, `BrokenOff`, `TooLong`."""
        read_bytes = 0
        try:
            while piece := self._response.raw.read1(PIECE_BYTES, decode_content=True):
                self._deadline.check()
                read_bytes += len(piece)
                if read_bytes > self._most_bytes:
                    raise TooLong
                yield piece
        except (HTTPError, OSError, ValueError) as fault:
            raise self._deadline.fault_or(BrokenOff()) from fault
        self._deadline.check()

    def read(self) -> bytes:
        """The whole body."""
        return b"".join(self.pieces())


@contextmanager
def posting(
    url: str,
    *,
    body: bytes,
    headers: Mapping[str, str],
    seconds: float,
    most_bytes: int,
    allow_private: bool,
) -> Iterator[Reply]:
    """POST `body` and give the reply, whatever its status; the reply must be read inside.

    `seconds` bounds everything after the connection stands, and the connection itself (at most
    five seconds each for TCP and TLS). Raises the faults above.
    """
    headers = {"Content-Type": "application/json", **headers}
    asked = _Asked("POST", url, body, headers, seconds, most_bytes, allow_private)
    with _asking(asked) as reply:
        yield reply


@contextmanager
def getting(url: str, *, seconds: float, most_bytes: int, allow_private: bool) -> Iterator[Reply]:
    """GET an address; otherwise as `posting`."""
    asked = _Asked("GET", url, None, {}, seconds, most_bytes, allow_private)
    with _asking(asked) as reply:
        yield reply


@dataclass(frozen=True, slots=True)
class _Asked:
    method: str
    url: str
    body: bytes | None
    headers: Mapping[str, str]
    seconds: float
    most_bytes: int
    allow_private: bool


@contextmanager
def _asking(asked: _Asked) -> Iterator[Reply]:
    if not is_web_address(asked.url):
        raise NoAddress
    with (
        closing(session(allow_private=asked.allow_private)) as asking,
        ending_after(asked.seconds) as deadline,
    ):
        try:
            response = asking.request(
                asked.method,
                asked.url,
                data=asked.body,
                headers={**PLAIN, **asked.headers},
                auth=_as_given,
                timeout=(min(asked.seconds, CONNECT_SECONDS), asked.seconds),
                allow_redirects=False,
                stream=True,
            )
        except requests.RequestException as fault:
            raise deadline.fault_or(fault_of(fault, deadline)) from fault
        with response:
            yield Reply(response, deadline=deadline, most_bytes=asked.most_bytes)


def _as_given(request: requests.PreparedRequest) -> requests.PreparedRequest:
    """Given as `auth`, so that nothing else, such as a `.netrc`, adds any."""
    return request


def is_web_address(url: str) -> bool:
    """Whether this is an `http` or `https` address with a host, and without a password in it."""
    try:
        parts = urlsplit(url)
        has_fair_port = parts.port is None or parts.port > 0
    except ValueError:
        return False
    return (
        parts.scheme in ("http", "https")
        and bool(parts.hostname)
        and has_fair_port
        and "@" not in parts.netloc
        and not any(letter.isspace() for letter in url)
    )


def origin_of(url: str) -> str:
    """Scheme, host and port: whom one speaks to at this address."""
    parts: SplitResult = urlsplit(url)
    return f"{parts.scheme}://{parts.netloc}".lower()


def signature_headers(secret: str, body: bytes, *, at: int) -> dict[str, str]:
    """Headers that prove that we sent this body at this time, in seconds since 1970.

    `X-Handoff-Signature` is `sha256=` and the hex HMAC-SHA256, under the secret, of the text of
    `X-Handoff-Timestamp`, a full stop and the body.
    """
    digest = hmac.new(secret.encode(), f"{at}.".encode() + body, hashlib.sha256).hexdigest()
    return {"X-Handoff-Timestamp": str(at), "X-Handoff-Signature": f"sha256={digest}"}


def retry_after(headers: Mapping[str, str]) -> float | None:
    """The seconds that `Retry-After` asks for, which gives them or a date (RFC 9110, 10.2.3); None
    where it is missing or nonsense. Bounding them is for the caller."""
    text = headers.get("Retry-After", "").strip()
    if text.isascii() and text.isdigit() and len(text) < 10:
        return float(text)
    try:
        moment = parsedate_to_datetime(text)
    except (ValueError, OverflowError):
        return None
    if moment.tzinfo is None:
        moment = moment.replace(tzinfo=UTC)
    return max(0.0, (moment - datetime.now(UTC)).total_seconds())


def fault_of(fault: requests.RequestException, deadline: Deadline) -> OutgoingFault:
    """What a fault of `requests` comes to, before there is a reply."""
    if isinstance(fault, InvalidIPAddress):
        return PrivateAddress()
    if isinstance(fault, requests.ConnectTimeout):
        return Unreachable()
    if isinstance(fault, requests.Timeout):
        return TimedOut()
    if isinstance(fault, ValueError):  # requests' faults about addresses and headers are these
        return NoAddress()
    return BrokenOff() if deadline.connected else Unreachable()


# --- One deadline for everything


@dataclass(slots=True)
class Deadline:
    """When a request must be over. What it has connected is shut down then, in mid-read."""

    ends_at: float
    connected: socket.socket | None = None

    @property
    def is_over(self) -> bool:
        return time.monotonic() >= self.ends_at

    def check(self) -> None:
        if self.is_over:
            raise TimedOut

    def fault_or(self, other: OutgoingFault) -> OutgoingFault:
        """`TimedOut` if that is why; what a shut connection raises tells nothing."""
        return TimedOut() if self.is_over else other

    def watch(self, connected: socket.socket) -> None:
        self.connected = connected
        if self.is_over:
            self.shut()

    def shut(self) -> None:
        try:
            if self.connected:
                # Below TLS: its own shutdown is not made to be called from another thread.
                socket.socket.shutdown(self.connected, socket.SHUT_RDWR)
        except OSError:
            pass  # closed already


_deadline: ContextVar[Deadline] = ContextVar("deadline")


@contextmanager
def ending_after(seconds: float) -> Iterator[Deadline]:
    deadline = Deadline(time.monotonic() + seconds)
    timer = threading.Timer(seconds, deadline.shut)
    timer.daemon = True
    token = _deadline.set(deadline)
    timer.start()
    try:
        yield deadline
    finally:
        timer.cancel()
        _deadline.reset(token)


class _Connection(HTTPConnection):
    def connect(self) -> None:
        super().connect()
        _deadline.get().watch(self.sock)


class _SecureConnection(HTTPSConnection):
    def connect(self) -> None:
        super().connect()
        _deadline.get().watch(self.sock)


class _Pool(HTTPConnectionPool):
    ConnectionCls = _Connection


class _SecurePool(HTTPSConnectionPool):
    ConnectionCls = _SecureConnection


class _Session(HTTPSession):  # type: ignore[misc]  # requests_hardened has no types
    def get_redirect_target(self, resp: requests.Response) -> None:
        """None: requests would read the whole body of a redirect that it does not follow."""


def session(*, allow_private: bool) -> requests.Session:
    """A session for one request. Without `allow_private` it connects to public addresses only."""
    made: requests.Session = _Session(
        Config(
            ip_filter_enable=not allow_private,
            ip_filter_allow_loopback_ips=False,
            never_redirect=True,
            default_timeout=(CONNECT_SECONDS, CONNECT_SECONDS),
            user_agent_override="Handoff",
        )
    )
    made.trust_env = False
    for adapter in made.adapters.values():
        assert isinstance(adapter, HTTPAdapter)
        adapter.poolmanager.pool_classes_by_scheme = {"http": _Pool, "https": _SecurePool}
    return made
