from __future__ import annotations

from collections.abc import Iterator
from typing import Any

import pytest
from pytest_django import Settings

from handoff.realtime import answering
from handoff.realtime.limits import Allowances
from tests.realtime.server import Server


@pytest.fixture
def server(
    transactional_db: None, settings: Settings, monkeypatch: pytest.MonkeyPatch
) -> Iterator[Server]:
    """A server on the test's database, without outbox worker, with fresh limits."""
    settings.WORKER_IN_SERVER = False
    settings.ALLOWED_ORIGINS = ["https://shop.example"]
    monkeypatch.setattr(answering, "allowances", Allowances())
    with Server() as server:
        yield server


@pytest.fixture
def port(server: Server) -> int:
    return server.port


@pytest.fixture
def orders(monkeypatch: pytest.MonkeyPatch) -> Any:
    """The dialect's table of orders, restored afterwards."""
    from handoff.realtime.dialects.dashboard import requests

    monkeypatch.setattr(requests, "ORDERS", dict(requests.ORDERS))
    return requests.ORDERS
