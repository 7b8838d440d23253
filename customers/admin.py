"""Pages and the people who write to them, in the admin."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from django.contrib import admin
from django.forms import CharField, ModelForm
from django.http import HttpRequest
from unfold.decorators import display
from unfold.widgets import UnfoldAdminPasswordWidget

from customers.actions import mend_names
from customers.models import Customer, Page, UnknownPage
from handoff.accounts.admin_base import CompanyModelAdmin
from handoff.encryption import UNREADABLE, Unreadable

if TYPE_CHECKING:
    PageModelForm = ModelForm[Page]
else:
    PageModelForm = ModelForm


TOKENS = {"Stored": "success", "None": "warning", "Unreadable": "danger"}


class PageForm(PageModelForm):
    """The access token goes in and never comes out."""

    new_access_token = CharField(
        label="Access token",
        required=False,
        strip=True,
        widget=UnfoldAdminPasswordWidget(attrs={"autocomplete": "new-password"}),
        help_text="Of this page, from Facebook. Leave empty to keep what is stored.",
    )

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        if isinstance(self.instance.access_token, Unreadable):
            self.fields["new_access_token"].help_text = UNREADABLE

    def save(self, commit: bool = True) -> Any:
        if self.cleaned_data["new_access_token"]:
            self.instance.access_token = self.cleaned_data["new_access_token"]
        return super().save(commit=commit)


@admin.register(Page)
class PageAdmin(CompanyModelAdmin):
    form = PageForm
    can_delete = True
    list_display = ("name", "page_id", "company", "has_token", "unclaimed_after_seconds")
    list_select_related = ("company",)
    list_filter = (("company", admin.RelatedOnlyFieldListFilter),)
    search_fields = ("name", "page_id")
    fields = (
        "company", "name", "page_id", "new_access_token", "unclaimed_after_seconds",
        "returns_unclaimed_to_bot",
    )  # fmt: skip

    def get_readonly_fields(self, request: HttpRequest, obj: Page | None = None) -> Any:
        """A page with customers stays where it is: their conversations belong to the company."""
        has_history = obj is not None and obj.customers.exists()
        return ("company", "page_id") if has_history else ()

    @display(description="Token", label=TOKENS)
    def has_token(self, page: Page) -> str:
        if isinstance(page.access_token, Unreadable):
            return "Unreadable"
        return "Stored" if page.access_token else "None"


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
