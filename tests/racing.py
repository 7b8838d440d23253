"""Deeds that race, in real threads with transactions of their own. They mean most on PostgreSQL."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Sequence
from concurrent.futures import ThreadPoolExecutor
from threading import Barrier

from django.db import connection

from handoff.errors import HandoffError

Deed = Callable[[], object]


def raced(deeds: Sequence[Deed]) -> list[HandoffError | None]:
    """Carry out all at the same moment; how each was refused, None where it was not."""
    start = Barrier(len(deeds))

    def run(deed: Deed) -> HandoffError | None:
        try:
            start.wait(timeout=30)
            deed()
        except HandoffError as refusal:
            return refusal
        finally:
            connection.close()
        return None

    with ThreadPoolExecutor(len(deeds)) as pool:
        return list(pool.map(run, deeds))


def all_at_once(deeds: Sequence[Deed]) -> Counter[str]:
    """How often which outcome came: "done", or the code of a refusal."""
    return Counter("done" if refusal is None else refusal.code for refusal in raced(deeds))
