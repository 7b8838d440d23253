"""The picture on a user's page in the admin."""

from __future__ import annotations

from typing import Any

from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client

from handoff.accounts.models import User
from tests.admin.test_tenancy import address
from tests.admin.test_users import errors_of, form_of
from tests.files.contents import SVG, picture


def post(browser: Client, user: User, **changes: Any) -> Any:
    return browser.post(address(User, "change", user.pk), form_of(user, **changes))


def chosen(content: bytes) -> SimpleUploadedFile:
    return SimpleUploadedFile("me.png", content)


def test_an_admin_sets_keeps_and_removes_it(admin: Client, alice: User) -> None:
    assert post(admin, alice, picture=chosen(picture("PNG", (90, 90)))).status_code == 302
    alice.refresh_from_db()
    key = alice.profile_image_key
    assert len(key) == 32
    page = admin.get(address(User, "change", alice.pk)).content.decode()
    assert alice.profile_image_path in page

    post(admin, alice, first_name="Alicia")
    alice.refresh_from_db()
    assert (alice.first_name, alice.profile_image_key) == ("Alicia", key)

    post(admin, alice, **{"picture-clear": "on"})
    alice.refresh_from_db()
    assert alice.profile_image_key == ""


def test_a_refused_one_changes_nothing(admin: Client, alice: User) -> None:
    errors = errors_of(post(admin, alice, first_name="Alicia", picture=chosen(SVG)))
    assert "no JPEG" in errors["picture"][0]
    alice.refresh_from_db()
    assert (alice.first_name, alice.profile_image_key) == ("Alice", "")


def test_a_strangers_stays(admin: Client, charlie: User) -> None:
    post(admin, charlie, picture=chosen(picture("PNG", (90, 90))))
    charlie.refresh_from_db()
    assert charlie.profile_image_key == ""
