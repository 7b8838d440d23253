"""What makes a token worthless."""

from __future__ import annotations

from collections.abc import Callable
from datetime import timedelta

import jwt
import pytest
import time_machine
from django.conf import settings
from django.test import Client
from django.utils import timezone

from handoff.accounts.models import Company, Role, User
from handoff.accounts.tokens import (
    InvalidToken,
    access_token_for,
    refresh_token_for,
    sign_in_from_refresh_token,
    user_from_token,
)
from tests.cast import PASSWORD

INVALID = {"error": "Invalid or expired token"}


def me(client: Client, token: str) -> tuple[int, dict[str, object]]:
    answer = client.get("/api/auth/me", headers={"authorization": f"Bearer {token}"})
    return answer.status_code, answer.json()


def refresh(client: Client, token: object) -> tuple[int, dict[str, str]]:
    answer = client.post("/api/auth/refresh", {"refresh": token}, content_type="application/json")
    return answer.status_code, answer.json()


def forged(user: User, claims: dict[str, object], key: str = settings.SECRET_KEY) -> str:
    """The user's access token with other claims or another key."""
    honest = jwt.decode(access_token_for(user), settings.SECRET_KEY, algorithms=["HS256"])
    return jwt.encode({**honest, **claims}, key, algorithm="HS256")


@pytest.mark.parametrize("who", ["alice", "amira", "vera", "charlie", "root"])
def test_names_its_user_on_every_role(
    client: Client, request: pytest.FixtureRequest, who: str
) -> None:
    user = request.getfixturevalue(who)

    status, answer = me(client, access_token_for(user))

    assert (status, answer["id"], answer["email"]) == (200, user.pk, user.email)


def test_lives_sixty_minutes(client: Client, alice: User) -> None:
    with time_machine.travel(timezone.now(), tick=False) as clock:
        token = access_token_for(alice)
        clock.shift(timedelta(minutes=59, seconds=58))
        assert me(client, token)[0] == 200
        clock.shift(timedelta(seconds=4))
        assert me(client, token) == (401, INVALID)


def test_is_renewed_for_fourteen_days(client: Client, alice: User) -> None:
    with time_machine.travel(timezone.now(), tick=False) as clock:
        token = refresh_token_for(alice)
        clock.shift(timedelta(days=13, hours=23))
        status, answer = refresh(client, token)
        assert (status, set(answer)) == (200, {"access"})
        assert me(client, answer["access"])[0] == 200
        clock.shift(timedelta(hours=2))
        assert refresh(client, token) == (401, INVALID)


@pytest.mark.parametrize(
    "spoil",
    [
        lambda token: "",
        lambda token: "rubbish",
        lambda token: "a.b.c",
        lambda token: "ä€".encode().decode("latin-1"),
        lambda token: token[:-4] + ("AAAA" if token[-4:] != "AAAA" else "BBBB"),
        lambda token: token.rpartition(".")[0] + ".",
        lambda token: token + " " + token,
        lambda token: jwt.encode({"user_id": "1", "token_type": "access"}, "", algorithm="none"),
    ],
)
def test_is_refused_when_broken(client: Client, alice: User, spoil: Callable[[str], str]) -> None:
    assert me(client, spoil(access_token_for(alice))) == (401, INVALID)


@pytest.mark.parametrize(
    "claims",
    [
        {"token_type": "visitor"},
        {"token_type": None},
        {"user_id": "999999"},
        {"user_id": "9" * 40},
        {"user_id": "x"},
        {"user_id": None},
        {"sign_in": None},
        {"sign_in": "x"},
        {"sign_in": 10**30},
        {"role": "admin"},
        {"company_id": None},
        {"seal": ""},
        {"seal": "ä"},
        {"seal": 5},
        {"jti": None, "exp": 1},
    ],
)
def test_is_refused_when_its_claims_do_not_hold(
    client: Client, alice: User, claims: dict[str, object]
) -> None:
    """Even where our own key signed it."""
    assert me(client, forged(alice, {}))[0] == 200
    assert me(client, forged(alice, claims)) == (401, INVALID)


def test_is_refused_when_another_key_signed_it(client: Client, alice: User) -> None:
    assert me(client, forged(alice, {}, key="another key that is quite as long")) == (401, INVALID)


def test_of_one_kind_does_not_pass_for_the_other(client: Client, alice: User) -> None:
    assert me(client, refresh_token_for(alice)) == (401, INVALID)
    assert refresh(client, access_token_for(alice)) == (401, INVALID)


def deactivate(user: User, globex: Company) -> None:
    user.is_active = False


def change_role(user: User, globex: Company) -> None:
    user.role = Role.ADMIN


def move(user: User, globex: Company) -> None:
    user.company = globex


def appoint(user: User, globex: Company) -> None:
    user.is_superuser = True


def change_password(user: User, globex: Company) -> None:
    user.set_password("quite-another-one")


@pytest.mark.parametrize("change", [deactivate, change_role, move, appoint, change_password])
def test_does_not_survive_a_change_of_its_user(
    client: Client, alice: User, globex: Company, change: Callable[[User, Company], None]
) -> None:
    access, renewal = access_token_for(alice), refresh_token_for(alice)

    change(alice, globex)
    alice.save()

    assert me(client, access) == (401, INVALID)
    assert refresh(client, renewal) == (401, INVALID)
    for read, token in ((user_from_token, access), (sign_in_from_refresh_token, renewal)):
        with pytest.raises(InvalidToken):
            read(token)


def test_survives_a_new_name_and_the_same_password_again(client: Client, alice: User) -> None:
    token = access_token_for(alice)

    alice.first_name, alice.email = "Alicia", "alicia@demo.test"
    alice.save()

    assert me(client, token)[0] == 200


@pytest.mark.parametrize("body", [{}, {"refresh": None}, {"refresh": [1]}, {"refresh": ""}])
def test_renewal_names_the_field_at_fault(
    client: Client, db: None, body: dict[str, object]
) -> None:
    answer = client.post("/api/auth/refresh", body, content_type="application/json")

    assert answer.status_code == 400
    assert set(answer.json()["details"]) == {"refresh"}


def test_says_nothing_of_its_user_that_is_secret(alice: User) -> None:
    claims = jwt.decode(access_token_for(alice), settings.SECRET_KEY, algorithms=["HS256"])

    assert set(claims) == {
        "user_id", "sign_in", "company_id", "role", "seal", "token_type", "exp", "iat", "jti",
    }  # fmt: skip
    assert alice.get_session_auth_hash() not in str(claims)
    assert PASSWORD not in str(claims)
