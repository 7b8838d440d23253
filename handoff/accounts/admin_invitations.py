"""Invitations in the admin: who is invited, with what role, and whether they came."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from django.conf import settings
from django.contrib import admin
from django.core.exceptions import ValidationError
from django.db.models import Model, QuerySet
from django.forms import ModelForm
from django.http import HttpRequest
from django.utils import timezone
from unfold.decorators import display

from handoff.accounts import invitations
from handoff.accounts.admin_base import CompanyModelAdmin, admin_actor, admin_user
from handoff.accounts.models import Invitation, User
from handoff.errors import HandoffError

if TYPE_CHECKING:
    InvitationModelForm = ModelForm[Invitation]
else:
    InvitationModelForm = ModelForm

STATES = {"Pending": "info", "Accepted": "success", "Revoked": "danger", "Expired": "warning"}
NO_MAIL = (
    "This installation sends no mail (EMAIL_URL is not set), so nobody can be invited. "
    "Add a user with a password instead."
)


class InvitationForm(InvitationModelForm):
    """Knows who invites (`by`)."""

    by: User

    def clean(self) -> dict[str, Any]:
        given = super().clean() or self.cleaned_data
        if not settings.SENDS_MAIL:
            raise ValidationError(NO_MAIL)
        email = str(given.get("email", "")).lower()
        company = given.get("company") or self.by.company
        if invitations.has_account(email):
            raise ValidationError({"email": invitations.AlreadyUser.sentence})
        pending = Invitation.objects.filter(accepted_at=None, revoked_at=None, company=company)
        if pending.filter(email=email).exists():
            raise ValidationError({"email": invitations.AlreadyInvited.sentence})
        return given

    class Meta:
        model = Invitation
        fields = ("company", "email", "role")


@admin.register(Invitation)
class InvitationAdmin(CompanyModelAdmin):
    form = InvitationForm
    list_display = ("email", "company", "role", "state", "invited_by", "created_at", "expires_at")
    list_select_related = ("company", "invited_by")
    list_filter = ("role", ("company", admin.RelatedOnlyFieldListFilter))
    search_fields = ("email",)
    actions = ("mail_again", "revoke")

    def get_fields(self, request: HttpRequest, obj: Model | None = None) -> Any:
        asked = ("company",) if admin_user(request).is_superuser else ()
        shown = ("state", "invited_by", "created_at", "expires_at", "accepted_at", "revoked_at")
        return (*asked, "email", "role", *(shown if obj else ()))

    def get_readonly_fields(self, request: HttpRequest, obj: Model | None = None) -> Any:
        return self.get_fields(request, obj) if obj else ()

    def get_form(self, request: HttpRequest, obj: Any = None, **kwargs: Any) -> Any:
        form = super().get_form(request, obj, **kwargs)
        return type(form.__name__, (form,), {"by": admin_user(request)})

    def has_change_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        """What was offered is not changed: revoke it and invite anew."""
        return obj is None and bool(super().has_change_permission(request, obj))

    @display(description="State", label=STATES)  # type: ignore[untyped-decorator]
    def state(self, invitation: Invitation) -> str:
        if invitation.accepted_at:
            return "Accepted"
        if invitation.revoked_at:
            return "Revoked"
        return "Expired" if invitation.expires_at <= timezone.now() else "Pending"

    def save_model(self, request: HttpRequest, obj: Any, form: Any, change: bool) -> None:
        chosen = form.cleaned_data.get("company")
        company_id = chosen.pk if chosen else admin_user(request).company_id
        assert company_id is not None, "the form asks superusers for it, all others have one"
        made = invitations.invite(
            admin_actor(request), email=form.cleaned_data["email"],
            role=form.cleaned_data["role"], company_id=company_id,
        )  # fmt: skip
        obj.pk = made.pk
        obj.refresh_from_db()

    @admin.action(description="Mail once more")
    def mail_again(self, request: HttpRequest, chosen: QuerySet[Invitation]) -> None:
        self._each(request, chosen, invitations.invite_again, "mailed once more")

    @admin.action(description="Revoke")
    def revoke(self, request: HttpRequest, chosen: QuerySet[Invitation]) -> None:
        self._each(request, chosen, invitations.revoke_invitation, "revoked")

    def _each(self, request: HttpRequest, chosen: QuerySet[Invitation], do: Any, done: str) -> None:
        for invitation in chosen:
            try:
                do(admin_actor(request), invitation_id=invitation.pk)
                self.message_user(request, f"{invitation.email}: {done}.")
            except HandoffError as refusal:
                self.message_user(request, f"{invitation.email}: {refusal.text}.", level="warning")
