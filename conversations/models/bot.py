"""Who answers first: a company's bots, and what the embedded one knows."""

from __future__ import annotations

from typing import ClassVar

from django.core.validators import BaseValidator, MaxValueValidator, MinValueValidator
from django.db import models
from django.db.models import Q
from django.utils import timezone

from customers.models import Page
from handoff.encryption import EncryptedTextField


class BotKind(models.TextChoices):
    FAQ = "faq", "FAQ bot"
    WEBHOOK = "webhook", "Webhook"
    OPENAI_COMPATIBLE = "openai_compatible", "Chat model"


class WebhookFormat(models.TextChoices):
    """How a turn is written. The shapes are in `docs/bots.md`."""

    HANDOFF = "handoff", "Handoff"
    RASA = "rasa", "Rasa REST channel"


# Field: from, to. Checked in forms and by the database.
BOUNDS = {
    "timeout_seconds": (1, 60),
    "max_turns": (1, 1000),
    "max_tokens": (16, 8192),
    "history_messages": (0, 100),
}


def within(field: str) -> list[BaseValidator]:
    least, most = BOUNDS[field]
    return [MinValueValidator(least), MaxValueValidator(most)]


class Bot(models.Model):
    """The bot in front of a page. `kind` names one of `conversations.bots`.

    What follows `is_active` is for bots that live elsewhere. `secret` is encrypted in the
    database: a webhook's requests are signed with it, a chat model's carry it as bearer token.
    `timeout_seconds` bounds one try. `max_turns` counts answers since the bot took the
    conversation, `max_tokens` limits one answer, `history_messages` what is told of what was said
    before. `is_streamed` asks for the answer piece by piece.
    """

    company = models.ForeignKey("accounts.Company", on_delete=models.CASCADE, related_name="bots")
    page = models.OneToOneField(Page, on_delete=models.CASCADE, related_name="bot")
    kind = models.CharField(max_length=50, choices=BotKind, default=BotKind.FAQ)
    is_active = models.BooleanField(default=True)

    endpoint = models.CharField("address", max_length=500, blank=True)
    secret = EncryptedTextField(blank=True, default="")
    format = models.CharField(max_length=20, choices=WebhookFormat, default=WebhookFormat.HANDOFF)
    model_name = models.CharField("model", max_length=200, blank=True)
    instructions = models.TextField(max_length=8000, blank=True)
    is_streamed = models.BooleanField("streamed", default=False)
    has_newer_limit = models.BooleanField("newer name of the token limit", default=False)
    timeout_seconds = models.PositiveSmallIntegerField(
        default=20, validators=within("timeout_seconds")
    )
    max_turns = models.PositiveSmallIntegerField(default=50, validators=within("max_turns"))
    max_tokens = models.PositiveSmallIntegerField(default=600, validators=within("max_tokens"))
    history_messages = models.PositiveSmallIntegerField(
        default=20, validators=within("history_messages")
    )
    created_at = models.DateTimeField(default=timezone.now, editable=False)

    class Meta:
        constraints: ClassVar = [
            models.CheckConstraint(
                condition=Q(**{f"{field}__range": between}), name=f"bot_{field}_in_bounds"
            )
            for field, between in BOUNDS.items()
        ]

    def __str__(self) -> str:
        return f"{self.get_kind_display()} of {self.page}"

    @property
    def lives_elsewhere(self) -> bool:
        """Whether it is asked over the network."""
        return self.kind in (BotKind.WEBHOOK, BotKind.OPENAI_COMPATIBLE)


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
