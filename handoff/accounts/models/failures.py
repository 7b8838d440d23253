"""What was wrong in a row, and the lock that follows, in the table: so it holds in every process.

Passwords are counted here per account; other rooms count what else may be guessed.
"""

from __future__ import annotations

import hashlib
from datetime import datetime, timedelta
from typing import ClassVar, Self, TypeVar

from django.db import models
from django.utils import timezone

F_co = TypeVar("F_co", bound=models.Model, covariant=True)

FAILURES_ALLOWED = 10
COUNTED_FOR = timedelta(minutes=15)
FIRST_LOCK = timedelta(minutes=15)
LONGEST_LOCK = timedelta(hours=24)
FORGOTTEN_AFTER = timedelta(hours=24)
FIRST_PAUSE = timedelta(seconds=1)


def key_of(address: str) -> str:
    """The same for all spellings that name one account.

    A hash, because what people type for an address may be their password.
    """
    return hashlib.sha256(address.strip().lower().encode("utf-8", "surrogatepass")).hexdigest()


class FailuresQuerySet(models.QuerySet[F_co]):
    def forgotten(self, now: datetime) -> Self:
        """Rows that say nothing any more."""
        over = models.Q(locked_until=None) | models.Q(locked_until__lt=now - FORGOTTEN_AFTER)
        return self.filter(over, updated_at__lt=now - FORGOTTEN_AFTER)


class SignInFailuresQuerySet(FailuresQuerySet["SignInFailures"]):
    def of(self, address: str) -> SignInFailuresQuerySet:
        """What is counted for an address, whether or not somebody has it."""
        return self.filter(key=key_of(address))


class CountedFailures(models.Model):
    """How often in a row something was wrong.

    `allowed` within 15 minutes lock it for 15 minutes; each further lock is twice as long, up to a
    day. With `pauses_after`, that many pass at once, and each further one locks it for a moment: a
    second, then two, four, … A day of peace begins anew, and so does whoever deletes the row.
    """

    allowed: ClassVar[int] = FAILURES_ALLOWED
    pauses_after: ClassVar[int | None] = None

    count = models.PositiveIntegerField(default=0)
    counted_since = models.DateTimeField(default=timezone.now)
    locks = models.PositiveIntegerField(default=0)
    locked_until = models.DateTimeField(null=True)
    updated_at = models.DateTimeField(default=timezone.now, db_index=True)

    class Meta:
        abstract = True

    def __str__(self) -> str:
        return f"{self.count} failures, {self.locks} locks"

    def seconds_locked(self, now: datetime) -> float:
        """How long the lock still holds; 0 where there is none."""
        if self.locked_until is None:
            return 0.0
        return max(0.0, (self.locked_until - now).total_seconds())

    def add(self, now: datetime) -> None:
        """One more wrong try, unless a lock has fallen meanwhile. Not saved."""
        if self.seconds_locked(now):
            return
        if self.locked_until and self.locked_until < now - FORGOTTEN_AFTER:
            self.locks, self.locked_until = 0, None
        if self.counted_since < now - COUNTED_FOR:
            self.count, self.counted_since = 0, now
        self.count += 1
        self.updated_at = now
        if self.count >= self.allowed:
            pause = min(FIRST_LOCK * 2 ** min(self.locks, 10), LONGEST_LOCK)
            self.locked_until = now + pause
            self.locks, self.count, self.counted_since = self.locks + 1, 0, now
        elif self.pauses_after is not None and self.count >= self.pauses_after:
            self.locked_until = now + FIRST_PAUSE * 2 ** (self.count - self.pauses_after)


class SignInFailures(CountedFailures):
    """How often in a row an account was named with a wrong password, from whatever address.

    A right password or an admin begins anew. There is a row for addresses that nobody has as well:
    a lock must not tell which accounts exist.
    """

    key = models.CharField(max_length=64, primary_key=True)

    objects = SignInFailuresQuerySet.as_manager()

    class Meta:
        verbose_name_plural: ClassVar[str] = "sign-in failures"
