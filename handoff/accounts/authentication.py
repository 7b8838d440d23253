"""Who is asking: `Authorization: Bearer <access>` or the session of the browser's pages.

Contract README, "Who is asking". No credentials: 401; a session without CSRF token: 403.
"""

from django.http import HttpRequest
from rest_framework.authentication import (
    BaseAuthentication,
    CSRFCheck,
    get_authorization_header,
)
from rest_framework.exceptions import AuthenticationFailed
from rest_framework.request import Request

from handoff.accounts.models import User
from handoff.accounts.sessions import user_from_session
from handoff.accounts.tokens import InvalidToken, user_from_token
from handoff.errors import Forbidden

__all__ = [
    "BearerAuthentication",
    "CsrfRefused",
    "SessionCookieAuthentication",
    "user_from_session",
    "user_from_token",
]


class CsrfRefused(Forbidden):
    code, sentence = "csrf_refused", "The CSRF token is missing or wrong; reload the page"


class BearerAuthentication(BaseAuthentication):
    """A token in the `Authorization` header. Other schemes are left to others."""

    def authenticate(self, request: Request) -> tuple[User, None] | None:
        scheme, _, token = get_authorization_header(request).partition(b" ")
        if scheme.lower() != b"bearer":
            return None
        try:
            return user_from_token(token.strip().decode("latin-1")), None
        except InvalidToken as fault:
            raise AuthenticationFailed(fault.text) from fault

    def authenticate_header(self, request: Request) -> str:
        return "Bearer"


class SessionCookieAuthentication(BaseAuthentication):
    """The cookie of the dashboard pages, then with CSRF protection on unsafe methods."""

    def authenticate(self, request: Request) -> tuple[User, None] | None:
        user = user_from_session(request._request.session)
        if user is None:
            return None
        _enforce_csrf(request._request)
        return user, None


def _enforce_csrf(request: HttpRequest) -> None:
    """DRF frees its views from Django's check, so that tokens need none. Sessions get it here."""
    check = CSRFCheck(lambda _: None)  # type: ignore[arg-type]  # never called
    check.process_request(request)
    if check.process_view(request, None, (), {}):  # type: ignore[arg-type]  # as DRF calls it
        raise CsrfRefused
