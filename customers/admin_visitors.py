"""Widgets and their visitors in the admin."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from django.contrib import admin
from django.db.models import QuerySet
from django.forms import CharField, ModelForm
from django.http import HttpRequest
from unfold.decorators import display
from unfold.widgets import UnfoldAdminPasswordWidget

from customers.models import Visitor, Widget
from customers.models.visitor import SHORTEST_SECRET
from customers.visits import end_sessions
from handoff.accounts.admin_base import CompanyModelAdmin, admin_actor
from handoff.encryption import UNREADABLE, Unreadable

if TYPE_CHECKING:
    WidgetModelForm = ModelForm[Widget]
else:
    WidgetModelForm = ModelForm

SECRETS = {"Stored": "success", "None": "warning", "Unreadable": "danger"}


class WidgetForm(WidgetModelForm):
    """The secret goes in and never comes out."""

    new_secret = CharField(
        label="Secret",
        required=False,
        strip=True,
        min_length=SHORTEST_SECRET,
        widget=UnfoldAdminPasswordWidget(attrs={"autocomplete": "new-password"}),
        help_text="Your website's server signs its users' IDs with it (docs/participants.md). "
        "Leave empty to keep what is stored.",
    )

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        if isinstance(self.instance.secret, Unreadable):
            self.fields["new_secret"].help_text = UNREADABLE

    def save(self, commit: bool = True) -> Any:
        if self.cleaned_data["new_secret"]:
            self.instance.secret = self.cleaned_data["new_secret"]
        return super().save(commit=commit)


class WidgetAdmin(CompanyModelAdmin):
    form = WidgetForm
    can_delete = True
    list_display = ("name", "key", "company", "has_secret")
    list_select_related = ("company",)
    list_filter = (("company", admin.RelatedOnlyFieldListFilter),)
    search_fields = ("name", "key")
    fields = ("company", "name", "key", "new_secret", "allowed_origins")

    @display(description="Secret", label=SECRETS)  # type: ignore[untyped-decorator]
    def has_secret(self, widget: Widget) -> str:
        if isinstance(widget.secret, Unreadable):
            return "Unreadable"
        return "Stored" if widget.secret else "None"


class VisitorAdmin(CompanyModelAdmin):
    """To look at, and to shut out: whoever holds a visitor's token writes as that visitor."""

    read_only = True
    list_display = ("shown_name", "email", "external_id", "company", "last_seen")
    list_select_related = ("company",)
    list_filter = (("company", admin.RelatedOnlyFieldListFilter),)
    search_fields = ("name", "email", "external_id")
    actions = ("end_sessions",)

    @admin.action(description="End their sessions")
    def end_sessions(self, request: HttpRequest, chosen: QuerySet[Visitor]) -> None:
        ended = sum(end_sessions(admin_actor(request), visitor_id=visitor.pk) for visitor in chosen)
        self.message_user(request, f"{ended} sessions ended: their tokens are worthless now.")
