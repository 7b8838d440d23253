"""Chats in the admin, to look at: with the queue, who had them, and what a company chose."""

from __future__ import annotations

from typing import Any, ClassVar

from django.contrib import admin
from django.db.models import QuerySet
from django.forms import ModelForm
from django.http import HttpRequest
from django.urls import reverse
from django.utils.formats import date_format
from unfold.decorators import display

from conversations.audit.admin import COMPANY_FILTER
from handoff.accounts.admin_base import CompanyModelAdmin, admin_link
from livechat.models import ChatSession, Status

STATES = {"Pending": "warning", "Active": "success", "Closed": None}


class StatusFilter(admin.SimpleListFilter):
    """`pending` is the queue."""

    title = "status"
    parameter_name = "status"

    def lookups(self, request: HttpRequest, model_admin: Any) -> list[tuple[str, str]]:
        queue = (str(Status.PENDING), "Pending: the queue, who is next comes first")
        return [queue, *((s.value, str(s.label)) for s in (Status.ACTIVE, Status.CLOSED))]

    def queryset(
        self, request: HttpRequest, queryset: QuerySet[ChatSession]
    ) -> QuerySet[ChatSession]:
        status = self.value()
        if status not in Status.values:
            return queryset
        found = ChatSession.objects.in_status(Status(status))
        chosen = queryset.filter(pk__in=found.values("pk"))
        if status != Status.PENDING:
            return chosen
        return chosen.order_by("-priority", "conversation__created_at", "pk")


class ChatSessionAdmin(CompanyModelAdmin):
    read_only = True
    list_display = (
        "number", "subject", "customer", "status", "priority", "agent", "started", "company",
    )  # fmt: skip
    list_select_related = ("company", "conversation__visitor", "conversation__agent")
    list_filter = (StatusFilter, "priority", COMPANY_FILTER)
    search_fields = (
        "=conversation__id",
        "subject",
        "conversation__visitor__name",
        "conversation__agent__email",
    )
    search_help_text = "A chat's number, a subject, a customer's name or an agent's e-mail"
    fields = (
        "subject", "customer", "status", "priority", "skills", "agent", "started",
        "waiting_since", "accepted_at", "closed", "metadata", "company", "talk",
    )  # fmt: skip
    readonly_fields = ("customer", "status", "skills", "agent", "started", "closed", "talk")

    @admin.display(description="Number", ordering="pk")
    def number(self, session: ChatSession) -> int:
        return int(session.pk)

    @admin.display(description="Required skills")
    def skills(self, session: ChatSession) -> str:
        return ", ".join(session.required_skills) or "–"

    @admin.display(description="Customer")
    def customer(self, session: ChatSession) -> str:
        return session.conversation.contact_name

    @display(description="Status", label=STATES)  # type: ignore[untyped-decorator]
    def status(self, session: ChatSession) -> str:
        return str(session.status.label)

    @admin.display(description="Agent")
    def agent(self, session: ChatSession) -> str:
        return str(session.conversation.agent or "–")

    @admin.display(description="Started", ordering="conversation__created_at")
    def started(self, session: ChatSession) -> str:
        return date_format(session.created_at, "DATETIME_FORMAT")

    @admin.display(description="Closed")
    def closed(self, session: ChatSession) -> str:
        closed_at = session.closed_at
        return date_format(closed_at, "DATETIME_FORMAT") if closed_at else "–"

    @admin.display(description="Conversation")
    def talk(self, session: ChatSession) -> str:
        """A link to what was said and to who answered."""
        address = reverse("admin:conversations_conversation_change", args=[session.pk])
        return admin_link(address, "What was said, and who had it")


class ChatSettingsAdmin(CompanyModelAdmin):
    """One row a company; the bot in front is one of the company's own."""

    list_display: ClassVar[tuple[str, ...]] = ("__str__", "bot", "routes_automatically", "company")
    list_select_related = ("company", "bot__page")
    fields: ClassVar[tuple[str, ...]] = ("company", "bot", "routes_automatically")

    def get_readonly_fields(self, request: HttpRequest, obj: Any = None) -> tuple[str, ...]:
        return ("company",) if obj else ()

    def get_form(
        self, request: HttpRequest, obj: Any = None, change: bool = False, **kwargs: Any
    ) -> type[ModelForm[Any]]:
        """Offers only bots of the settings' own company, also to superusers."""
        form: type[ModelForm[Any]] = super().get_form(request, obj, change=change, **kwargs)
        field: Any = form.base_fields.get("bot")
        if field is not None:
            field.queryset = field.queryset.select_related("page")  # whose names stand there
            if obj is not None:
                field.queryset = field.queryset.filter(company=obj.company_id)
        return form
