"""`POST /api/auth/login` (contract README, "Who is asking")."""

from __future__ import annotations

from typing import Any
from unittest.mock import patch

import pytest
import time_machine
from django.contrib.auth.hashers import PBKDF2PasswordHasher
from django.test import Client
from pytest_django import DjangoAssertNumQueries

from handoff.accounts.models import Company, Role, User
from handoff.accounts.refusals import REFUSALS_PER_MINUTE
from tests.cast import PASSWORD, make_user

WRONG = "Wrong e-mail address or password"


def login(
    client: Client, email: object, password: object = PASSWORD, path: str = "/api/auth/login"
) -> Any:
    return client.post(
        path, {"email": email, "password": password}, content_type="application/json"
    )


@pytest.mark.parametrize(
    ("who", "role"),
    [("alice", "agent"), ("amira", "admin"), ("vera", "customer")],
)
def test_signs_in_every_role(
    client: Client, request: pytest.FixtureRequest, hotel: Company, who: str, role: str
) -> None:
    user = request.getfixturevalue(who)

    answer = login(client, user.email)

    assert answer.status_code == 200
    assert set(answer.json()) == {"access", "refresh", "user"}
    assert answer.json()["user"] == {
        "id": user.pk,
        "email": user.email,
        "name": user.name,
        "role": role,
        "company": {"id": hotel.pk, "name": "Hotel ABC", "slug": "hotel-abc"},
        "job_title": user.job_title,
        "profile_image": None,
    }


def test_shows_a_superuser_as_an_admin_of_no_company(
    client: Client, hotel: Company, root: User
) -> None:
    User.objects.filter(pk=root.pk).update(company=hotel)

    user = login(client, root.email).json()["user"]

    assert (user["role"], user["company"]) == ("admin", None)


def test_starts_no_session(client: Client, alice: User) -> None:
    assert not login(client, alice.email).cookies


@pytest.mark.parametrize("email", ["ALICE@Demo.Test", "  alice@demo.test\n"])
def test_takes_the_address_whatever_its_case_and_ends(
    client: Client, alice: User, email: str
) -> None:
    assert login(client, email).status_code == 200


@pytest.mark.parametrize("path", ["/api/auth/login", "/api/auth/login/"])
def test_answers_with_and_without_a_slash(client: Client, alice: User, path: str) -> None:
    assert login(client, alice.email, path=path).status_code == 200


def test_says_the_same_to_everybody_it_refuses(client: Client, alice: User, bob: User) -> None:
    User.objects.filter(pk=bob.pk).update(is_active=False)
    attempts = [
        ("nobody@demo.test", PASSWORD),
        (alice.email, "wrong"),
        (alice.email, PASSWORD.upper()),
        (alice.email, f" {PASSWORD}"),
        (bob.email, PASSWORD),
        ("' or 1=1 --", "x"),
    ]

    answers = [login(client, email, password) for email, password in attempts]

    assert {(a.status_code, a.content) for a in answers} == {(401, answers[0].content)}
    assert answers[0].json() == {"error": WRONG}


def test_takes_the_same_time_for_everybody_it_refuses(
    client: Client, alice: User, bob: User, settings: Any
) -> None:
    """Hashing is what takes time: it is done exactly once, whoever is named."""
    settings.PASSWORD_HASHERS = ["django.contrib.auth.hashers.PBKDF2PasswordHasher"]
    for user in (alice, bob):
        user.set_password(PASSWORD)
        user.is_active = user == alice
        user.save()

    for email in ("nobody@demo.test", alice.email, bob.email):
        with patch.object(
            PBKDF2PasswordHasher, "encode", autospec=True, side_effect=PBKDF2PasswordHasher.encode
        ) as encode:
            login(client, email, "wrong")
        assert encode.call_count == 1, email


@pytest.mark.parametrize(
    ("body", "fields"),
    [
        ({}, {"email", "password"}),
        ({"email": "alice@demo.test"}, {"password"}),
        ({"password": "x"}, {"email"}),
        ({"email": "", "password": "x"}, {"email"}),
        ({"email": ["a"], "password": {"b": 1}}, {"email", "password"}),
        ({"email": None, "password": True}, {"email", "password"}),
        ({"email": "a\x00@demo.test", "password": "x"}, {"email"}),
        ({"email": "alice@demo.test", "password": "\ud800"}, {"password"}),
        ({"email": "a" * 255, "password": "x" * 5000}, {"email", "password"}),
    ],
)
def test_names_the_fields_at_fault(
    client: Client, alice: User, body: dict[str, Any], fields: set[str]
) -> None:
    answer = client.post("/api/auth/login", body, content_type="application/json")

    assert answer.status_code == 400
    assert answer.json()["error"]
    assert set(answer.json()["details"]) == fields


@pytest.mark.parametrize(
    ("body", "content_type", "status"),
    [
        ("[1, 2]", "application/json", 400),
        ('"text"', "application/json", 400),
        ("null", "application/json", 400),
        ("{broken", "application/json", 400),
        (b"\xff\xfe", "application/json", 400),
        ("email=a&password=b", "application/x-www-form-urlencoded", 415),
        ("{}", "text/plain", 415),
    ],
)
def test_refuses_what_is_no_json_object(
    client: Client, db: None, body: Any, content_type: str, status: int
) -> None:
    answer = client.post("/api/auth/login", body, content_type=content_type)

    assert answer.status_code == status
    assert set(answer.json()) == {"error"}


def test_does_not_read_the_password_from_the_address(client: Client, alice: User) -> None:
    query = f"?email={alice.email}&password={PASSWORD}"
    answer = client.post(f"/api/auth/login{query}", {}, content_type="application/json")

    assert answer.status_code == 400


def test_is_for_post_only(client: Client, db: None) -> None:
    answer = client.get("/api/auth/login")

    assert answer.status_code == 405
    assert answer.json()["error"]


def test_needs_no_csrf_token_beside_a_session(alice: User) -> None:
    browser = Client(enforce_csrf_checks=True)
    browser.force_login(alice)

    assert login(browser, alice.email).status_code == 200


def test_refuses_sixty_times_a_minute_and_then_says_when_to_try_again(
    client: Client, alice: User
) -> None:
    with time_machine.travel("2026-11-21T10:00:10Z", tick=False) as clock:
        refused = [
            login(client, f"guess{number}@demo.test", "wrong").status_code
            for number in range(REFUSALS_PER_MINUTE)
        ]
        answer = login(client, alice.email)
        elsewhere = client.post(
            "/api/auth/login",
            {"email": alice.email, "password": PASSWORD},
            content_type="application/json",
            REMOTE_ADDR="192.0.2.7",
        )
        clock.shift(50)
        later = login(client, alice.email)

    assert set(refused) == {401}
    assert (answer.status_code, answer["Retry-After"]) == (429, "51")
    assert answer.json() == {"error": "Too many failed attempts. Try again in 50 seconds."}
    assert (elsewhere.status_code, later.status_code) == (200, 200)


def test_counts_an_ipv6_network_as_one_address(client: Client, alice: User) -> None:
    with time_machine.travel("2026-11-21T10:00:10Z", tick=False):
        answers = [
            client.post(
                "/api/auth/login",
                {"email": f"guess{number}@demo.test", "password": "wrong"},
                content_type="application/json",
                REMOTE_ADDR=f"2001:db8::{number:x}",
            ).status_code
            for number in range(REFUSALS_PER_MINUTE + 1)
        ]

    assert answers[-2:] == [401, 429]


def test_lets_thirty_people_of_one_house_in_although_others_were_refused(
    client: Client, hotel: Company
) -> None:
    names = [f"{letter}{other} Guest" for letter in "abcdef" for other in "vwxyz"]
    people = [make_user(hotel, name, Role.AGENT) for name in names]
    with time_machine.travel("2026-11-21T10:00:10Z", tick=False):
        for number in range(REFUSALS_PER_MINUTE - 1):
            login(client, f"nobody{number}@demo.test", "wrong")
        answers = [login(client, person.email).status_code for person in people]

    assert answers == [200] * 30


def test_reads_lock_user_and_company_once_and_writes_the_sign_in(
    client: Client, alice: User, django_assert_num_queries: DjangoAssertNumQueries
) -> None:
    with django_assert_num_queries(5):
        login(client, alice.email)
