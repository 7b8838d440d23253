from __future__ import annotations

from collections.abc import Callable, Iterator
from contextlib import ExitStack
from typing import Any

import pytest
from pytest_django import Settings
from rest_framework import serializers

from handoff import commands
from handoff.actor import Actor
from handoff.commands import Command
from handoff.realtime import knocking, limits
from handoff.realtime.dialects.socketio import requests
from handoff.realtime.dialects.socketio.requests import Order
from handoff.realtime.limits import Allowances, Refusals
from tests.realtime.server import Server
from tests.socketio.client import Client, Node, require_node


@pytest.fixture
def port(
    transactional_db: None, settings: Settings, monkeypatch: pytest.MonkeyPatch
) -> Iterator[int]:
    """A server on the test's database, without outbox worker, with fresh limits."""
    settings.WORKER_IN_SERVER = False
    settings.ALLOWED_ORIGINS = ["https://shop.example"]
    monkeypatch.setattr(limits, "allowances", Allowances())
    monkeypatch.setattr(limits, "whisper_allowances", Allowances())
    monkeypatch.setattr(knocking, "refusals", Refusals())
    with Server() as server:
        yield server.port


@pytest.fixture(scope="module")
def node() -> Iterator[Node]:
    require_node()
    node = Node()
    yield node
    node.stop()


@pytest.fixture
def open_client(port: int, node: Node) -> Iterator[Callable[..., Client]]:
    with ExitStack() as opened:
        yield lambda *args, **options: opened.enter_context(Client(node, port, *args, **options))


class Anything(serializers.Serializer[Any]):
    number = serializers.IntegerField(default=0)


@pytest.fixture
def order_of(monkeypatch: pytest.MonkeyPatch) -> Callable[..., None]:
    """Make a command for this test, called `test:<name>` by clients."""

    def make(name: str, act: Callable[[Actor, int], Any], **order: Any) -> None:
        command = Command(f"test_{name}", Anything, act_on(act), lambda result: {"did": result})
        monkeypatch.setitem(commands._commands, command.name, command)
        made = Order(command.name, dict, **order)
        monkeypatch.setitem(requests.ORDERS, f"test:{name}", made)

    def act_on(act: Callable[[Actor, int], Any]) -> Callable[..., Any]:
        return lambda actor, number: act(actor, number)

    return make
