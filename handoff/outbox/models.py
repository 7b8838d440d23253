"""The durable queue of what must happen outside."""

from __future__ import annotations

from datetime import datetime
from typing import ClassVar

from django.db import models
from django.db.models import Exists, OuterRef, Q
from django.utils import timezone


class DeliveryState(models.TextChoices):
    DUE = "due", "Due"
    SENDING = "sending", "Sending"
    SENT = "sent", "Sent"
    UNCERTAIN = "uncertain", "Uncertain"
    FAILED = "failed", "Failed"
    CANCELLED = "cancelled", "Cancelled"


class DeliveryQuerySet(models.QuerySet["Delivery"]):
    def claimable(self, now: datetime) -> DeliveryQuerySet:
        """Due rows that are first in their lane: no earlier one is still due or being sent.

        A row that was put back into its lane (a replay) also waits for a later one under way.
        Two questions of one state each, because SQLite uses a partial index only for `=`.
        """
        in_lane = Delivery.objects.filter(lane=OuterRef("lane"))
        ahead = in_lane.filter(pk__lt=OuterRef("pk"), state=DeliveryState.DUE)
        under_way = in_lane.filter(state=DeliveryState.SENDING)
        return self.filter(
            ~Exists(ahead), ~Exists(under_way), state=DeliveryState.DUE, next_try_at__lte=now
        ).order_by("next_try_at", "pk")

    def toward(self, target: str) -> DeliveryQuerySet:
        """Rows of a target that is not empty."""
        return self.exclude(target="").filter(target=target)

    def lost(self, now: datetime) -> DeliveryQuerySet:
        """Rows whose worker has not marked them before its lease ran out."""
        return self.filter(state=DeliveryState.SENDING, leased_until__lte=now).order_by(
            "leased_until"
        )


class Delivery(models.Model):
    """One thing to be done outside, written in the transaction that wants it.

    `lane` keeps order: what stands in one lane leaves one after the other, in the order of `pk`.
    That is the order of commits only if who schedules holds a lock of the lane's (its conversation
    row). A lane is less than a conversation: bot turns stand in `bot:<conversation>`, sends in
    `send:<conversation>`, or a bot that thinks for a minute would hold an agent's words.

    `target` names whom it goes to where many lanes lead to one who may be slow or away; else it is
    empty. What leads to one target never holds all slots of a worker.

    `epoch`, where set, is the conversation's epoch on which the deed was decided; its kind drops
    it when that is over. `attempts` counts the tries begun and fences them: a try is marked only
    while the row still carries its number.
    """

    company = models.ForeignKey("accounts.Company", on_delete=models.CASCADE, related_name="+")
    kind = models.CharField(max_length=50)
    lane = models.CharField(max_length=80)
    target = models.CharField(max_length=60, blank=True, default="", db_default="")
    conversation_id = models.BigIntegerField(null=True, blank=True)
    payload = models.JSONField(default=dict)
    epoch = models.BigIntegerField(null=True, blank=True)
    state = models.CharField(max_length=20, choices=DeliveryState, default=DeliveryState.DUE)
    attempts = models.PositiveIntegerField(default=0)
    last_error = models.TextField(blank=True)
    next_try_at = models.DateTimeField(default=timezone.now)
    leased_until = models.DateTimeField(null=True, blank=True)
    created_at = models.DateTimeField(default=timezone.now, editable=False)
    settled_at = models.DateTimeField(null=True, blank=True)

    objects = DeliveryQuerySet.as_manager()

    class Meta:
        ordering: ClassVar = ["-pk"]
        verbose_name_plural = "deliveries"
        constraints: ClassVar = [
            models.UniqueConstraint(
                fields=["lane"], condition=Q(state="sending"), name="delivery_one_at_a_time_in_lane"
            ),
            models.CheckConstraint(
                condition=Q(state="sending", leased_until__isnull=False)
                | (~Q(state="sending") & Q(leased_until__isnull=True)),
                name="delivery_leased_exactly_while_sending",
            ),
        ]
        indexes: ClassVar = [
            models.Index(fields=["next_try_at"], condition=Q(state="due"), name="delivery_due"),
            models.Index(fields=["lane", "id"], condition=Q(state="due"), name="delivery_lane_due"),
            models.Index(
                fields=["leased_until"], condition=Q(state="sending"), name="delivery_leased"
            ),
            models.Index(fields=["conversation_id", "state"], name="delivery_conversation"),
            models.Index(fields=["target", "id"], condition=~Q(target=""), name="delivery_target"),
            models.Index(
                fields=["kind", "settled_at"],
                condition=Q(settled_at__isnull=False),
                name="delivery_settled",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.kind} {self.pk} ({self.state})"

    def once_more(self) -> Delivery:
        """The same, not yet written, to be tried anew at the end of its lane."""
        return Delivery(
            company_id=self.company_id,
            kind=self.kind,
            lane=self.lane,
            target=self.target,
            conversation_id=self.conversation_id,
            payload=self.payload,
            epoch=self.epoch,
        )
