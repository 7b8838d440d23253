"""What `/api/auth/…` takes and answers."""

from __future__ import annotations

from functools import partial
from typing import Any

from rest_framework.serializers import Serializer

from handoff.accounts.models import Role
from handoff.accounts.serializers import LoginInput, RefreshInput
from handoff.openapi.describing import body_of, describe
from handoff.openapi.parts import choice, count, text


class CompanyShape(Serializer[Any]):
    """A company."""

    id = count()
    name = text()
    slug = text()


class UserShape(Serializer[Any]):
    """Whoever asks. A superuser is an admin of no company."""

    id = count()
    email = text()
    name = text()
    role = choice(Role.values)
    company = CompanyShape(allow_null=True)
    job_title = text("What guests and customers read beside the name.")
    profile_image = text("Where the portrait is, a JPEG of 256 by 256 pixels.", allow_null=True)


class SignedIn(Serializer[Any]):
    """Tokens, and whose they are."""

    access = text("Goes into `Authorization: Bearer …`, for 60 minutes.")
    refresh = text("Gets new access tokens, for 14 days.")
    user = UserShape()


class Refreshed(Serializer[Any]):
    """A new access token."""

    access = text()


USER = {
    "id": 2,
    "email": "alice@demo.test",
    "name": "Alice Adams",
    "role": "agent",
    "company": {"id": 1, "name": "Hotel ABC", "slug": "hotel-abc"},
    "job_title": "Receptionist",
    "profile_image": "https://chat.example/uploads/people/7d1f0c3e5b2a49c8a1e2d3c4b5a69788.jpg",
}
TOKEN = "eyJhbGciOiJIUzI1NiJ9.eyJ1c2VyX2lkIjoiMiJ9.c2lnbmF0dXJl"  # noqa: S105  (an example)

describe_auth = partial(describe, tag="Signing in")

sign_in = describe_auth(
    "sign_in",
    "Sign in",
    words="After ten wrong passwords the account is locked for a while, and one address may be "
    "refused 60 times a minute.",
    body=body_of("Credentials", LoginInput),
    body_example={"email": "alice@demo.test", "password": "handoff-demo"},
    reply=SignedIn,
    example={"access": TOKEN, "refresh": TOKEN, "user": USER},
    refuses=[401],
)
refresh = describe_auth(
    "refresh",
    "Get a new access token",
    words="The refresh token stays good until it expires.",
    body=body_of("RefreshToken", RefreshInput),
    body_example={"refresh": TOKEN},
    reply=Refreshed,
    example={"access": TOKEN},
    refuses=[401],
)
read_me = describe_auth("read_me", "Read who is asking", reply=UserShape, example=USER)
