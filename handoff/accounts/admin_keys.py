"""API keys in the admin: made here, shown once, revoked; never changed."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from django.contrib import admin
from django.db.models import Model, QuerySet
from django.forms import ModelForm, MultipleChoiceField
from django.http import HttpRequest, HttpResponse
from django.template.response import TemplateResponse
from django.utils import timezone
from unfold.decorators import display
from unfold.widgets import UnfoldAdminCheckboxSelectMultipleWidget

from handoff.accounts import keys
from handoff.accounts.admin_base import CompanyModelAdmin, admin_actor
from handoff.accounts.models import ApiKey, User
from handoff.scopes import SCOPES

if TYPE_CHECKING:
    KeyModelForm = ModelForm[ApiKey]
else:
    KeyModelForm = ModelForm

STATES = {"Live": "success", "Revoked": "danger", "Expired": "warning"}


class ApiKeyForm(KeyModelForm):
    scopes = MultipleChoiceField(
        choices=[(scope, f"{scope}: {words}") for scope, words in SCOPES.items()],
        widget=UnfoldAdminCheckboxSelectMultipleWidget,
    )

    class Meta:
        model = ApiKey
        fields = ("name", "user", "scopes", "expires_at")


@admin.register(ApiKey)
class ApiKeyAdmin(CompanyModelAdmin):
    form = ApiKeyForm
    list_display = (
        "name", "company", "user", "prefix", "scope_words", "state", "last_used_at", "expires_at",
    )  # fmt: skip
    list_select_related = ("company", "user")
    list_filter = (("company", admin.RelatedOnlyFieldListFilter),)
    search_fields = ("name", "prefix", "user__email")
    actions = ("revoke",)
    readonly_fields = ("prefix", "created_by", "created_at", "last_used_at", "revoked_at")

    def get_fields(self, request: HttpRequest, obj: Model | None = None) -> Any:
        asked = ("name", "user", "scopes", "expires_at")
        return (
            asked
            if obj is None
            else (*asked[:2], "scope_words", "expires_at", *self.readonly_fields)
        )

    def has_change_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        """A key is made and revoked: what it may was promised to who uses it."""
        return obj is None and bool(super().has_change_permission(request, obj))

    def get_field_queryset(self, db: Any, db_field: Any, request: HttpRequest) -> QuerySet[Any]:
        found = super().get_field_queryset(db, db_field, request)
        if db_field.name != "user":
            return found
        return found.filter(pk__in=User.objects.team(), is_superuser=False, company__isnull=False)

    @admin.display(description="Scopes")
    def scope_words(self, key: ApiKey) -> str:
        return ", ".join(key.scopes)

    @display(description="State", label=STATES)  # type: ignore[untyped-decorator]
    def state(self, key: ApiKey) -> str:
        if key.revoked_at:
            return "Revoked"
        return "Expired" if key.expires_at and key.expires_at <= timezone.now() else "Live"

    def save_model(self, request: HttpRequest, obj: Any, form: Any, change: bool) -> None:
        given = form.cleaned_data
        made, text = keys.make_key(
            admin_actor(request), user_id=given["user"].pk, name=given["name"],
            scopes=given["scopes"], expires_at=given["expires_at"],
        )  # fmt: skip
        obj.pk = made.pk
        obj.refresh_from_db()
        obj.text = text

    def response_add(
        self, request: HttpRequest, obj: Any, post_url_continue: str | None = None
    ) -> HttpResponse:
        """The key, this once: in this answer, in no cookie and no log."""
        context = {
            **self.admin_site.each_context(request),
            "title": "Copy the key now",
            "key": obj,
            "text": obj.text,
            "opts": self.opts,
        }
        return TemplateResponse(request, "admin/accounts/key_made.html", context)

    @admin.action(description="Revoke for good")
    def revoke(self, request: HttpRequest, chosen: QuerySet[ApiKey]) -> None:
        for key in chosen:
            keys.revoke_key(admin_actor(request), key_id=key.pk)
        self.message_user(request, "Revoked: it is worthless from now on, and its sockets ended.")
