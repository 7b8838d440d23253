"""A person's picture: chosen on the account page, shown to everybody, gone when it is replaced."""

from __future__ import annotations

import io
import os
import time
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from django.core.files.storage import default_storage
from django.core.files.uploadedfile import SimpleUploadedFile
from django.db import IntegrityError, transaction
from django.test import Client
from pytest_django import DjangoCaptureOnCommitCallbacks

from handoff.accounts import portraits, profile_images
from handoff.accounts.models import User
from handoff.accounts.permissions import AdminsOnly, UserNotFound
from handoff.accounts.portraits import Portrait, drawn
from handoff.accounts.profile_images import (
    remove_profile_image,
    set_profile_image,
    sweep_in,
)  # fmt: skip
from handoff.accounts.tokens import access_token_for
from tests.files.contents import SVG, picture

CONTENT = picture("PNG", (120, 90))
Person = Callable[[], User]


@pytest.fixture
def browser(alice: User) -> Client:
    client = Client()
    client.force_login(alice)
    return client


@pytest.fixture
def portrait() -> Portrait:
    return drawn(io.BytesIO(CONTENT))


def choose(browser: Client, content: bytes = CONTENT, **options: Any) -> Any:
    return browser.post(
        "/account/picture/", {"picture": SimpleUploadedFile("me.png", content)}, **options
    )


def path_of(key: str) -> Path:
    return Path(default_storage.path(f"uploads/people/{key[:2]}/{key}"))


def test_chosen_on_the_account_page_it_is_shown_there_and_on_the_desk(
    browser: Client, alice: User
) -> None:
    assert "Your picture is saved." in choose(browser, follow=True).content.decode()

    alice.refresh_from_db()
    assert len(alice.profile_image_key) == 32
    shown = f'src="/uploads/people/{alice.profile_image_key}.jpg"'
    assert shown in browser.get("/account/").content.decode()
    desk = browser.get("/desk/").content.decode()
    assert shown in desk
    assert "Alice Adams, Guest Services, alice@demo.test" in desk


def test_without_one_initials_stand_there(browser: Client) -> None:
    page = browser.get("/account/").content.decode()
    assert ">AA</span>" in page
    assert "Remove" not in page


@pytest.mark.parametrize(
    ("content", "words"),
    [
        (SVG, "This file is no JPEG, PNG, GIF or WebP picture."),
        (picture(size=(40, 40)), "smaller than 64 by 64 pixels"),
        (CONTENT[:100], "The picture is damaged."),
        (b"", "The submitted file is empty."),
    ],
)
def test_the_page_says_why_it_refuses(
    content: bytes, words: str, browser: Client, alice: User
) -> None:
    answer = choose(browser, content)
    assert answer.status_code == 200
    assert words in answer.content.decode()
    alice.refresh_from_db()
    assert alice.profile_image_key == ""


def test_nothing_chosen_is_said_too(browser: Client) -> None:
    assert "Choose a picture." in browser.post("/account/picture/", {}).content.decode()


@pytest.mark.parametrize("path", ["/account/picture/", "/account/picture/remove/"])
def test_strangers_sign_in_first(client: Client, db: None, path: str) -> None:
    assert client.post(path)["Location"].startswith("/sign-in/?next=/account/")


def test_anybody_may_see_it_and_nothing_in_it_runs(
    client: Client, alice: User, portrait: Portrait
) -> None:
    set_profile_image(alice.as_actor(door="test"), user_id=alice.pk, portrait=portrait)
    alice.refresh_from_db()

    answer = client.get(alice.profile_image_path)

    assert (answer.status_code, answer.content) == (200, portrait.jpeg)
    assert answer["Content-Type"] == "image/jpeg"
    assert answer["Content-Disposition"] == "inline"
    assert answer["X-Content-Type-Options"] == "nosniff"
    assert answer["Content-Security-Policy"].startswith("sandbox; default-src 'none'")
    assert answer["Cross-Origin-Resource-Policy"] == "cross-origin"
    assert "immutable" in answer["Cache-Control"]
    assert client.head(alice.profile_image_path)["Content-Length"] == str(len(portrait.jpeg))


def test_only_the_whole_name_opens_it(client: Client, alice: User, portrait: Portrait) -> None:
    set_profile_image(alice.as_actor(door="test"), user_id=alice.pk, portrait=portrait)
    alice.refresh_from_db()
    path, key = alice.profile_image_path, alice.profile_image_key
    for wrong in (
        path.replace(".jpg", ".png"), path.replace(".jpg", ""), path.replace(key, key.upper()),
        path.replace(key, f"{key[:2]}/{key}"), path.replace(key, key[:-1]),
        f"/uploads/people/..%2fpeople%2f{key}.jpg", f"/uploads/chat/{key}.jpg",
        "/uploads/people/",
    ):  # fmt: skip
        assert client.get(wrong).status_code == 404, wrong
    assert client.post(path).status_code == 405


def test_the_old_one_goes_after_the_commit(
    alice: User, portrait: Portrait,
    django_capture_on_commit_callbacks: DjangoCaptureOnCommitCallbacks,
) -> None:  # fmt: skip
    actor = alice.as_actor(door="test")
    first = set_profile_image(actor, user_id=alice.pk, portrait=portrait).profile_image_key

    with django_capture_on_commit_callbacks() as after_commit:
        second = set_profile_image(actor, user_id=alice.pk, portrait=portrait).profile_image_key
    assert path_of(first).exists()  # while it could still be rolled back
    for deed in after_commit:
        deed()
    assert not path_of(first).exists()
    assert path_of(second).exists()

    with django_capture_on_commit_callbacks(execute=True):
        remove_profile_image(actor, user_id=alice.pk)
    assert not path_of(second).exists()
    alice.refresh_from_db()
    assert (alice.profile_image_path, alice.profile_image_url) == ("", None)


def test_the_page_removes_it(browser: Client, alice: User) -> None:
    choose(browser)
    page = browser.post("/account/picture/remove/", follow=True).content.decode()
    assert "Your picture is removed." in page
    alice.refresh_from_db()
    assert alice.profile_image_key == ""


@pytest.mark.parametrize(
    ("who", "refusal"),
    [("bob", AdminsOnly), ("vera", AdminsOnly), ("charlie", AdminsOnly), ("carla", UserNotFound)],
)
def test_others_cannot_change_it(
    request: pytest.FixtureRequest, alice: User, portrait: Portrait, globex: Any, who: str,
    refusal: type[Exception], monkeypatch: pytest.MonkeyPatch,
) -> None:  # fmt: skip
    if who == "carla":  # an admin, but of another company
        charlie = request.getfixturevalue("charlie")
        User.objects.filter(pk=charlie.pk).update(role="admin")
        charlie.refresh_from_db()
        actor = charlie.as_actor(door="test")
    else:
        actor = request.getfixturevalue(who).as_actor(door="test")
    monkeypatch.setattr(portraits, "new_key", lambda: "ab" * 16)

    with pytest.raises(refusal):
        set_profile_image(actor, user_id=alice.pk, portrait=portrait)
    with pytest.raises(refusal):
        remove_profile_image(actor, user_id=alice.pk)

    assert not path_of("ab" * 16).exists()
    alice.refresh_from_db()
    assert alice.profile_image_key == ""


def test_an_admin_can(amira: User, alice: User, portrait: Portrait) -> None:
    shown = set_profile_image(amira.as_actor(door="test"), user_id=alice.pk, portrait=portrait)
    assert shown == alice
    assert path_of(shown.profile_image_key).exists()


def test_who_asks_reads_title_and_address(alice: User, settings: Any, portrait: Portrait) -> None:
    settings.PUBLIC_URL = "https://chat.example"
    headers = {"authorization": f"Bearer {access_token_for(alice)}"}
    before = Client().get("/api/auth/me", headers=headers).json()
    set_profile_image(alice.as_actor(door="test"), user_id=alice.pk, portrait=portrait)
    after = Client().get("/api/auth/me", headers=headers).json()

    alice.refresh_from_db()
    assert (before["job_title"], before["profile_image"]) == ("Guest Services", None)
    assert after["profile_image"] == (
        f"https://chat.example/uploads/people/{alice.profile_image_key}.jpg"
    )


def test_what_shows_nobody_is_swept_when_it_is_old(alice: User, portrait: Portrait) -> None:
    shown = set_profile_image(alice.as_actor(door="test"), user_id=alice.pk, portrait=portrait)
    lost = portraits.keep(portrait)
    long_ago = time.time() - 2 * 24 * 60 * 60
    folders = {shown.profile_image_key[:2], lost[:2]}

    assert sum(sweep_in(folder) for folder in folders) == 0  # young: a row may be on its way
    for key in (shown.profile_image_key, lost):
        os.utime(path_of(key), (long_ago, long_ago))
    assert sum(sweep_in(folder) for folder in folders) == 1
    assert path_of(shown.profile_image_key).exists()
    assert not path_of(lost).exists()


def test_the_sweep_takes_one_folder_at_a_time(
    db: None, portrait: Portrait, monkeypatch: pytest.MonkeyPatch
) -> None:
    lost = portraits.keep(portrait)
    os.utime(path_of(lost), (0, 0))
    monkeypatch.setattr(profile_images, "folder_of_now", lambda: lost[:2])
    assert profile_images.sweep() == 1


def test_no_two_people_show_one_file(alice: User, bob: User) -> None:
    User.objects.filter(pk=alice.pk).update(profile_image_key="ab" * 16)
    with pytest.raises(IntegrityError), transaction.atomic():
        User.objects.filter(pk=bob.pk).update(profile_image_key="ab" * 16)
