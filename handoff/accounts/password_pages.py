"""Pages for who forgot a password: asking for a link, and what the link leads to."""

from __future__ import annotations

from typing import Any, cast

from django.conf import settings
from django.contrib.auth.forms import SetPasswordForm
from django.contrib.auth.views import PasswordResetConfirmView
from django.forms import EmailField, Form
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import render
from django.urls import reverse_lazy
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods

from handoff.accounts.models import User
from handoff.accounts.passwords import may_reset, request_password_reset, set_password
from handoff.accounts.refusals import count_refusal, is_over_limit, seconds_to_wait


class ForgottenForm(Form):
    email = EmailField(max_length=254, label="E-mail")


@require_http_methods(["GET", "HEAD", "POST"])
@never_cache
def forgotten(request: HttpRequest) -> HttpResponse:
    """Asks for the address and mails a link. The answer is the same whoever has an account.

    Each request counts like a refused sign-in of its address: 60 a minute.
    """
    form = ForgottenForm(request.POST or None)
    context: dict[str, Any] = {"form": form, "sends_mail": settings.SENDS_MAIL}
    if request.method != "POST" or not settings.SENDS_MAIL:
        return render(request, "accounts/forgotten.html", context)
    if is_over_limit(request):
        answer = render(
            request, "accounts/forgotten.html", {**context, "too_many": True}, status=429
        )
        answer["Retry-After"] = str(seconds_to_wait())
        return answer
    if not form.is_valid():
        return render(request, "accounts/forgotten.html", context)
    count_refusal(request)
    request_password_reset(form.cleaned_data["email"])
    return HttpResponseRedirect(reverse_lazy("password-mailed"))


@never_cache
def mailed(request: HttpRequest) -> HttpResponse:
    """What everybody reads who asked for a link."""
    return render(request, "accounts/mailed.html")


@never_cache
def changed(request: HttpRequest) -> HttpResponse:
    """After a new password was set."""
    return render(request, "accounts/password_changed.html")


class PasswordResetView(PasswordResetConfirmView):
    """Django's page behind the link: it takes the token out of the address and works once."""

    template_name = "accounts/new_password.html"
    success_url = reverse_lazy("password-changed")

    def get_user(self, uidb64: str) -> User | None:
        user = super().get_user(uidb64)
        return user if user is not None and may_reset(user) else None

    def form_valid(self, form: SetPasswordForm[Any]) -> HttpResponse:
        set_password(cast(User, form.user), form.cleaned_data["new_password1"])
        self.request.session.flush()
        return HttpResponseRedirect(str(self.success_url))
