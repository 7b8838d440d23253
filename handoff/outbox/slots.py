"""How many deliveries are under way, and of what there may be more."""

from __future__ import annotations

import threading
from collections import Counter
from collections.abc import Iterable

from handoff.outbox.models import Delivery, DeliveryQuerySet


class Slots:
    """Every kind has `per_kind` slots of its own, so that slow bots never hold an agent's words;
    at most half of them for repeated tries, so that a page which does not answer never holds the
    others; and at most half of them for one target, so that neither does one that is slow. Safe
    between threads."""

    def __init__(self, per_kind: int) -> None:
        if per_kind < 1:
            raise ValueError("A worker needs a slot for each kind.")
        self._limit = per_kind
        self._limit_of_repeats = self._limit_of_target = max(1, per_kind // 2)
        self._taken: Counter[str] = Counter()
        self._taken_by_repeats: Counter[str] = Counter()
        self._taken_by_target: Counter[str] = Counter()
        self._changed = threading.Condition()

    @property
    def taken(self) -> int:
        with self._changed:
            return self._taken.total()

    def with_room(self, rows: DeliveryQuerySet) -> DeliveryQuerySet:
        """Those of these rows that could begin now."""
        with self._changed:
            full = [kind for kind, n in self._taken.items() if n >= self._limit]
            full_of_repeats = [
                kind for kind, n in self._taken_by_repeats.items() if n >= self._limit_of_repeats
            ]
            full_targets = [
                target for target, n in self._taken_by_target.items() if n >= self._limit_of_target
            ]
        if full:
            rows = rows.exclude(kind__in=full)
        if full_of_repeats:
            rows = rows.exclude(kind__in=full_of_repeats, attempts__gt=0)
        if full_targets:
            rows = rows.exclude(target__in=full_targets)
        return rows

    def choose(self, rows: Iterable[Delivery]) -> list[Delivery]:
        """Those of these due rows that find a slot, in their order. Takes no slot yet."""
        with self._changed:
            taken, repeats = self._taken.copy(), self._taken_by_repeats.copy()
            targets = self._taken_by_target.copy()
        chosen = []
        for row in rows:
            if taken[row.kind] >= self._limit:
                continue
            if row.attempts and repeats[row.kind] >= self._limit_of_repeats:
                continue
            if row.target and targets[row.target] >= self._limit_of_target:
                continue
            taken[row.kind] += 1
            repeats[row.kind] += bool(row.attempts)
            targets[row.target] += bool(row.target)
            chosen.append(row)
        return chosen

    def take(self, claimed: Delivery) -> None:
        with self._changed:
            self._taken[claimed.kind] += 1
            self._taken_by_repeats[claimed.kind] += claimed.attempts > 1
            if claimed.target:
                self._taken_by_target[claimed.target] += 1

    def free(self, claimed: Delivery) -> None:
        with self._changed:
            self._taken[claimed.kind] -= 1
            self._taken_by_repeats[claimed.kind] -= claimed.attempts > 1
            if claimed.target:
                self._taken_by_target[claimed.target] -= 1
                self._taken_by_target += Counter()  # forgets those that have none
            self._changed.notify_all()

    def wait_until_free(self, timeout: float) -> bool:
        """Whether nothing is under way any more, within so many seconds."""
        with self._changed:
            return self._changed.wait_for(lambda: not self._taken.total(), timeout)
