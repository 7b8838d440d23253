"""`/forgotten-password/` and the link that it mails."""

from __future__ import annotations

import re
from datetime import timedelta
from typing import Any

import pytest
import time_machine
from django.core import mail
from django.test import Client
from django.utils import timezone

from handoff.accounts.lockout import count_failure, is_locked
from handoff.accounts.models import SignIn, User
from handoff.accounts.refusals import REFUSALS_PER_MINUTE
from handoff.accounts.tokens import InvalidToken, access_token_for, user_from_token
from handoff.news.models import Event
from handoff.outbox.delivering import work_off
from handoff.outbox.models import Delivery
from tests.cast import PASSWORD

STRONG = "a-long-and-strange-sentence"


def ask(email: str, **more: Any) -> Any:
    return Client().post("/forgotten-password/", {"email": email}, **more)


def link_for(user: User) -> str:
    ask(user.email)
    work_off()
    (path,) = re.findall(r"http://[^/]+(/new-password/\S+)", str(mail.outbox[-1].body))
    return str(path)


def set_by(link: str, password: str = STRONG, again: str = STRONG) -> Any:
    browser = Client()
    form = browser.get(link, follow=True)
    if not form.context["validlink"]:
        return None
    path = form.redirect_chain[-1][0]
    return browser.post(path, {"new_password1": password, "new_password2": again})


@pytest.mark.parametrize("who", ["alice", "amira", "vera"])
def test_everybody_of_a_company_gets_a_link(request: pytest.FixtureRequest, who: str) -> None:
    user = request.getfixturevalue(who)

    assert set_by(link_for(user))["Location"] == "/new-password/done/"

    user.refresh_from_db()
    assert user.check_password(STRONG)
    assert Client().login(username=user.email, password=STRONG)


@pytest.mark.parametrize(
    "email", ["nobody@demo.test", "bob@demo.test", "root@demo.test", "ALICE@demo.test"]
)
def test_the_answer_is_the_same_for_everybody(
    alice: User, bob: User, root: User, email: str
) -> None:
    User.objects.filter(pk=bob.pk).update(is_active=False)

    answer = ask(email)

    assert (answer.status_code, answer["Location"]) == (302, "/forgotten-password/mailed/")
    assert Delivery.objects.count() == (email == "ALICE@demo.test")


def test_the_token_leaves_the_address_before_the_page_shows(alice: User) -> None:
    link = link_for(alice)

    answer = Client().get(link, follow=True)

    assert answer.redirect_chain[-1][0].endswith("/set-password/")


def test_works_once(alice: User) -> None:
    link = link_for(alice)

    assert set_by(link) is not None
    assert set_by(link) is None


def test_works_for_four_hours(alice: User) -> None:
    with time_machine.travel(timezone.now(), tick=False) as clock:
        link = link_for(alice)
        clock.shift(timedelta(hours=4, seconds=2))
        assert set_by(link) is None


@pytest.mark.parametrize("change", [{"is_active": False}, {"is_superuser": True}])
def test_dies_with_the_right_to_it(alice: User, change: dict[str, bool]) -> None:
    link = link_for(alice)
    User.objects.filter(pk=alice.pk).update(**change)

    assert set_by(link) is None


def test_ends_all_sessions_tokens_and_sockets(alice: User, client: Client) -> None:
    client.force_login(alice)
    token = access_token_for(alice)
    set_by(link_for(alice))

    assert client.get("/api/auth/me").status_code == 401
    with pytest.raises(InvalidToken):
        user_from_token(token)
    assert not SignIn.objects.live(timezone.now()).exists()
    assert "user_access_changed" in Event.objects.values_list("type", flat=True)


def test_lifts_a_lock(alice: User) -> None:
    for _ in range(10):
        count_failure(alice.email)
    set_by(link_for(alice))

    assert not is_locked(alice.email)


def test_a_weak_password_is_refused(alice: User) -> None:
    assert set_by(link_for(alice), "123", "123").status_code == 200
    alice.refresh_from_db()
    assert alice.check_password(PASSWORD)


def test_one_user_gets_three_an_hour_whoever_asks(alice: User, bob: User) -> None:
    with time_machine.travel(timezone.now(), tick=False) as clock:
        for number in range(5):
            ask(alice.email, REMOTE_ADDR=f"192.0.2.{number}")
        ask(bob.email)
        assert Delivery.objects.count() == 4
        clock.shift(timedelta(hours=1, seconds=1))
        ask(alice.email)
        assert Delivery.objects.count() == 5


def test_one_address_asks_sixty_times_a_minute(alice: User) -> None:
    with time_machine.travel("2026-11-21T10:00:10Z", tick=False):
        for _ in range(REFUSALS_PER_MINUTE):
            ask("nobody@demo.test")
        answer = ask(alice.email)

    assert (answer.status_code, answer["Retry-After"]) == (429, "50")
    assert not Delivery.objects.exists()


def test_the_request_is_heard_by_nobody(alice: User) -> None:
    ask(alice.email)

    assert Event.objects.get().topics == []


def test_says_in_words_that_no_mail_is_sent(client: Client, alice: User, settings: Any) -> None:
    settings.SENDS_MAIL = False

    assert b"sends no mail" in client.get("/forgotten-password/").content
    assert b"sends no mail" in ask(alice.email).content
    assert not Delivery.objects.exists()


def test_the_sign_in_page_leads_here(client: Client, db: None) -> None:
    assert b'href="/forgotten-password/"' in client.get("/sign-in/").content
