"""What shape an endpoint has over REST, and what may be asked for."""

from __future__ import annotations

from dataclasses import fields
from typing import Any

from rest_framework import serializers

from conversations.serializers import time_text
from handoff.realtime.dialects.dashboard.frames import CHANNELS, FRAME_NAMES, INTERNAL
from handoff.webhooks.actions import Wishes
from handoff.webhooks.models import LONGEST_URL, WebhookEndpoint

LONGEST_PAGE_ID = 64
MOST_PAGE_IDS = 500


WISHED = tuple(wish.name for wish in fields(Wishes))


class Names(serializers.ListField):
    """Some of these names, each once."""

    def __init__(self, names: frozenset[str], **options: Any) -> None:
        child: serializers.Field[Any, Any, Any, Any] = serializers.ChoiceField(sorted(names))
        super().__init__(child=child, max_length=len(names), **options)

    def to_internal_value(self, data: Any) -> list[Any]:
        return list(dict.fromkeys(super().to_internal_value(data)))


class WishesInput(serializers.Serializer[Any]):
    url = serializers.CharField(max_length=LONGEST_URL)
    description = serializers.CharField(max_length=200, allow_blank=True, default="")
    event_types = Names(FRAME_NAMES, allow_empty=False)
    include = Names(frozenset(INTERNAL.values()), default=list)
    channels = Names(CHANNELS, allow_empty=False, default=lambda: ["messenger"])
    page_ids = serializers.ListField(
        child=serializers.CharField(max_length=LONGEST_PAGE_ID),
        max_length=MOST_PAGE_IDS,
        default=list,
    )
    is_active = serializers.BooleanField(default=True)


def wishes_data(endpoint: WebhookEndpoint) -> dict[str, Any]:
    """What people chose."""
    return {name: getattr(endpoint, name) for name in WISHED}


def endpoint_data(endpoint: WebhookEndpoint) -> dict[str, Any]:
    """What people chose, and the health. Never the secret."""
    return {
        "id": endpoint.pk,
        **wishes_data(endpoint),
        "created_at": time_text(endpoint.created_at),
        "old_secret_ends_at": time_text(endpoint.old_secret_ends_at),
        "last_success_at": time_text(endpoint.last_success_at),
        "last_failure_at": time_text(endpoint.last_failure_at),
        "last_failure": endpoint.last_failure,
        "consecutive_failures": endpoint.consecutive_failures,
        "failing_since": time_text(endpoint.failing_since),
        "switched_off_because": endpoint.switched_off_because,
    }
