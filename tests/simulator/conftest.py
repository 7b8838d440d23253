from __future__ import annotations

from collections.abc import Iterator

import pytest
from pytest_django import Settings
from pytest_django.live_server_helper import LiveServer

from conversations.connectors.messenger import graph_api
from conversations.connectors.messenger.simulator.posting import wait_for_posts


@pytest.fixture
def server(live_server: LiveServer, settings: Settings) -> Iterator[str]:
    """Handoff itself over real HTTP, with the simulator in Facebook's place. Its address."""
    settings.SIMULATOR = True
    settings.MESSENGER_GRAPH_URL = f"{live_server.url}/simulator/graph"
    settings.MESSENGER_GRAPH_VERSION = "v23.0"
    settings.MESSENGER_APP_SECRET = "app-secret"
    settings.MESSENGER_TIMEOUT_SECONDS = 5.0
    yield live_server.url
    assert wait_for_posts()
    graph_api.session().close()
