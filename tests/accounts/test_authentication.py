"""Who is asking, and what each role may ask: token, session, nothing."""

from __future__ import annotations

from importlib import import_module
from typing import Any

import pytest
from django.conf import settings
from django.test import Client
from django.urls import path
from rest_framework.permissions import BasePermission
from rest_framework.request import Request
from rest_framework.response import Response
from rest_framework.views import APIView

from handoff.accounts.authentication import user_from_session
from handoff.accounts.models import User
from handoff.accounts.permissions import IsAdmin, IsSignedIn, IsTeam
from handoff.accounts.tokens import access_token_for
from handoff.rest import actor_of
from tests.cast import PASSWORD


class EchoView(APIView):
    """Says who asked. The classes that authenticate are those of the settings."""

    def get(self, request: Request) -> Response:
        actor = actor_of(request)
        return Response({"user": actor.user_id, "door": actor.door})

    post = get


def _door(*permissions: type[BasePermission]) -> Any:
    return EchoView.as_view(permission_classes=permissions)


urlpatterns = [
    path("default/", EchoView.as_view()),
    path("team/", _door(IsTeam)),
    path("admins/", _door(IsAdmin)),
    path("anybody/", _door(IsSignedIn)),
]

pytestmark = pytest.mark.urls(__name__)

REQUIRED = {"error": "Authentication required"}
INVALID = {"error": "Invalid or expired token"}
TEAM_ONLY = {"error": "Only agents and admins may do this"}
ADMINS_ONLY = {"error": "Only admins may do this"}


@pytest.mark.parametrize("method", ["get", "post"])
@pytest.mark.parametrize("by", ["token", "session"])
@pytest.mark.parametrize(
    ("who", "refusals"),
    [
        ("vera", {"default": TEAM_ONLY, "team": TEAM_ONLY, "admins": ADMINS_ONLY, "anybody": None}),
        ("alice", {"default": None, "team": None, "admins": ADMINS_ONLY, "anybody": None}),
        ("amira", {"default": None, "team": None, "admins": None, "anybody": None}),
        ("root", {"default": None, "team": None, "admins": None, "anybody": None}),
    ],
)
def test_lets_each_role_do_what_it_may(
    client: Client,
    request: pytest.FixtureRequest,
    who: str,
    by: str,
    method: str,
    refusals: dict[str, Any],
) -> None:
    user = request.getfixturevalue(who)
    headers = {}
    if by == "token":
        headers["authorization"] = f"Bearer {access_token_for(user)}"
    else:
        client.force_login(user)

    for door, refusal in refusals.items():
        answer = getattr(client, method)(f"/{door}/", headers=headers)
        assert answer.status_code == (403 if refusal else 200), door
        assert answer.json() == (refusal or {"user": user.pk, "door": "rest"}), door


@pytest.mark.parametrize("door", ["default", "team", "admins", "anybody"])
@pytest.mark.parametrize(
    ("header", "error"),
    [
        (None, REQUIRED),
        ("Basic YWxpY2U6eA==", REQUIRED),
        ("Token abc", REQUIRED),
        ("Bearer", INVALID),
        ("Bearer ", INVALID),
        ("bearer abc", INVALID),
        ("Bearer a b", INVALID),
        ("Bearer ü", INVALID),
    ],
)
def test_answers_401_without_good_credentials(
    client: Client, db: None, door: str, header: str | None, error: dict[str, str]
) -> None:
    answer = client.get(f"/{door}/", headers={"authorization": header} if header else {})

    assert (answer.status_code, answer.json()) == (401, error)
    assert answer["WWW-Authenticate"] == "Bearer"


def test_a_bad_token_is_not_saved_by_a_good_session(client: Client, alice: User) -> None:
    client.force_login(alice)

    assert client.get("/default/", headers={"authorization": "Bearer x"}).status_code == 401


def test_the_session_needs_a_csrf_token_to_change_things(alice: User) -> None:
    browser = Client(enforce_csrf_checks=True)
    browser.force_login(alice)

    refused = browser.post("/default/")

    assert browser.get("/default/").status_code == 200
    assert refused.status_code == 403
    assert refused.json() == {"error": "The CSRF token is missing or wrong; reload the page"}


def test_the_session_with_its_csrf_token_may(alice: User) -> None:
    browser = Client(enforce_csrf_checks=True)
    browser.force_login(alice)
    browser.cookies["csrftoken"] = token = "a" * 32

    assert browser.post("/default/", headers={"x-csrftoken": token}).status_code == 200
    assert browser.post("/default/", headers={"x-csrftoken": "b" * 32}).status_code == 403


def test_a_token_needs_no_csrf_token(alice: User) -> None:
    browser = Client(enforce_csrf_checks=True)
    headers = {"authorization": f"Bearer {access_token_for(alice)}"}

    assert browser.post("/default/", headers=headers).status_code == 200


def session_of(client: Client) -> Any:
    """The session of this browser, read anew as a gateway does."""
    engine = import_module(settings.SESSION_ENGINE)
    return engine.SessionStore(client.cookies[settings.SESSION_COOKIE_NAME].value)


def test_a_gateway_reads_the_user_of_a_session(client: Client, alice: User) -> None:
    client.force_login(alice)

    assert user_from_session(session_of(client)) == alice


def test_a_session_ends_with_its_user(client: Client, alice: User) -> None:
    client.force_login(alice)
    User.objects.filter(pk=alice.pk).update(is_active=False)

    assert user_from_session(session_of(client)) is None
    assert client.get("/default/").status_code == 401


def test_a_session_ends_with_the_password(client: Client, alice: User) -> None:
    client.force_login(alice)
    alice.set_password(PASSWORD + "2")
    alice.save()

    assert user_from_session(session_of(client)) is None
    assert client.get("/default/").status_code == 401


def test_an_empty_session_is_nobodys(db: None) -> None:
    assert user_from_session(import_module(settings.SESSION_ENGINE).SessionStore()) is None
