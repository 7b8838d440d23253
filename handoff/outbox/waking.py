"""Telling workers that something is due, so that first tries leave at once."""

import logging
from collections.abc import Callable

logger = logging.getLogger(__name__)

_wakers: list[Callable[[], None]] = []


def on_wake(waker: Callable[[], None]) -> Callable[[], None]:
    """Call `waker()` after each commit that made something due. It must not block.

    Returns a function that ends this; called again, it does nothing.
    """
    _wakers.append(waker)

    def forget() -> None:
        if waker in _wakers:
            _wakers.remove(waker)

    return forget


def wake() -> None:
    """Wake every worker of this process, and those of others if Redis is there. A hint: workers
    also look every second. Never raises, for it runs when the deed is already committed."""
    for waker in tuple(_wakers):
        try:
            waker()
        except Exception:
            logger.exception("A worker could not be woken")
