"""A session that connects to addresses that were checked, and is over at its deadline."""

from __future__ import annotations

import socket
import threading
import time
from collections.abc import Iterator
from contextlib import contextmanager
from contextvars import ContextVar
from dataclasses import dataclass

import requests
from requests.adapters import HTTPAdapter
from requests_hardened import Config, HTTPSession
from urllib3 import HTTPConnectionPool, HTTPSConnectionPool
from urllib3.connection import HTTPConnection, HTTPSConnection

from handoff.outgoing.faults import OutgoingFault, TimedOut

CONNECT_SECONDS = 5.0


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
