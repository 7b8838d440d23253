"""Whether an agent is there for website chats: status, slots, skills and presence."""

from __future__ import annotations

from collections.abc import Collection
from datetime import datetime
from typing import ClassVar

from django.conf import settings
from django.core.validators import MaxValueValidator, MinValueValidator
from django.db import connection, models
from django.db.models import Q
from django.utils import timezone

from handoff.accounts.models.people import Role, User
from handoff.actor import Actor
from handoff.errors import Forbidden

FEWEST_CHATS, MOST_CHATS = 1, 20
MOST_SKILLS = 50
LONGEST_SKILL = 50


class NoAvailability(Forbidden):
    """Customers, deactivated users and superusers without a company have none."""

    code = "no_availability"
    sentence = "Only active agents and admins of a company have a status"


class AgentAvailabilityQuerySet(models.QuerySet["AgentAvailability"]):
    def of_team(self) -> AgentAvailabilityQuerySet:
        """Of those who can be given a chat: active agents and admins of a company."""
        return self.filter(
            user__is_active=True,
            user__role__in=[Role.AGENT, Role.ADMIN],
            user__company__isnull=False,
        )

    def visible_to(self, actor: Actor) -> AgentAvailabilityQuerySet:
        """The colleagues' of the actor's company; all for a superuser; none for customers."""
        if actor.is_superuser:
            return self.of_team()
        if actor.company_id is None or not actor.is_team:
            return self.none()
        return self.of_team().filter(user__company_id=actor.company_id)

    def of(self, user_id: int) -> AgentAvailability:
        """A user's, to look at; unsaved with its defaults where nothing was ever set."""
        return self.filter(pk=user_id).first() or AgentAvailability(user_id=user_id)

    def locked(self, user_id: int) -> AgentAvailability:
        """A user's, made if there is none, and locked (`FOR NO KEY UPDATE`) until the transaction
        ends. Raises `NoAvailability` for who can be given no chat.

        Status, skills and slots stand still from here on, and of two who ask for the same agent
        one waits. What the agent has is counted after this, in a statement of its own: a count in
        the same statement would not see what the other has just committed. Locked after
        conversations and users, before the company's stream.
        """
        found = self.select_for_update(no_key=True).filter(pk=user_id).first()
        # In a new statement: who waited for the row sees what has become of the user.
        if not User.objects.team().filter(pk=user_id, company__isnull=False).exists():
            raise NoAvailability
        if found is None:
            self.bulk_create([AgentAvailability(user_id=user_id)], ignore_conflicts=True)
            found = self.select_for_update(no_key=True).get(pk=user_id)
        return found

    def not_in_use(self, user_ids: Collection[int]) -> AgentAvailabilityQuerySet:
        """Rows of these users, locked; those that another has locked are left out, so that of two
        who change many at once none waits for the other."""
        rows = self.filter(pk__in=user_ids)
        if connection.features.has_select_for_update_skip_locked:
            return rows.select_for_update(skip_locked=True, no_key=True)
        return rows


class AgentAvailability(models.Model):
    """Whether an agent is there for website chats, how many at once, and for which.

    Messenger customers and rooms are not bound by it (contract README, "Taking and giving back").
    `last_seen_at` is when the agent was last known to be there: an open socket, a page of the
    desk, `agent:activity_ping` or a PUT; None: never since the status was last taken away.
    `gone_at`: past the grace period since then; `is_gone_told` whether all who must know do.
    `status_before` is what absence took, and what coming back gives again. `skills` are words in
    small letters.
    """

    class Status(models.TextChoices):
        ONLINE = "online", "Online"
        OFFLINE = "offline", "Offline"
        BUSY = "busy", "Busy"
        AWAY = "away", "Away"

    user = models.OneToOneField(
        settings.AUTH_USER_MODEL,
        on_delete=models.CASCADE,
        primary_key=True,
        related_name="availability",
    )
    status = models.CharField(max_length=20, choices=Status, default=Status.OFFLINE)
    status_since = models.DateTimeField(default=timezone.now)
    status_before = models.CharField(max_length=20, blank=True, editable=False)
    max_concurrent_chats = models.PositiveSmallIntegerField(
        "chats at once",
        default=5,
        validators=[MinValueValidator(FEWEST_CHATS), MaxValueValidator(MOST_CHATS)],
    )
    skills = models.JSONField(default=list, blank=True)
    last_seen_at = models.DateTimeField(null=True, editable=False)
    gone_at = models.DateTimeField(null=True, editable=False)
    is_gone_told = models.BooleanField(default=True, editable=False)

    objects = AgentAvailabilityQuerySet.as_manager()

    class Meta:
        ordering: ClassVar = ["user_id"]
        verbose_name_plural = "agents' availability"
        constraints: ClassVar = [
            models.CheckConstraint(
                condition=Q(status__in=["online", "offline", "busy", "away"]),
                name="availability_status_known",
            ),
            models.CheckConstraint(
                condition=Q(
                    max_concurrent_chats__gte=FEWEST_CHATS, max_concurrent_chats__lte=MOST_CHATS
                ),
                name="availability_1_to_20_chats",
            ),
            models.CheckConstraint(
                condition=Q(status__in=["offline", "away"])
                | Q(last_seen_at__isnull=False, gone_at__isnull=True),
                name="availability_there_only_if_seen",
            ),
            models.CheckConstraint(
                condition=Q(status_before="")
                | Q(status_before__in=["online", "busy"], status="away", gone_at__isnull=False),
                name="availability_before_only_while_gone",
            ),
            models.CheckConstraint(
                condition=Q(is_gone_told=True) | Q(gone_at__isnull=False),
                name="availability_untold_only_if_gone",
            ),
        ]
        indexes: ClassVar = [
            models.Index(
                fields=["last_seen_at"],
                condition=Q(gone_at__isnull=True, last_seen_at__isnull=False),
                name="availability_last_seen",
            ),
            models.Index(
                fields=["gone_at"], condition=Q(is_gone_told=False), name="availability_untold"
            ),
        ]

    def __str__(self) -> str:
        return f"{self.get_status_display()}, {self.max_concurrent_chats} chats at once"

    @property
    def is_online(self) -> bool:
        """Whether chats may be accepted."""
        return self.status == self.Status.ONLINE

    @property
    def is_there(self) -> bool:
        """Whether the agent was seen, and has not been found gone since."""
        return self.last_seen_at is not None and self.gone_at is None

    def has_skills(self, required: Collection[str]) -> bool:
        """Whether all that a chat requires is there, whatever the case of its letters."""
        return {word.lower() for word in required} <= set(self.skills)

    def put_status(self, status: str, now: datetime) -> None:
        """Not saved. What absence took is forgotten."""
        if status != self.status:
            self.status, self.status_since = status, now
        self.status_before = ""

    def see(self, now: datetime) -> bool:
        """The agent is there. Whether that changed the status: what absence took is given back.
        Not saved."""
        before = self.status_before
        self.last_seen_at, self.gone_at, self.is_gone_told = now, None, True
        if before:
            self.put_status(before, now)
        return bool(before)

    def leave(self, now: datetime) -> None:
        """The agent can be given nothing any more: offline, and not waited for. Not saved."""
        self.put_status(self.Status.OFFLINE, now)
        self.last_seen_at, self.gone_at, self.is_gone_told = None, None, True
