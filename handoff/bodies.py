"""No request's body is read without end.

Django under ASGI writes a body to disk before anything of ours sees the request. So it is counted
here, as it comes in: 32 MiB are room for every door (the largest, a simulated Facebook, takes files
of 25 MB), and each door has a limit of its own below that.
"""

from __future__ import annotations

import json
from collections.abc import Awaitable, Callable, MutableMapping
from typing import Any

from handoff.errors import TooLarge, to_rest

Message = MutableMapping[str, Any]
Application = Callable[[Any, Any, Any], Awaitable[None]]

MOST_BYTES = 32 * 1024 * 1024


class BoundedBodies:
    """An ASGI application whose requests have bodies of at most so many bytes; else 413."""

    def __init__(self, application: Application, *, most_bytes: int = MOST_BYTES) -> None:
        self.application = application
        self.most_bytes = most_bytes

    async def __call__(self, scope: Any, receive: Any, send: Any) -> None:
        if scope["type"] != "http":
            await self.application(scope, receive, send)
        elif announced(scope) > self.most_bytes:
            await refuse(send)
        else:
            counted = Counted(receive, send, self.most_bytes)
            await self.application(scope, counted.receive, counted.send)


class Counted:
    """One request. Past the limit it is answered here, and gone for whoever reads it."""

    def __init__(self, receive: Any, send: Any, most_bytes: int) -> None:
        self._receive = receive
        self._send = send
        self._left = most_bytes

    async def receive(self) -> Message:
        message: Message = await self._receive()
        if message["type"] != "http.request":
            return message
        self._left -= len(message.get("body", b""))
        if self._left >= 0:
            return message
        await refuse(self._send)
        return {"type": "http.disconnect"}

    async def send(self, message: Message) -> None:
        if self._left >= 0:
            await self._send(message)


def announced(scope: Any) -> int:
    """The length that the request says it has; 0 if it says none."""
    for name, value in scope["headers"]:
        if name == b"content-length" and value.isdigit():
            return int(value[:20])
    return 0


async def refuse(send: Any) -> None:
    body = json.dumps({"success": False, **to_rest(TooLarge())}).encode()
    headers = [(b"content-type", b"application/json"), (b"content-length", b"%d" % len(body))]
    await send({"type": "http.response.start", "status": TooLarge.status, "headers": headers})
    await send({"type": "http.response.body", "body": body})
