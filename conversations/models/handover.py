"""Shift handovers: who goes off duty offers all open conversations to one who accepts."""

from __future__ import annotations

from datetime import datetime, timedelta
from typing import ClassVar

from django.conf import settings
from django.db import models
from django.db.models import Case, Count, F, Q, When
from django.utils import timezone

from conversations.models.conversation import Conversation
from handoff.actor import Actor
from handoff.tenancy import TeamQuerySet

LIFETIME = timedelta(hours=12)
LONGEST_NOTE = 1_000
LONGEST_REASON = 300


class HandoverState(models.TextChoices):
    """Open until one of the others, once."""

    OPEN = "open", "Open"
    ACCEPTED = "accepted", "Accepted"
    DECLINED = "declined", "Declined"
    WITHDRAWN = "withdrawn", "Withdrawn"
    EXPIRED = "expired", "Expired"


class Outcome(models.TextChoices):
    """What became of one conversation. `kept`: it could not be passed on and stays with the
    giver; `not_held`: by then the giver did not have it any more."""

    WAITING = "waiting", "Waiting"
    PASSED = "passed", "Passed on"
    CLOSED = "closed", "Had ended"
    NOT_HELD = "not_held", "Was not the giver’s any more"
    KEPT = "kept", "Stays with the giver"


class HandoverQuerySet(TeamQuerySet["Handover"]):
    def concerning(self, actor: Actor) -> HandoverQuerySet:
        """What this member of the team offered, is asked to accept, or has accepted."""
        asked = Q(to=actor.user_id) | Q(to=None, state=HandoverState.OPEN)
        return self.filter(Q(giver=actor.user_id) | Q(accepted_by=actor.user_id) | asked)

    def open(self) -> HandoverQuerySet:
        return self.filter(state=HandoverState.OPEN)

    def unfinished(self) -> HandoverQuerySet:
        """Accepted, with conversations that are not passed on yet."""
        return self.filter(state=HandoverState.ACCEPTED, finished_at=None)

    def with_people(self) -> HandoverQuerySet:
        """With all that `handover_data` shows, in one query: people, and how many items became
        what. The newest first, which a counting query must be told."""
        counts = {
            f"{outcome}_count": Count("items", filter=Q(items__outcome=outcome))
            for outcome in Outcome.values
        }
        people = self.select_related("giver", "to", "accepted_by")
        return people.annotate(**counts).order_by("-pk")


class Handover(models.Model):
    """An offer of all open conversations, to a colleague (`to`) or to anyone of the team.

    One of a giver can be open. Once it is accepted its items are passed on one by one, each in a
    transaction of its own; whoever does that keeps the others off until `in_hand_until`, and
    `finished_at` says that all are settled. `reason` tells why it ended where nobody ended it.
    """

    company = models.ForeignKey("accounts.Company", on_delete=models.PROTECT, related_name="+")
    giver = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="handovers_given"
    )
    to = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.PROTECT, null=True, blank=True, related_name="+"
    )
    state = models.CharField(max_length=20, choices=HandoverState, default=HandoverState.OPEN.value)
    note = models.TextField(max_length=LONGEST_NOTE, blank=True)
    goes_offline = models.BooleanField(default=True)
    accepted_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.PROTECT, null=True, blank=True, related_name="+"
    )
    reason = models.CharField(max_length=LONGEST_REASON, blank=True)
    created_at = models.DateTimeField(default=timezone.now, editable=False)
    expires_at = models.DateTimeField()
    ended_at = models.DateTimeField(null=True, blank=True)
    in_hand_until = models.DateTimeField(null=True, editable=False)
    finished_at = models.DateTimeField(null=True, blank=True)

    objects = HandoverQuerySet.as_manager()

    class Meta:
        ordering: ClassVar = ["-pk"]
        verbose_name = "shift handover"
        constraints: ClassVar = [
            models.UniqueConstraint(
                fields=["giver"], condition=Q(state="open"), name="handover_one_open_of_giver"
            ),
            models.CheckConstraint(
                condition=Q(state="accepted", accepted_by__isnull=False)
                | (~Q(state="accepted") & Q(accepted_by__isnull=True, finished_at__isnull=True)),
                name="handover_accepted_exactly_by_somebody",
            ),
            models.CheckConstraint(
                condition=Q(state="open", ended_at__isnull=True)
                | (~Q(state="open") & Q(ended_at__isnull=False)),
                name="handover_ended_exactly_if_not_open",
            ),
            models.CheckConstraint(
                condition=Q(to__isnull=True) | ~Q(to=F("giver")),
                name="handover_not_to_oneself",
            ),
        ]
        indexes: ClassVar = [
            models.Index(fields=["company", "-created_at"], name="handover_latest"),
            models.Index(
                fields=["expires_at"], condition=Q(state="open"), name="handover_to_expire"
            ),
            models.Index(
                fields=["in_hand_until"],
                condition=Q(state="accepted", finished_at__isnull=True),
                name="handover_to_finish",
            ),
        ]

    def __str__(self) -> str:
        return f"Shift handover {self.pk}"

    @property
    def is_open(self) -> bool:
        return self.state == HandoverState.OPEN

    @property
    def is_finished(self) -> bool:
        """Whether nothing is to happen any more."""
        if self.state == HandoverState.ACCEPTED:
            return self.finished_at is not None
        return not self.is_open

    @property
    def outcomes(self) -> dict[str, int]:
        """How many items became what; only of what `with_people` has read."""
        return {name: getattr(self, f"{name}_count") for name in Outcome.values}

    def may_be_accepted_by(self, user_id: int | None) -> bool:
        return user_id != self.giver_id and self.to_id in (None, user_id)


class HandoverItemQuerySet(models.QuerySet["HandoverItem"]):
    def in_rows(self) -> HandoverItemQuerySet:
        """With what lists show, in one query: what stays with the giver first, then what he did
        not have any more, then the rest."""
        urgency = Case(
            When(outcome=Outcome.KEPT, then=0),
            When(outcome__in=[Outcome.NOT_HELD, Outcome.CLOSED], then=1),
            default=2,
        )
        others = ("customer__page", "visitor", "guest__room", "agent")
        people = [f"conversation__{name}" for name in others]
        return self.select_related(*people).order_by(urgency, "pk")


class HandoverItem(models.Model):
    """One conversation of a handover: the note for whoever has it next, and what became of it.

    `reason` says why it was not passed on.
    """

    handover = models.ForeignKey(Handover, on_delete=models.CASCADE, related_name="items")
    company = models.ForeignKey("accounts.Company", on_delete=models.PROTECT, related_name="+")
    conversation = models.ForeignKey(
        Conversation, on_delete=models.PROTECT, related_name="handover_items"
    )
    note = models.TextField(max_length=LONGEST_NOTE, blank=True)
    outcome = models.CharField(max_length=20, choices=Outcome, default=Outcome.WAITING.value)
    reason = models.CharField(max_length=LONGEST_REASON, blank=True)
    settled_at = models.DateTimeField(null=True, blank=True)

    objects = HandoverItemQuerySet.as_manager()

    class Meta:
        ordering: ClassVar = ["pk"]
        constraints: ClassVar = [
            models.UniqueConstraint(
                fields=["handover", "conversation"], name="handover_item_once_per_conversation"
            ),
            models.CheckConstraint(
                condition=Q(outcome="waiting", settled_at__isnull=True)
                | (~Q(outcome="waiting") & Q(settled_at__isnull=False)),
                name="handover_item_settled_exactly_if_not_waiting",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.handover_id}/{self.conversation_id} {self.outcome}"

    def settle(self, outcome: Outcome, reason: str, at: datetime) -> bool:
        """Say what became of it, once: False, and nothing has happened, where that is known."""
        waiting = HandoverItem.objects.filter(pk=self.pk, outcome=Outcome.WAITING)
        return bool(waiting.update(outcome=outcome, reason=reason[:LONGEST_REASON], settled_at=at))
