"""Sign-ins in the admin: to look at, and to end."""

from __future__ import annotations

from django.contrib import admin
from django.db.models import QuerySet
from django.http import HttpRequest
from django.utils import timezone
from unfold.decorators import display

from handoff.accounts import sign_ins
from handoff.accounts.admin_base import CompanyModelAdmin, admin_actor, admin_user
from handoff.accounts.models import SignIn

STATES = {"Live": "success", "Ended": "danger", "Expired": "warning"}


@admin.register(SignIn)
class SignInAdmin(CompanyModelAdmin):
    read_only = True
    company_path = "user__company"
    list_display = (
        "device_name", "user", "kind", "address", "state", "created_at", "last_seen_at",
    )  # fmt: skip
    list_select_related = ("user",)
    list_filter = ("kind", ("ended_at", admin.EmptyFieldListFilter))
    search_fields = ("user__email", "address", "device")
    ordering = ("-last_seen_at", "-pk")
    actions = ("end",)

    def get_queryset(self, request: HttpRequest) -> QuerySet[SignIn]:
        found: QuerySet[SignIn] = super().get_queryset(request)
        return found if admin_user(request).is_superuser else found.filter(user__is_superuser=False)

    @admin.display(description="Device")
    def device_name(self, sign_in: SignIn) -> str:
        return sign_in.device_name

    @display(description="State", label=STATES)  # type: ignore[untyped-decorator]
    def state(self, sign_in: SignIn) -> str:
        if sign_in.ended_at:
            return "Ended"
        return "Expired" if sign_in.expires_at <= timezone.now() else "Live"

    @admin.action(description="Sign out")
    def end(self, request: HttpRequest, chosen: QuerySet[SignIn]) -> None:
        for sign_in in chosen:
            sign_ins.end_sign_in(admin_actor(request), sign_in_id=sign_in.pk)
        self.message_user(request, "Signed out there: sessions, tokens and sockets have ended.")
