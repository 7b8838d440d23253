"""Clients of Pusher's protocol: pusher-js, unmodified, in Node; and one that speaks it by hand."""

from __future__ import annotations

import json
import queue
import time
from contextlib import ExitStack
from types import TracebackType
from typing import Any, Self

import pytest
from django.conf import settings
from websockets.exceptions import ConnectionClosed
from websockets.sync.client import connect

from tests.socketio.client import Node

ESTABLISHED = "pusher:connection_established"
SUCCEEDED = "pusher:subscription_succeeded"
INTERNAL_SUCCEEDED = "pusher_internal:subscription_succeeded"


class PusherJs:
    """What it hears is kept until asked for."""

    def __init__(self, node: Node, port: int, token: str = "", **options: Any) -> None:
        headers = {"Authorization": f"Bearer {token}"} if token else {}
        self.node = node
        self.number = len(node.queues)
        self.socket_id = ""
        self.lines: queue.Queue[dict[str, Any]] = queue.Queue()
        self.kept: list[dict[str, Any]] = []
        node.queues.append(self.lines)
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
        self.do("open", key=chosen.pop("key", settings.PUSHER_KEY), options=chosen)

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        fault: BaseException | None,
        trace: TracebackType | None,
    ) -> None:
        self.do("end")

    def do(self, what: str, **values: Any) -> None:
        self.node.say({"do": what, "client": self.number, **values})

    def next(self, kind: str, seconds: float = 10) -> dict[str, Any]:
        """The next line of this kind; the others are kept."""
        for number, line in enumerate(self.kept):
            if line["kind"] == kind:
                return self.kept.pop(number)
        ends = time.monotonic() + seconds
        while True:
            line = self.lines.get(timeout=max(0.01, ends - time.monotonic()))
            if line["kind"] == kind:
                return line
            self.kept.append(line)

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
        line = self.next("event", seconds)
        return line["event"], line.get("data")

    def hears(self, event: str, seconds: float = 10) -> Any:
        """The data of the next event, which is this one."""
        heard, data = self.event(seconds)
        assert heard == event, (heard, data)
        return data

    def silence(self, seconds: float = 0.3) -> None:
        """No event has come and none comes for so long."""
        try:
            line = self.next("event", seconds)
        except queue.Empty:
            return
        raise AssertionError(f"heard {line}")


class Raw:
    """A socket whose frames are written by hand."""

    def __init__(
        self, port: int, query: str = "?protocol=7", path: str = "", **options: Any
    ) -> None:
        self._opened = ExitStack()
        address = path or f"/app/{settings.PUSHER_KEY}"
        opening = connect(
            f"ws://127.0.0.1:{port}{address}{query}", proxy=None, compression=None, **options
        )
        self.raw = self._opened.enter_context(opening)
        self.first = self.receive()
        self.socket_id = ""
        if self.first["event"] == ESTABLISHED:
            self.socket_id = str(json.loads(self.first["data"])["socket_id"])

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        fault: BaseException | None,
        trace: TracebackType | None,
    ) -> None:
        self._opened.close()

    def say(self, frame: object) -> None:
        self.raw.send(frame if isinstance(frame, str | bytes) else json.dumps(frame))

    def receive(self, timeout: float = 5) -> dict[str, Any]:
        frame: dict[str, Any] = json.loads(self.raw.recv(timeout=timeout))
        return frame

    def ask(self, event: str, **values: Any) -> dict[str, Any]:
        """Send a frame; the next one that comes."""
        self.say({"event": event, **values})
        return self.receive()

    def subscribe(self, channel: str, **data: Any) -> dict[str, Any]:
        return self.ask("pusher:subscribe", data={"channel": channel, **data})

    def silence(self, seconds: float = 0.3) -> None:
        try:
            frame = self.receive(seconds)
        except TimeoutError:
            return
        raise AssertionError(f"heard {frame}")

    def closing(self) -> tuple[int, str]:
        """Wait for the server to close; its code and reason."""
        with pytest.raises(ConnectionClosed) as closed:  # noqa: PT012  (until it does)
            while True:
                self.receive()
        frame = closed.value.rcvd
        assert frame is not None
        return frame.code, frame.reason
