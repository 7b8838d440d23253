"""How much one user may send: a bucket of tokens that fills again.

Contract README, "Who is asking": room for 30 messages at once per user. Counted per process, over
all sockets of a user.
"""

from __future__ import annotations

import time
from collections.abc import Callable

from handoff.actor import Actor
from handoff.realtime.errors import TooManyRequests

BURST = 30
PER_SECOND = 10.0


class Allowances:
    """Who may still send how much. Full buckets are forgotten."""

    def __init__(self, *, clock: Callable[[], float] = time.monotonic, keep: int = 10_000) -> None:
        self._clock = clock
        self._keep = keep
        self._buckets: dict[str, tuple[float, float]] = {}

    def take(self, actor: Actor) -> None:
        """Count one message of this user or participant. Raises `TooManyRequests`."""
        who = actor.identity
        now = self._clock()
        tokens, at = self._buckets.get(who, (float(BURST), now))
        tokens = min(float(BURST), tokens + (now - at) * PER_SECOND)
        if tokens < 1:
            raise TooManyRequests((1 - tokens) / PER_SECOND + 0.001)
        self._buckets[who] = (tokens - 1, now)
        if len(self._buckets) > self._keep:
            self._forget_full(now)

    def _forget_full(self, now: float) -> None:
        full_after = BURST / PER_SECOND
        for who, (_, at) in list(self._buckets.items()):
            if now - at > full_after:
                del self._buckets[who]
