"""API keys: how machines prove who they are."""

from __future__ import annotations

import hashlib
import secrets
from dataclasses import replace
from datetime import datetime, timedelta
from typing import ClassVar

from django.conf import settings
from django.db import models
from django.utils import timezone
from django.utils.crypto import constant_time_compare

from handoff.actor import Actor, ActorKind
from handoff.scopes import SCOPES
from handoff.tenancy import TeamQuerySet

MARK = "hk_"
PREFIX_LENGTH = len(MARK) + 12
SEEN_EVERY = timedelta(minutes=1)


def new_key() -> str:
    """`hk_<12 hex digits>_<secret>`: the first part names the key, the secret has 256 bits."""
    return f"{MARK}{secrets.token_hex(6)}_{secrets.token_urlsafe(32)}"


def hash_of(text: str) -> str:
    """SHA-256 in hex. A slow hash protects what people choose and others can guess; of 2**256
    random secrets nobody tries enough, and a slow one would be paid with every request."""
    return hashlib.sha256(text.encode("utf-8", "surrogatepass")).hexdigest()


class ApiKeyQuerySet(TeamQuerySet["ApiKey"]):
    def live(self, now: datetime) -> ApiKeyQuerySet:
        """Neither revoked nor expired."""
        unexpired = models.Q(expires_at=None) | models.Q(expires_at__gt=now)
        return self.filter(unexpired, revoked_at=None)

    def named_by(self, text: str) -> ApiKey | None:
        """The live key of this text, with user and company; None if its secret is not this."""
        is_plain = text.isascii() and text.isprintable()  # PostgreSQL takes no NUL
        found = self.live(timezone.now()).select_related("user__company")
        key = found.filter(prefix=text[:PREFIX_LENGTH]).first() if is_plain else None
        expected = key.hash if key else "0" * 64
        return key if constant_time_compare(hash_of(text), expected) else None


class ApiKey(models.Model):
    """A secret by which a machine acts for a user, within scopes.

    What it does bears the user's name and obeys the user's role: a conversation's agent is always
    a user. The secret itself is shown once and stored nowhere.
    """

    company = models.ForeignKey("accounts.Company", on_delete=models.CASCADE, related_name="+")
    user = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        on_delete=models.CASCADE,
        related_name="api_keys",
        verbose_name="acts for",
    )
    name = models.CharField(max_length=100, help_text="Which machine uses it.")
    scopes = models.JSONField(default=list)
    prefix = models.CharField(max_length=PREFIX_LENGTH, unique=True, editable=False)
    hash = models.CharField(max_length=64, editable=False)
    created_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.SET_NULL, null=True, related_name="+"
    )
    created_at = models.DateTimeField(default=timezone.now, editable=False)
    last_used_at = models.DateTimeField(null=True, editable=False)
    expires_at = models.DateTimeField(null=True, blank=True, help_text="Empty: never.")
    revoked_at = models.DateTimeField(null=True, editable=False)

    objects = ApiKeyQuerySet.as_manager()

    class Meta:
        ordering: ClassVar = ["-created_at"]
        verbose_name = "API key"

    def __str__(self) -> str:
        return f"{self.name} ({self.prefix}…)"

    @property
    def stands(self) -> bool:
        """Whether its user is still one for whom it may act."""
        user = self.user.as_actor(door="")
        return self.user.is_active and user.is_team and user.company_id == self.company_id

    def as_actor(self, *, door: str) -> Actor:
        """The user, as a machine within the key's scopes."""
        return replace(
            self.user.as_actor(door=door),
            kind=ActorKind.MACHINE,
            key_id=self.pk,
            scopes=frozenset(self.scopes).intersection(SCOPES),
        )

    def note_use(self) -> None:
        """Write down that it is used now, at most once a minute."""
        now = timezone.now()
        if self.last_used_at is None or self.last_used_at < now - SEEN_EVERY:
            stale = models.Q(last_used_at=None) | models.Q(last_used_at__lt=now - SEEN_EVERY)
            ApiKey.objects.filter(stale, pk=self.pk).update(last_used_at=now)
