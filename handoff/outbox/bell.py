"""Waking workers in other processes, over a Redis channel.

A hint and no more: who misses it finds the row at its next look. So nothing here is ever waited
for, and a dead Redis costs one line in the log.
"""

from __future__ import annotations

import logging
import threading
from collections.abc import Callable

from django.conf import settings
from redis import Redis
from redis.exceptions import RedisError

logger = logging.getLogger(__name__)

CHANNEL = f"{settings.REDIS_PREFIX}.outbox"
TIMEOUT_SECONDS = 1.0
LONGEST_PAUSE_SECONDS = 10.0


def connect(url: str) -> Redis:
    """A client whose every call ends within `TIMEOUT_SECONDS`, or a few times that."""
    return Redis.from_url(
        url,
        socket_connect_timeout=TIMEOUT_SECONDS,
        socket_timeout=TIMEOUT_SECONDS,
        socket_keepalive=True,
        health_check_interval=15,
    )


class Bell:
    """Rings in other processes. A thread of its own publishes, so no action waits for Redis; what
    is rung while it is busy becomes one ring."""

    def __init__(self, url: str) -> None:
        self._url = url
        self._rung = threading.Event()
        self._starting = threading.Lock()
        self._thread: threading.Thread | None = None

    def ring(self) -> None:
        """Returns at once."""
        self._rung.set()
        with self._starting:
            if self._thread is None or not self._thread.is_alive():  # a fork loses its threads
                self._thread = threading.Thread(target=self._run, name="outbox-bell", daemon=True)
                self._thread.start()

    def _run(self) -> None:
        redis = connect(self._url)
        is_out_of_order = False
        while True:
            self._rung.wait()
            self._rung.clear()
            try:
                redis.publish(CHANNEL, "")
                is_out_of_order = False
            except (RedisError, OSError) as fault:
                if not is_out_of_order:
                    logger.warning("Redis does not take wake-ups, workers poll: %s", fault)
                is_out_of_order = True


class Ear:
    """Calls `hear()` whenever a bell rings anywhere, from a thread that reconnects by itself."""

    def __init__(self, url: str, hear: Callable[[], None]) -> None:
        self._url = url
        self._hear = hear
        self._stopping = threading.Event()
        self._thread = threading.Thread(target=self._run, name="outbox-ear", daemon=True)

    def start(self) -> None:
        self._thread.start()

    def stop(self, timeout: float = 2 * TIMEOUT_SECONDS) -> None:
        self._stopping.set()
        if self._thread.is_alive():
            self._thread.join(timeout)

    def _run(self) -> None:
        pause = 0.0
        while not self._stopping.wait(pause):
            try:
                self._listen()
                pause = 0.0
            except (RedisError, OSError) as fault:
                if not pause:
                    logger.warning("No wake-ups from Redis, this worker polls: %s", fault)
                pause = min(max(2 * pause, 0.5), LONGEST_PAUSE_SECONDS)

    def _listen(self) -> None:
        with connect(self._url) as redis, redis.pubsub() as channel:
            channel.subscribe(CHANNEL)
            while not self._stopping.is_set():
                # Being subscribed counts as a ring: we may have missed some until then.
                if channel.get_message(timeout=TIMEOUT_SECONDS / 2) is not None:
                    self._hear()
