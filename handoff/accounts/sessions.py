"""Reading who has a browser's session: for pages, REST and gateways alike."""

from functools import partial
from typing import Any

from asgiref.sync import sync_to_async
from django.contrib.auth import HASH_SESSION_KEY, SESSION_KEY
from django.contrib.auth.middleware import AuthenticationMiddleware
from django.contrib.auth.models import AnonymousUser
from django.contrib.sessions.backends.base import SessionBase
from django.http import HttpRequest
from django.utils import timezone
from django.utils.crypto import constant_time_compare
from django.utils.functional import SimpleLazyObject

from handoff.accounts.models import SignIn, User
from handoff.accounts.sign_ins import IN_SESSION


def sign_in_from_session(session: SessionBase) -> SignIn | None:
    """The live sign-in of this session, with its active user and company.

    A session from before a change of password is nobody's.
    """
    user_id, sign_in_id = session.get(SESSION_KEY), session.get(IN_SESSION)
    if user_id is None or sign_in_id is None:
        return None
    live = SignIn.objects.live(timezone.now()).select_related("user__company")
    found = live.filter(pk=sign_in_id, user_id=user_id, user__is_active=True).first()
    if found is None:
        return None
    stored = str(session.get(HASH_SESSION_KEY, ""))
    if not constant_time_compare(stored, found.user.get_session_auth_hash()):
        return None
    found.note_seen()
    return found


def user_from_session(session: SessionBase) -> User | None:
    """The active user who signed in to this session, with company."""
    found = sign_in_from_session(session)
    return found.user if found else None


class SignInMiddleware(AuthenticationMiddleware):
    """Django's own, but a session whose sign-in has ended is nobody's."""

    def process_request(self, request: HttpRequest) -> None:
        super().process_request(request)
        request.user = SimpleLazyObject(partial(_user_of, request))  # type: ignore[assignment]
        request.auser = partial(_auser_of, request)


def _user_of(request: Any) -> User | AnonymousUser:
    if not hasattr(request, "_cached_user"):
        request._cached_user = user_from_session(request.session) or AnonymousUser()
    user: User | AnonymousUser = request._cached_user
    return user


async def _auser_of(request: HttpRequest) -> User | AnonymousUser:
    return await sync_to_async(_user_of)(request)
