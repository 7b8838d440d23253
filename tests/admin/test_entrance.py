"""Who gets into the admin, and how."""

from __future__ import annotations

import pytest
from django.contrib import admin as django_admin
from django.contrib.auth.models import Group
from django.test import Client

from handoff.accounts.models import User


def test_strangers_go_to_our_sign_in_page_and_come_back(client: Client, db: None) -> None:
    first = client.get("/admin/accounts/user/?q=a")
    second = client.get(first["Location"])

    assert first["Location"].startswith("/admin/login/")
    assert second["Location"] == "/sign-in/?next=/admin/accounts/user/%3Fq%3Da"


def test_the_admins_own_sign_in_form_is_gone(client: Client, amira: User) -> None:
    answer = client.post("/admin/login/", {"username": amira.email, "password": "handoff-demo"})

    assert answer["Location"] == "/sign-in/?next=/admin/"
    assert "_auth_user_id" not in client.session


@pytest.mark.parametrize(
    ("who", "allowed"),
    [("vera", False), ("alice", False), ("amira", True), ("root", True)],
)
def test_is_for_admins(
    client: Client, request: pytest.FixtureRequest, who: str, allowed: bool
) -> None:
    client.force_login(request.getfixturevalue(who))

    answer = client.get("/admin/", follow=True)

    assert answer.status_code == (200 if allowed else 403)


def test_a_demoted_admin_is_out_at_once(admin: Client, amira: User) -> None:
    User.objects.filter(pk=amira.pk).update(role="agent")

    assert admin.get("/admin/accounts/user/").status_code == 302


def test_groups_are_not_used() -> None:
    assert not django_admin.site.is_registered(Group)
