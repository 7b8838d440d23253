"""Sockets end with the sign-in they came of, and no others do."""

from __future__ import annotations

import time

import pytest
from django.test import Client
from django.utils import timezone

from handoff.accounts.models import SignIn, User
from handoff.accounts.sign_ins import end_sign_in, sign_out_everywhere
from tests.realtime.server import Socket

pytestmark = pytest.mark.django_db(transaction=True)


def cookie_of(user: User) -> dict[str, str]:
    client = Client()
    client.force_login(user)
    return {"Cookie": f"sessionid={client.cookies['sessionid'].value}"}


def test_ending_a_sign_in_ends_its_socket_at_once_and_no_other(port: int, alice: User) -> None:
    with Socket(port, headers=cookie_of(alice)) as browser, Socket(port, alice) as token:
        browsers, tokens = SignIn.objects.order_by("pk")
        began = time.monotonic()
        end_sign_in(alice.as_actor(door="test"), sign_in_id=tokens.pk)
        assert token.closing() == (4401, "signed out")
        assert time.monotonic() - began < 1
        assert browser.call({"type": "ping"}) == {"type": "pong"}
        end_sign_in(alice.as_actor(door="test"), sign_in_id=browsers.pk)
        assert browser.closing() == (4401, "signed out")


def test_signing_out_everywhere_ends_all_of_one_user(port: int, alice: User, bob: User) -> None:
    with (
        Socket(port, headers=cookie_of(alice)) as browser,
        Socket(port, alice) as token,
        Socket(port, bob) as his,
    ):
        sign_out_everywhere(alice.as_actor(door="test"), user_id=alice.pk)
        assert browser.closing()[0] == token.closing()[0] == 4401
        assert his.call({"type": "ping"}) == {"type": "pong"}


def test_no_order_is_taken_after_the_end_even_if_no_news_came(port: int, alice: User) -> None:
    with Socket(port, alice) as socket:
        SignIn.objects.update(ended_at=timezone.now())
        answer = socket.call({"type": "get_stopped_customers"})
        assert answer["error"] == "Authentication required"
        assert socket.closing()[0] == 4401


def test_a_superusers_socket_ends_within_two_looks(port: int, root: User) -> None:
    """No company, no news: the look every two seconds finds it."""
    with Socket(port, root) as socket:
        sign_out_everywhere(root.as_actor(door="test"), user_id=root.pk)
        assert socket.closing()[0] == 4401
