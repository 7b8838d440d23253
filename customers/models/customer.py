"""People who write on Messenger."""

from __future__ import annotations

from typing import ClassVar

from django.db import models
from django.db.models import Q
from django.utils import timezone

from customers.models.page import Page
from handoff.tenancy import TeamQuerySet


class CustomerQuerySet(TeamQuerySet["Customer"]):
    """With `visible_to`."""

    def to_look_up(self) -> CustomerQuerySet:
        """Whose names Messenger may tell: those without any, and those that it told before."""
        nameless = Q(customer_name="", first_name="", last_name="")
        return self.filter(nameless | Q(names_looked_up=True))


class Customer(models.Model):
    """A person on Messenger, as contract document 2 describes one.

    `customer_id` is the provider's id, unique only together with the page. What depends on who
    answers (`stop`, `agent_*`) and on all messages (`updated_at`) belongs to the conversation.
    `last_seen`, `last_message` and `message_count` move only with the customer's own messages.

    `names_looked_up`: the names are as Messenger told them, and follow what it tells later; names
    that a person wrote, or that came from elsewhere, stay. `profile_asked_at`: when Messenger was
    last asked for them. `referral`: by which link or ad they came last, `{"source", "type", "ref",
    "ad_id", "at"}`, empty for none.
    """

    company = models.ForeignKey(
        "accounts.Company", on_delete=models.PROTECT, related_name="customers"
    )
    page = models.ForeignKey(Page, on_delete=models.PROTECT, related_name="customers")
    customer_id = models.CharField("Messenger ID", max_length=64)
    customer_name = models.CharField(max_length=200, blank=True)
    first_name = models.CharField(max_length=100, blank=True)
    last_name = models.CharField(max_length=100, blank=True)
    names_looked_up = models.BooleanField(default=False, editable=False)
    profile_asked_at = models.DateTimeField(null=True, blank=True, editable=False)
    referral = models.JSONField(default=dict, blank=True)
    message_count = models.PositiveIntegerField(default=0)
    last_message = models.TextField(blank=True)
    first_seen = models.DateTimeField(default=timezone.now)
    last_seen = models.DateTimeField(default=timezone.now)
    created_at = models.DateTimeField(default=timezone.now, editable=False)

    objects = CustomerQuerySet.as_manager()

    class Meta:
        ordering: ClassVar = ["-last_seen"]
        constraints: ClassVar = [
            models.UniqueConstraint(
                fields=["customer_id", "page"], name="customer_unique_on_its_page"
            )
        ]
        indexes: ClassVar = [
            models.Index(fields=["company", "-last_seen"], name="customer_company_last_seen"),
            models.Index(fields=["page", "-last_seen"], name="customer_page_last_seen"),
        ]

    def __str__(self) -> str:
        return self.shown_name

    @property
    def shown_name(self) -> str:
        """What people read: the name, or something that is never empty."""
        return self.customer_name or f"Customer {self.customer_id[-4:]}"

    @property
    def has_names(self) -> bool:
        return bool(self.customer_name or self.first_name or self.last_name)
