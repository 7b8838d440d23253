"""`/account/`: one's own name, password and sign-ins."""

from __future__ import annotations

import re
from typing import Any

import pytest
from django.test import Client
from django.utils import timezone
from pytest_django import DjangoAssertNumQueries

from handoff.accounts.lockout import is_locked
from handoff.accounts.models import Role, SignIn, User
from handoff.accounts.sign_ins import begin
from handoff.accounts.tokens import access_token_for
from handoff.news.models import Event
from tests.cast import PASSWORD

STRONG = "a-long-and-strange-sentence"


@pytest.fixture
def browser(alice: User) -> Client:
    """Alice's."""
    client = Client()
    client.force_login(alice)
    return client


def change(browser: Client, old: str = PASSWORD, new: str = STRONG) -> Any:
    data = {"old_password": old, "new_password1": new, "new_password2": new}
    return browser.post("/account/password/", data)


@pytest.mark.parametrize("who", ["alice", "amira", "vera", "root"])
def test_is_for_everybody_who_is_signed_in(
    client: Client, request: pytest.FixtureRequest, who: str
) -> None:
    client.force_login(request.getfixturevalue(who))

    assert client.get("/account/").status_code == 200


@pytest.mark.parametrize(
    ("method", "path"),
    [
        ("get", "/account/"), ("post", "/account/name/"), ("post", "/account/password/"),
        ("post", "/account/sign-ins/1/end/"), ("post", "/account/sign-out-everywhere/"),
    ],
)  # fmt: skip
def test_everybody_else_signs_in_first(client: Client, db: None, method: str, path: str) -> None:
    assert getattr(client, method)(path)["Location"].startswith("/sign-in/?next=/account/")


def test_changes_name_and_title_and_nothing_else(browser: Client, alice: User) -> None:
    answer = browser.post(
        "/account/name/",
        {
            "first_name": "Alicia", "last_name": "Adams", "job_title": "Night porter",
            "role": "admin", "email": "x@y.test", "is_superuser": "on",
        },
        follow=True,
    )  # fmt: skip

    alice.refresh_from_db()
    assert (alice.name, alice.job_title) == ("Alicia Adams", "Night porter")
    assert (alice.role, alice.email, alice.is_superuser) == (
        Role.AGENT, "alice@demo.test", False,
    )  # fmt: skip
    assert "Your name is saved." in answer.content.decode()


def test_a_name_is_needed(browser: Client, alice: User) -> None:
    answer = browser.post("/account/name/", {"first_name": "", "last_name": "A", "job_title": ""})

    assert answer.context["name_form"].errors["first_name"]
    alice.refresh_from_db()
    assert alice.first_name == "Alice"


def test_a_new_password_signs_out_everything_but_this_browser(browser: Client, alice: User) -> None:
    other = Client()
    other.force_login(alice)
    token = access_token_for(alice)

    assert change(browser)["Location"] == "/account/"

    alice.refresh_from_db()
    assert alice.check_password(STRONG)
    assert browser.get("/account/").status_code == 200
    assert other.get("/account/").status_code == 302
    refused = Client().get("/api/auth/me", headers={"authorization": f"Bearer {token}"})
    assert refused.status_code == 401
    assert SignIn.objects.live(timezone.now()).count() == 1
    (news,) = Event.objects.values_list("type", "payload")
    assert news[0] == "sign_ins_ended"
    assert len(news[1]["sign_in_ids"]) == 2


def test_a_weak_password_is_refused(browser: Client, alice: User) -> None:
    assert change(browser, new="123").context["password_form"].errors
    alice.refresh_from_db()
    assert alice.check_password(PASSWORD)


def test_wrong_old_passwords_lock_like_at_the_door(browser: Client, alice: User) -> None:
    """Who finds an open browser must not guess on."""
    for _ in range(10):
        assert change(browser, old="wrong").status_code == 200

    assert is_locked(alice.email)
    refused = change(browser)
    assert "Too many" in str(refused.context["password_form"].errors)
    alice.refresh_from_db()
    assert alice.check_password(PASSWORD)


def test_lists_the_own_sign_ins_alone_and_marks_this_one(
    browser: Client, alice: User, bob: User
) -> None:
    begin(bob, SignIn.Kind.BROWSER)
    begin(alice, SignIn.Kind.TOKEN)

    page = browser.get("/account/")

    assert {place.user for place in page.context["sign_ins"]} == {alice}
    assert len(page.context["sign_ins"]) == 2
    assert page.content.decode().count("This browser") == 1


def test_pages_long_lists_in_the_same_number_of_queries(
    browser: Client, alice: User, django_assert_num_queries: DjangoAssertNumQueries
) -> None:
    for _ in range(25):
        begin(alice, SignIn.Kind.TOKEN)

    with django_assert_num_queries(4):  # session; sign-in, user, company; how many; a page
        page = browser.get("/account/?page=2")

    assert len(page.context["sign_ins"]) == 10
    assert "Page 2 of 3" in re.sub(r"\s+", " ", page.content.decode())


def test_signs_out_one_place(browser: Client, alice: User) -> None:
    other = Client()
    other.force_login(alice)
    place = SignIn.objects.latest("pk")

    browser.post(f"/account/sign-ins/{place.pk}/end/")

    assert other.get("/account/").status_code == 302
    assert browser.get("/account/").status_code == 200


@pytest.mark.parametrize("who", ["bob", "amira", "charlie"])
def test_signs_out_nobody_else(
    request: pytest.FixtureRequest, client: Client, alice: User, who: str
) -> None:
    """Not even as an admin: that is done in the admin."""
    place = begin(alice, SignIn.Kind.BROWSER)
    client.force_login(request.getfixturevalue(who))

    assert client.post(f"/account/sign-ins/{place.pk}/end/").status_code == 404
    place.refresh_from_db()
    assert place.ended_at is None


def test_signs_out_everywhere(browser: Client, alice: User, bob: User) -> None:
    other, bobs = Client(), Client()
    other.force_login(alice)
    bobs.force_login(bob)

    assert browser.post("/account/sign-out-everywhere/")["Location"] == "/sign-in/"

    assert [one.get("/account/").status_code for one in (browser, other, bobs)] == [302, 302, 200]


def test_the_desk_leads_here(browser: Client) -> None:
    assert 'href="/account/"' in browser.get("/desk/").content.decode()
