"""Socket.IO before everything else that the server serves."""

from __future__ import annotations

import asyncio

import socketio

from handoff.realtime.entrance import Application, Receive, Scope, Send
from handoff.realtime.socketio.gateway import Gateway


class WithSocketIO:
    """Serves `/socket.io/`, and lets another application serve the rest.

    The gateway belongs to the running loop, as the hub does.
    """

    def __init__(self, other: Application) -> None:
        self._other = other
        self._loop: asyncio.AbstractEventLoop | None = None
        self._serve: Application = other
        self.gateway: Gateway | None = None

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        if scope["type"] == "lifespan":
            await self._other(scope, receive, send)
            return
        loop = asyncio.get_running_loop()
        if self._loop is not loop:
            self._loop, self.gateway = loop, Gateway()
            self._serve = socketio.ASGIApp(self.gateway.server, other_asgi_app=self._other)
        await self._serve(scope, receive, send)
