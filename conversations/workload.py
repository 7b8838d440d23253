"""How many website chats agents have."""

from __future__ import annotations

from collections.abc import Collection

from django.db.models import Count

from conversations.models import Conversation


def active_chats_of(user_ids: Collection[int]) -> dict[int, int]:
    """How many active chats each of these agents has; those who have none are left out. Inside a
    claim it counts what the claim has just given, too."""
    chats = Conversation.objects.active_chats().filter(agent__in=user_ids).order_by()
    return dict(chats.values_list("agent").annotate(Count("pk")))
