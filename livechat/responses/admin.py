"""Canned responses in the admin: all of the company's, also what agents keep for themselves."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, ClassVar

from django.contrib import admin
from django.db.models import Model
from django.forms import ModelForm
from django.http import HttpRequest
from django.utils import timezone

from conversations.audit.admin import COMPANY_FILTER
from handoff.accounts.admin_base import CompanyModelAdmin, admin_user
from handoff.accounts.models import User
from livechat.models import CannedResponse
from livechat.responses.actions import why_taken

if TYPE_CHECKING:
    ResponseModelForm = ModelForm[CannedResponse]
else:
    ResponseModelForm = ModelForm

WISHED = ("title", "content", "category", "shortcut_key", "is_shared")


class CannedResponseForm(ResponseModelForm):
    """`by` fills it in, and owns what is new."""

    by: ClassVar[User]

    class Meta:
        model = CannedResponse
        fields = WISHED

    def clean(self) -> dict[str, Any] | None:
        """What the database would refuse is said beside the field: its rules name columns that
        this form does not show."""
        given = super().clean() or self.cleaned_data
        company = given.get("company") or (None if self.instance.pk else self.by.company)
        asked = CannedResponse(
            pk=self.instance.pk,
            owner_id=self.instance.owner_id or self.by.pk,
            company_id=company.pk if company else self.instance.company_id,
            shortcut_key=given.get("shortcut_key", ""),
            is_shared=given.get("is_shared", False),
        )
        if reason := why_taken(asked):
            self.add_error("shortcut_key", reason)
        return given


class CannedResponseAdmin(CompanyModelAdmin):
    form = CannedResponseForm
    can_delete = True
    list_display = ("title", "shortcut_key", "category", "is_shared", "owner", "company")
    list_select_related = ("company", "owner")
    list_filter = (
        "is_shared",
        "category",
        ("owner", admin.RelatedOnlyFieldListFilter),
        COMPANY_FILTER,
    )
    search_fields = ("title", "content", "shortcut_key", "owner__email")
    readonly_fields = ("owner", "variables", "created_at", "updated_at")

    def get_fieldsets(self, request: HttpRequest, obj: Model | None = None) -> Any:
        asked = ("company",) if admin_user(request).is_superuser else ()
        wishes = (None, {"fields": (*asked, *WISHED)})
        return (wishes,) if obj is None else (wishes, ("Origin", {"fields": self.readonly_fields}))

    def get_readonly_fields(self, request: HttpRequest, obj: Model | None = None) -> Any:
        return (*self.readonly_fields, *(("company",) if obj else ()))

    def get_form(self, request: HttpRequest, obj: Any = None, **kwargs: Any) -> Any:
        form = super().get_form(request, obj, **kwargs)
        return type(form.__name__, (form,), {"by": admin_user(request)})

    def save_model(
        self, request: HttpRequest, obj: Any, form: ModelForm[Any], change: bool
    ) -> None:
        if not change:
            obj.owner = admin_user(request)
        obj.updated_at = timezone.now()
        super().save_model(request, obj, form, change)

    @admin.display(description="Variables")
    def variables(self, response: CannedResponse) -> str:
        return ", ".join(response.variables) or "none"
