"""The real doors: DRF's client, a WebSocket at the ASGI application, Messenger at the webhook."""

from __future__ import annotations

from tests.dashboard.conftest import call, on_john
from tests.messenger.conftest import door
from tests.realtime.conftest import port, server

__all__ = ["call", "door", "on_john", "port", "server"]
