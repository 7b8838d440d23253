"""What the link of an invitation leads to: a name, a password, and the desk."""

from __future__ import annotations

from typing import Any

from django.conf import settings
from django.contrib.auth import login
from django.contrib.auth.password_validation import (
    password_validators_help_text_html,
    validate_password,
)
from django.core.exceptions import ValidationError
from django.forms import CharField, Form, PasswordInput
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import render
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods

from handoff.accounts.invitations import AlreadyUser, InvitationNotFound, accept_invitation
from handoff.accounts.models import Invitation, User


class WelcomeForm(Form):
    """Who comes in: the address and role are the invitation's."""

    first_name = CharField(max_length=100)
    last_name = CharField(max_length=100)
    password = CharField(
        max_length=4096,
        strip=False,
        widget=PasswordInput(attrs={"autocomplete": "new-password"}),
        help_text=password_validators_help_text_html(),
    )

    def __init__(self, invitation: Invitation, *args: Any) -> None:
        super().__init__(*args)
        self.invitation = invitation

    def clean(self) -> dict[str, Any]:
        given = super().clean() or self.cleaned_data
        names = {name: given.get(name, "") for name in ("first_name", "last_name")}
        try:
            if "password" in given:
                validate_password(given["password"], User(email=self.invitation.email, **names))
        except ValidationError as refusal:
            self.add_error("password", refusal)
        return given


@require_http_methods(["GET", "HEAD", "POST"])
@never_cache
def welcome(request: HttpRequest, token: str) -> HttpResponse:
    """The form, or a sentence where the link works no more (404)."""
    invitation = Invitation.objects.of_link(token)
    if invitation is None:
        return render(request, "accounts/welcome_over.html", status=404)
    form = WelcomeForm(invitation, request.POST or None)
    if request.method == "POST" and form.is_valid():
        try:
            user = accept_invitation(token, **form.cleaned_data)
        except (InvitationNotFound, AlreadyUser) as refusal:
            context = {"reason": refusal.text}
            return render(request, "accounts/welcome_over.html", context, status=refusal.status)
        login(request, user)
        return HttpResponseRedirect(settings.LOGIN_REDIRECT_URL)
    return render(request, "accounts/welcome.html", {"form": form, "invitation": invitation})
