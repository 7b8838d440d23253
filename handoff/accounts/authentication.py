"""Who is asking: a bearer token, an API key, or the session of the browser's pages.

`Authorization: Bearer <access>`, `Authorization: Bearer hk_…` or `Authorization: Api-Key hk_…`.
Contract README, "Who is asking". No credentials: 401; a session without CSRF token: 403.
"""

from collections.abc import Callable
from typing import TypeVar

from django.http import HttpRequest
from rest_framework.authentication import (
    BaseAuthentication,
    CSRFCheck,
    get_authorization_header,
)
from rest_framework.exceptions import AuthenticationFailed
from rest_framework.request import Request

from handoff.accounts.keys import is_key, key_of
from handoff.accounts.models import ApiKey, SignIn, User
from handoff.accounts.sessions import sign_in_from_session, user_from_session
from handoff.accounts.tokens import (
    session_id_from_token,
    sign_in_from_token,
    user_from_token,
)
from handoff.errors import Forbidden, NotAuthenticated

__all__ = [
    "SCHEMES",
    "BearerAuthentication",
    "CsrfRefused",
    "SessionCookieAuthentication",
    "user_from_session",
    "user_from_token",
]


P = TypeVar("P")

SCHEMES = ("bearer", "api-key")


class CsrfRefused(Forbidden):
    code, sentence = "csrf_refused", "The CSRF token is missing or wrong; reload the page"


class AccountRequired(Forbidden):
    code, sentence = "account_required", "Only people with an account may do this"


def proof_from(word: str) -> SignIn | ApiKey:
    """What a token or key stands for; both have `user` and `as_actor`.

    Raises `InvalidToken` or `InvalidKey`."""
    return key_of(word) if is_key(word) else sign_in_from_token(word)


def word_in(request: Request) -> str | None:
    """The token or key in the `Authorization` header; None where it has another scheme."""
    scheme, _, word = get_authorization_header(request).decode("latin-1").partition(" ")
    return word.strip() if scheme.lower() in SCHEMES else None


def proof_in(request: Request, prove: Callable[[str], P]) -> P | None:
    """What `prove` makes of the word in the header; None where it has another scheme. Its
    `NotAuthenticated` is raised as DRF's exception."""
    word = word_in(request)
    if word is None:
        return None
    try:
        return prove(word)
    except NotAuthenticated as fault:
        raise AuthenticationFailed(fault.text) from fault


class BearerAuthentication(BaseAuthentication):
    """A token or API key in the `Authorization` header. Other schemes are left to others.

    Raises `AccountRequired` for the token of a visitor or guest: like a user of role customer,
    who has one is in the wrong role here.
    """

    def authenticate(self, request: Request) -> tuple[User, SignIn | ApiKey] | None:
        try:
            proof = proof_in(request, proof_from)
        except AuthenticationFailed:
            if session_id_from_token(word_in(request) or "") is not None:
                raise AccountRequired from None  # a good token, at the wrong door
            raise
        return (proof.user, proof) if proof else None

    def authenticate_header(self, request: Request) -> str:
        return "Bearer"


class SessionCookieAuthentication(BaseAuthentication):
    """The cookie of the dashboard pages, then with CSRF protection on unsafe methods."""

    def authenticate(self, request: Request) -> tuple[User, SignIn] | None:
        sign_in = sign_in_from_session(request._request.session)
        if sign_in is None:
            return None
        _enforce_csrf(request._request)
        return sign_in.user, sign_in


def _enforce_csrf(request: HttpRequest) -> None:
    """DRF frees its views from Django's check, so that tokens need none. Sessions get it here."""
    check = CSRFCheck(lambda _: None)  # type: ignore[arg-type]  # never called
    check.process_request(request)
    if check.process_view(request, None, (), {}):  # type: ignore[arg-type]  # as DRF calls it
        raise CsrfRefused
