"""The base of every ModelAdmin: an admin sees, opens and chooses only his company's things."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any, ClassVar, TypeVar, cast

from django.contrib.admin.exceptions import NotRegistered
from django.core.exceptions import FieldDoesNotExist
from django.db.models import Field, Model, QuerySet
from django.forms import ModelForm
from django.http import HttpRequest
from django.utils.html import format_html
from django.utils.safestring import SafeString
from unfold.admin import ModelAdmin, TabularInline

from handoff.accounts.models import User
from handoff.actor import Actor

M = TypeVar("M", bound=Model)

SECRETS = ("password", "access_token", "secret", "pin")


def admin_user(request: HttpRequest) -> User:
    """Who uses the admin. Only behind the site's own check, which lets no anonymous in."""
    return cast(User, request.user)


def admin_actor(request: HttpRequest) -> Actor:
    """The same as an actor, for actions."""
    return admin_user(request).as_actor(door="admin")


def may_administer(request: HttpRequest) -> bool:
    """Active admins of a company, and superusers (contract README, "Roles")."""
    return isinstance(request.user, User) and request.user.is_staff


def admin_link(address: str, words: object) -> SafeString:
    """A link in the admin's look, to a page of it or elsewhere."""
    return format_html(
        '<a class="text-primary-600 dark:text-primary-500" href="{}">{}</a>', address, words
    )


class CompanyModelAdmin(ModelAdmin):  # type: ignore[misc]  # unfold has no types
    """Limits lists, pages and choices to the admin's company.

    `company_path` is the lookup from the model to its company; None: for superusers only.
    `read_only` allows looking alone. `can_delete` is for what has no history.
    """

    company_path: ClassVar[str | None] = "company"
    read_only: ClassVar[bool] = False
    can_add: ClassVar[bool] = True
    can_delete: ClassVar[bool] = False
    list_per_page = 50
    show_full_result_count = False

    def get_queryset(self, request: HttpRequest) -> QuerySet[Any]:
        found: QuerySet[Any] = super().get_queryset(request)
        user = admin_user(request)
        if user.is_superuser:
            return found
        if not may_administer(request) or self.company_path is None or user.company_id is None:
            return found.none()
        return found.filter(**{self.company_path: user.company_id})

    def get_field_queryset(
        self, db: str | None, db_field: Field[Any, Any], request: HttpRequest
    ) -> QuerySet[Any]:
        """What a field offers and accepts: what the admin of that model would list."""
        return choosable(self.admin_site, db_field, request)

    def has_view_permission(self, request: HttpRequest, obj: Model | None = None) -> bool:
        return may_administer(request) and (
            self.company_path is not None or admin_user(request).is_superuser
        )

    def has_change_permission(self, request: HttpRequest, obj: Model | None = None) -> bool:
        return not self.read_only and self.has_view_permission(request, obj)

    def has_add_permission(self, request: HttpRequest) -> bool:
        return self.can_add and self.has_change_permission(request)

    def has_delete_permission(self, request: HttpRequest, obj: Model | None = None) -> bool:
        return self.can_delete and self.has_change_permission(request, obj)

    def has_module_permission(self, request: HttpRequest) -> bool:
        return self.has_view_permission(request)

    def lookup_allowed(self, lookup: str, value: str, request: HttpRequest) -> bool:
        """No question about a secret, also not by `?…__startswith=`."""
        if any(secret in lookup for secret in SECRETS):
            return False
        return bool(super().lookup_allowed(lookup, value, request))

    def get_fields(self, request: HttpRequest, obj: Model | None = None) -> Any:
        return without_company(request, super().get_fields(request, obj))

    def get_list_display(self, request: HttpRequest) -> Any:
        return without_company(request, super().get_list_display(request))

    def get_list_filter(self, request: HttpRequest) -> Any:
        return without_company(request, super().get_list_filter(request))

    def save_model(
        self, request: HttpRequest, obj: Any, form: ModelForm[Any], change: bool
    ) -> None:
        """What an admin makes belongs to his company, whatever was posted."""
        if not change and not admin_user(request).is_superuser and _has_company(obj):
            obj.company_id = admin_user(request).company_id
        super().save_model(request, obj, form, change)


class ReadOnlyInline(TabularInline):  # type: ignore[misc]  # unfold has no types
    """Rows that belong to the page they stand on, to look at."""

    extra = 0
    can_delete = False

    def has_view_permission(self, request: HttpRequest, obj: Model | None = None) -> bool:
        return may_administer(request)

    def has_add_permission(self, request: HttpRequest, obj: Model | None = None) -> bool:
        return False

    def has_change_permission(self, request: HttpRequest, obj: Model | None = None) -> bool:
        return False


def choosable(site: Any, db_field: Field[Any, Any], request: HttpRequest) -> QuerySet[Any]:
    """Everything for a superuser; nothing where no admin of ours says what may be seen."""
    model: type[Model] = db_field.remote_field.model  # type: ignore[union-attr]  # a relation
    try:
        related = site.get_model_admin(model)
    except NotRegistered:
        related = None
    if isinstance(related, CompanyModelAdmin):
        return related.get_queryset(request)
    everything: QuerySet[Any] = model._default_manager.all()
    return everything if admin_user(request).is_superuser else everything.none()


def without_company(request: HttpRequest, names: Sequence[Any]) -> Sequence[Any]:
    """Superusers choose among companies; for everybody else there is only one."""
    if admin_user(request).is_superuser:
        return names
    return [name for name in names if (name[0] if isinstance(name, tuple) else name) != "company"]


def _has_company(obj: Model) -> bool:
    try:
        obj._meta.get_field("company")
    except FieldDoesNotExist:
        return False
    return True
