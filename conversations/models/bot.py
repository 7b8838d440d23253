"""Who answers first: a company's bots, and what the embedded one knows."""

from __future__ import annotations

from typing import ClassVar

from django.db import models
from django.utils import timezone

from customers.models import Page


class Bot(models.Model):
    """The bot in front of a page. `kind` names one of `conversations.bots`."""

    company = models.ForeignKey("accounts.Company", on_delete=models.CASCADE, related_name="bots")
    page = models.OneToOneField(Page, on_delete=models.CASCADE, related_name="bot")
    kind = models.CharField(max_length=50, default="faq")
    is_active = models.BooleanField(default=True)
    created_at = models.DateTimeField(default=timezone.now, editable=False)

    def __str__(self) -> str:
        return f"{self.kind} bot of {self.page}"


class FaqEntry(models.Model):
    """A question the embedded bot can answer. Other wordings of it: `variants`, one a line."""

    company = models.ForeignKey(
        "accounts.Company", on_delete=models.CASCADE, related_name="faq_entries"
    )
    question = models.CharField(max_length=300)
    variants = models.TextField("Other wordings", blank=True, help_text="One per line.")
    answer = models.TextField(max_length=2000)
    is_active = models.BooleanField(default=True)
    created_at = models.DateTimeField(default=timezone.now, editable=False)

    class Meta:
        ordering: ClassVar = ["question"]
        verbose_name = "FAQ entry"
        verbose_name_plural = "FAQ entries"

    def __str__(self) -> str:
        return self.question

    @property
    def wordings(self) -> list[str]:
        """The question in every wording we were given."""
        variants = (line.strip() for line in self.variants.splitlines())
        return [self.question, *(variant for variant in variants if variant)]
