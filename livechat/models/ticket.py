"""What a conversation leaves to be done, and what became of it."""

from __future__ import annotations

from typing import ClassVar

from django.conf import settings
from django.db import models
from django.db.models import Q
from django.utils import timezone

from conversations.models import Conversation
from customers.models import Visitor
from handoff.actor import Actor
from handoff.numbers import number_in
from handoff.tenancy import TeamQuerySet

LONGEST_SUBJECT = 200


class TicketPriority(models.TextChoices):
    LOW = "low", "Low"
    MEDIUM = "medium", "Medium"
    HIGH = "high", "High"
    URGENT = "urgent", "Urgent"


class TicketStatus(models.TextChoices):
    """`pending`: we wait for somebody else. Closed is closed; only an admin opens it again."""

    OPEN = "open", "Open"
    PENDING = "pending", "Pending"
    SOLVED = "solved", "Solved"
    CLOSED = "closed", "Closed"


class TicketCategoryQuerySet(TeamQuerySet["TicketCategory"]):
    """With `visible_to`."""


class TicketCategory(models.Model):
    """What tickets of a company are about, in the order of `position`."""

    company = models.ForeignKey("accounts.Company", on_delete=models.PROTECT, related_name="+")
    name = models.CharField(max_length=100)
    position = models.PositiveSmallIntegerField(default=0)

    objects = TicketCategoryQuerySet.as_manager()

    class Meta:
        ordering: ClassVar = ["position", "name", "pk"]
        verbose_name_plural = "ticket categories"
        constraints: ClassVar = [
            models.UniqueConstraint(
                fields=["company", "name"], name="ticket_category_name_unique_in_company"
            ),
        ]

    def __str__(self) -> str:
        return self.name


class TicketQuerySet(TeamQuerySet["Ticket"]):
    def visible_to(self, actor: Actor) -> TicketQuerySet:
        """All of the company for its team; exactly their own for participants."""
        if actor.is_team:
            return super().visible_to(actor)
        visitor_id = actor.participant_id("visitor")
        if visitor_id is None or actor.company_id is None:
            return self.none()
        return self.filter(company_id=actor.company_id, visitor_id=visitor_id)

    def matching(
        self, *, status: str = "", category_id: int | None = None, search: str = ""
    ) -> TicketQuerySet:
        """Those in a state, of a category, and with these words in subject or name."""
        found = self.filter(status=status) if status else self.all()
        if category_id is not None:
            found = found.filter(category_id=category_id)
        if search:
            words = Q(subject__icontains=search) | Q(requester_name__icontains=search)
            number = number_in(search.removeprefix("#"))
            found = found.filter(words if number is None else words | Q(pk=number))
        return found

    def with_people(self) -> TicketQuerySet:
        """With what `ticket_data` shows, in one query."""
        return self.select_related("category", "assignee", "created_by")

    def in_rows(self) -> TicketQuerySet:
        """For lists: without the transcripts, the latest first."""
        return self.with_people().defer("transcript").order_by("-updated_at", "-pk")


class Ticket(models.Model):
    """Something to be done for somebody who wrote to us.

    A conversation has one ticket at most. `transcript` is what was said until it became one, as
    both sides saw it; where that was too long, it is the end of it and not `transcript_is_whole`.
    `visitor` may read it; customers on Messenger have no door of their own. `requester_name` is as
    it was then.
    """

    company = models.ForeignKey("accounts.Company", on_delete=models.PROTECT, related_name="+")
    conversation = models.OneToOneField(
        Conversation, on_delete=models.PROTECT, null=True, blank=True, related_name="ticket"
    )
    visitor = models.ForeignKey(
        Visitor, on_delete=models.PROTECT, null=True, blank=True, related_name="tickets"
    )
    requester_name = models.CharField(max_length=250, blank=True)
    subject = models.CharField(max_length=LONGEST_SUBJECT)
    category = models.ForeignKey(
        TicketCategory, on_delete=models.PROTECT, null=True, blank=True, related_name="+"
    )
    priority = models.CharField(
        max_length=20, choices=TicketPriority, default=TicketPriority.MEDIUM
    )
    status = models.CharField(max_length=20, choices=TicketStatus, default=TicketStatus.OPEN)
    assignee = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.PROTECT, null=True, blank=True, related_name="+"
    )
    created_by = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        on_delete=models.PROTECT,
        null=True,
        blank=True,
        editable=False,
        related_name="+",
    )
    transcript = models.TextField(blank=True, editable=False)
    transcript_is_whole = models.BooleanField(default=True, editable=False)
    created_at = models.DateTimeField(default=timezone.now, editable=False)
    updated_at = models.DateTimeField(default=timezone.now, editable=False)

    objects = TicketQuerySet.as_manager()

    class Meta:
        ordering: ClassVar = ["-updated_at", "-pk"]
        constraints: ClassVar = [
            models.CheckConstraint(
                condition=Q(status__in=TicketStatus.values), name="ticket_status_known"
            ),
            models.CheckConstraint(
                condition=Q(priority__in=TicketPriority.values), name="ticket_priority_known"
            ),
        ]
        indexes: ClassVar = [
            models.Index(fields=["company", "-updated_at"], name="ticket_latest"),
            models.Index(fields=["company", "status", "-updated_at"], name="ticket_by_status"),
            models.Index(fields=["visitor", "-updated_at"], name="ticket_of_visitor"),
        ]

    def __str__(self) -> str:
        return f"#{self.pk} {self.subject}"


class TicketChange(models.Model):
    """One change of a ticket: `changes` is `{field: [from, to]}`, with ids for rows."""

    company = models.ForeignKey("accounts.Company", on_delete=models.PROTECT, related_name="+")
    ticket = models.ForeignKey(Ticket, on_delete=models.PROTECT, related_name="changes")
    by = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.PROTECT, null=True, related_name="+"
    )
    by_name = models.CharField(max_length=250, blank=True)
    door = models.CharField(max_length=20)
    changes = models.JSONField()
    created_at = models.DateTimeField(default=timezone.now)

    class Meta:
        ordering: ClassVar = ["pk"]

    def __str__(self) -> str:
        return f"{self.ticket_id}: {', '.join(self.changes)}"
