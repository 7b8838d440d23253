"""Connecting a page by its token: Facebook says whose it is, nobody types it in."""

from __future__ import annotations

import pytest
from django.test import Client
from django.urls import reverse
from pytest_django import Settings

from conversations.connectors.messenger.graph_api import proof_of
from conversations.connectors.messenger.pages import SUBSCRIBED_FIELDS
from conversations.models import Conversation
from customers.connecting import ProvenPage, connect_page
from customers.errors import PageTaken
from customers.models import Customer, Page, UnknownPage
from handoff.accounts.models import Company, User
from handoff.accounts.permissions import AdminsOnly
from handoff.errors import NotFound
from tests.answering import Answering, cut, half, reply
from tests.cast import PAGE_ID
from tests.messenger.connecting import DONE, SPA_ID, at, browser_of, fault_in, page_is, paste, told
from tests.messenger.fake_graph import FakeGraph, error

SPA = ProvenPage(page_id=SPA_ID, name="Hotel ABC Spa", access_token="EAAspa")


@pytest.fixture(autouse=True)
def _patient(settings: Settings, facebook: FakeGraph) -> None:
    settings.MESSENGER_TIMEOUT_SECONDS = 10.0


@pytest.fixture
def admin(amira: User) -> Client:
    return browser_of(amira)


def test_what_facebook_says_becomes_the_page(
    facebook: FakeGraph, admin: Client, hotel: Company
) -> None:
    facebook.answers = [page_is(), DONE]
    answer = paste(admin, name="Typed", page_id="77")
    page = Page.objects.get()
    assert (page.page_id, page.name, page.company) == (SPA_ID, "Hotel ABC Spa", hotel)
    assert page.access_token == "EAAspa"
    assert page.connected_at
    assert page.subscribed_at
    assert told(answer) == ["Hotel ABC Spa is connected."]
    assert answer["Location"] == at("changelist")


def test_an_address_of_facebook_that_is_none_is_named(admin: Client, settings: Settings) -> None:
    settings.MESSENGER_GRAPH_URL = "http://"
    words = fault_in(paste(admin))
    assert words == "Messenger cannot be asked: MESSENGER_GRAPH_URL is not an address."
    assert not Page.objects.exists()


def test_asks_as_facebook_wants_it(facebook: FakeGraph, admin: Client) -> None:
    facebook.answers = [page_is(), DONE]
    paste(admin)
    me, apps = facebook.asked
    assert (me.method, me.path) == ("GET", "/v23.0/me")
    assert me.body == {
        "fields": "id,name,metadata{type}",
        "metadata": "1",
        "appsecret_proof": proof_of("EAAspa"),
    }
    assert (apps.method, apps.path) == ("POST", f"/v23.0/{SPA_ID}/subscribed_apps")
    assert apps.body == {
        "subscribed_fields": ",".join(SUBSCRIBED_FIELDS),
        "appsecret_proof": proof_of("EAAspa"),
    }
    assert me.headers["Authorization"] == apps.headers["Authorization"] == "Bearer EAAspa"


REFUSED: list[tuple[Answering, str]] = [
    (page_is(kind="user"), "This is not the token of a page, but of a person."),
    (page_is(kind="application"), "not the token of a page, but of an app."),
    (error(401, 190, 463), "Facebook does not take this token. The token has expired."),
    (error(400, 190), "is not valid any more. Make a new one."),
    (error(400, 100), "Facebook refused it: Facebook's own words (code 100)."),
    (error(403, 200), "The Facebook app lacks the right to do this: Facebook's own words."),
    (error(400, 4), "Facebook takes no more questions at the moment"),
    (error(500, 2), "Facebook is disturbed at the moment"),
    (reply(500, b"oops"), "disturbed at the moment (HTTP 500)"),
    (reply(302, b"", Location="http://127.0.0.1:1/"), "without a reason (HTTP 302)"),
    (reply(200, b"<html>"), "Facebook's answer could not be read."),
    (reply(200, {"id": 7, "name": "Spa"}), "Facebook's answer could not be read."),
    (reply(200, {"id": "../me", "name": "Spa"}), "Facebook's answer could not be read."),
    (reply(200, {"id": "7", "name": " "}), "Facebook's answer could not be read."),
    (reply(200, b'{"id": "' + b"7" * 70_000), "Facebook did not answer; try again."),
    (half, "Facebook did not answer; try again."),
    (cut, "Facebook did not answer; try again."),
]


@pytest.mark.parametrize(("answered", "words"), REFUSED)
def test_says_beside_the_field_why_not(
    facebook: FakeGraph, admin: Client, answered: Answering, words: str
) -> None:
    facebook.answers = [answered]
    answer = paste(admin)
    assert answer.status_code == 200
    assert words in fault_in(answer)
    assert "EAAspa" not in answer.content.decode()
    assert not Page.objects.exists()


def test_says_when_facebook_is_silent(
    facebook: FakeGraph, admin: Client, settings: Settings
) -> None:
    settings.MESSENGER_TIMEOUT_SECONDS = 0.4
    facebook.answers = [facebook.never]
    assert fault_in(paste(admin)) == "Facebook did not answer; try again."


def test_says_when_facebook_is_not_there(
    facebook: FakeGraph, admin: Client, settings: Settings
) -> None:
    settings.MESSENGER_GRAPH_URL = "http://127.0.0.1:1"
    assert fault_in(paste(admin)) == "Facebook could not be reached; try again."


@pytest.mark.parametrize("token", ["", "two words", "t\u00f6ken", "x" * 1001, "line\nline"])
def test_does_not_ask_about_what_is_no_token(
    facebook: FakeGraph, admin: Client, token: str
) -> None:
    assert fault_in(paste(admin, token))
    assert facebook.asked == []


def test_a_page_that_cannot_be_subscribed_is_connected_and_says_so(
    facebook: FakeGraph, admin: Client
) -> None:
    facebook.answers = [page_is(), error(403, 200, message="Requires pages_manage_metadata")]
    (text,) = told(paste(admin))
    page = Page.objects.get()
    assert "is connected, but Facebook does not send its messages yet" in text
    assert "pages_manage_metadata" in page.subscription_fault
    assert page.subscribed_at is None
    assert "Not subscribed" in admin.get(at("changelist")).content.decode()
    assert "pages_manage_metadata" in admin.get(at("change", page.pk)).content.decode()

    facebook.answers = [DONE]
    answer = admin.post(at("subscribe", page.pk))
    page.refresh_from_db()
    assert told(answer) == ["Facebook sends the messages of Hotel ABC Spa."]
    assert (bool(page.subscribed_at), page.subscription_fault) == (True, "")


def test_the_own_page_gets_the_new_token_and_keeps_the_rest(
    facebook: FakeGraph, admin: Client, page: Page, john: Conversation
) -> None:
    Page.objects.update(unclaimed_after_seconds=60)
    facebook.answers = [page_is(PAGE_ID, "Hotel ABC & Spa"), DONE]
    (text,) = told(paste(admin, "EAAnew"))
    page.refresh_from_db()
    assert text == "Hotel ABC & Spa was connected already; it has its new token."
    assert (page.name, page.access_token) == ("Hotel ABC & Spa", "EAAnew")
    assert page.unclaimed_after_seconds == 60
    assert Customer.objects.get().page == page


def test_anothers_page_is_refused_without_a_name(
    facebook: FakeGraph, admin: Client, globex_page: Page
) -> None:
    facebook.answers = [page_is(globex_page.page_id, "Globex")]
    answer = paste(admin)
    assert fault_in(answer) == (
        "This page is already connected by another company of this installation."
    )
    assert "Globex" not in answer.content.decode()
    globex_page.refresh_from_db()
    assert globex_page.access_token == "globex-token"
    assert len(facebook.asked) == 1  # nothing was subscribed


def test_an_unknown_page_is_known_then(facebook: FakeGraph, admin: Client) -> None:
    UnknownPage.objects.create(page_id=SPA_ID, hits=7)
    facebook.answers = [page_is(), DONE]
    paste(admin)
    assert not UnknownPage.objects.exists()


def test_a_superuser_chooses_the_company(facebook: FakeGraph, root: User, globex: Company) -> None:
    client = browser_of(root)
    assert fault_in(paste(client), "company") == "Choose the company that the page is for."
    facebook.answers = [page_is(), DONE]
    paste(client, company=globex.pk)
    assert Page.objects.get().company == globex


def test_an_admins_choice_of_a_company_is_not_heard(
    facebook: FakeGraph, admin: Client, hotel: Company, globex: Company
) -> None:
    facebook.answers = [page_is(), DONE]
    paste(admin, company=globex.pk)
    assert Page.objects.get().company == hotel


@pytest.mark.parametrize("who", ["alice", "vera", "charlie"])
@pytest.mark.parametrize(
    ("method", "what"),
    [
        ("get", "add"), ("post", "add"), ("post", "facebook_start"), ("get", "facebook"),
        ("get", "facebook_choose"), ("post", "facebook_choose"), ("post", "subscribe"),
        ("get", "disconnect"), ("post", "disconnect"),
    ],
)  # fmt: skip
def test_only_admins_may(
    page: Page, request: pytest.FixtureRequest, who: str, method: str, what: str
) -> None:
    args = (page.pk,) if what in ("subscribe", "disconnect") else ()
    client = browser_of(request.getfixturevalue(who))
    assert getattr(client, method)(at(what, *args), follow=True).status_code == 403


@pytest.mark.parametrize("what", ["subscribe", "disconnect"])
def test_anothers_page_does_not_exist(admin: Client, globex_page: Page, what: str) -> None:
    assert admin.post(at(what, globex_page.pk)).status_code == 404
    globex_page.refresh_from_db()
    assert globex_page.access_token == "globex-token"


@pytest.mark.parametrize("what", ["add", "facebook_start", "subscribe", "disconnect"])
def test_forms_need_their_token(amira: User, page: Page, what: str) -> None:
    client = Client(enforce_csrf_checks=True)
    client.force_login(amira)
    args = (page.pk,) if what in ("subscribe", "disconnect") else ()
    assert client.post(at(what, *args), {"access_token": "EAAspa"}).status_code == 403


def test_a_connected_page_is_not_deleted(admin: Client, page: Page) -> None:
    assert admin.post(at("delete", page.pk), {"post": "yes"}).status_code == 403
    Page.objects.update(access_token="")
    admin.post(at("delete", page.pk), {"post": "yes"})
    assert not Page.objects.exists()


def test_the_history_says_who_connected_it(facebook: FakeGraph, admin: Client) -> None:
    facebook.answers = [page_is(), DONE]
    paste(admin)
    text = admin.get(at("history", Page.objects.get().pk)).content.decode()
    assert "Hotel ABC Spa is connected." in text
    assert "EAAspa" not in text


def test_the_action_knows_who_may(
    hotel: Company, globex: Company, alice: User, amira: User, globex_page: Page
) -> None:
    with pytest.raises(AdminsOnly):
        connect_page(alice.as_actor(door="test"), SPA, company_id=hotel.pk)
    with pytest.raises(NotFound):
        connect_page(amira.as_actor(door="test"), SPA, company_id=globex.pk)
    theirs = ProvenPage(page_id=globex_page.page_id, name="Mine", access_token="EAAmine")
    with pytest.raises(PageTaken):
        connect_page(amira.as_actor(door="test"), theirs, company_id=hotel.pk)
    assert Page.objects.get().access_token == "globex-token"


def test_the_page_asks_nothing_that_facebook_knows(admin: Client) -> None:
    text = admin.get(reverse("admin:customers_page_add")).content.decode()
    assert 'name="access_token"' in text
    assert 'name="page_id"' not in text
    assert 'name="company"' not in text
