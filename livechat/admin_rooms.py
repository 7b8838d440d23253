"""Hotel rooms in the admin: many made at once, their PINs and cards, who stays in them."""

from __future__ import annotations

import math
from collections.abc import Iterable
from typing import Any
from urllib.parse import urlencode

from django.contrib import admin
from django.db import transaction
from django.db.models import QuerySet
from django.forms import ModelForm
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.urls import reverse
from django.utils import timezone
from django.utils.html import format_html
from unfold.decorators import display

from customers.models import Guest, Room
from customers.models.room import new_pin
from customers.room_lockout import unlock_room
from handoff.accounts.admin_base import CompanyModelAdmin, admin_actor, admin_link, admin_user
from handoff.encryption import Unreadable
from livechat.admin_guests import checked_out, day_of, told_of
from livechat.admin_room_forms import RoomForm, RoomsForm
from livechat.admin_sessions import ChatSettingsAdmin
from livechat.desk.cards import guest_address

LOCKS = {"Open": "success", "Locked": "danger", "No PIN": "warning", "Not in use": None}
MOST_CARDS = 200


class OccupiedFilter(admin.SimpleListFilter):
    title = "guest"
    parameter_name = "guest"

    def lookups(self, request: HttpRequest, model_admin: Any) -> list[tuple[str, str]]:
        return [("yes", "Occupied"), ("no", "Free")]

    def queryset(self, request: HttpRequest, queryset: QuerySet[Room]) -> QuerySet[Room]:
        present = Guest.objects.present().values("room")
        match self.value():
            case "yes":
                return queryset.filter(pk__in=present)
            case "no":
                return queryset.exclude(pk__in=present)
        return queryset


class RoomAdmin(CompanyModelAdmin):
    """Rooms with guests stay, for conversations name them: they are taken out of use instead."""

    form = RoomForm
    list_display = ("number", "guest", "handler", "state", "company")
    list_select_related = ("company", "failures")
    list_filter = (OccupiedFilter, "is_active", ("company", admin.RelatedOnlyFieldListFilter))
    search_fields = ("number", "guests__name")
    search_help_text = "A room's number or a guest's name"
    actions = ("print_cards", "give_new_pins", "unlock", "check_guests_out")
    readonly_fields = ("guest", "handler", "entry", "address")

    def get_fields(self, request: HttpRequest, obj: Any = None) -> tuple[str, ...]:
        above = ("company",) if admin_user(request).is_superuser else ()
        if obj is None:
            return (*above, "numbers", "pin")
        return (*above, "number", "is_active", "pin", "guest", "handler", "entry", "address")

    def get_readonly_fields(self, request: HttpRequest, obj: Room | None = None) -> tuple[str, ...]:
        return (*self.readonly_fields, "company") if obj else ()

    def get_form(
        self, request: HttpRequest, obj: Room | None = None, change: bool = False, **kwargs: Any
    ) -> type[ModelForm[Any]]:
        """One room is changed, many are made."""
        if obj is None:
            kwargs["form"] = RoomsForm
        form: type[ModelForm[Any]] = super().get_form(request, obj, change=change, **kwargs)
        by = None if admin_user(request).is_superuser else admin_user(request).company
        return type(form.__name__, (form,), {"own_company": by})

    @transaction.atomic
    def save_model(
        self, request: HttpRequest, obj: Room, form: ModelForm[Any], change: bool
    ) -> None:
        """The room that was changed, or all that were named, each with a PIN."""
        super().save_model(request, obj, form, change)
        if isinstance(form, RoomsForm):
            Room.objects.bulk_create(
                Room(company_id=obj.company_id, number=number, pin=form.pin_for_next())
                for number in form.cleaned_data["numbers"][1:]
            )

    def response_add(
        self, request: HttpRequest, obj: Room, post_url_continue: str | None = None
    ) -> HttpResponse:
        self.message_user(request, "The rooms are made. Print their cards from this list.")
        return HttpResponseRedirect(reverse("admin:customers_room_changelist"))

    def get_changelist_instance(self, request: HttpRequest) -> Any:
        """Finds the guests of all rooms that are shown in one query."""
        page = super().get_changelist_instance(request)
        found = guests_in(row.pk for row in page.result_list)
        for row in page.result_list:
            row.guest_now = found.get(row.pk)
        return page

    @admin.display(description="Guest")
    def guest(self, room: Room) -> str:
        guest = guest_of(room)
        return f"{guest.shown_name}, since {day_of(guest)}" if guest else "–"

    @admin.display(description="Handled by")
    def handler(self, room: Room) -> str:
        guest = guest_of(room)
        talk = getattr(guest, "conversation", None)
        return str(talk.agent_name or "Nobody") if talk else "–"

    @display(description="Entry", label=LOCKS)  # type: ignore[untyped-decorator]
    def state(self, room: Room) -> tuple[str, str]:
        return state_of(room)

    @admin.display(description="Entry")
    def entry(self, room: Room) -> str:
        return state_of(room)[1]

    @admin.display(description="Guests write at")
    def address(self, room: Room) -> str:
        cards = f"{reverse('desk:cards')}?{urlencode({'id': room.pk})}"
        address = guest_address(room)
        return format_html(
            "{} · {}", admin_link(address, address), admin_link(cards, "Print its card")
        )

    @admin.action(description="Print cards")
    def print_cards(self, request: HttpRequest, rooms: QuerySet[Room]) -> HttpResponse | None:
        ids = list(rooms.filter(is_active=True).values_list("pk", flat=True)[: MOST_CARDS + 1])
        if len(ids) > MOST_CARDS:
            self.message_user(request, f"Choose up to {MOST_CARDS} rooms at once.", "ERROR")
            return None
        query = urlencode({"id": ids or [0]}, doseq=True)
        return HttpResponseRedirect(f"{reverse('desk:cards')}?{query}")

    @admin.action(description="Give new PINs")
    def give_new_pins(self, request: HttpRequest, rooms: QuerySet[Room]) -> None:
        """Who writes from there goes on: only who comes next needs the new one."""
        changed = list(rooms.order_by("pk"))
        for room in changed:
            room.pin = new_pin()
        Room.objects.bulk_update(changed, ["pin"])
        self.message_user(request, f"{len(changed)} rooms have a new PIN. Print their cards again.")

    @admin.action(description="Unlock after wrong PINs")
    def unlock(self, request: HttpRequest, rooms: QuerySet[Room]) -> None:
        for room in rooms:
            unlock_room(admin_actor(request), room_id=room.pk)
        self.message_user(request, "Guests can enter the PIN again.")

    @admin.action(description="Check out their guests")
    def check_guests_out(self, request: HttpRequest, rooms: QuerySet[Room]) -> None:
        self.message_user(
            request, told_of(checked_out(request, rooms.values_list("pk", flat=True)))
        )


class RoomSettingsAdmin(ChatSettingsAdmin):
    """One row a company, like the chats'; the bot in front is one of the company's own."""

    list_display = ("__str__", "session_hours", "bot", "company")
    fields = ("company", "session_hours", "bot")


def state_of(room: Room) -> tuple[str, str]:
    """Whether guests can enter with the PIN now, as a key of `LOCKS` and in words."""
    if not room.is_active:
        return "Not in use", "Not in use"
    failures = getattr(room, "failures", None)
    if seconds := failures.seconds_locked(timezone.now()) if failures else 0:
        return "Locked", f"Locked for {max(1, math.ceil(seconds / 60))} min after wrong PINs"
    if not room.pin or isinstance(room.pin, Unreadable):
        return "No PIN", "No PIN"
    return "Open", "Open with the PIN"


def guests_in(room_ids: Iterable[int]) -> dict[int, Guest]:
    """Who stays in these rooms, by room."""
    present = Guest.objects.present().select_related("conversation").filter(room__in=list(room_ids))
    return {guest.room_id: guest for guest in present}


def guest_of(room: Room) -> Guest | None:
    """As the list has found it, or looked for now."""
    if not hasattr(room, "guest_now"):
        room.guest_now = guests_in([room.pk]).get(room.pk)  # type: ignore[attr-defined]
    found: Guest | None = room.guest_now  # type: ignore[attr-defined]
    return found
