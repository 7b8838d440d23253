"""How much one user may send, and how often one address may be refused.

Contract README, "Who is asking": limits leave room for 30 messages at once per user and for 60
refused connections a minute per address. Each is wider than that: who sends 30 messages has said a
moment before that he is there, accepted and joined, or has just sent 30 from another device.
Both are counted per process and over all sockets.
"""

from __future__ import annotations

import time
from collections.abc import Callable, Hashable

from handoff.actor import Actor
from handoff.realtime.errors import TooManyRefused, TooManyRequests

BURST = 60
PER_SECOND = 10.0
REFUSALS = 75
REFUSALS_PER_SECOND = 1.0
ROUNDING = 1e-6  # who waits as long as told is not refused for a fraction of a token


class Buckets:
    """A bucket of tokens for each key, which fills again.

    The `keep` keys that were used last are remembered; whoever is forgotten has a full bucket.
    """

    def __init__(
        self, size: int, per_second: float, *, clock: Callable[[], float], keep: int
    ) -> None:
        self._size = float(size)
        self._per_second = per_second
        self._clock = clock
        self._keep = keep
        self._left: dict[Hashable, tuple[float, float]] = {}

    def __len__(self) -> int:
        return len(self._left)

    def wait(self, key: Hashable) -> float:
        """Seconds until there is a token for this key; 0 where there is one."""
        left, _ = self._look(key)
        return 0 if left > 1 - ROUNDING else (1 - left) / self._per_second

    def take(self, key: Hashable) -> float:
        """Take one token; where there is none, take nothing and answer as `wait` does."""
        if seconds := self.wait(key):
            return seconds
        left, now = self._look(key)
        self._left.pop(key, None)
        self._left[key] = (left - 1, now)
        if len(self._left) > self._keep:
            del self._left[next(iter(self._left))]
        return 0

    def _look(self, key: Hashable) -> tuple[float, float]:
        now = self._clock()
        left, at = self._left.get(key, (self._size, now))
        return min(self._size, left + (now - at) * self._per_second), now


class Allowances(Buckets):
    """Who may still send how much."""

    def __init__(self, *, clock: Callable[[], float] = time.monotonic, keep: int = 10_000) -> None:
        super().__init__(BURST, PER_SECOND, clock=clock, keep=keep)

    def spend(self, actor: Actor) -> None:
        """Count one message of this user or participant. Raises `TooManyRequests`."""
        if seconds := self.take(actor.identity):
            raise TooManyRequests(seconds)


allowances = Allowances()
whisper_allowances = Allowances()
"""Of their own: who types must not be kept from sending what was typed."""


class Refusals(Buckets):
    """Which networks have been refused how often. Only refusals count: whoever proves who they
    are is let in, however many others behind the same address were refused."""

    def __init__(self, *, clock: Callable[[], float] = time.monotonic, keep: int = 10_000) -> None:
        super().__init__(REFUSALS, REFUSALS_PER_SECOND, clock=clock, keep=keep)

    def is_spent(self, network: str) -> bool:
        return self.wait(network) > 0

    def count(self, network: str) -> None:
        """One more refusal. Raises `TooManyRefused` past the limit."""
        if seconds := self.take(network):
            raise TooManyRefused(seconds)
