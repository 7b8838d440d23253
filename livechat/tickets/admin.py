"""Tickets and their categories in the admin. Tickets change in actions; their history stays."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, ClassVar, cast

from django.contrib import admin, messages
from django.core.exceptions import ValidationError
from django.db.models import Model, QuerySet
from django.forms import ModelForm
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.utils.html import format_html
from unfold.decorators import display

from conversations.audit.admin import COMPANY_FILTER
from handoff.accounts.admin_base import CompanyModelAdmin, ReadOnlyInline, admin_actor, admin_user
from handoff.accounts.models import Role, User
from handoff.errors import HandoffError
from livechat.models import Ticket, TicketCategory, TicketChange, TicketStatus
from livechat.tickets.actions import TicketWishes, change_ticket, why_no_step
from livechat.tickets.serializers import conversation_link

if TYPE_CHECKING:
    TicketModelForm = ModelForm[Ticket]
    CategoryModelForm = ModelForm[TicketCategory]
else:
    TicketModelForm = CategoryModelForm = ModelForm

WORKED_ON = ("subject", "status", "priority", "category", "assignee")
STATES = {
    TicketStatus.OPEN.label: "info",
    TicketStatus.PENDING.label: "warning",
    TicketStatus.SOLVED.label: "success",
    TicketStatus.CLOSED.label: None,
}


class TicketForm(TicketModelForm):
    """`by` fills it in."""

    by: ClassVar[User]

    class Meta:
        model = Ticket
        fields = WORKED_ON

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        for name, offered in self._offers().items():
            if name in self.fields:
                cast(Any, self.fields[name]).queryset = offered

    def _offers(self) -> dict[str, QuerySet[Any]]:
        """Of the ticket's company, also for superusers; who has it now stays among them."""
        company = self.instance.company_id
        colleagues = User.objects.filter(company=company, is_superuser=False)
        team = colleagues.filter(is_active=True, role__in=[Role.AGENT, Role.ADMIN])
        if self.instance.assignee_id is not None:
            team |= colleagues.filter(pk=self.instance.assignee_id)
        return {"category": TicketCategory.objects.filter(company=company), "assignee": team}

    def clean(self) -> dict[str, Any] | None:
        given = super().clean() or self.cleaned_data
        before = self.initial.get("status", self.instance.status)
        changed = {name: given[name] for name in self.changed_data if name in given}
        if changed:
            actor = self.by.as_actor(door="admin")
            reason = why_no_step(actor, before, changed.get("status", before))
            if reason:
                raise ValidationError(reason.text)
        return given

    def wishes(self) -> TicketWishes:
        """What is different, once the form is valid."""
        given = self.cleaned_data
        wishes: dict[str, Any] = {}
        for name in self.changed_data:
            if name in ("category", "assignee"):
                wishes[f"{name}_id"] = given[name].pk if given[name] else None
            else:
                wishes[name] = given[name]
        return cast(TicketWishes, wishes)


class ChangeInline(ReadOnlyInline):
    model = TicketChange
    verbose_name_plural = "History"
    fields = ("created_at", "by_name", "door", "what")
    readonly_fields = fields
    tab = False

    def get_queryset(self, request: HttpRequest) -> QuerySet[TicketChange]:
        found: QuerySet[TicketChange] = super().get_queryset(request)
        return found.order_by("-pk")

    @admin.display(description="Change")
    def what(self, change: TicketChange) -> str:
        return "; ".join(
            f"{field.removesuffix('_id')}: {before or 'none'} → {after or 'none'}"
            for field, (before, after) in change.changes.items()
        )


class TicketAdmin(CompanyModelAdmin):
    form = TicketForm
    can_add = False
    list_display = (
        "number", "subject", "state", "priority", "category", "requester_name", "assignee",
        "company", "updated_at",
    )  # fmt: skip
    list_display_links = ("number", "subject")
    list_select_related = ("company", "category", "assignee")
    list_filter = (
        "status",
        "priority",
        ("category", admin.RelatedOnlyFieldListFilter),
        ("assignee", admin.RelatedOnlyFieldListFilter),
        COMPANY_FILTER,
    )
    search_fields = ("subject", "requester_name", "assignee__email")
    readonly_fields = (
        "requester_name", "read_on", "created_by", "created_at", "updated_at", "said",
    )  # fmt: skip
    inlines = (ChangeInline,)

    def get_queryset(self, request: HttpRequest) -> QuerySet[Any]:
        """Without the transcripts, which no list shows."""
        return super().get_queryset(request).defer("transcript")

    def get_fieldsets(self, request: HttpRequest, obj: Model | None = None) -> Any:
        origin = tuple(name for name in self.readonly_fields if name != "said")
        return (
            (None, {"fields": WORKED_ON}),
            ("Origin", {"fields": origin}),
            ("Transcript", {"fields": ("said",)}),
        )

    def get_form(self, request: HttpRequest, obj: Any = None, **kwargs: Any) -> Any:
        form = super().get_form(request, obj, **kwargs)
        return type(form.__name__, (form,), {"by": admin_user(request)})

    def changeform_view(
        self,
        request: HttpRequest,
        object_id: str | None = None,
        form_url: str = "",
        extra_context: dict[str, Any] | None = None,
    ) -> HttpResponse:
        """What was decided differently between form and deed is said, and the form shown anew."""
        try:
            answer: HttpResponse = super().changeform_view(
                request, object_id, form_url, extra_context
            )
        except HandoffError as refusal:
            self.message_user(request, refusal.text, level=messages.WARNING)
            return HttpResponseRedirect(request.path)
        return answer

    def save_model(
        self, request: HttpRequest, obj: Any, form: ModelForm[Any], change: bool
    ) -> None:
        assert isinstance(form, TicketForm)
        change_ticket(admin_actor(request), ticket_id=obj.pk, **form.wishes())

    @admin.display(description="Ticket", ordering="pk")
    def number(self, ticket: Ticket) -> str:
        return f"#{ticket.pk}"

    @display(description="Status", label=STATES, ordering="status")
    def state(self, ticket: Ticket) -> str:
        return TicketStatus(ticket.status).label

    @admin.display(description="Conversation")
    def read_on(self, ticket: Ticket) -> str:
        url = conversation_link(ticket)["conversation_url"]
        return format_html('<a href="{}">Read on at the desk</a>', url) if url else "none"

    @admin.display(description="What was said")
    def said(self, ticket: Ticket) -> str:
        earlier = "" if ticket.transcript_is_whole else "(What was said before is at the desk.)\n"
        return format_html(
            '<pre style="white-space: pre-wrap">{}{}</pre>', earlier, ticket.transcript
        )


class TicketCategoryForm(CategoryModelForm):
    """`by` fills it in."""

    by: ClassVar[User]

    class Meta:
        model = TicketCategory
        fields = ("company", "name", "position")

    def clean(self) -> dict[str, Any] | None:
        """Two of a name are refused here: who has one company is not asked for it, and then
        Django does not look."""
        given = super().clean() or self.cleaned_data
        company = given.get("company") or (self.instance.company_id and self.instance.company)
        same = TicketCategory.objects.filter(
            company=company or self.by.company, name=given.get("name")
        )
        if same.exclude(pk=self.instance.pk).exists():
            self.add_error("name", "There is a category of this name already.")
        return given


class TicketCategoryAdmin(CompanyModelAdmin):
    form = TicketCategoryForm
    can_delete = True
    list_display = ("name", "position", "company")
    list_select_related = ("company",)
    list_filter = (COMPANY_FILTER,)
    search_fields = ("name",)
    fields = ("company", "name", "position")

    def get_form(self, request: HttpRequest, obj: Any = None, **kwargs: Any) -> Any:
        form = super().get_form(request, obj, **kwargs)
        return type(form.__name__, (form,), {"by": admin_user(request)})

    def get_readonly_fields(self, request: HttpRequest, obj: Model | None = None) -> Any:
        return ("company",) if obj else ()
