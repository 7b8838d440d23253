"""Beginning and ending sign-ins. Sockets that came of one end with it."""

from __future__ import annotations

import ipaddress
from datetime import timedelta
from typing import Any

from django.conf import settings
from django.contrib.auth.signals import user_logged_in, user_logged_out
from django.http import HttpRequest
from django.utils import timezone
from rest_framework.request import Request

from handoff import topics
from handoff.accounts.events import SignInsEnded
from handoff.accounts.models import SignIn, User
from handoff.accounts.models.sign_ins import MAX_DEVICE_LENGTH
from handoff.accounts.permissions import get_user_for
from handoff.actor import Actor
from handoff.errors import Forbidden, NotFound
from handoff.news.emitting import action, emit
from handoff.scopes import NotForKeys

IN_SESSION = "sign_in"
KEPT_FOR = timedelta(days=30)
TIDIED_AT_ONCE = 100
TOLD_AT_ONCE = 200


class SignInNotFound(NotFound):
    code, sentence = "sign_in_not_found", "This sign-in does not exist"


def begin(user: User, kind: SignIn.Kind, request: HttpRequest | Request | None = None) -> SignIn:
    """Write down a sign-in. Old ones of the same user are forgotten after 30 days."""
    now = timezone.now()
    long_over = SignIn.objects.filter(user=user, expires_at__lt=now - KEPT_FOR)
    if stale := list(long_over.values_list("pk", flat=True)[:TIDIED_AT_ONCE]):
        SignIn.objects.filter(pk__in=stale).delete()
    return SignIn.objects.create(
        user=user,
        kind=kind,
        device=_device(request),
        address=_address(request),
        created_at=now,
        last_seen_at=now,
        expires_at=now + _lifetime(kind),
    )


@action
def end_sign_in(actor: Actor, *, sign_in_id: int) -> SignIn:
    """End one sign-in, one's own or, as an admin, that of a user of the company.

    Raises `SignInNotFound`, and `NotForKeys`.
    """
    if actor.key_id is not None:
        raise NotForKeys
    found = SignIn.objects.visible_to(actor).select_related("user").filter(pk=sign_in_id).first()
    if found is None:
        raise SignInNotFound
    end_all(found.user, only=found.pk)
    return found


@action
def sign_out_everywhere(actor: Actor, *, user_id: int) -> int:
    """End every sign-in of a user, one's own or, as an admin, of a user of the company.

    Returns how many. Raises `Forbidden`, `UserNotFound`, and `NotForKeys`.
    """
    if actor.key_id is not None:
        raise NotForKeys
    if actor.user_id == user_id:
        return end_all(User.objects.get(pk=user_id))
    if not actor.is_admin:
        raise Forbidden
    return end_all(get_user_for(actor, user_id))


@action
def end_all(user: User, *, only: int | None = None, but: int | None = None) -> int:
    """End a user's sign-ins and tell, so that their sockets end. Who may is asked before.

    Returns how many ended.
    """
    live = SignIn.objects.live(timezone.now()).filter(user=user)
    if only is not None:
        live = live.filter(pk=only)
    if but is not None:
        live = live.exclude(pk=but)
    ids = list(live.order_by("pk").values_list("pk", flat=True))
    for start in range(0, len(ids), TOLD_AT_ONCE):
        some = ids[start : start + TOLD_AT_ONCE]
        SignIn.objects.filter(pk__in=some).update(ended_at=timezone.now())
        if user.company_id is not None:
            emit(
                SignInsEnded(user_id=user.pk, company_id=user.company_id, sign_in_ids=some),
                company_id=user.company_id,
                to=[topics.team(user.company_id)],
            )
    return len(ids)


def end_untold(user: User) -> None:
    """End a user's sign-ins in a deed whose own news ends all sockets of the user."""
    now = timezone.now()
    SignIn.objects.live(now).filter(user=user).update(ended_at=now)


def connect() -> None:
    """Let Django's own signing in and out begin and end sign-ins."""
    user_logged_in.connect(_remember, dispatch_uid="handoff.sign_ins")
    user_logged_out.connect(_forget, dispatch_uid="handoff.sign_ins")


def _remember(sender: object, request: HttpRequest, user: User, **_: Any) -> None:
    before = request.session.get(IN_SESSION)
    if before is not None:
        end_all(user, only=before)
    request.session[IN_SESSION] = begin(user, SignIn.Kind.BROWSER, request).pk


def _forget(sender: object, request: HttpRequest, user: User | None, **_: Any) -> None:
    sign_in_id = request.session.get(IN_SESSION)
    if user is not None and sign_in_id is not None:
        end_all(user, only=sign_in_id)


def _lifetime(kind: SignIn.Kind) -> timedelta:
    if kind == SignIn.Kind.BROWSER:
        return timedelta(seconds=settings.SESSION_COOKIE_AGE)
    jwt = settings.SIMPLE_JWT
    renewed, used = jwt["REFRESH_TOKEN_LIFETIME"], jwt["ACCESS_TOKEN_LIFETIME"]
    assert isinstance(renewed, timedelta)
    assert isinstance(used, timedelta)
    return renewed + used


def _device(request: HttpRequest | Request | None) -> str:
    text = str(request.META.get("HTTP_USER_AGENT", "")) if request else ""
    return text.replace("\0", "")[:MAX_DEVICE_LENGTH]


def _address(request: HttpRequest | Request | None) -> str | None:
    try:
        return str(ipaddress.ip_address(request.META.get("REMOTE_ADDR", ""))) if request else None
    except ValueError:
        return None
