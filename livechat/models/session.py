"""A chat session: what a website chat has beside its conversation."""

from __future__ import annotations

from datetime import datetime
from typing import ClassVar

from django.db import models
from django.db.models import Q
from django.utils import timezone

from conversations.models import Conversation, Owner
from handoff.actor import Actor
from handoff.tenancy import TeamQuerySet


class Priority(models.IntegerChoices):
    """How urgent; the queue sorts by the number. On the wires it is the word."""

    LOW = 1, "Low"
    MEDIUM = 2, "Medium"
    HIGH = 3, "High"
    URGENT = 4, "Urgent"

    @property
    def word(self) -> str:
        return self.name.lower()


class Status(models.TextChoices):
    """Where a session stands (contract document 4, "Chat Status Flow"). Never stored."""

    PENDING = "pending", "Pending"
    ACTIVE = "active", "Active"
    CLOSED = "closed", "Closed"


class ChatSessionQuerySet(TeamQuerySet["ChatSession"]):
    def visible_to(self, actor: Actor) -> ChatSessionQuerySet:
        """All of the company for its team; exactly their own for participants."""
        if actor.is_team:
            return super().visible_to(actor)
        return self.filter(conversation__in=Conversation.objects.visible_to(actor))

    def with_people(self) -> ChatSessionQuerySet:
        """With everything that the shapes in `serializers` show, in one query."""
        return self.select_related(
            "conversation__company", "conversation__agent", "conversation__visitor__user"
        )

    def in_status(self, status: Status) -> ChatSessionQuerySet:
        if status == Status.CLOSED:
            return self.filter(conversation__closed_at__isnull=False)
        found = self.filter(conversation__closed_at=None)
        if status == Status.PENDING:
            return found.filter(conversation__owner=Owner.NOBODY)
        return found.exclude(conversation__owner=Owner.NOBODY)

    def queue(self) -> ChatSessionQuerySet:
        """Who waits for an agent: by priority, then age (issue 5, "Queue")."""
        return self.in_status(Status.PENDING).order_by(
            "-priority", "conversation__created_at", "pk"
        )

    def ahead_of(self, session: ChatSession) -> ChatSessionQuerySet:
        """Those of the same queue whose turn comes before."""
        created_at = session.conversation.created_at
        older = Q(conversation__created_at__lt=created_at)
        same_moment = Q(conversation__created_at=created_at, pk__lt=session.pk)
        return self.queue().filter(
            Q(priority__gt=session.priority) | Q(older | same_moment, priority=session.priority),
            company=session.company_id,
        )


class ChatSession(models.Model):
    """A visitor's chat. Its key is the conversation's: one id serves messages, news and records.

    Status, agent, begin and end are the conversation's; they are not stored a second time.
    `required_skills` are small letters, each once, in the order asked for. `waiting_since` is when
    the present or last wait for an agent began, `accepted_at` when that wait ended; null while it
    lasts. `told_position` is what the customer was told last of the place in the queue, null while
    an agent or the bot answers; `told_wait_seconds` of the wait that was to be expected there.
    """

    conversation = models.OneToOneField(
        Conversation, on_delete=models.PROTECT, primary_key=True, related_name="session"
    )
    company = models.ForeignKey("accounts.Company", on_delete=models.PROTECT, related_name="+")
    subject = models.CharField(max_length=200)
    priority = models.PositiveSmallIntegerField(choices=Priority, default=Priority.MEDIUM)
    required_skills = models.JSONField(default=list, blank=True)
    metadata = models.JSONField(default=dict, blank=True)
    waiting_since = models.DateTimeField(default=timezone.now)
    accepted_at = models.DateTimeField(null=True, blank=True)
    told_position = models.PositiveIntegerField(null=True, blank=True)
    told_wait_seconds = models.PositiveIntegerField(null=True, blank=True)

    objects = ChatSessionQuerySet.as_manager()

    class Meta:
        ordering: ClassVar = ["-pk"]
        constraints: ClassVar = [
            models.CheckConstraint(
                condition=Q(priority__gte=Priority.LOW, priority__lte=Priority.URGENT),
                name="chat_session_priority_known",
            ),
        ]
        indexes: ClassVar = [
            models.Index(fields=["company", "accepted_at"], name="chat_session_accepted"),
        ]

    def __str__(self) -> str:
        return self.subject

    @property
    def status(self) -> Status:
        """Pending while nobody answers, active with an agent or a bot in front, closed for good."""
        if not self.conversation.is_open:
            return Status.CLOSED
        if self.conversation.owner == Owner.NOBODY:
            return Status.PENDING
        return Status.ACTIVE

    @property
    def created_at(self) -> datetime:
        return self.conversation.created_at

    @property
    def closed_at(self) -> datetime | None:
        return self.conversation.closed_at

    @property
    def queue_position(self) -> int | None:
        """From 1; None outside of the queue. One query for who waits."""
        if self.status != Status.PENDING:
            return None
        return ChatSession.objects.ahead_of(self).count() + 1
