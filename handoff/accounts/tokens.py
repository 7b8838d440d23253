"""Bearer tokens: signed, short-lived, and worthless once their user has changed.

Contract README, "Who is asking": an access token lives 60 minutes. Besides simplejwt's own claims
a token carries `company_id`, `role` and `seal` (made from the password's hash); all three are
compared with the stored user whenever a token is used. `sign_in` names the sign-in it came of,
which must be live: so tokens can be listed and revoked.

Who writes from outside without an account has a token of another type, `participant`, which names
a session and nothing else. Where users are asked for it is no token at all.
"""

from datetime import datetime, timedelta
from typing import Any

from django.utils import timezone
from django.utils.crypto import constant_time_compare, salted_hmac
from rest_framework_simplejwt.exceptions import TokenError
from rest_framework_simplejwt.tokens import AccessToken, RefreshToken, Token

from handoff.accounts.models import SignIn, User
from handoff.accounts.sign_ins import begin
from handoff.errors import NotAuthenticated
from handoff.numbers import number_in


class InvalidToken(NotAuthenticated):
    code, sentence = "invalid_token", "Invalid or expired token"


def access_token_for(user: User, sign_in: SignIn | None = None) -> str:
    """What a client sends with each request. Without a sign-in it begins one."""
    return _issue(AccessToken, user, sign_in)


def refresh_token_for(user: User, sign_in: SignIn | None = None) -> str:
    """What a client exchanges for a new access token. Without a sign-in it begins one."""
    return _issue(RefreshToken, user, sign_in)


def sign_in_from_token(token: str) -> SignIn:
    """The live sign-in of an access token, with user and company.

    Raises `InvalidToken`, a `NotAuthenticated`.
    """
    return _sign_in_of(AccessToken, token)


def sign_in_from_refresh_token(token: str) -> SignIn:
    """The live sign-in of a refresh token. Raises `InvalidToken`."""
    return _sign_in_of(RefreshToken, token)


def is_signed_by_us(token: str) -> bool:
    """Whether it may be good: told without the database."""
    try:
        AccessToken(token)  # type: ignore[arg-type]  # simplejwt calls the text a Token
    except TokenError:
        return False
    return True


class ParticipantToken(Token):
    """Of a visitor or guest: good for the doors that ask for participants."""

    token_type = "participant"  # noqa: S105  (the name of a type)
    lifetime = timedelta(days=30)


def participant_token_for(session_id: int, *, expires_at: datetime) -> str:
    """What a participant sends with each request; it ends with its session."""
    token = ParticipantToken()
    token["session"] = session_id
    token.payload["exp"] = int(expires_at.timestamp())
    return str(token)


def session_id_from_token(text: str) -> int | None:
    """The session that a participant's token names, live or not.

    None for everything else: tokens of users, and what is forged or expired.
    """
    try:
        token = ParticipantToken(text)  # type: ignore[arg-type]  # simplejwt calls the text a Token
        return _id_in(token, "session")
    except (TokenError, InvalidToken):
        return None


def user_from_token(token: str) -> User:
    """The user of an access token, with company. Raises `InvalidToken`."""
    return sign_in_from_token(token).user


def _issue(kind: type[Token], user: User, sign_in: SignIn | None) -> str:
    token = kind.for_user(user)
    token["sign_in"] = (sign_in or begin(user, SignIn.Kind.TOKEN)).pk
    for claim, value in _standing(user).items():
        token[claim] = value
    return str(token)


def _sign_in_of(kind: type[Token], text: str) -> SignIn:
    try:
        token = kind(text)  # type: ignore[arg-type]  # simplejwt calls the text a Token
    except TokenError as fault:
        raise InvalidToken from fault
    live = SignIn.objects.live(timezone.now()).select_related("user__company")
    named = {"pk": _id_in(token, "sign_in"), "user_id": _id_in(token, "user_id")}
    sign_in = live.filter(**named, user__is_active=True).first()
    if sign_in is None:
        raise InvalidToken
    user = sign_in.user
    standing = _standing(user)
    seal = str(token.get("seal", ""))
    if not constant_time_compare(seal, standing["seal"]):
        raise InvalidToken
    if any(token.get(claim, "") != standing[claim] for claim in ("company_id", "role")):
        raise InvalidToken
    sign_in.note_seen()
    return sign_in


def _id_in(token: Token, claim: str) -> int:
    number = number_in(str(token.get(claim, "")))
    if number is None:
        raise InvalidToken
    return number


def _standing(user: User) -> dict[str, Any]:
    """What must still be true of a user for a token to hold."""
    actor = user.as_actor(door="token")
    seal = salted_hmac("handoff.accounts.tokens", user.get_session_auth_hash()).hexdigest()
    return {"company_id": actor.company_id, "role": actor.role, "seal": seal}
