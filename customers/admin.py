"""Who writes, in the admin. Pages stand higher: connecting one takes asking Facebook
(`conversations.connectors.messenger.admin_pages`)."""

from __future__ import annotations

from django.contrib import admin
from django.forms import ModelForm
from django.http import HttpRequest

from customers.actions import mend_names
from customers.admin_visitors import VisitorAdmin, WidgetAdmin
from customers.models import Customer, UnknownPage, Visitor, Widget
from handoff.accounts.admin_base import CompanyModelAdmin

admin.site.register(Widget, WidgetAdmin)
admin.site.register(Visitor, VisitorAdmin)


@admin.register(Customer)
class CustomerAdmin(CompanyModelAdmin):
    """Names may be mended, and stay then; without any, Messenger is asked for them again when the
    customer writes. Everything else comes from Messenger."""

    can_add = False
    list_display = ("shown_name", "page", "company", "message_count", "last_seen")
    list_select_related = ("page", "company")
    list_filter = (
        ("page", admin.RelatedOnlyFieldListFilter),
        ("company", admin.RelatedOnlyFieldListFilter),
    )
    search_fields = ("customer_name", "first_name", "last_name", "customer_id")
    readonly_fields = (
        "company", "page", "customer_id", "message_count", "last_message", "first_seen",
        "last_seen", "referral", "created_at",
    )  # fmt: skip
    fields = ("customer_name", "first_name", "last_name", *readonly_fields)

    def save_model(
        self, request: HttpRequest, obj: Customer, form: ModelForm[Customer], change: bool
    ) -> None:
        """Only what was mended, and everybody hears it."""
        if form.changed_data:
            mend_names(obj, form.changed_data)


@admin.register(UnknownPage)
class UnknownPageAdmin(CompanyModelAdmin):
    """Of no company, so for superusers."""

    company_path = None
    read_only = True
    list_display = ("page_id", "hits", "first_seen_at", "last_seen_at")
    search_fields = ("page_id",)
