"""The one place where the gateways cross from the event loop into synchronous code.

Bounded pools with connections of their own, in place of `database_sync_to_async`, which runs
everything of a process in a single thread (docs/decisions/0007-crossing-into-threads.md).
"""

from __future__ import annotations

import asyncio
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from typing import ParamSpec, TypeVar

from django.conf import settings
from django.db import connections

P = ParamSpec("P")
R = TypeVar("R")


class Crossing:
    """So many threads, started when first needed. What waits is bounded by who awaits it."""

    def __init__(self, name: str, threads: int) -> None:
        self._pool = ThreadPoolExecutor(threads, thread_name_prefix=name)

    async def run(self, function: Callable[P, R], *args: P.args, **kwargs: P.kwargs) -> R:
        """Call it in a thread of this pool. Once begun it runs to its end, even if we leave."""
        return await asyncio.get_running_loop().run_in_executor(
            self._pool, lambda: _with_tidy_connections(function, *args, **kwargs)
        )


def _with_tidy_connections(function: Callable[P, R], *args: P.args, **kwargs: P.kwargs) -> R:
    _tidy()
    try:
        return function(*args, **kwargs)
    finally:
        _tidy()


def _tidy() -> None:
    """Give connections back to the pool, and drop broken ones.

    An SQLite file is kept open while it works: opening it again costs more than most queries.
    """
    for connection in connections.all(initialized_only=True):
        if connection.vendor != "sqlite":
            connection.close_if_unusable_or_obsolete()
        elif connection.errors_occurred and not connection.in_atomic_block:
            connection.close()


orders = Crossing("orders", 1 if settings.ON_SQLITE else 8)
"""Commands. SQLite has one writer at a time: more threads would only wait and starve each other."""

reads = Crossing("reads", 2)
"""Signing in and reading news, which must not wait behind a command."""

strangers = Crossing("strangers", 1)
"""Finding out who knocks where too many were refused: a flood of them waits for itself alone."""
