"""Sessions of those who write without an account: what their tokens go back to."""

from __future__ import annotations

from datetime import datetime, timedelta
from typing import ClassVar

from django.db import models
from django.db.models import Q
from django.utils import timezone

from customers.models.room import Guest
from customers.models.visitor import Visitor
from handoff.actor import Actor, ActorKind
from handoff.tenancy import TeamQuerySet

LIFETIME = timedelta(days=30)
SEEN_EVERY = timedelta(minutes=1)


class ParticipantSessionQuerySet(TeamQuerySet["ParticipantSession"]):
    def live(self, now: datetime) -> ParticipantSessionQuerySet:
        """Neither ended nor expired."""
        return self.filter(ended_at=None, expires_at__gt=now)

    def live_of_guest(self, guest_id: int | None) -> ParticipantSessionQuerySet:
        """The devices on which a guest is in now."""
        return self.live(timezone.now()).filter(guest=guest_id).exclude(guest=None)

    def with_people(self) -> ParticipantSessionQuerySet:
        """With whose they are, in one query."""
        return self.select_related("visitor", "guest__room")


class ParticipantSession(models.Model):
    """One browser of a visitor, or one device of a room's guest. When it has ended, its tokens are
    worthless and its sockets end.

    It expires 30 days after the browser last asked for a token; a guest's sooner, as the hotel
    chose (`RoomSettings`). `last_seen_at` is exact to a minute.
    """

    company = models.ForeignKey(
        "accounts.Company", on_delete=models.CASCADE, related_name="participant_sessions"
    )
    visitor = models.ForeignKey(
        Visitor, on_delete=models.CASCADE, null=True, blank=True, related_name="sessions"
    )
    guest = models.ForeignKey(
        Guest, on_delete=models.CASCADE, null=True, blank=True, related_name="sessions"
    )
    created_at = models.DateTimeField(default=timezone.now)
    last_seen_at = models.DateTimeField(default=timezone.now)
    expires_at = models.DateTimeField()
    ended_at = models.DateTimeField(null=True, blank=True)

    objects = ParticipantSessionQuerySet.as_manager()

    class Meta:
        ordering: ClassVar = ["-last_seen_at", "-pk"]
        constraints: ClassVar = [
            models.CheckConstraint(
                condition=Q(visitor=None, guest__isnull=False)
                | Q(visitor__isnull=False, guest=None),
                name="participant_session_is_one_persons",
            )
        ]

    def __str__(self) -> str:
        return f"Session {self.pk} of {self.participant}"

    @property
    def participant(self) -> str:
        return f"visitor:{self.visitor_id}" if self.visitor_id else f"guest:{self.guest_id}"

    @property
    def person(self) -> Visitor | Guest:
        """Whose it is."""
        person = self.visitor or self.guest
        assert person is not None, "the database holds it to exactly one"
        return person

    def as_actor(self, *, door: str) -> Actor:
        """Whose session it is, known to have come this way. Needs the person."""
        return Actor(
            kind=ActorKind.CUSTOMER,
            company_id=self.company_id,
            door=door,
            role="customer",
            name=self.person.shown_name,
            email=self.visitor.email if self.visitor else "",
            participant=self.participant,
            session_id=self.pk,
        )

    def note_seen(self) -> None:
        """Write down that it is used now, at most once a minute."""
        now = timezone.now()
        if self.last_seen_at < now - SEEN_EVERY:
            ParticipantSession.objects.filter(pk=self.pk).update(last_seen_at=now)
