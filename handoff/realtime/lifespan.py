"""What starts and stops with the server."""

from __future__ import annotations

import asyncio
import logging
from collections.abc import Coroutine
from typing import TYPE_CHECKING, Any

from django.conf import settings

from handoff.realtime.entrance import Receive, Scope, Send
from handoff.realtime.pusher.serving import stop_switchboard, the_switchboard
from handoff.realtime.serving import stop_hub, the_hub

if TYPE_CHECKING:
    from handoff.outbox.worker import Worker

log = logging.getLogger(__name__)

STOP_SECONDS = 3.0
WORKER_THREADS = 4


class Lifespan:
    """The ASGI lifespan: the hub on this event loop, and the outbox worker if it runs in here."""

    def __init__(self) -> None:
        self._worker: Worker | None = None

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        await receive()
        try:
            self._start()
        except Exception as fault:
            log.exception("The server cannot start")
            await send({"type": "lifespan.startup.failed", "message": str(fault)})
            return
        await send({"type": "lifespan.startup.complete"})
        await receive()
        await self._stop()
        await send({"type": "lifespan.shutdown.complete"})

    def _start(self) -> None:
        the_hub()
        the_switchboard()
        if settings.WORKER_IN_SERVER:
            from handoff.outbox.worker import Worker

            self._worker = Worker(threads=WORKER_THREADS)
            self._worker.start()

    async def _stop(self) -> None:
        """Sockets and worker at once, within `STOP_SECONDS`."""
        ends: list[Coroutine[Any, Any, object]] = [stop_hub(), stop_switchboard()]
        if self._worker is not None:
            ends.append(asyncio.to_thread(self._worker.stop, STOP_SECONDS - 1))
        try:
            await asyncio.wait_for(asyncio.gather(*ends), STOP_SECONDS)
        except Exception:
            log.exception("Not everything stopped in time")
