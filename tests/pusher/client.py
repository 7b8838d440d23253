"""Clients of Pusher's protocol: pusher-js, unmodified, in Node; and one that speaks it by hand."""

from __future__ import annotations

import json
from typing import Any

from django.conf import settings

from tests.realtime.server import RawSocket
from tests.socketio.client import Node, NodeClient

ESTABLISHED = "pusher:connection_established"
SUCCEEDED = "pusher:subscription_succeeded"
INTERNAL_SUCCEEDED = "pusher_internal:subscription_succeeded"


class PusherJs(NodeClient):
    """pusher-js."""

    def __init__(self, node: Node, port: int, token: str = "", **options: Any) -> None:
        headers = {"Authorization": f"Bearer {token}"} if token else {}
        self.socket_id = ""
        chosen = {
            "cluster": "",
            "wsHost": "127.0.0.1",
            "wsPort": port,
            "forceTLS": False,
            "enabledTransports": ["ws"],
            "disableStats": True,
            "channelAuthorization": {
                "endpoint": f"http://127.0.0.1:{port}/pusher/auth",
                "transport": "ajax",
                "headers": headers,
            },
            **options,
        }
        super().__init__(node, key=chosen.pop("key", settings.PUSHER_KEY), options=chosen)

    def connected(self) -> str:
        """Wait until it is connected; its socket's id."""
        return self.reaches("connected")

    def reaches(self, state: str) -> str:
        while (line := self.next("state"))["state"] != state:
            pass
        return str(line.get("socket_id", ""))

    def subscribe(self, channel: str) -> Any:
        """Wait for the answer, what it carries."""
        self.do("subscribe", channel=channel)
        event, data = self.event()
        assert event == SUCCEEDED, (event, data)
        return data

    def refused(self, channel: str) -> dict[str, Any]:
        """Subscribe, and be refused."""
        self.do("subscribe", channel=channel)
        event, data = self.event()
        assert event == "pusher:subscription_error", (event, data)
        assert isinstance(data, dict)
        return data

    def event(self, seconds: float = 10) -> tuple[str, Any]:
        line = self.next("event", seconds=seconds)
        return line["event"], line.get("data")

    def hears(self, event: str, seconds: float = 10) -> Any:
        """The data of the next event, which is this one."""
        heard, data = self.event(seconds)
        assert heard == event, (heard, data)
        return data


class Raw(RawSocket):
    """A socket whose frames are written by hand."""

    def __init__(
        self, port: int, query: str = "?protocol=7", path: str = "", **options: Any
    ) -> None:
        address = path or f"/app/{settings.PUSHER_KEY}"
        super().__init__(f"ws://127.0.0.1:{port}{address}{query}", **options)
        self.socket_id = ""
        if self.first["event"] == ESTABLISHED:
            self.socket_id = str(json.loads(self.first["data"])["socket_id"])

    def ask(self, event: str, **values: Any) -> dict[str, Any]:
        """Send a frame; the next one that comes."""
        self.say({"event": event, **values})
        return self.receive()

    def subscribe(self, channel: str, **data: Any) -> dict[str, Any]:
        return self.ask("pusher:subscribe", data={"channel": channel, **data})
