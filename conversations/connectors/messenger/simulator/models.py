"""What the simulated Messenger remembers: the phones' messages, and the trouble it should make."""

from __future__ import annotations

from collections.abc import Collection
from datetime import timedelta
from typing import ClassVar

from django.db import models
from django.db.models import F
from django.utils import timezone

CODE_GOOD_FOR = timedelta(minutes=10)


class PhoneMessageQuerySet(models.QuerySet["PhoneMessage"]):
    def on_phone(self, page_id: str, customer_id: str) -> PhoneMessageQuerySet:
        """The chat of one customer with one page."""
        return self.filter(page_id=page_id, customer_id=customer_id)


class PhoneFile(models.Model):
    """A file that the simulated Facebook keeps, under `simulator/<key>` in the storage. `kind` is
    Messenger's: `image`, `audio`, `video`, `file`. The Graph API calls it by its `pk`."""

    page_id = models.CharField(max_length=64)
    key = models.CharField(max_length=32, unique=True)
    name = models.CharField(max_length=200)
    media_type = models.CharField(max_length=100)
    kind = models.CharField(max_length=10)
    created_at = models.DateTimeField(default=timezone.now)

    def __str__(self) -> str:
        return self.name


class PhoneMessage(models.Model):
    """A bubble on a simulated phone. Doubles are kept: the simulator never hides a fault of ours.

    `fault` says why the webhook about a customer's message failed; `is_seen` whether the customer
    has looked at what the page said. `quick_replies` are buttons, `[{"title", "payload"}]`;
    `reaction` is the customer's emoji.
    """

    page_id = models.CharField(max_length=64)
    customer_id = models.CharField(max_length=64)
    from_customer = models.BooleanField()
    text = models.TextField(blank=True)
    file = models.ForeignKey(PhoneFile, on_delete=models.PROTECT, null=True, related_name="+")
    mid = models.CharField(max_length=100, unique=True)
    metadata = models.CharField(max_length=1000, blank=True)
    tag = models.CharField(max_length=50, blank=True)
    fault = models.CharField(max_length=300, blank=True)
    quick_replies = models.JSONField(default=list, blank=True)
    reaction = models.CharField(max_length=32, blank=True)
    is_seen = models.BooleanField(default=False)
    created_at = models.DateTimeField(default=timezone.now)

    objects = PhoneMessageQuerySet.as_manager()

    class Meta:
        ordering: ClassVar = ["pk"]
        indexes: ClassVar = [
            models.Index(fields=["page_id", "customer_id", "id"], name="phone_message_phone")
        ]

    def __str__(self) -> str:
        return self.mid


class TroubleKind(models.TextChoices):
    """Faults, each with the lesson it teaches. None of them is our own.

    The last three send and answer as they should; their webhooks are in disorder.
    """

    ERROR = "error", "Answers with an error (tried again)"
    RATE_LIMIT = "rate_limit", "Too many messages (tried again)"
    SILENT_LOST = "silent_lost", "Never answers, message lost"
    SILENT_SENT = "silent_sent", "Never answers, message arrives"
    CUT = "cut", "Answer breaks off, message arrives"
    UNAVAILABLE = "unavailable", "Person not available"
    TOKEN = "token", "Page disconnected"
    DOUBLED = "doubled", "Webhooks come twice"
    REORDERED = "reordered", "Webhooks come out of order"
    LATE_ECHO = "late_echo", "Echo comes late"


OF_WEBHOOKS = frozenset({TroubleKind.DOUBLED, TroubleKind.REORDERED})
"""What can befall a customer's message too."""


class TroubleQuerySet(models.QuerySet["Trouble"]):
    def of_page(self, page_id: str) -> Trouble | None:
        """The trouble that is still to come on a page."""
        return self.filter(page_id=page_id, times__gt=0).first()

    def take(self, page_id: str, among: Collection[str] = TroubleKind.values) -> str:
        """Use up one time; the kind of trouble to make now, empty for none of these kinds."""
        while (trouble := self.of_page(page_id)) is not None and trouble.kind in among:
            if self.filter(pk=trouble.pk, times=trouble.times).update(times=F("times") - 1):
                return trouble.kind
        return ""


class Trouble(models.Model):
    """A fault that the simulated Graph API shows to the next `times` sends of a page; those
    `OF_WEBHOOKS` befall what its customers write as well."""

    page_id = models.CharField(max_length=64, unique=True)
    kind = models.CharField(max_length=30)  # a TroubleKind
    times = models.PositiveIntegerField(default=1)

    objects = TroubleQuerySet.as_manager()

    def __str__(self) -> str:
        return f"{TroubleKind(self.kind).label}: next {self.times}"


class Subscription(models.Model):
    """A page whose messages the app asked for; `fields` names which of them."""

    page_id = models.CharField(max_length=64, unique=True)
    fields = models.JSONField(default=list)

    def __str__(self) -> str:
        return self.page_id


class SignInCodeQuerySet(models.QuerySet["SignInCode"]):
    def spend(self, code: str, redirect_uri: str) -> bool:
        """Use a code up. False if it is unknown, used, too old, or was made for another address."""
        lately = timezone.now() - CODE_GOOD_FOR
        fresh = self.filter(code=code, redirect_uri=redirect_uri, created_at__gt=lately)
        return bool(fresh.delete()[0])


class SignInCode(models.Model):
    """What the simulated dialog gave a browser to bring back."""

    code = models.CharField(max_length=100, unique=True)
    redirect_uri = models.CharField(max_length=500)
    created_at = models.DateTimeField(default=timezone.now)

    objects = SignInCodeQuerySet.as_manager()

    def __str__(self) -> str:
        return f"Code of {self.created_at:%H:%M:%S}"
