"""The browser's sign-in and sign-out. `templates/accounts/sign_in.html` gets `form` and `next`."""

import math
from typing import Any, cast

from django.contrib.auth.forms import AuthenticationForm
from django.contrib.auth.views import LoginView, LogoutView
from django.core.exceptions import ValidationError
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect

from handoff.accounts.lockout import Locked
from handoff.accounts.models import User
from handoff.accounts.refusals import count_refusal, is_over_limit, seconds_to_wait


class SignInForm(AuthenticationForm):
    """E-mail address (`username`) and password of somebody of the team."""

    error_messages = {  # noqa: RUF012  (Django's attribute)
        "invalid_login": "Wrong e-mail address or password.",
        "too_many": "Too many failed attempts. Try again in %(wait)s.",
        "customer": "This page is for the team. Customers write on the website or in Messenger.",
    }

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["username"].label = "E-mail address"
        self.seconds_to_wait = 0

    def clean(self) -> dict[str, Any]:
        assert self.request is not None
        if is_over_limit(self.request):
            raise self._too_many(seconds_to_wait())
        try:
            return super().clean()
        except Locked as refusal:
            count_refusal(self.request)
            raise self._too_many(refusal.seconds) from refusal
        except ValidationError as refusal:
            if refusal.code == "invalid_login":
                count_refusal(self.request)
            raise

    def _too_many(self, seconds: float) -> ValidationError:
        self.seconds_to_wait = math.ceil(seconds)
        minutes = -(-self.seconds_to_wait // 60)
        wait = "a minute" if minutes <= 1 else f"{minutes} minutes"
        return ValidationError(
            self.error_messages["too_many"], code="too_many", params={"wait": wait}
        )

    def confirm_login_allowed(self, user: Any) -> None:
        super().confirm_login_allowed(user)
        if not is_team(user):
            raise ValidationError(self.error_messages["customer"], code="customer")


class SignInView(LoginView):
    """Asks who you are, and goes on to `next` (own addresses only) or the desk."""

    form_class = SignInForm
    template_name = "accounts/sign_in.html"

    def get(self, request: HttpRequest, *args: str, **kwargs: Any) -> HttpResponse:
        if is_team(request.user):
            return HttpResponseRedirect(self.get_success_url())
        return super().get(request, *args, **kwargs)

    def form_invalid(self, form: AuthenticationForm) -> HttpResponse:
        response = super().form_invalid(form)
        if form.has_error("__all__", "too_many"):
            response.status_code = 429
            response["Retry-After"] = str(cast(SignInForm, form).seconds_to_wait)
        return response


class SignOutView(LogoutView):
    """POST only: ends the session and goes back to sign-in."""


def is_team(user: object) -> bool:
    """Whether this is a signed-in user who may enter the desk."""
    return isinstance(user, User) and user.as_actor(door="desk").is_team
