"""Every password goes through here: wrong ones are counted, and a locked account is refused.

`Backend` stands behind Django's `authenticate`, so no door can forget it. Of many wrong passwords
at the same moment, those that were being hashed when the lock fell are still answered: never more
of them than the server has threads.
"""

from __future__ import annotations

from typing import Any

from asgiref.sync import sync_to_async
from django.contrib.auth.backends import ModelBackend
from django.db import transaction
from django.http import HttpRequest
from django.utils import timezone

from handoff.accounts.models.failures import SignInFailures, key_of
from handoff.accounts.models.people import User
from handoff.accounts.refusals import TooManyRefusals

TIDIED_AT_ONCE = 100


class Locked(TooManyRefusals):
    """Too many wrong passwords for this account, from wherever."""

    def __init__(self, seconds: float) -> None:
        super().__init__(seconds)
        self.seconds = seconds


class Backend(ModelBackend):
    """Django's own, with the lock before it. Raises `Locked`, which `authenticate` lets through."""

    def authenticate(
        self,
        request: HttpRequest | None,
        username: str | None = None,
        password: str | None = None,
        **kwargs: Any,
    ) -> User | None:
        if not username or password is None:
            return None
        failures = SignInFailures.objects.of(username).first()
        refuse_locked(failures)
        user = super().authenticate(request, username=username, password=password, **kwargs)
        if user is None:
            count_failure(username)
        elif failures is not None:
            unlock(username)
        return user

    async def aauthenticate(
        self,
        request: HttpRequest | None,
        username: str | None = None,
        password: str | None = None,
        **kwargs: Any,
    ) -> User | None:
        """Django's own would go past the lock."""
        return await sync_to_async(self.authenticate)(request, username, password, **kwargs)


def refuse_locked(failures: SignInFailures | None) -> None:
    """Raises `Locked` while the lock holds."""
    seconds = failures.seconds_locked(timezone.now()) if failures else 0
    if seconds:
        raise Locked(seconds)


def count_failure(address: str) -> None:
    """One more wrong password for this address."""
    now = timezone.now()
    with transaction.atomic():
        failures, is_new = SignInFailures.objects.select_for_update().get_or_create(
            key=key_of(address), defaults={"counted_since": now, "updated_at": now}
        )
        failures.add(now)
        failures.save()
    if is_new:
        stale = SignInFailures.objects.forgotten(now).values_list("pk", flat=True)
        SignInFailures.objects.filter(pk__in=list(stale[:TIDIED_AT_ONCE])).delete()


def unlock(address: str) -> None:
    """Begin anew: the right password came, or an admin or the mailbox vouches for the user."""
    SignInFailures.objects.of(address).delete()


def is_locked(address: str) -> bool:
    """Whether this address has to wait now."""
    failures = SignInFailures.objects.of(address).first()
    return failures is not None and failures.seconds_locked(timezone.now()) > 0
