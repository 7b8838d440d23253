"""Signing in over REST: `/api/auth/login`, `/api/auth/refresh`, `/api/auth/me`."""

from collections.abc import Sequence
from typing import Any, NoReturn, cast

from django.contrib.auth import authenticate
from rest_framework.request import Request
from rest_framework.response import Response
from rest_framework.throttling import BaseThrottle
from rest_framework.views import APIView

from handoff.accounts import schema
from handoff.accounts.lockout import Locked
from handoff.accounts.models import SignIn, User
from handoff.accounts.permissions import IsSignedIn
from handoff.accounts.refusals import RefusalThrottle, TooManyRefusals, count_refusal
from handoff.accounts.serializers import LoginInput, RefreshInput, signed_in_data, user_data
from handoff.accounts.sign_ins import begin
from handoff.accounts.tokens import InvalidToken, access_token_for, sign_in_from_refresh_token
from handoff.commands import read_input
from handoff.errors import Invalid, NotAuthenticated


class WrongCredentials(NotAuthenticated):
    """One sentence for unknown address, wrong password and deactivated user: it tells nothing."""

    code, sentence = "wrong_credentials", "Wrong e-mail address or password"


class OpenView(APIView):
    """Needs no account, but limits how often one address is refused."""

    authentication_classes = ()
    permission_classes = ()
    throttle_classes: Sequence[type[BaseThrottle]] = (RefusalThrottle,)

    def throttled(self, request: Request, wait: float | None) -> NoReturn:
        raise TooManyRefusals(wait)


class LoginView(OpenView):
    """`{"email", "password"}` → `{"access", "refresh", "user"}`. It starts no session."""

    @schema.sign_in
    def post(self, request: Request) -> Response:
        given = read_input(LoginInput, _object_of(request))
        # Django hashes the password also where there is no such user: the time tells nothing.
        try:
            user = authenticate(username=given["email"], password=given["password"])
        except Locked:
            count_refusal(request)
            raise
        if user is None:
            count_refusal(request)
            raise WrongCredentials
        sign_in = begin(user, SignIn.Kind.TOKEN, request)
        return Response(signed_in_data(sign_in.user, sign_in))


class RefreshView(OpenView):
    """`{"refresh"}` → `{"access"}`. The refresh token stays good until it expires."""

    @schema.refresh
    def post(self, request: Request) -> Response:
        given = read_input(RefreshInput, _object_of(request))
        try:
            sign_in = sign_in_from_refresh_token(given["refresh"])
        except InvalidToken:
            count_refusal(request)
            raise
        return Response({"access": access_token_for(sign_in.user, sign_in)})


class MeView(APIView):
    """Who is asking, whatever the role."""

    permission_classes = (IsSignedIn,)

    @schema.read_me
    def get(self, request: Request) -> Response:
        return Response(user_data(cast(User, request.user)))


def _object_of(request: Request) -> dict[str, Any]:
    """The body alone: a password does not belong into an address. Raises `Invalid`."""
    if not isinstance(request.data, dict):
        raise Invalid("The body must be a JSON object")
    return request.data
