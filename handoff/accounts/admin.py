"""Companies and users in the admin. The groups of Django are not used and not shown."""

from __future__ import annotations

import math
from typing import TYPE_CHECKING, Any

from django.contrib import admin
from django.contrib.auth.admin import UserAdmin as DjangoUserAdmin
from django.contrib.auth.models import Group
from django.db.models import QuerySet
from django.forms import ModelForm
from django.http import HttpRequest, HttpResponse
from django.urls import reverse
from django.utils import timezone
from django.utils.html import format_html
from unfold.forms import AdminPasswordChangeForm

from handoff.accounts import (
    actions,
    admin_availability,
    admin_invitations,
    admin_keys,
    admin_news,
    admin_portraits,
    admin_sign_ins,
    sign_ins,
)
from handoff.accounts.admin_base import CompanyModelAdmin, admin_actor, admin_user
from handoff.accounts.admin_forms import CompanyForm, UserAddForm, UserEditForm
from handoff.accounts.models import Company, SignIn, SignInFailures, User

__all__ = [
    "CompanyAdmin",
    "UserAdmin",
    "admin_availability",
    "admin_invitations",
    "admin_keys",
    "admin_news",
    "admin_sign_ins",
]

if TYPE_CHECKING:
    UserModelAdmin = DjangoUserAdmin[User]
else:
    UserModelAdmin = DjangoUserAdmin

admin.site.unregister(Group)


@admin.register(Company)
class CompanyAdmin(CompanyModelAdmin):
    """Admins name their own company; superusers make companies and choose the slug."""

    company_path = "pk"
    form = CompanyForm
    list_display = ("name", "slug", "time_zone", "created_at")
    search_fields = ("name", "slug")
    fields = ("name", "slug", "time_zone")

    def get_readonly_fields(self, request: HttpRequest, obj: Company | None = None) -> Any:
        return () if admin_user(request).is_superuser else ("slug",)

    def has_add_permission(self, request: HttpRequest) -> bool:
        return admin_user(request).is_superuser


PERSON = ("email", "first_name", "last_name", "job_title")
STANDING = ("role", "is_active")
RIGHTS = ("role", "company_id", "is_superuser")


@admin.register(User)
class UserAdmin(CompanyModelAdmin, UserModelAdmin):
    """Who may sign in. Nobody is deleted, since conversations name them: they are deactivated."""

    form = UserEditForm
    add_form = UserAddForm
    change_password_form = AdminPasswordChangeForm
    list_display = ("email", "name", "job_title", "company", "role", "is_active", "last_login")
    list_select_related = ("company",)
    list_filter = ("role", "is_active", ("company", admin.RelatedOnlyFieldListFilter))
    search_fields = ("email", "first_name", "last_name", "job_title")
    ordering = ("email",)
    readonly_fields = ("sign_in_lock", "signed_in", "last_login", "created_at")
    filter_horizontal = ()
    actions = ("sign_out", "unlock")

    def get_queryset(self, request: HttpRequest) -> QuerySet[User]:
        """Without superusers for everybody else: who sets a password can become its owner."""
        found = super().get_queryset(request)
        return found if admin_user(request).is_superuser else found.filter(is_superuser=False)

    def get_fieldsets(self, request: HttpRequest, obj: User | None = None) -> Any:
        above = ("company", "is_superuser") if admin_user(request).is_superuser else ()
        if obj is None:
            secret = ("password1", "password2")
            return [(None, {"fields": (*PERSON, "role", *above, *secret)})]
        has_chats = admin_availability.has_availability(obj)
        chats = [("Website chats", {"fields": admin_availability.FIELDS})] if has_chats else []
        return [
            (None, {"fields": (*PERSON, *admin_portraits.FIELDS, "password")}),
            ("What they may do", {"fields": (*STANDING, *above)}),
            *chats,
            ("Signing in", {"fields": self.readonly_fields}),
        ]

    @admin.display(description="Lock")
    def sign_in_lock(self, user: User) -> str:
        """After wrong passwords, whoever typed them."""
        failures = SignInFailures.objects.of(user.email).first()
        seconds = failures.seconds_locked(timezone.now()) if failures else 0
        if not seconds:
            return "None"
        minutes = math.ceil(seconds / 60)
        return f"Locked for {minutes} more minute{'s' * (minutes > 1)} after wrong passwords"

    @admin.display(description="Signed in")
    def signed_in(self, user: User) -> str:
        """The latest devices, and the way to all of them."""
        live = SignIn.objects.live(timezone.now()).filter(user=user)
        latest = ", ".join(str(sign_in) for sign_in in live[:3]) or "Nowhere"
        address = f"{reverse('admin:accounts_signin_changelist')}?user__id__exact={user.pk}"
        return format_html('{} (<a class="underline" href="{}">all</a>)', latest, address)

    @admin.action(description="Sign out everywhere")
    def sign_out(self, request: HttpRequest, users: QuerySet[User]) -> None:
        for user in users:
            sign_ins.sign_out_everywhere(admin_actor(request), user_id=user.pk)
        self.message_user(request, "Their sessions, tokens and sockets have ended.")

    @admin.action(description="Unlock after wrong passwords")
    def unlock(self, request: HttpRequest, users: QuerySet[User]) -> None:
        for user in users:
            actions.unlock_user(admin_actor(request), user_id=user.pk)
        self.message_user(request, "They can sign in again.")

    def get_form(
        self, request: HttpRequest, obj: User | None = None, change: bool = False, **kwargs: Any
    ) -> type[ModelForm[User]]:
        form = super().get_form(request, obj, change=change, **kwargs)
        return type(form.__name__, (form,), {"by": admin_user(request)})

    def save_model(
        self, request: HttpRequest, obj: Any, form: ModelForm[User], change: bool
    ) -> None:
        """Names are saved here; rights change in actions, which tell everybody."""
        if not change:
            super().save_model(request, obj, form, change)
            return
        wanted_active, wanted = obj.is_active, {name: getattr(obj, name) for name in RIGHTS}
        stored = User.objects.get(pk=obj.pk)
        for name in ("is_active", *RIGHTS):
            setattr(obj, name, getattr(stored, name))
        super().save_model(request, obj, form, change)
        actions.edit_rights(admin_actor(request), user_id=obj.pk, is_active=wanted_active, **wanted)
        admin_availability.edit_from(admin_actor(request), obj.pk, form)
        admin_portraits.edit_from(admin_actor(request), obj.pk, form)

    def user_change_password(
        self, request: HttpRequest, id: str, form_url: str = ""
    ) -> HttpResponse:
        """Django's page; afterwards everybody hears that old sockets and tokens are over."""
        response = super().user_change_password(request, id, form_url)
        if request.method == "POST" and response.status_code == 302:
            actions.end_access(admin_actor(request), user_id=int(id))
        return response
