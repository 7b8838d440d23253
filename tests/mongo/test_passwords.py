"""Passwords that another system hashed with bcrypt."""

import bcrypt
import pytest
from django.contrib.auth.hashers import check_password

from handoff.accounts.hashers import hash_from_elsewhere


def hashed(password: str, version: bytes = b"$2a$", cost: int = 4) -> str:
    salt = version + bcrypt.gensalt(cost)[4:]
    return bcrypt.hashpw(password.encode()[:72], salt).decode()


@pytest.mark.parametrize("version", [b"$2a$", b"$2b$", b"$2y$"])
def test_a_hash_of_any_maker_is_checked(version: bytes) -> None:
    ours = hash_from_elsewhere(hashed("old-password", version))

    assert check_password("old-password", ours)
    assert not check_password("Old-password", ours)


def test_a_long_password_is_cut_where_bcrypt_stops_looking() -> None:
    ours = hash_from_elsewhere(hashed("p" * 100))

    assert check_password("p" * 100, ours)
    assert not check_password("p" * 71, ours)


@pytest.mark.parametrize(
    "text",
    ["", "plain", "bcrypt$$2a$04$" + "a" * 53, "$2a$04$" + "a" * 52, "$2a$03$" + "a" * 53,
     "$2a$15$" + "a" * 53, "$2x$04$" + "a" * 53, "$2a$04$" + "a" * 53 + "\n"],
)  # fmt: skip
def test_what_is_no_hash_or_takes_too_long_to_check_is_none(text: str) -> None:
    assert hash_from_elsewhere(text) == ""
