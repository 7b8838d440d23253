"""Agents' availability in the admin: a list to look at, and fields on the page of each user."""

from __future__ import annotations

from typing import Any

from django import forms
from django.contrib import admin
from django.db.models import QuerySet
from django.http import HttpRequest
from django.urls import reverse
from django.utils.html import format_html
from unfold.decorators import display
from unfold.widgets import (
    UnfoldAdminIntegerFieldWidget,
    UnfoldAdminSelectWidget,
    UnfoldAdminTextInputWidget,
)

from handoff.accounts import availability, workload
from handoff.accounts.admin_base import CompanyModelAdmin, admin_user
from handoff.accounts.commands import SkillsInput
from handoff.accounts.models import AgentAvailability, User
from handoff.accounts.models.availability import FEWEST_CHATS, MOST_CHATS
from handoff.actor import Actor
from handoff.commands import read_input
from handoff.errors import Invalid

STATES = {"Online": "success", "Busy": "warning", "Away": "info", "Offline": "danger"}
FIELDS = ("chat_status", "max_concurrent_chats", "skills")


class AvailabilityFields(forms.Form):
    """What a user's page adds to the user's own fields. What is left out or empty stays as it is.

    The page remembers what it showed: an agent who came online meanwhile is not set offline by an
    admin who mends the name.
    """

    chat_status = forms.ChoiceField(
        choices=AgentAvailability.Status.choices, required=False, show_hidden_initial=True,
        label="Status",
        widget=UnfoldAdminSelectWidget,
    )  # fmt: skip
    max_concurrent_chats = forms.IntegerField(
        min_value=FEWEST_CHATS, max_value=MOST_CHATS, required=False, show_hidden_initial=True,
        label="Chats at once",
        widget=UnfoldAdminIntegerFieldWidget,
    )  # fmt: skip
    skills = forms.CharField(
        required=False, show_hidden_initial=True, help_text="Words with commas between them.",
        widget=UnfoldAdminTextInputWidget,
    )  # fmt: skip

    def clean_skills(self) -> list[str]:
        words = [word for word in self.cleaned_data["skills"].split(",") if word.strip()]
        try:
            return list(read_input(SkillsInput, {"skills": words})["skills"])
        except Invalid as refusal:
            raise forms.ValidationError(refusal.text) from refusal


def fields_of(user: User) -> dict[str, Any]:
    """What the fields show of this user."""
    row = AgentAvailability.objects.of(user.pk)
    return {
        "chat_status": row.status,
        "max_concurrent_chats": row.max_concurrent_chats,
        "skills": ", ".join(row.skills),
    }


def has_availability(user: User) -> bool:
    return user.is_active and user.company_id is not None and user.as_actor(door="").is_team


def edit_from(actor: Actor, user_id: int, form: forms.ModelForm[User]) -> None:
    """Carry out what was changed in the fields, if anything was."""
    changed = {name for name in FIELDS if name in form.changed_data and name in form.data}
    if not changed or not has_availability(User.objects.get(pk=user_id)):
        return
    row, given = AgentAvailability.objects.of(user_id), form.cleaned_data
    slots = given["max_concurrent_chats"] if "max_concurrent_chats" in changed else None
    availability.edit_availability(
        actor,
        user_id=user_id,
        status=(given["chat_status"] if "chat_status" in changed else "") or row.status,
        max_concurrent_chats=slots or row.max_concurrent_chats,
        skills=given["skills"] if "skills" in changed else row.skills,
    )


@admin.register(AgentAvailability)
class AgentAvailabilityAdmin(CompanyModelAdmin):
    """Who is there, and who has how many chats. Whoever never set anything is not listed."""

    read_only = True
    company_path = "user__company"
    list_display = (
        "name", "state", "status_since", "chats", "max_concurrent_chats", "words", "last_seen_at",
    )  # fmt: skip
    list_select_related = ("user",)
    list_filter = ("status",)
    search_fields = ("user__email", "user__first_name", "user__last_name")
    ordering = ("user__email",)
    fields = (
        "name", "state", "status_since", "chats", "max_concurrent_chats", "words", "last_seen_at",
        "gone_at", "user_page",
    )  # fmt: skip
    readonly_fields = fields

    def get_queryset(self, request: HttpRequest) -> QuerySet[AgentAvailability]:
        found: QuerySet[AgentAvailability] = super().get_queryset(request)
        team = AgentAvailability.objects.of_team().values("pk")
        found = found.filter(pk__in=team)
        return found if admin_user(request).is_superuser else found.filter(user__is_superuser=False)

    def get_changelist_instance(self, request: HttpRequest) -> Any:
        """Counts the chats of all who are shown in one query."""
        page = super().get_changelist_instance(request)
        counted = workload.chats_of([row.pk for row in page.result_list])
        for row in page.result_list:
            row.chats_now = counted[row.pk]
        return page

    @admin.display(description="Agent", ordering="user__email")
    def name(self, row: AgentAvailability) -> str:
        return row.user.name

    @display(description="Status", ordering="status", label=STATES)  # type: ignore[untyped-decorator]
    def state(self, row: AgentAvailability) -> str:
        return AgentAvailability.Status(row.status).label

    @admin.display(description="Chats now")
    def chats(self, row: AgentAvailability) -> int:
        counted: int | None = getattr(row, "chats_now", None)
        return workload.chats_of([row.pk])[row.pk] if counted is None else counted

    @admin.display(description="Skills")
    def words(self, row: AgentAvailability) -> str:
        return ", ".join(row.skills)

    @admin.display(description="To change it")
    def user_page(self, row: AgentAvailability) -> str:
        address = reverse("admin:accounts_user_change", args=[row.pk])
        return format_html('<a class="underline" href="{}">The user\'s page</a>', address)
