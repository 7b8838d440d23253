"""Guests of hotel rooms in the admin: who stayed when, and checking out who is there."""

from __future__ import annotations

from collections.abc import Iterable

from django.contrib import admin
from django.db.models import QuerySet
from django.http import HttpRequest
from django.urls import reverse
from django.utils import timezone

from customers.models import Guest, ParticipantSession
from customers.stays import CheckedOut, check_out
from handoff.accounts.admin_base import CompanyModelAdmin, ReadOnlyInline, admin_actor, admin_link


class SessionInline(ReadOnlyInline):
    """The devices of a guest."""

    model = ParticipantSession
    fields = ("created_at", "last_seen_at", "expires_at", "ended_at")
    verbose_name_plural = "sessions, one a device"


class GuestAdmin(CompanyModelAdmin):
    """To look at, and to shut out: whoever holds a guest's token writes as that guest."""

    read_only = True
    list_display = ("shown_name", "room", "since", "last_seen", "left_at", "company")
    list_select_related = ("room", "company")
    list_filter = (
        ("left_at", admin.EmptyFieldListFilter),
        ("company", admin.RelatedOnlyFieldListFilter),
    )
    search_fields = ("name", "=room__number")
    search_help_text = "A name, or a room's whole number"
    actions = ("end_sessions",)
    inlines = (SessionInline,)
    fields = ("name", "room", "since", "last_seen", "left_at", "devices", "talk", "company")
    readonly_fields = ("since", "devices", "talk")

    @admin.display(description="Name", ordering="name")
    def shown_name(self, guest: Guest) -> str:
        return guest.shown_name

    @admin.display(description="Since", ordering="created_at")
    def since(self, guest: Guest) -> str:
        return day_of(guest)

    @admin.display(description="Devices that can write")
    def devices(self, guest: Guest) -> int:
        return guest.sessions.live(timezone.now()).count()

    @admin.display(description="Conversation")
    def talk(self, guest: Guest) -> str:
        """A link to what was said and to who answered."""
        conversation = getattr(guest, "conversation", None)
        if conversation is None:
            return "–"
        address = reverse("admin:conversations_conversation_change", args=[conversation.pk])
        return admin_link(address, "What was said, and who had it")

    @admin.action(description="Check out and end their sessions")
    def end_sessions(self, request: HttpRequest, chosen: QuerySet[Guest]) -> None:
        present = chosen.filter(left_at=None).values_list("room", flat=True)
        self.message_user(request, told_of(checked_out(request, present)))


def checked_out(request: HttpRequest, room_ids: Iterable[int]) -> list[CheckedOut]:
    """Whose stays have ended in these rooms, a transaction each."""
    actor = admin_actor(request)
    return [check_out(actor, room_id=room_id) for room_id in sorted(room_ids)]


def told_of(ended: list[CheckedOut]) -> str:
    guests = sum(one.guest is not None for one in ended)
    sessions = sum(one.sessions for one in ended)
    return (
        f"{guests} guest{'s' * (guests != 1)} checked out. {sessions} "
        f"session{'s' * (sessions != 1)} ended: their tokens are worthless now."
    )


def day_of(guest: Guest) -> str:
    return timezone.localtime(guest.created_at).strftime("%-d %b %Y, %H:%M")
