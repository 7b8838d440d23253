"""Disconnecting a page: Facebook is told, the token is forgotten, conversations stay."""

from __future__ import annotations

import pytest
from django.test import Client
from pytest_django import Settings

from conversations.models import Conversation
from customers.connecting import disconnect_page
from customers.errors import PageNotFound
from customers.models import Customer, Page
from handoff.accounts.models import User
from handoff.accounts.permissions import AdminsOnly
from handoff.outbox.delivering import work_off
from tests.messenger.connecting import DONE, at, browser_of, told
from tests.messenger.fake_graph import FakeGraph, error
from tests.messenger.sending import say, states


@pytest.fixture(autouse=True)
def _patient(settings: Settings, facebook: FakeGraph) -> None:
    settings.MESSENGER_TIMEOUT_SECONDS = 10.0


@pytest.fixture
def admin(amira: User) -> Client:
    return browser_of(amira)


def test_asks_first(facebook: FakeGraph, admin: Client, page: Page) -> None:
    answer = admin.get(at("disconnect", page.pk))
    assert "Customers, conversations and settings stay" in answer.content.decode()
    page.refresh_from_db()
    assert page.access_token
    assert facebook.asked == []


def test_forgets_the_token_and_keeps_conversations(
    facebook: FakeGraph, admin: Client, page: Page, john: Conversation
) -> None:
    facebook.answers = [DONE]
    answer = admin.post(at("disconnect", page.pk))
    (asked,) = facebook.asked
    assert (asked.method, asked.path) == ("DELETE", f"/v23.0/{page.page_id}/subscribed_apps")
    assert asked.headers["Authorization"] == "Bearer simulator-token"
    page.refresh_from_db()
    assert (page.access_token, page.connected_at, page.subscribed_at) == ("", None, None)
    assert told(answer) == ["Hotel ABC is disconnected."]
    assert Customer.objects.get().page == page
    assert Conversation.objects.get() == john


def test_sending_then_says_why(
    facebook: FakeGraph, admin: Client, page: Page, john: Conversation, alice: User
) -> None:
    facebook.answers = [DONE]
    admin.post(at("disconnect", page.pk))
    message = say(alice, john)
    work_off()
    state, _, reason = states(message)
    assert state == "failed"
    assert reason == "The page Hotel ABC is disconnected; an admin has to connect it again"
    assert len(facebook.asked) == 1


@pytest.mark.parametrize("answered", [error(500, 2), error(401, 190, 463)])
def test_forgets_it_also_where_facebook_does_not_listen(
    facebook: FakeGraph, admin: Client, page: Page, answered: object
) -> None:
    facebook.answers = [answered]  # type: ignore[list-item]
    (text,) = told(admin.post(at("disconnect", page.pk)))
    page.refresh_from_db()
    assert "is disconnected here, but Facebook could not be told" in text
    assert (page.access_token, page.token_died_at) == ("", None)


def test_again_changes_nothing(facebook: FakeGraph, admin: Client, page: Page) -> None:
    Page.objects.update(access_token="")
    assert told(admin.post(at("disconnect", page.pk))) == ["Hotel ABC is disconnected."]
    assert admin.post(at("subscribe", page.pk)).status_code == 404
    assert facebook.asked == []


def test_the_action_knows_who_may(page: Page, globex_page: Page, alice: User, amira: User) -> None:
    with pytest.raises(AdminsOnly):
        disconnect_page(alice.as_actor(door="test"), page_id=page.pk)
    with pytest.raises(PageNotFound):
        disconnect_page(amira.as_actor(door="test"), page_id=globex_page.pk)
    assert not Page.objects.filter(access_token="").exists()
