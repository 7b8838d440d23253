"""`/account/`: one's own name, password and sign-ins. For everybody who can sign in on the page."""

from __future__ import annotations

from collections.abc import Callable
from functools import wraps
from typing import TYPE_CHECKING, Any, Concatenate, ParamSpec, cast

from django.contrib import messages
from django.contrib.auth import update_session_auth_hash
from django.contrib.auth.decorators import login_required
from django.contrib.auth.forms import PasswordChangeForm
from django.core.exceptions import ValidationError
from django.core.paginator import Paginator
from django.forms import CharField, ModelForm
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import render
from django.urls import reverse
from django.utils import timezone
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods, require_POST

from handoff.accounts import lockout, sign_ins
from handoff.accounts.models import SignIn, User
from handoff.accounts.passwords import set_password
from handoff.accounts.portrait_forms import PortraitForm
from handoff.errors import NotFound

if TYPE_CHECKING:
    UserModelForm = ModelForm[User]
else:
    UserModelForm = ModelForm

P = ParamSpec("P")
View = Callable[Concatenate[HttpRequest, P], HttpResponse]

PER_PAGE = 10


class NameForm(UserModelForm):
    """What colleagues and customers read. Address and role are the admins' to change."""

    first_name = CharField(max_length=100)

    class Meta:
        model = User
        fields = ("first_name", "last_name", "job_title")


class PasswordForm(PasswordChangeForm):
    """The old password is asked like at the door: wrong ones are counted and lock."""

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        del self.fields["old_password"].widget.attrs["autofocus"]  # the page begins with the name

    def clean_old_password(self) -> str:
        if lockout.is_locked(self.user.email):
            raise ValidationError("Too many failed attempts. Try again later.", code="too_many")
        try:
            return super().clean_old_password()
        except ValidationError:
            lockout.count_failure(self.user.email)
            raise


def own(view: View[P]) -> View[P]:
    """For who is signed in on the page, never cached."""

    @never_cache
    @login_required
    @wraps(view)
    def guarded(request: HttpRequest, *args: P.args, **kwargs: P.kwargs) -> HttpResponse:
        return view(request, *args, **kwargs)

    return cast("View[P]", guarded)


@require_http_methods(["GET", "HEAD"])
@own
def account(request: HttpRequest) -> HttpResponse:
    """The page."""
    return show(request)


@require_POST
@own
def rename(request: HttpRequest) -> HttpResponse:
    """Change one's name and job title. Open sockets go on under the new one."""
    form = NameForm(request.POST, instance=User.objects.get(pk=user_of(request).pk))
    if not form.is_valid():
        return show(request, name_form=form)
    form.save()
    return back(request, "Your name is saved.")


@require_POST
@own
def change_password(request: HttpRequest) -> HttpResponse:
    """Change one's password: everything else of one's own is signed out, this browser stays."""
    user = User.objects.get(pk=user_of(request).pk)
    form = PasswordForm(user, request.POST)
    if not form.is_valid():
        return show(request, password_form=form)
    set_password(user, form.cleaned_data["new_password1"], keep_sign_in_id=here(request))
    update_session_auth_hash(request, user)
    return back(request, "Your password is changed. You were signed out everywhere else.")


@require_POST
@own
def sign_out_there(request: HttpRequest, sign_in_id: int) -> HttpResponse:
    """End one sign-in of one's own, also this one."""
    actor = user_of(request).as_actor(door="account")
    mine = SignIn.objects.filter(user=user_of(request))
    try:
        if not mine.filter(pk=sign_in_id).exists():  # an admin's others are ended in the admin
            raise NotFound
        sign_ins.end_sign_in(actor, sign_in_id=sign_in_id)
    except NotFound:
        return render(request, "404.html", status=404)
    return back(request, "Signed out there.")


@require_POST
@own
def sign_out_everywhere(request: HttpRequest) -> HttpResponse:
    """End every sign-in of one's own, this one too."""
    user = user_of(request)
    sign_ins.sign_out_everywhere(user.as_actor(door="account"), user_id=user.pk)
    return HttpResponseRedirect(reverse("sign-in"))


def show(
    request: HttpRequest, *, name_form: NameForm | None = None,
    password_form: PasswordForm | None = None, portrait_form: PortraitForm | None = None,
) -> HttpResponse:  # fmt: skip
    """The page, with what was refused."""
    user = user_of(request)
    live = SignIn.objects.live(timezone.now()).filter(user=user)
    context: dict[str, Any] = {
        "portrait_form": portrait_form or PortraitForm(),
        "name_form": name_form or NameForm(instance=user),
        "password_form": password_form or PasswordForm(user),
        "sign_ins": Paginator(live, PER_PAGE).get_page(request.GET.get("page")),
        "here": here(request),
        "leads_back": user.as_actor(door="account").is_team,
    }
    return render(request, "accounts/account.html", context)


def back(request: HttpRequest, words: str) -> HttpResponse:
    messages.success(request, words)
    return HttpResponseRedirect(reverse("account"))


def here(request: HttpRequest) -> int:
    """The sign-in of this browser."""
    return int(request.session[sign_ins.IN_SESSION])


def user_of(request: HttpRequest) -> User:
    """Who is signed in, inside `own`."""
    return cast(User, request.user)
