"""The worker: finds what is due, carries it out in threads, and goes on whatever happens."""

from __future__ import annotations

import logging
import threading
import time
from collections.abc import Callable
from queue import SimpleQueue

from django.conf import settings
from django.db import Error as DatabaseFault
from django.db import close_old_connections, connections
from django.utils import timezone

from handoff.chores import run_until
from handoff.outbox.bell import Ear
from handoff.outbox.claiming import candidates, claim, seconds_to_next_try
from handoff.outbox.delivering import carry_out, recover_lost
from handoff.outbox.models import Delivery
from handoff.outbox.slots import Slots
from handoff.outbox.waking import on_wake

logger = logging.getLogger(__name__)

POLL_SECONDS = 1.0
CONTENDED_SECONDS = 0.05
RECOVER_SECONDS = 5.0
LONGEST_PAUSE_SECONDS = 10.0
CANDIDATES = 20


class Worker:
    """Carries out up to `threads` deliveries of each kind at once.

    One thread looks for rows and claims them when it is woken, when a retry is due, and every
    second; daemon threads carry them out. Start it once; what is under way when the process dies
    is judged by the next worker after its lease.
    """

    def __init__(self, threads: int = 4) -> None:
        self._slots = Slots(threads)
        self._claimed: SimpleQueue[Delivery | None] = SimpleQueue()
        self._hands: list[threading.Thread] = []
        self._woken = threading.Event()
        self._stopping = threading.Event()
        self._finder = threading.Thread(target=self._find, name="outbox-finder", daemon=True)
        self._chores = threading.Thread(
            target=run_until, args=(self._stopping,), name="outbox-chores", daemon=True
        )
        self._ear = Ear(settings.REDIS_URL, self._woken.set) if settings.REDIS_URL else None
        self._recovered_at = float("-inf")
        self._deafen: Callable[[], None] = lambda: None

    def start(self) -> None:
        """Begin. Returns at once."""
        self._deafen = on_wake(self._woken.set)
        self._finder.start()
        self._chores.start()
        if self._ear:
            self._ear.start()

    def stop(self, timeout: float = 8.0) -> bool:
        """Claim no more and wait up to `timeout` seconds for what is under way. True if all of it
        is done; what is not goes on in daemon threads until the process ends."""
        gives_up_at = time.monotonic() + timeout
        self._stopping.set()
        self._woken.set()
        self._deafen()
        if self._ear:
            self._ear.stop(timeout / 4)
        for thread in (self._finder, self._chores):
            if thread.is_alive():
                thread.join(max(0.0, gives_up_at - time.monotonic()))
        is_done = self._slots.wait_until_free(max(0.0, gives_up_at - time.monotonic()))
        for _ in self._hands:
            self._claimed.put(None)
        for hand in self._hands if is_done else ():
            hand.join(max(0.0, gives_up_at - time.monotonic()))
        return is_done and not self._finder.is_alive()

    @property
    def under_way(self) -> int:
        """How many deliveries are being tried at this moment."""
        return self._slots.taken

    def _find(self) -> None:
        faults = 0
        while not self._stopping.is_set():
            self._woken.clear()
            try:
                pause = self._claim_what_is_due()
                faults = 0
            except Exception as fault:
                faults += 1
                pause = min(2.0 ** (faults - 2), LONGEST_PAUSE_SECONDS)
                is_outage = isinstance(fault, DatabaseFault)
                logger.error(
                    "The outbox cannot be read, next look in %s s: %s", pause, fault,
                    exc_info=None if is_outage else fault,
                )  # fmt: skip
                self._stopping.wait(pause)
                pause = 0.0
            finally:
                close_old_connections()
            self._woken.wait(pause)
        connections.close_all()

    def _claim_what_is_due(self) -> float:
        """Claim until nothing is due or no slot is free; the seconds until the next look."""
        if time.monotonic() - self._recovered_at >= RECOVER_SECONDS:
            recover_lost()
            self._recovered_at = time.monotonic()
        while not self._stopping.is_set():
            now = timezone.now()
            due = self._slots.with_room(candidates(now))[:CANDIDATES]
            chosen = [row.pk for row in self._slots.choose(due)]
            if not chosen:
                break
            claimed = claim(chosen, now=now)
            for delivery in claimed:
                self._hand_over(delivery)
            if not claimed:
                return CONTENDED_SECONDS  # another worker, or a takeover, holds them just now
        return min(seconds_to_next_try(timezone.now()), POLL_SECONDS)

    def _hand_over(self, delivery: Delivery) -> None:
        self._slots.take(delivery)
        self._claimed.put(delivery)
        if len(self._hands) < self._slots.taken:
            hand = threading.Thread(
                target=self._work, name=f"outbox-{len(self._hands) + 1}", daemon=True
            )
            self._hands.append(hand)
            hand.start()

    def _work(self) -> None:
        while delivery := self._claimed.get():
            try:
                carry_out(delivery)
            except Exception:
                logger.exception("%s could not be marked; its lease will tell", delivery)
            finally:
                close_old_connections()
                self._slots.free(delivery)
                self._woken.set()  # the next of its lane goes at once
        connections.close_all()
