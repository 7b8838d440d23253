"""A real server for tests, and a client that speaks the dashboard's WebSocket."""

from __future__ import annotations

import asyncio
import json
import threading
import time
from collections.abc import Callable
from contextlib import ExitStack
from types import TracebackType
from typing import Any, Self

import pytest
import uvicorn
from websockets.exceptions import ConnectionClosed
from websockets.sync.client import connect

from handoff.accounts.models import User
from handoff.accounts.tokens import access_token_for

PATH = "/api/dashboard/ws"
BROADCASTS = {
    "new_message",
    "agent_status_changed",
    "agent_assignment_changed",
    "customer_stop_status_changed",
    "agent_requested",
    "message_state_changed",
    "conversation_closed",
    "heartbeat",
}


class Server:
    """uvicorn in a thread of the test, with the hub in it."""

    def __init__(self) -> None:
        config = uvicorn.Config(
            "handoff.asgi:application", port=0, ws="websockets-sansio", lifespan="on",
            log_config=None, ws_per_message_deflate=False, timeout_graceful_shutdown=2,
        )  # fmt: skip
        self.uvicorn = uvicorn.Server(config)
        self.thread = threading.Thread(target=self._run)

    def _run(self) -> None:
        asyncio.run(self.uvicorn.serve())

    def __enter__(self) -> Self:
        self.thread.start()
        wait_until(lambda: self.uvicorn.started or not self.thread.is_alive())
        self.port: int = self.uvicorn.servers[0].sockets[0].getsockname()[1]
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        fault: BaseException | None,
        trace: TracebackType | None,
    ) -> None:
        self.uvicorn.should_exit = True
        self.thread.join(15)
        assert not self.thread.is_alive(), "the server does not stop"


def wait_until(condition: Callable[[], object], seconds: float = 10) -> None:
    ends = time.monotonic() + seconds
    while not condition():
        assert time.monotonic() < ends, "waited in vain"
        time.sleep(0.005)


class RawSocket:
    """A WebSocket whose frames are written by hand; `first` greets it, `heard` came unasked."""

    def __init__(self, url: str, **options: Any) -> None:
        self._opened = ExitStack()
        opening = connect(url, proxy=None, compression=None, **options)
        self.raw = self._opened.enter_context(opening)
        self.heard: list[dict[str, Any]] = []
        self.first = self.receive()

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        fault: BaseException | None,
        trace: TracebackType | None,
    ) -> None:
        self.close()

    def close(self) -> None:
        self._opened.close()

    def receive(self, timeout: float = 5) -> dict[str, Any]:
        frame: dict[str, Any] = json.loads(self.raw.recv(timeout=timeout))
        return frame

    def say(self, frame: object) -> None:
        self.raw.send(frame if isinstance(frame, str | bytes) else json.dumps(frame))

    def silence(self, seconds: float = 0.3) -> None:
        """Nothing comes for so long."""
        try:
            frame = self.receive(seconds)
        except TimeoutError:
            return
        raise AssertionError(f"heard {frame}")

    def closing(self) -> tuple[int, str]:
        """Wait for the server to close; its code and reason."""
        with pytest.raises(ConnectionClosed) as closed:  # noqa: PT012  (until it does)
            while True:
                self.heard.append(self.receive())
        frame = closed.value.rcvd
        assert frame is not None
        return frame.code, frame.reason


class Socket(RawSocket):
    """The dashboard's: what it calls is answered, what it hears is kept until asked for."""

    def __init__(
        self, port: int, user: User | None = None, query: str = "", **options: Any
    ) -> None:
        headers = {"Authorization": f"Bearer {access_token_for(user)}"} if user else {}
        headers |= options.pop("headers", {})
        address = f"ws://127.0.0.1:{port}{options.pop('path', PATH)}{query}"
        super().__init__(address, additional_headers=headers, max_size=None, **options)

    def call(self, frame: object) -> dict[str, Any]:
        """Send a frame; the reply or error to it."""
        self.say(frame)
        return self.reply()

    def reply(self) -> dict[str, Any]:
        while (frame := self.receive())["type"] in BROADCASTS:
            self.heard.append(frame)
        return frame

    def event(self, timeout: float = 5) -> dict[str, Any]:
        """The next frame that was not asked for."""
        return self.heard.pop(0) if self.heard else self.receive(timeout)

    def silence(self, seconds: float = 0.3) -> None:
        """Nothing has come and nothing comes for so long."""
        assert self.heard == []
        super().silence(seconds)
