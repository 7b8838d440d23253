from __future__ import annotations

import shutil
from collections.abc import Iterator
from pathlib import Path

import pytest
from pytest_django import Settings

from handoff.realtime import knocking, limits
from handoff.realtime.dialects.dashboard import requests
from handoff.realtime.dialects.dashboard.requests import Order
from handoff.realtime.limits import Allowances, Refusals
from tests.realtime.processes import Redis
from tests.realtime.server import Server


@pytest.fixture
def server(
    transactional_db: None, settings: Settings, monkeypatch: pytest.MonkeyPatch
) -> Iterator[Server]:
    """A server on the test's database, without outbox worker, with fresh limits."""
    settings.WORKER_IN_SERVER = False
    settings.ALLOWED_ORIGINS = ["https://shop.example"]
    monkeypatch.setattr(limits, "allowances", Allowances())
    monkeypatch.setattr(knocking, "refusals", Refusals())
    with Server() as server:
        yield server


@pytest.fixture
def port(server: Server) -> int:
    return server.port


@pytest.fixture
def orders(monkeypatch: pytest.MonkeyPatch) -> dict[str, Order]:
    """The dialect's table of orders, restored afterwards."""
    orders = dict(requests.ORDERS)
    monkeypatch.setattr(requests, "ORDERS", orders)
    return orders


@pytest.fixture
def redis(tmp_path: Path) -> Iterator[Redis]:
    if not shutil.which("redis-server"):
        pytest.skip("There is no redis-server here")
    redis = Redis(tmp_path)
    redis.start()
    yield redis
    redis.stop()
