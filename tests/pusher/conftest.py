from __future__ import annotations

from collections.abc import Callable, Iterator
from contextlib import ExitStack
from typing import Any

import pytest
from django.conf import settings
from pytest_django import DjangoDbBlocker

from handoff.realtime import knocking, serving
from handoff.realtime.limits import Refusals
from handoff.realtime.pusher import serving as pusher_serving
from tests.pusher.client import PusherJs, Raw
from tests.realtime.server import Server, wait_until
from tests.socketio.client import Node, require_node


@pytest.fixture(scope="module")
def server(django_db_setup: None, django_db_blocker: DjangoDbBlocker) -> Iterator[Server]:
    """One server for a module's tests, on their database, without outbox worker."""
    with pytest.MonkeyPatch.context() as patched, django_db_blocker.unblock():
        patched.setattr(settings, "WORKER_IN_SERVER", False)
        patched.setattr(settings, "ALLOWED_ORIGINS", ["https://shop.example"])
        with Server() as server:
            yield server


@pytest.fixture
def port(server: Server, monkeypatch: pytest.MonkeyPatch) -> Iterator[int]:
    """The server's, with fresh limits. Nobody is left on it afterwards, and nothing of theirs."""
    monkeypatch.setattr(knocking, "refusals", Refusals())
    yield server.port
    wait_until(is_empty)


def is_empty() -> bool:
    """Nobody listens, and nothing waits to be written."""
    hub, board = serving.current_hub(), pusher_serving._switchboard
    listeners = hub.listeners if hub is not None else ()
    return not listeners and (board is None or board.is_empty)


@pytest.fixture(scope="module")
def node() -> Iterator[Node]:
    require_node("pusher-js")
    node = Node("pusher.cjs")
    yield node
    node.stop()


@pytest.fixture
def open_js(port: int, node: Node) -> Iterator[Callable[..., PusherJs]]:
    """A pusher-js client, by default connected."""
    with ExitStack() as opened:

        def make(token: str = "", **options: Any) -> PusherJs:
            client = opened.enter_context(PusherJs(node, port, token, **options))
            client.socket_id = client.connected()
            return client

        yield make


@pytest.fixture
def open_raw(port: int) -> Iterator[Callable[..., Raw]]:
    with ExitStack() as opened:
        yield lambda *args, **options: opened.enter_context(Raw(port, *args, **options))
