"""One request, and the reply to it while it is still coming."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from contextlib import closing, contextmanager
from dataclasses import dataclass

import requests
from requests_hardened.ip_filter import InvalidIPAddress
from urllib3.exceptions import HTTPError

from handoff.outgoing.addresses import is_web_address
from handoff.outgoing.faults import (
    BrokenOff,
    NoAddress,
    OutgoingFault,
    PrivateAddress,
    TimedOut,
    TooLong,
    Unreachable,
)
from handoff.outgoing.session import CONNECT_SECONDS, Deadline, ending_after, session

PIECE_BYTES = 16 * 1024
PLAIN = {"Accept-Encoding": "identity"}  # nothing small that unpacks to something large


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
