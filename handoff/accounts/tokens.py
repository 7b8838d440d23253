"""Bearer tokens: signed, short-lived, and worthless once their user has changed.

Contract README, "Who is asking": an access token lives 60 minutes. Besides simplejwt's own claims
a token carries `company_id`, `role` and `seal` (made from the password's hash); all three are
compared with the stored user whenever a token is used.
"""

from typing import Any

from django.utils.crypto import constant_time_compare, salted_hmac
from rest_framework_simplejwt.exceptions import TokenError
from rest_framework_simplejwt.tokens import AccessToken, RefreshToken, Token

from handoff.accounts.models import User
from handoff.errors import NotAuthenticated


class InvalidToken(NotAuthenticated):
    code, sentence = "invalid_token", "Invalid or expired token"


def access_token_for(user: User) -> str:
    """What a client sends with each request."""
    return _issue(AccessToken, user)


def refresh_token_for(user: User) -> str:
    """What a client exchanges for a new access token."""
    return _issue(RefreshToken, user)


def user_from_token(token: str) -> User:
    """The user of an access token, with company. Raises `InvalidToken`, a `NotAuthenticated`."""
    return _user_of(AccessToken, token)


def user_from_refresh_token(token: str) -> User:
    """The user of a refresh token. Raises `InvalidToken`."""
    return _user_of(RefreshToken, token)


def _issue(kind: type[Token], user: User) -> str:
    token = kind.for_user(user)
    for claim, value in _standing(user).items():
        token[claim] = value
    return str(token)


def _user_of(kind: type[Token], text: str) -> User:
    try:
        token = kind(text)  # type: ignore[arg-type]  # simplejwt calls the text a Token
    except TokenError as fault:
        raise InvalidToken from fault
    user = User.objects.select_related("company").filter(pk=_user_id(token)).first()
    if user is None or not user.is_active:
        raise InvalidToken
    standing = _standing(user)
    seal = str(token.get("seal", ""))
    if not constant_time_compare(seal, standing["seal"]):
        raise InvalidToken
    if any(token.get(claim, "") != standing[claim] for claim in ("company_id", "role")):
        raise InvalidToken
    return user


def _user_id(token: Token) -> int:
    text = str(token.get("user_id", ""))
    if not (text.isascii() and text.isdigit()):
        raise InvalidToken
    return int(text)


def _standing(user: User) -> dict[str, Any]:
    """What must still be true of a user for a token to hold."""
    actor = user.as_actor(door="token")
    seal = salted_hmac("handoff.accounts.tokens", user.get_session_auth_hash()).hexdigest()
    return {"company_id": actor.company_id, "role": actor.role, "seal": seal}
