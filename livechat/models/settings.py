"""What a company has chosen for its website chat."""

from __future__ import annotations

from django.db import models

from conversations.models import Bot
from handoff.tenancy import TeamQuerySet


class ChatSettingsQuerySet(TeamQuerySet["ChatSettings"]):
    """With `visible_to`."""


class ChatSettings(models.Model):
    """One row a company, made when it is needed. `bot` stands in front of its chats; without one,
    as it is from the start, every chat begins with nobody. With `routes_automatically`, off from
    the start, nobody has to accept (contract README, "Document 4").

    Who tells customers of their place in the queue holds this row, so that one tells at a time.
    """

    company = models.OneToOneField(
        "accounts.Company", on_delete=models.CASCADE, primary_key=True, related_name="+"
    )
    bot = models.ForeignKey(
        Bot,
        on_delete=models.SET_NULL,
        null=True,
        blank=True,
        related_name="+",
        help_text="Answers new chats first. None: they wait for an agent at once.",
    )
    routes_automatically = models.BooleanField(
        default=False,
        help_text="Gives who waits to an agent with free slots. Otherwise agents accept.",
    )

    objects = ChatSettingsQuerySet.as_manager()

    class Meta:
        verbose_name = verbose_name_plural = "chat settings"

    def __str__(self) -> str:
        return f"Website chat of {self.company}"
