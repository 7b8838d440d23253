"""Who is subscribed to what, over all processes; and who was let into which of our channels."""

from __future__ import annotations

from datetime import datetime, timedelta
from typing import ClassVar

from django.db import models

from handoff.realtime.pusher.channels import LONGEST_NAME, LONGEST_USER_ID

LONGEST_SOCKET_ID = 64


class SwitchboardProcess(models.Model):
    """A process with Pusher sockets. When its heartbeat stops, its subscriptions are void."""

    id = models.CharField(max_length=32, primary_key=True)
    seen_at = models.DateTimeField(db_index=True)

    def __str__(self) -> str:
        return f"process {self.id}"


class SubscriptionQuerySet(models.QuerySet["Subscription"]):
    def standing(self, now: datetime, lapse: timedelta) -> SubscriptionQuerySet:
        """Those of processes that live."""
        return self.filter(process__seen_at__gt=now - lapse)


class Subscription(models.Model):
    """One socket on one channel. On presence channels also who it is: `user_info` is JSON text."""

    process = models.ForeignKey(
        SwitchboardProcess, on_delete=models.CASCADE, related_name="subscriptions"
    )
    socket_id = models.CharField(max_length=LONGEST_SOCKET_ID)
    channel = models.CharField(max_length=LONGEST_NAME, db_index=True)
    user_id = models.CharField(max_length=LONGEST_USER_ID, blank=True, default="")
    user_info = models.TextField(blank=True, default="")

    objects = SubscriptionQuerySet.as_manager()

    class Meta:
        constraints: ClassVar = [
            models.UniqueConstraint(
                fields=["socket_id", "channel"], name="subscription_once_per_socket"
            )
        ]

    def __str__(self) -> str:
        return f"{self.socket_id} on {self.channel}"


class Grant(models.Model):
    """That `POST /pusher/auth` let an actor's socket into one of our channels.

    The signature it answered names nobody; so what the subscription may hear, and when it ends,
    goes back to this row. `actor` holds what an `Actor` came by, ids only.
    """

    socket_id = models.CharField(max_length=LONGEST_SOCKET_ID)
    channel = models.CharField(max_length=LONGEST_NAME)
    actor = models.JSONField()
    expires_at = models.DateTimeField(db_index=True)

    class Meta:
        constraints: ClassVar = [
            models.UniqueConstraint(fields=["socket_id", "channel"], name="grant_once_per_socket")
        ]

    def __str__(self) -> str:
        return f"{self.socket_id} into {self.channel}"
