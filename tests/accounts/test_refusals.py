"""Counting refusals in a cache that may forget."""

from __future__ import annotations

from typing import Any
from unittest.mock import patch

import pytest
import time_machine
from django.core.cache import cache
from django.http import HttpRequest
from django.test import Client, RequestFactory

from handoff.accounts.refusals import REFUSALS_PER_MINUTE, count_refusal, is_over_limit


def asking_from(address: str) -> HttpRequest:
    return RequestFactory().get("/", REMOTE_ADDR=address)


@time_machine.travel("2026-11-21 10:00:20Z", tick=False)
def test_a_crowd_does_not_make_it_forget_who_has_used_up_his_refusals() -> None:
    guesser = asking_from("192.0.2.1")
    for _ in range(REFUSALS_PER_MINUTE):
        count_refusal(guesser)
    for number in range(1_000):
        count_refusal(asking_from(f"198.51.{number // 250}.{number % 250}"))
    assert is_over_limit(guesser)


def forgets_at_once(key: str, value: object, **_: Any) -> bool:
    """A full cache, which another thread makes room in."""
    cache.delete(key)
    return True


@pytest.mark.parametrize(
    ("path", "body", "status"),
    [
        ("/api/auth/login", {"email": "nobody@demo.test", "password": "wrong"}, 401),
        ("/api/live-chat/visitor", {"widget_key": "nobody"}, 404),
    ],
)
@pytest.mark.django_db
def test_what_is_forgotten_while_it_is_counted_begins_again(
    client: Client, path: str, body: dict[str, str], status: int
) -> None:
    with patch.object(cache, "add", forgets_at_once):
        answer = client.post(path, body, content_type="application/json")
    assert answer.status_code == status, answer.content
