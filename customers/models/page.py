"""Facebook pages, each owned by one company."""

from __future__ import annotations

from typing import ClassVar

from django.core.validators import MaxValueValidator, MinValueValidator
from django.db import models
from django.utils import timezone

from handoff.encryption import EncryptedTextField
from handoff.tenancy import TeamQuerySet


class PageQuerySet(TeamQuerySet["Page"]):
    """With `visible_to`."""


class Page(models.Model):
    """A Facebook page whose Messenger conversations come here.

    `page_id` is Facebook's. `access_token` is encrypted in the database. A customer who waits
    longer than `unclaimed_after_seconds` is announced again and, with `returns_unclaimed_to_bot`,
    handed back to the bot (contract README, "Taking and giving back"); null means never.
    """

    company = models.ForeignKey("accounts.Company", on_delete=models.PROTECT, related_name="pages")
    page_id = models.CharField("Facebook page ID", max_length=64, unique=True)
    name = models.CharField(max_length=200)
    access_token = EncryptedTextField(blank=True, default="")
    unclaimed_after_seconds = models.PositiveIntegerField(
        null=True,
        blank=True,
        default=300,
        validators=[MinValueValidator(1), MaxValueValidator(7 * 24 * 3600)],
        help_text="How long a customer may wait for a person before the team is told again. "
        "Empty: it is never told again. A change holds for those who begin to wait after it.",
    )
    returns_unclaimed_to_bot = models.BooleanField(
        "hand back to the bot",
        default=False,
        help_text="When that time is over, the bot answers again, if the page has one.",
    )
    created_at = models.DateTimeField(default=timezone.now, editable=False)

    objects = PageQuerySet.as_manager()

    class Meta:
        ordering: ClassVar = ["name"]

    def __str__(self) -> str:
        return self.name


class UnknownPage(models.Model):
    """A page that Facebook sent news of and that no company has connected: counted, not stored."""

    page_id = models.CharField("Facebook page ID", max_length=64, unique=True)
    hits = models.PositiveBigIntegerField(default=0)
    first_seen_at = models.DateTimeField(default=timezone.now, editable=False)
    last_seen_at = models.DateTimeField(default=timezone.now, editable=False)

    class Meta:
        ordering: ClassVar = ["-last_seen_at"]

    def __str__(self) -> str:
        return self.page_id
