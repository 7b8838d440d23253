"""`/sign-in/` and `/sign-out/`, the browser's way in."""

from __future__ import annotations

from typing import Any

import pytest
import time_machine
from django.test import Client
from django.urls import reverse

from handoff.accounts.models import User
from handoff.accounts.refusals import REFUSALS_PER_MINUTE
from tests.cast import PASSWORD


def sign_in(client: Client, email: str, password: str = PASSWORD, **more: str) -> Any:
    return client.post("/sign-in/", {"username": email, "password": password, **more})


def errors_of(answer: Any) -> list[str]:
    return list(answer.context["form"].non_field_errors())


def test_has_names() -> None:
    assert (reverse("sign-in"), reverse("sign-out")) == ("/sign-in/", "/sign-out/")


@pytest.mark.parametrize("path", ["/sign-in/", "/sign-in"])
def test_shows_a_form(client: Client, db: None, path: str) -> None:
    answer = client.get(path)

    assert answer.status_code == 200
    assert {"username", "password"} <= set(answer.context["form"].fields)
    assert b"csrfmiddlewaretoken" in answer.content


@pytest.mark.parametrize("page", ["account", "admin", "desk", "forgotten-password", "simulator"])
def test_whoever_types_a_page_without_its_slash_finds_it(client: Client, page: str) -> None:
    answer = client.get(f"/{page}?a=1")

    assert (answer.status_code, answer["Location"]) == (302, f"/{page}/?a=1")


@pytest.mark.parametrize("who", ["alice", "amira", "root"])
def test_leads_the_team_to_the_desk(
    client: Client, request: pytest.FixtureRequest, who: str
) -> None:
    user = request.getfixturevalue(who)

    answer = sign_in(client, f" {user.email.upper()} ")

    assert (answer.status_code, answer["Location"]) == (302, "/desk/")
    assert client.session["_auth_user_id"] == str(user.pk)


@pytest.mark.parametrize(
    ("target", "leads_to"),
    [
        ("/admin/accounts/user/?q=a", "/admin/accounts/user/?q=a"),
        ("https://evil.example/", "/desk/"),
        ("//evil.example/", "/desk/"),
        ("javascript:alert(1)", "/desk/"),
        ("http:///evil.example", "/desk/"),
    ],
)
def test_goes_on_to_own_addresses_only(
    client: Client, alice: User, target: str, leads_to: str
) -> None:
    assert sign_in(client, alice.email, next=target)["Location"] == leads_to


def test_says_the_same_to_everybody_it_refuses(client: Client, alice: User, bob: User) -> None:
    User.objects.filter(pk=bob.pk).update(is_active=False)

    for email, password in [
        ("nobody@demo.test", PASSWORD),
        (alice.email, "wrong"),
        (bob.email, PASSWORD),
    ]:
        answer = sign_in(client, email, password)
        assert errors_of(answer) == ["Wrong e-mail address or password."]
        assert "_auth_user_id" not in client.session


def test_tells_a_customer_that_this_is_not_the_way(client: Client, vera: User) -> None:
    answer = sign_in(client, vera.email)

    assert "for the team" in errors_of(answer)[0]
    assert "_auth_user_id" not in client.session


def test_tells_nobody_without_the_password_who_is_a_customer(client: Client, vera: User) -> None:
    answer = sign_in(client, vera.email, "wrong")

    assert errors_of(answer) == ["Wrong e-mail address or password."]


def test_shares_its_limit_with_the_other_doors(client: Client, alice: User) -> None:
    with time_machine.travel("2026-11-21T10:00:10Z", tick=False):
        for number in range(REFUSALS_PER_MINUTE):
            if number % 2:
                sign_in(client, f"guess{number}@demo.test", "wrong")
            else:
                client.post(
                    "/api/auth/login",
                    {"email": f"guess{number}@demo.test", "password": "x"},
                    content_type="application/json",
                )
        answer = sign_in(client, alice.email)

    assert (answer.status_code, answer["Retry-After"]) == (429, "50")
    assert "Too many" in errors_of(answer)[0]


def test_needs_a_csrf_token(alice: User) -> None:
    assert sign_in(Client(enforce_csrf_checks=True), alice.email).status_code == 403


def test_sends_on_who_is_signed_in_already(client: Client, alice: User) -> None:
    client.force_login(alice)

    assert client.get("/sign-in/?next=/desk/7/")["Location"] == "/desk/7/"


def test_keeps_a_signed_in_customer_out_of_a_circle(client: Client, vera: User) -> None:
    """The desk sends a customer here: it must not send back."""
    client.force_login(vera)

    assert client.get("/sign-in/?next=/desk/").status_code == 200


@pytest.mark.parametrize("path", ["/sign-out/", "/sign-out"])
def test_signs_out_by_post_only(client: Client, alice: User, path: str) -> None:
    client.force_login(alice)

    assert client.get(path).status_code == 405
    assert "_auth_user_id" in client.session
    assert client.post(path)["Location"] == "/sign-in/"
    assert "_auth_user_id" not in client.session
