"""Hotel rooms and the guests who write from them (contract document 5)."""

from __future__ import annotations

import secrets
from datetime import timedelta
from typing import ClassVar

from django.core.validators import MaxValueValidator, MinValueValidator, RegexValidator
from django.db import models
from django.db.models import Q
from django.utils import timezone
from django.utils.crypto import constant_time_compare

from handoff.accounts.models.failures import CountedFailures, FailuresQuerySet
from handoff.actor import Actor
from handoff.encryption import EncryptedTextField
from handoff.tenancy import TeamQuerySet

LONGEST_NUMBER = 20
PIN_DIGITS = 6
DEFAULT_SESSION_HOURS = 72
MOST_SESSION_HOURS = 90 * 24

# What may stand in an address and in the name of a Pusher channel alike.
is_room_number = RegexValidator(
    r"\A[A-Za-z0-9][A-Za-z0-9._-]*\Z", "Letters, digits, points, hyphens and underscores."
)
is_pin = RegexValidator(r"\A[0-9]{4,12}\Z", "A PIN has 4 to 12 digits.")


def new_pin() -> str:
    """A PIN that nobody can guess from the last one."""
    return f"{secrets.randbelow(10**PIN_DIGITS):0{PIN_DIGITS}}"


class RoomQuerySet(TeamQuerySet["Room"]):
    def open_at(self, slug: str, number: str) -> RoomQuerySet:
        """The room of that number in the hotel of that slug, if guests may write from it."""
        return self.filter(company__slug=slug, number=number, is_active=True)


class Room(models.Model):
    """A room of a company that is a hotel. `number` is unique there, and need not be digits.

    `pin` stands on the card in the room and is encrypted in the database; without one nobody can
    begin to write. Not `is_active`: the room is as if it did not exist.
    """

    company = models.ForeignKey("accounts.Company", on_delete=models.PROTECT, related_name="rooms")
    number = models.CharField(max_length=LONGEST_NUMBER, validators=[is_room_number])
    pin = EncryptedTextField("PIN", blank=True, default=new_pin, validators=[is_pin])
    is_active = models.BooleanField("active", default=True)
    created_at = models.DateTimeField(default=timezone.now, editable=False)

    objects = RoomQuerySet.as_manager()

    class Meta:
        ordering: ClassVar = ["number"]
        constraints: ClassVar = [
            models.UniqueConstraint(
                fields=["company", "number"], name="room_number_unique_in_company"
            )
        ]

    def __str__(self) -> str:
        return f"Room {self.number}"

    @property
    def shown_number(self) -> int | str:
        """As document 5 shows it: an integer if it is digits. With a zero in front it is text, or
        `007` would be another room's."""
        digits = self.number.isascii() and self.number.isdigit()
        return int(self.number) if digits and str(int(self.number)) == self.number else self.number

    def opens_with(self, pin: str) -> bool:
        """Whether this is its PIN; in constant time. No PIN opens a room without one."""
        expected = self.pin or new_pin()
        return constant_time_compare(expected.encode(), pin.encode()) and bool(self.pin)


class RoomFailures(CountedFailures):
    """Wrong PINs for a room in a row, from whatever address. After the fifth each is a pause; 10
    within 15 minutes lock it, for 15 minutes and then twice as long each time, up to a day."""

    pauses_after: ClassVar[int | None] = 5

    room = models.OneToOneField(
        Room, on_delete=models.CASCADE, primary_key=True, related_name="failures"
    )

    class Meta:
        verbose_name_plural: ClassVar[str] = "room failures"


class AddressFailures(CountedFailures):
    """Wrong PINs from one address, for whatever rooms: 60 within 15 minutes, for a whole hotel
    may stand behind one address. `key` is a hash of the address."""

    allowed: ClassVar[int] = 60

    key = models.CharField(max_length=64, primary_key=True)

    objects = FailuresQuerySet.as_manager()

    class Meta:
        verbose_name_plural: ClassVar[str] = "address failures"


class GuestQuerySet(TeamQuerySet["Guest"]):
    def present(self) -> GuestQuerySet:
        """Who has not left."""
        return self.filter(left_at=None)

    def of_participant(self, actor: Actor) -> GuestQuerySet:
        """The guest who acts; none for others."""
        guest_id = actor.participant_id("guest")
        if guest_id is None or actor.company_id is None:
            return self.none()
        return self.filter(pk=guest_id, company_id=actor.company_id)


class Guest(models.Model):
    """Who stays in a room: one at a time, with as many devices (sessions) as they like.

    From the first right PIN until check-out, or until all sessions have expired; whoever enters
    the PIN then is another guest, and reads nothing of this one.
    """

    company = models.ForeignKey("accounts.Company", on_delete=models.PROTECT, related_name="guests")
    room = models.ForeignKey(Room, on_delete=models.PROTECT, related_name="guests")
    name = models.CharField(max_length=200, blank=True)
    created_at = models.DateTimeField(default=timezone.now, editable=False)
    last_seen = models.DateTimeField(default=timezone.now)
    left_at = models.DateTimeField(null=True, blank=True)

    objects = GuestQuerySet.as_manager()

    class Meta:
        ordering: ClassVar = ["-last_seen"]
        constraints: ClassVar = [
            models.UniqueConstraint(
                fields=["room"], condition=Q(left_at=None), name="guest_one_at_a_time_in_a_room"
            )
        ]
        indexes: ClassVar = [
            models.Index(fields=["company", "-last_seen"], name="guest_company_last_seen")
        ]

    def __str__(self) -> str:
        return self.shown_name

    @property
    def shown_name(self) -> str:
        """What people read: the name, or something that is never empty."""
        return self.name or "Guest"


class RoomSettingsQuerySet(TeamQuerySet["RoomSettings"]):
    def lifetime_of(self, company_id: int) -> timedelta:
        """How long a guest's session lasts there."""
        hours = self.filter(company=company_id).values_list("session_hours", flat=True).first()
        return timedelta(hours=hours or DEFAULT_SESSION_HOURS)


class RoomSettings(models.Model):
    """What a hotel has chosen for its rooms: one row a company, if it chose anything.

    A device may write for `session_hours` after it last asked for a token. `bot` stands in front
    of new guests; without one, as it is from the start, they wait for a person at once.
    """

    company = models.OneToOneField(
        "accounts.Company", on_delete=models.CASCADE, primary_key=True, related_name="+"
    )
    session_hours = models.PositiveSmallIntegerField(
        default=DEFAULT_SESSION_HOURS,
        validators=[MinValueValidator(1), MaxValueValidator(MOST_SESSION_HOURS)],
        help_text="After so long a device asks for the PIN again.",
    )
    bot = models.ForeignKey(
        "conversations.Bot",
        on_delete=models.SET_NULL,
        null=True,
        blank=True,
        related_name="+",
        help_text="Answers new guests first. None: they wait for a person at once.",
    )

    objects = RoomSettingsQuerySet.as_manager()

    class Meta:
        verbose_name = verbose_name_plural = "room settings"

    def __str__(self) -> str:
        return f"Rooms of {self.company}"
