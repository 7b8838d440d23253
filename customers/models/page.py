"""Facebook pages, each owned by one company."""

from __future__ import annotations

from datetime import datetime
from typing import ClassVar

from django.core.validators import MaxValueValidator, MinValueValidator
from django.db import models
from django.utils import timezone

from handoff.encryption import EncryptedTextField
from handoff.tenancy import TeamQuerySet


class PageQuerySet(TeamQuerySet["Page"]):
    """With `visible_to`."""

    def with_same_token(self, page: Page) -> PageQuerySet:
        """That page, as long as its token is the one it was read with."""
        return self.filter(pk=page.pk, connected_at=page.connected_at).exclude(access_token="")

    def with_dead_token(self) -> PageQuerySet:
        return self.filter(token_died_at__isnull=False)

    def due_for_check(self, since: datetime) -> PageQuerySet:
        """Connected, and neither asked about nor new since then."""
        never_asked = models.Q(token_checked_at=None, created_at__lte=since)
        due = never_asked | models.Q(token_checked_at__lte=since)
        return self.filter(due).exclude(access_token="")


class Page(models.Model):
    """A Facebook page whose Messenger conversations come here.

    `page_id` is Facebook's. `access_token` is encrypted in the database. A customer who waits
    longer than `unclaimed_after_seconds` is announced again and, with `returns_unclaimed_to_bot`,
    handed back to the bot (contract README, "Taking and giving back"); null means never.

    `connected_at` is when its token came, and so names that token: what is learnt of a token is
    written only while the page still has it. Null where it came by another way than connecting.
    Facebook sends us the page's messages since `subscribed_at`; if it refused, `subscription_fault`
    says why. `token_died_at` is when Facebook first refused the token, with `token_died_reason`.
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
    connected_at = models.DateTimeField("connected (UTC)", null=True, blank=True, editable=False)
    subscribed_at = models.DateTimeField(null=True, blank=True, editable=False)
    subscription_fault = models.CharField(max_length=300, blank=True, editable=False)
    token_died_at = models.DateTimeField(null=True, blank=True, editable=False)
    token_died_reason = models.CharField(max_length=300, blank=True, editable=False)
    token_checked_at = models.DateTimeField(
        "token last asked about (UTC)", null=True, blank=True, editable=False
    )
    created_at = models.DateTimeField(default=timezone.now, editable=False)

    objects = PageQuerySet.as_manager()

    class Meta:
        ordering: ClassVar = ["name"]
        constraints: ClassVar = [
            models.CheckConstraint(
                name="page_token_dies_for_a_reason",
                condition=models.Q(token_died_at=None, token_died_reason="")
                | (models.Q(token_died_at__isnull=False) & ~models.Q(token_died_reason="")),
            ),
            models.CheckConstraint(
                name="page_subscribed_or_at_fault",
                condition=models.Q(subscribed_at=None) | models.Q(subscription_fault=""),
            ),
        ]

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
