"""Where a company wants to be told what happens."""

from __future__ import annotations

import secrets
from collections.abc import Mapping
from datetime import datetime, timedelta
from typing import Any, ClassVar

from django.conf import settings
from django.db import models
from django.db.models import Q
from django.utils import timezone

from handoff.encryption import EncryptedTextField
from handoff.tenancy import TeamQuerySet

SECRET_MARK = "whsec_"  # noqa: S105  # what secrets begin with
OLD_SECRET_STAYS = timedelta(hours=24)
LONGEST_URL = 2_000
LONGEST_WORDS = 500


def new_secret() -> str:
    """`whsec_` and 256 random bits."""
    return SECRET_MARK + secrets.token_urlsafe(32)


def messenger_alone() -> list[str]:
    return ["messenger"]


class WebhookEndpointQuerySet(TeamQuerySet["WebhookEndpoint"]):
    def listening(self, company_id: int) -> WebhookEndpointQuerySet:
        """Those that are told what happens in a company, oldest first."""
        return self.filter(company_id=company_id, is_active=True).order_by("pk")


class WebhookEndpoint(models.Model):
    """An address of an integrator, and what is sent there.

    `event_types` are names of the dashboard's frames; `include` says whether notes and system
    lines are among the messages; `page_ids` are Facebook's, and none means all pages: a page that
    is taken away stays named here, so that nothing widens by itself.

    Health: `failing_since` is when the first try failed after which none has succeeded;
    `resting_until` when the next try is made at an endpoint that is away; `switched_off_because`
    is set where we switched it off ourselves.
    """

    company = models.ForeignKey("accounts.Company", on_delete=models.CASCADE, related_name="+")
    url = models.CharField("address", max_length=LONGEST_URL)
    description = models.CharField(max_length=200, blank=True, help_text="Who listens there.")
    event_types = models.JSONField(default=list)
    include = models.JSONField(default=list, blank=True)
    channels = models.JSONField(default=messenger_alone)
    page_ids = models.JSONField(default=list, blank=True)
    is_active = models.BooleanField("switched on", default=True)
    secret = EncryptedTextField(editable=False)
    old_secret = EncryptedTextField(blank=True, default="", editable=False)
    old_secret_ends_at = models.DateTimeField(null=True, editable=False)
    created_by = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        on_delete=models.SET_NULL,
        null=True,
        editable=False,
        related_name="+",
    )
    created_at = models.DateTimeField(default=timezone.now, editable=False)
    last_success_at = models.DateTimeField(null=True, editable=False)
    last_failure_at = models.DateTimeField(null=True, editable=False)
    last_failure = models.TextField(blank=True, default="", editable=False)
    consecutive_failures = models.PositiveIntegerField(default=0, editable=False)
    failing_since = models.DateTimeField(null=True, editable=False)
    resting_until = models.DateTimeField(null=True, editable=False)
    switched_off_because = models.CharField(
        max_length=LONGEST_WORDS, blank=True, default="", editable=False
    )

    objects = WebhookEndpointQuerySet.as_manager()

    class Meta:
        ordering: ClassVar = ["pk"]
        verbose_name = "webhook"
        constraints: ClassVar = [
            models.CheckConstraint(
                condition=Q(consecutive_failures=0, failing_since__isnull=True)
                | Q(consecutive_failures__gt=0, failing_since__isnull=False),
                name="webhook_failing_exactly_while_it_counts_failures",
            ),
            models.CheckConstraint(
                condition=Q(is_active=False) | Q(switched_off_because=""),
                name="webhook_switched_off_for_a_reason_only_while_off",
            ),
        ]

    def __str__(self) -> str:
        return self.description or self.url

    @property
    def target(self) -> str:
        """What its deliveries are grouped by in the outbox."""
        return f"webhook:{self.pk}"

    def lane_of(self, conversation_id: int | None) -> str:
        """One lane for each conversation, and one for news of none."""
        return self.target if conversation_id is None else f"{self.target}:{conversation_id}"

    def secrets_at(self, now: datetime) -> list[str]:
        """What requests are signed with: the secret, and the old one while it is still good."""
        held = [self.secret]
        if self.old_secret_ends_at and now < self.old_secret_ends_at:
            held.append(self.old_secret)
        return [secret for secret in held if secret]

    def wants_page_of(self, subject: Mapping[str, Any]) -> bool:
        """Whether it listens to the page that this subject of news belongs to, if it has one."""
        if not self.page_ids or subject.get("channel") != "messenger":
            return True
        return subject["customer"]["page_id"] in self.page_ids
