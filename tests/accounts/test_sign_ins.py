"""Sign-ins: listed with device and address, and worthless once they are ended."""

from __future__ import annotations

from collections.abc import Callable
from datetime import timedelta
from typing import Any

import pytest
import time_machine
from django.test import Client
from django.utils import timezone
from pytest_django import DjangoAssertNumQueries

from handoff.accounts.actions import activate_user, deactivate_user
from handoff.accounts.keys import key_of, make_key
from handoff.accounts.models import Company, SignIn, User
from handoff.accounts.permissions import UserNotFound
from handoff.accounts.sign_ins import SignInNotFound, begin, end_sign_in, sign_out_everywhere
from handoff.errors import Forbidden
from handoff.news.models import Event
from handoff.scopes import SCOPES, NotForKeys
from tests.admin.test_tenancy import address
from tests.cast import PASSWORD

FIREFOX = "Mozilla/5.0 (X11; Linux x86_64; rv:140.0) Gecko/20100101 Firefox/140.0"


class Browser:
    """Signed in on the page."""

    def __init__(self, user: User) -> None:
        self.client = Client(headers={"user-agent": FIREFOX}, REMOTE_ADDR="192.0.2.7")
        self.client.post("/sign-in/", {"username": user.email, "password": PASSWORD})

    def me(self) -> int:
        return self.client.get("/api/auth/me").status_code

    def desk(self) -> int:
        return self.client.get("/desk/").status_code


class Tokens:
    """Signed in over REST, as a client in Python."""

    def __init__(self, user: User) -> None:
        self.client = Client(headers={"user-agent": "python-requests/2.34"}, REMOTE_ADDR="::1")
        self.tokens = self.post("login", {"email": user.email, "password": PASSWORD}).json()

    def post(self, path: str, body: Any) -> Any:
        return self.client.post(f"/api/auth/{path}", body, content_type="application/json")

    def me(self) -> int:
        headers = {"authorization": f"Bearer {self.tokens['access']}"}
        return self.client.get("/api/auth/me", headers=headers).status_code

    def refresh(self) -> int:
        status: int = self.post("refresh", {"refresh": self.tokens["refresh"]}).status_code
        return status


WAYS: list[Callable[[User], Browser | Tokens]] = [Browser, Tokens]


def test_a_browser_and_a_client_are_told_apart(alice: User) -> None:
    Browser(alice), Tokens(alice)

    browser, client = SignIn.objects.order_by("pk")
    assert (browser.kind, browser.address, browser.device_name) == (
        "browser", "192.0.2.7", "Firefox on Linux",
    )  # fmt: skip
    assert (client.kind, client.address, client.device_name) == (
        "token", "::1", "python-requests/2.34",
    )  # fmt: skip


def test_both_tokens_of_a_login_are_one_sign_in(alice: User) -> None:
    client = Tokens(alice)
    client.refresh()

    assert SignIn.objects.count() == 1


@pytest.mark.parametrize("way", WAYS)
def test_an_ended_one_opens_nothing_and_others_stay(alice: User, way: Any) -> None:
    ended, other = way(alice), way(alice)
    first = SignIn.objects.order_by("pk")[0]

    end_sign_in(alice.as_actor(door="test"), sign_in_id=first.pk)

    assert (ended.me(), other.me()) == (401, 200)
    if isinstance(ended, Tokens):
        assert (ended.refresh(), other.refresh()) == (401, 200)
    else:
        assert (ended.desk(), other.desk()) == (302, 200)


def test_signing_out_everywhere_ends_all_of_one_user(alice: User, bob: User) -> None:
    hers: list[Browser | Tokens] = [Browser(alice), Browser(alice), Tokens(alice)]
    his = Browser(bob)

    assert sign_out_everywhere(alice.as_actor(door="test"), user_id=alice.pk) == 3

    assert [one.me() for one in hers] == [401] * 3
    assert his.me() == 200


def test_is_told_once_with_ids_alone(alice: User, hotel: Company) -> None:
    Browser(alice), Tokens(alice)
    ids = list(SignIn.objects.order_by("pk").values_list("pk", flat=True))
    for _ in range(2):
        sign_out_everywhere(alice.as_actor(door="test"), user_id=alice.pk)

    assert list(Event.objects.values_list("type", "payload", "company")) == [
        (
            "sign_ins_ended",
            {"user_id": alice.pk, "company_id": hotel.pk, "sign_in_ids": ids},
            hotel.pk,
        )
    ]


def test_signing_out_ends_the_own_one(alice: User) -> None:
    here, there = Browser(alice), Browser(alice)
    here.client.post("/sign-out/")

    assert (here.me(), there.me()) == (401, 200)
    assert SignIn.objects.live(timezone.now()).count() == 1


def test_signing_in_again_in_one_browser_ends_the_one_before(alice: User) -> None:
    browser = Browser(alice)
    browser.client.post("/sign-in/", {"username": alice.email, "password": PASSWORD})

    assert SignIn.objects.live(timezone.now()).count() == 1
    assert browser.me() == 200


@pytest.mark.parametrize("way", WAYS)
def test_lasts_fourteen_days_at_most(alice: User, way: Any) -> None:
    with time_machine.travel(timezone.now(), tick=False) as clock:
        one = way(alice)
        clock.shift(timedelta(days=14, hours=1, seconds=1))
        assert one.me() == 401
        assert not SignIn.objects.live(timezone.now()).exists()


@pytest.mark.parametrize("way", WAYS)
def test_being_seen_is_noted_once_a_minute(
    alice: User, way: Any, django_assert_num_queries: DjangoAssertNumQueries
) -> None:
    with time_machine.travel("2026-11-21T10:00:00Z", tick=False) as clock:
        one = way(alice)
        first = SignIn.objects.get().last_seen_at
        clock.shift(60)
        with django_assert_num_queries(1 if way is Tokens else 2):  # a browser's session is a row
            one.me()
        assert SignIn.objects.get().last_seen_at == first
        clock.shift(1)
        one.me()
        assert SignIn.objects.get().last_seen_at == timezone.now() != first


def test_a_deactivated_users_do_not_come_back(alice: User, amira: User) -> None:
    ways: list[Browser | Tokens] = [Browser(alice), Tokens(alice)]
    deactivate_user(amira.as_actor(door="test"), user_id=alice.pk)
    activate_user(amira.as_actor(door="test"), user_id=alice.pk)

    assert [one.me() for one in ways] == [401, 401]


def test_who_may_end_whose(
    alice: User, bob: User, amira: User, charlie: User, vera: User, root: User
) -> None:
    def end(by: User, of: User) -> None:
        end_sign_in(by.as_actor(door="test"), sign_in_id=begin(of, SignIn.Kind.TOKEN).pk)

    for by, of in [(alice, alice), (vera, vera), (amira, alice), (root, charlie), (root, amira)]:
        end(by, of)
    for by, of in [(alice, bob), (vera, alice), (amira, charlie), (amira, root), (charlie, alice)]:
        with pytest.raises(SignInNotFound):
            end(by, of)
    with pytest.raises(Forbidden):
        sign_out_everywhere(alice.as_actor(door="test"), user_id=bob.pk)
    with pytest.raises(UserNotFound):
        sign_out_everywhere(amira.as_actor(door="test"), user_id=charlie.pk)


def test_a_key_signs_nobody_out(alice: User, amira: User) -> None:
    text = make_key(
        amira.as_actor(door="test"), user_id=amira.pk, name="x", scopes=list(SCOPES),
        expires_at=None,
    )[1]  # fmt: skip
    actor = key_of(text).as_actor(door="test")

    with pytest.raises(NotForKeys):
        sign_out_everywhere(actor, user_id=alice.pk)
    with pytest.raises(NotForKeys):
        end_sign_in(actor, sign_in_id=1)


def test_old_ones_are_forgotten_when_the_user_signs_in(alice: User, bob: User) -> None:
    with time_machine.travel(timezone.now(), tick=False) as clock:
        Browser(alice), Browser(bob)
        clock.shift(timedelta(days=45))
        Browser(alice)

    assert [one.user for one in SignIn.objects.order_by("pk")] == [bob, alice]


def test_the_admin_lists_and_ends_those_of_the_company(
    client: Client, alice: User, amira: User, charlie: User, root: User
) -> None:
    hers, his, roots = Browser(alice), Browser(charlie), Tokens(root)
    client.force_login(amira)

    page = client.get(address(SignIn, "changelist")).content.decode()
    shown = client.get(address(User, "change", alice.pk)).content.decode()
    ids = list(SignIn.objects.exclude(user=amira).values_list("pk", flat=True))
    client.post(address(SignIn, "changelist"), {"action": "end", "_selected_action": ids})

    assert "Firefox on Linux" in page
    assert "charlie" not in page
    assert "root@" not in page
    assert "192.0.2.7" in shown
    assert (hers.me(), his.me(), roots.me()) == (401, 200, 200)


def test_the_admin_signs_a_user_out_everywhere(client: Client, alice: User, amira: User) -> None:
    hers: list[Browser | Tokens] = [Browser(alice), Tokens(alice)]
    client.force_login(amira)

    client.post(address(User, "changelist"), {"action": "sign_out", "_selected_action": [alice.pk]})

    assert [one.me() for one in hers] == [401, 401]
