from __future__ import annotations

from collections.abc import Iterator

import pytest
from django.test import Client
from pytest_django import Settings

from conversations.connectors.messenger import graph_api
from tests.messenger.door import Door
from tests.messenger.fake_graph import FakeGraph


@pytest.fixture
def door(client: Client) -> Door:
    """Messenger at our webhook."""
    return Door(client)


@pytest.fixture
def facebook(settings: Settings) -> Iterator[FakeGraph]:
    """A Send API that answers as the test says."""
    with FakeGraph() as graph:
        settings.MESSENGER_GRAPH_URL = graph.url
        settings.MESSENGER_GRAPH_VERSION = "v23.0"
        settings.MESSENGER_TIMEOUT_SECONDS = 0.4
        settings.MESSENGER_APP_SECRET = "app-secret"
        yield graph
        graph_api.session().close()
