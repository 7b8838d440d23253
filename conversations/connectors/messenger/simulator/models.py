"""What the simulated Messenger remembers: the phones' messages, and the trouble it should make."""

from __future__ import annotations

from typing import ClassVar

from django.db import models
from django.db.models import F
from django.utils import timezone


class PhoneMessageQuerySet(models.QuerySet["PhoneMessage"]):
    def on_phone(self, page_id: str, customer_id: str) -> PhoneMessageQuerySet:
        """The chat of one customer with one page."""
        return self.filter(page_id=page_id, customer_id=customer_id)


class PhoneMessage(models.Model):
    """A bubble on a simulated phone. Doubles are kept: the simulator never hides a fault of ours.

    `fault` says why the webhook about a customer's message failed; `is_seen` whether the customer
    has looked at what the page said. `quick_replies` are buttons, `[{"title", "payload"}]`;
    `reaction` is the customer's emoji.
    """

    page_id = models.CharField(max_length=64)
    customer_id = models.CharField(max_length=64)
    from_customer = models.BooleanField()
    text = models.TextField()
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
    """Faults, each with the lesson it teaches. None of them is our own."""

    ERROR = "error", "Answers with an error (tried again)"
    RATE_LIMIT = "rate_limit", "Too many messages (tried again)"
    SILENT_LOST = "silent_lost", "Never answers, message lost"
    SILENT_SENT = "silent_sent", "Never answers, message arrives"
    CUT = "cut", "Answer breaks off, message arrives"
    UNAVAILABLE = "unavailable", "Person not available"
    TOKEN = "token", "Page disconnected"


class TroubleQuerySet(models.QuerySet["Trouble"]):
    def of_page(self, page_id: str) -> Trouble | None:
        """The trouble that is still to come on a page."""
        return self.filter(page_id=page_id, times__gt=0).first()

    def take(self, page_id: str) -> str:
        """Use up one time; the kind of trouble to make now, empty for none."""
        while (trouble := self.of_page(page_id)) is not None:
            if self.filter(pk=trouble.pk, times=trouble.times).update(times=F("times") - 1):
                return trouble.kind
        return ""


class Trouble(models.Model):
    """A fault that the simulated Graph API shows to the next `times` sends of a page."""

    page_id = models.CharField(max_length=64, unique=True)
    kind = models.CharField(max_length=30)  # a TroubleKind
    times = models.PositiveIntegerField(default=1)

    objects = TroubleQuerySet.as_manager()

    def __str__(self) -> str:
        return f"{TroubleKind(self.kind).label}: next {self.times}"
