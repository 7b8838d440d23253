"""The words of a conversation: where it is held, who answers, what a taking does to who has it."""

from __future__ import annotations

from django.db import models


class Channel(models.TextChoices):
    MESSENGER = "messenger", "Messenger"
    CHAT = "chat", "Website chat"
    ROOM = "room", "Hotel room"


class Policy(models.TextChoices):
    """What happens when somebody takes what another has: a refusal, or a handover."""

    EXCLUSIVE = "exclusive", "Exclusive"
    OPEN = "open", "Open"


class Owner(models.TextChoices):
    """Who answers. `nobody`: a person is wanted and none has taken it."""

    BOT = "bot", "Bot"
    NOBODY = "nobody", "Nobody yet"
    AGENT = "agent", "Agent"
