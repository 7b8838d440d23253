"""Sign-ins: what a browser's session or a client's tokens go back to, so that they can be ended."""

from __future__ import annotations

from dataclasses import replace
from datetime import datetime, timedelta
from typing import ClassVar

from django.conf import settings
from django.db import models
from django.utils import timezone

from handoff.actor import Actor

SEEN_EVERY = timedelta(minutes=1)
MAX_DEVICE_LENGTH = 300

BROWSERS = (("Edg", "Edge"), ("OPR/", "Opera"), ("Firefox/", "Firefox"), ("Chrome/", "Chrome"),
            ("Safari/", "Safari"))  # fmt: skip
SYSTEMS = (("Windows", "Windows"), ("Android", "Android"), ("iPhone", "iPhone"), ("iPad", "iPad"),
           ("Mac OS X", "macOS"), ("Linux", "Linux"))  # fmt: skip


class SignInQuerySet(models.QuerySet["SignIn"]):
    def live(self, now: datetime) -> SignInQuerySet:
        """Neither ended nor expired."""
        return self.filter(ended_at=None, expires_at__gt=now)

    def visible_to(self, actor: Actor) -> SignInQuerySet:
        """One's own; for admins also those of the company's users; for superusers all."""
        if actor.is_superuser:
            return self.all()
        own = models.Q(user_id=actor.user_id)
        if actor.is_admin and actor.company_id is not None:
            own |= models.Q(user__company_id=actor.company_id, user__is_superuser=False)
        return self.filter(own)


class SignIn(models.Model):
    """One time that somebody proved who they are, and from where.

    A browser's session names it, and so does every token that came of it. When it has ended, they
    are worthless. `last_seen_at` is exact to a minute.
    """

    class Kind(models.TextChoices):
        BROWSER = "browser", "Browser"
        TOKEN = "token", "API token"

    user = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.CASCADE, related_name="sign_ins"
    )
    kind = models.CharField(max_length=20, choices=Kind)
    device = models.CharField(max_length=MAX_DEVICE_LENGTH, blank=True)
    address = models.GenericIPAddressField(null=True)
    created_at = models.DateTimeField(default=timezone.now)
    last_seen_at = models.DateTimeField(default=timezone.now)
    expires_at = models.DateTimeField()
    ended_at = models.DateTimeField(null=True)

    objects = SignInQuerySet.as_manager()

    class Meta:
        ordering: ClassVar = ["-last_seen_at", "-pk"]
        verbose_name = "sign-in"
        indexes: ClassVar = [models.Index(fields=["user", "-last_seen_at"], name="sign_in_of_user")]

    def __str__(self) -> str:
        return f"{self.device_name}, {self.address or 'unknown address'}"

    @property
    def device_name(self) -> str:
        """ "Firefox on Linux" where the user agent says so, else what it says."""
        browser = next((name for mark, name in BROWSERS if mark in self.device), "")
        system = next((name for mark, name in SYSTEMS if mark in self.device), "")
        if browser and system:
            return f"{browser} on {system}"
        return self.device.partition(" ")[0] or "Unknown device"

    def as_actor(self, *, door: str) -> Actor:
        """Its user, known to have come this way."""
        return replace(self.user.as_actor(door=door), sign_in_id=self.pk)

    def note_seen(self) -> None:
        """Write down that it is used now, at most once a minute."""
        now = timezone.now()
        if self.last_seen_at < now - SEEN_EVERY:
            stale = SignIn.objects.filter(pk=self.pk, last_seen_at__lt=now - SEEN_EVERY)
            stale.update(last_seen_at=now)
