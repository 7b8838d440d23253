"""Chores: what must be looked after from time to time, whoever writes or waits.

Rooms register theirs in `AppConfig.ready`; every worker runs them. Several workers may run the same
chore at once, so a chore changes rows only under conditions that fail for whoever comes second.
"""

from __future__ import annotations

import logging
import threading
import time
from collections.abc import Callable
from dataclasses import dataclass

from django.db import close_old_connections, connections

logger = logging.getLogger(__name__)

LOOK_SECONDS = 0.5


@dataclass(frozen=True, slots=True)
class Chore:
    """`run()` every so many seconds. It bounds its own work and may raise."""

    name: str
    every_seconds: float
    run: Callable[[], object]


_chores: dict[str, Chore] = {}


def register(chore: Chore) -> None:
    """Make a chore known. A name can be taken once."""
    if chore.name in _chores:
        raise ValueError(f"The chore {chore.name!r} is registered twice.")
    _chores[chore.name] = chore


class Round:
    """One worker's round of chores: each when its time has come, the longest overdue first."""

    def __init__(self) -> None:
        self._due_at: dict[str, float] = {}

    def go(self, now: float) -> None:
        """Run what is due at this moment of a monotonic clock. A chore that fails is logged and
        comes again in its time; it never keeps the others from their turn."""
        for chore in sorted(_chores.values(), key=lambda chore: self._due_at.get(chore.name, 0.0)):
            if self._due_at.get(chore.name, 0.0) > now:
                continue
            self._due_at[chore.name] = now + chore.every_seconds
            try:
                chore.run()
            except Exception:
                logger.exception("The chore %s failed; it comes again", chore.name)


def run_until(stopping: threading.Event) -> None:
    """Go round until told to stop. Meant for a thread of its own."""
    round_ = Round()
    while not stopping.wait(LOOK_SECONDS):
        round_.go(time.monotonic())
        close_old_connections()
    connections.close_all()
