"""The shapes of sign-in (contract README, "Who is asking")."""

from typing import Any

from rest_framework import serializers

from handoff.accounts.models import SignIn, User
from handoff.accounts.tokens import access_token_for, refresh_token_for


class LoginInput(serializers.Serializer[Any]):
    email = serializers.CharField(max_length=254)
    password = serializers.CharField(max_length=4096, trim_whitespace=False)


class RefreshInput(serializers.Serializer[Any]):
    refresh = serializers.CharField(max_length=4096)


def user_data(user: User) -> dict[str, Any]:
    """`{"id", "email", "name", "role", "company": {"id", "name", "slug"} or null, "job_title",
    "profile_image"}`.

    A superuser is an `admin` of no company. `job_title` may be empty; `profile_image` is an address
    or null.
    """
    actor = user.as_actor(door="rest")
    return {
        "id": user.pk,
        "email": user.email,
        "name": user.name,
        "role": "admin" if actor.is_superuser else actor.role,
        "company": None if actor.is_superuser else company_data(user),
        "job_title": user.job_title,
        "profile_image": user.profile_image_url,
    }


def company_data(user: User) -> dict[str, Any] | None:
    company = user.company
    return {"id": company.pk, "name": company.name, "slug": company.slug} if company else None


def signed_in_data(user: User, sign_in: SignIn) -> dict[str, Any]:
    """`{"access", "refresh", "user"}`."""
    return {
        "access": access_token_for(user, sign_in),
        "refresh": refresh_token_for(user, sign_in),
        "user": user_data(user),
    }
