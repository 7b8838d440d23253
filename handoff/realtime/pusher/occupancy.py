"""Which channels somebody is subscribed to, and who, over all processes."""

from __future__ import annotations

from collections.abc import Collection
from typing import Any

from django.db.models import Count
from django.utils import timezone

from handoff.realtime.pusher.channels import Kind, kind_of
from handoff.realtime.pusher.models import Subscription, SubscriptionQuerySet
from handoff.realtime.pusher.roll import LAPSE, MOST_MEMBERS

MOST_CHANNELS = 10_000
NOBODY = {"user_count": 0, "subscription_count": 0}


def channels(prefix: str, wanted: Collection[str]) -> dict[str, dict[str, int]]:
    """The occupied channels whose names begin so, by name: the first 10,000, with these counts."""
    found = _standing().filter(channel__startswith=prefix) if prefix else _standing()
    return {
        name: {info: counts[info] for info in wanted}
        for name, counts in _counted(found).items()
        if name.startswith(prefix)  # SQLite does not mind capitals
    }


def states(names: Collection[str], wanted: Collection[str]) -> dict[str, dict[str, Any]]:
    """Of each of these channels: whether it is `occupied`, with these counts. One query."""
    counted = _counted(_standing().filter(channel__in=names))
    return {
        name: {
            "occupied": name in counted,
            **{info: counted.get(name, NOBODY)[info] for info in wanted},
        }
        for name in names
    }


def users(name: str) -> list[str]:
    """Who is on a presence channel, each once."""
    if kind_of(name) is not Kind.PRESENCE:
        return []
    there = _standing().filter(channel=name).order_by("user_id")
    return list(there.values_list("user_id", flat=True).distinct()[: MOST_MEMBERS * 2])


def _counted(found: SubscriptionQuerySet) -> dict[str, dict[str, int]]:
    users, all_ = Count("user_id", distinct=True), Count("pk")
    rows = found.values_list("channel").annotate(users=users, all=all_).order_by("channel")
    return {
        name: {"user_count": users, "subscription_count": all_}
        for name, users, all_ in rows[:MOST_CHANNELS]
    }


def _standing() -> SubscriptionQuerySet:
    return Subscription.objects.standing(timezone.now(), LAPSE)
