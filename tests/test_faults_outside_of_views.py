"""Errors are `{"error"}` for programs (contract README, "Values"), whoever refuses."""

from __future__ import annotations

import pytest
from django.test import Client
from pytest_django import Settings

from handoff.accounts.sessions import SignInMiddleware


@pytest.fixture(autouse=True)
def hosts(settings: Settings) -> None:
    settings.ALLOWED_HOSTS = ["chat.example"]


@pytest.mark.django_db
@pytest.mark.parametrize(
    "path", ["/api/events", "/chat/hotel-abc/conversations/", "/pusher/auth", "/apps/1/channels"]
)
def test_a_host_that_is_not_ours_is_refused_in_json(client: Client, path: str) -> None:
    answer = client.get(path, headers={"Host": "evil.example"})

    assert (answer.status_code, answer.json()) == (400, {"error": "The request is not valid"})


@pytest.mark.django_db
def test_and_as_document_4_has_it(client: Client) -> None:
    answer = client.get("/api/tickets", headers={"Host": "evil.example"})

    assert answer.json() == {"success": False, "error": "The request is not valid"}


@pytest.mark.django_db
def test_people_get_a_page(client: Client) -> None:
    answer = client.get("/sign-in/", headers={"Host": "evil.example"})

    assert answer.status_code == 400
    assert answer["Content-Type"].startswith("text/html")


@pytest.mark.django_db
@pytest.mark.parametrize(
    ("path", "kind"), [("/api/auth/me", "application/json"), ("/sign-in/", "text/html")]
)
def test_a_fault_before_any_view_tells_nothing_of_itself(
    monkeypatch: pytest.MonkeyPatch, path: str, kind: str
) -> None:
    def fail(*_: object) -> None:
        raise RuntimeError("a secret of ours")

    monkeypatch.setattr(SignInMiddleware, "__call__", fail)
    answer = Client(raise_request_exception=False).get(path, headers={"Host": "chat.example"})

    assert answer.status_code == 500
    assert answer["Content-Type"].startswith(kind)
    assert b"secret" not in answer.content
