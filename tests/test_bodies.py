"""Bodies of requests are counted as they come in."""

from __future__ import annotations

import asyncio
import json
from collections.abc import Sequence
from typing import Any

from handoff.bodies import BoundedBodies


class Exchange:
    """A request in pieces, and what was answered."""

    def __init__(self, pieces: Sequence[bytes], length: int | None = None) -> None:
        self.pieces = list(pieces)
        self.headers = [] if length is None else [(b"content-length", str(length).encode())]
        self.sent: list[Any] = []
        self.read: list[bytes] = []
        self.was_cut = False

    async def receive(self) -> Any:
        piece = self.pieces.pop(0)
        return {"type": "http.request", "body": piece, "more_body": bool(self.pieces)}

    async def send(self, message: Any) -> None:
        self.sent.append(message)

    async def application(self, scope: Any, receive: Any, send: Any) -> None:
        """Reads to the end, then answers 200, whether anybody listens or not."""
        more = True
        while more:
            message = await receive()
            self.was_cut = message["type"] == "http.disconnect"
            self.read.append(message.get("body", b""))
            more = message.get("more_body", False)
        await send({"type": "http.response.start", "status": 200, "headers": []})

    def run(self) -> tuple[list[int], bytes]:
        scope = {"type": "http", "headers": self.headers}
        asyncio.run(BoundedBodies(self.application, most_bytes=10)(scope, self.receive, self.send))
        statuses = [message["status"] for message in self.sent if "status" in message]
        return statuses, b"".join(self.read)


def test_what_is_small_enough_goes_through() -> None:
    assert Exchange([b"01234", b"56789"], length=10).run() == ([200], b"0123456789")


def test_what_says_that_it_is_too_large_is_not_read() -> None:
    exchange = Exchange([b"0" * 11], length=11)
    assert exchange.run() == ([413], b"")
    assert json.loads(exchange.sent[1]["body"]) == {
        "success": False,
        "error": "The request is too large",
    }


def test_what_says_nothing_is_counted_and_cut() -> None:
    exchange = Exchange([b"01234", b"56789", b"a", b"b" * 1000])
    assert exchange.run() == ([413], b"0123456789")
    assert exchange.was_cut
    assert exchange.pieces == [b"b" * 1000]
