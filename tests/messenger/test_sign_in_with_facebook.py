"""Signing in with Facebook to connect pages: the way there, the way back, and what is chosen."""

from __future__ import annotations

from typing import Any
from urllib.parse import parse_qsl, urlsplit

import pytest
import time_machine
from django.contrib.sessions.models import Session
from django.test import Client
from django.utils import timezone
from pytest_django import Settings

from customers.models import Page
from handoff.accounts.models import Company, User
from tests.answering import Answering, cut, reply
from tests.messenger.connecting import DONE, SPA_ID, at, browser_of, fault_in, told
from tests.messenger.fake_graph import FakeGraph, error

CAFE_ID = "700100200300402"
SHORT, LONG = (
    reply(200, {"access_token": "EAAshort", "token_type": "bearer", "expires_in": 5400}),
    reply(200, {"access_token": "EAAlong", "token_type": "bearer", "expires_in": 5183944}),
)


@pytest.fixture(autouse=True)
def _app(settings: Settings, facebook: FakeGraph) -> None:
    settings.MESSENGER_APP_ID = "1234567890"
    settings.MESSENGER_TIMEOUT_SECONDS = 10.0
    settings.MESSENGER_DIALOG_URL = "https://www.facebook.com"
    settings.PUBLIC_URL = "https://chat.example"


@pytest.fixture
def admin(amira: User) -> Client:
    return browser_of(amira)


def page_row(page_id: str = SPA_ID, name: str = "Hotel ABC Spa") -> dict[str, str]:
    return {"id": page_id, "name": name, "access_token": f"EAA{page_id}"}


def pages_are(*rows: Any, after: str = "") -> Answering:
    paging: dict[str, Any] = {"cursors": {"after": after}}
    if after:
        paging["next"] = "http://169.254.169.254/?access_token=EAAlong"
    return reply(200, {"data": list(rows), "paging": paging})


def begin(client: Client, **fields: Any) -> dict[str, str]:
    """Press the button; what Facebook's dialog is asked."""
    answer = client.post(at("facebook_start"), fields)
    assert answer.status_code == 302, answer.content
    return dict(parse_qsl(urlsplit(answer["Location"]).query))


def come_back(client: Client, state: str, **more: str) -> Any:
    return client.get(at("facebook"), {"code": "once", "state": state, **more})


def sign_in(facebook: FakeGraph, client: Client, *rows: Any) -> Any:
    facebook.answers = [SHORT, LONG, pages_are(*rows)]
    return come_back(client, begin(client)["state"])


def test_the_dialog_is_asked_for_what_is_needed(admin: Client) -> None:
    answer = admin.post(at("facebook_start"))
    address = urlsplit(answer["Location"])
    assert address.geturl().startswith("https://www.facebook.com/v23.0/dialog/oauth?")
    asked = dict(parse_qsl(address.query))
    assert asked["client_id"] == "1234567890"
    assert asked["redirect_uri"] == "https://chat.example/admin/customers/page/facebook/"
    assert asked["scope"] == "pages_show_list,pages_messaging,pages_manage_metadata"
    assert asked["response_type"] == "code"
    assert len(asked["state"]) >= 32
    assert begin(admin)["state"] != asked["state"]


@pytest.mark.parametrize("name", ["MESSENGER_APP_ID", "MESSENGER_APP_SECRET"])
def test_is_offered_only_where_the_app_is_known(
    admin: Client, settings: Settings, name: str
) -> None:
    assert "Sign in with Facebook" in admin.get(at("add")).content.decode()
    setattr(settings, name, "")
    text = admin.get(at("add")).content.decode()
    assert at("facebook_start") not in text
    assert "MESSENGER_APP_ID" in text
    assert admin.post(at("facebook_start")).status_code == 200  # the page, and no way off


def test_the_code_becomes_a_list_of_pages(facebook: FakeGraph, admin: Client) -> None:
    answer = sign_in(facebook, admin, page_row(), page_row(CAFE_ID, "Café"))
    assert answer["Location"] == at("facebook_choose")
    code, exchange, accounts = facebook.asked
    app = {"client_id": "1234567890", "client_secret": "app-secret"}
    assert (code.method, code.path) == ("POST", "/v23.0/oauth/access_token")
    assert code.body == {
        **app,
        "redirect_uri": "https://chat.example/admin/customers/page/facebook/",
        "code": "once",
    }
    assert exchange.body == {
        **app, "grant_type": "fb_exchange_token", "fb_exchange_token": "EAAshort",
    }  # fmt: skip
    assert accounts.path == "/v23.0/me/accounts"
    assert accounts.headers["Authorization"] == "Bearer EAAlong"
    text = admin.get(at("facebook_choose")).content.decode()
    assert "Hotel ABC Spa" in text
    assert "Café" in text
    assert "EAA" not in text


def test_what_is_ticked_is_connected_and_told_for_each(
    facebook: FakeGraph, admin: Client, hotel: Company
) -> None:
    sign_in(facebook, admin, page_row(), page_row(CAFE_ID, "Café"), page_row("7", "Not ticked"))
    facebook.answers = [DONE, error(403, 200)]
    answer = admin.post(at("facebook_choose"), {"pages": [SPA_ID, CAFE_ID]})
    spa, cafe = told(answer)
    assert spa == "Hotel ABC Spa is connected."
    assert cafe.startswith("Café is connected, but Facebook does not send its messages yet")
    assert {page.page_id: page.access_token for page in Page.objects.filter(company=hotel)} == {
        SPA_ID: f"EAA{SPA_ID}",
        CAFE_ID: f"EAA{CAFE_ID}",
    }


def test_those_connected_are_shown_as_such(
    facebook: FakeGraph, admin: Client, page: Page, globex_page: Page
) -> None:
    sign_in(
        facebook,
        admin,
        page_row(page.page_id, page.name),
        page_row(globex_page.page_id, "Mine too"),
    )
    text = admin.get(at("facebook_choose")).content.decode()
    assert "connected here: it gets a new token" in text
    assert "connected by another company" in text
    assert "Globex" not in text
    facebook.answers = [DONE]
    answer = admin.post(at("facebook_choose"), {"pages": [page.page_id, globex_page.page_id]})
    assert told(answer) == [
        "Hotel ABC was connected already; it has its new token.",
        "Mine too: This page is already connected by another company of this installation.",
    ]
    globex_page.refresh_from_db()
    assert globex_page.access_token == "globex-token"


@pytest.mark.parametrize(
    ("chosen", "words"),
    [
        ([], "Choose at least one page."),
        (["555"], "This page was not found at your sign-in."),
        ([SPA_ID, "555"], "This page was not found at your sign-in."),
    ],
)
def test_only_what_was_found_can_be_chosen(
    facebook: FakeGraph, admin: Client, chosen: list[str], words: str
) -> None:
    sign_in(facebook, admin, page_row())
    answer = admin.post(at("facebook_choose"), {"pages": chosen})
    assert fault_in(answer, "pages") == words
    assert words in answer.content.decode()
    assert not Page.objects.exists()


def test_no_token_lies_open_in_the_session_and_users_ones_nowhere(
    facebook: FakeGraph, admin: Client
) -> None:
    sign_in(facebook, admin, page_row())
    (session,) = [row.get_decoded() for row in Session.objects.all()]
    assert SPA_ID not in str(session)
    facebook.answers = [DONE]
    admin.post(at("facebook_choose"), {"pages": [SPA_ID]})
    (session,) = [row.get_decoded() for row in Session.objects.all()]
    assert not any("facebook" in key for key in session)
    assert Page.objects.get().access_token == f"EAA{SPA_ID}"


def test_the_list_is_read_to_its_end(facebook: FakeGraph, admin: Client) -> None:
    first = [page_row(str(number), f"Page {number}") for number in range(1, 26)]
    facebook.answers = [SHORT, LONG, pages_are(*first, after="c25"), pages_are(page_row())]
    come_back(admin, begin(admin)["state"])
    assert [asked.body.get("after") for asked in facebook.asked[2:]] == [None, "c25"]
    text = admin.get(at("facebook_choose")).content.decode()
    assert text.count('type="checkbox"') == 26


def test_an_endless_list_ends(facebook: FakeGraph, admin: Client) -> None:
    facebook.answers = [SHORT, LONG, *[pages_are(page_row(), after="on") for _ in range(20)]]
    come_back(admin, begin(admin)["state"])
    assert len(facebook.asked) == 2 + 8


def test_who_manages_no_page_is_told(facebook: FakeGraph, admin: Client) -> None:
    (text,) = told(sign_in(facebook, admin))
    assert text.startswith("You manage no page that Facebook showed us.")


def test_a_page_without_a_token_of_its_own_is_left_out(facebook: FakeGraph, admin: Client) -> None:
    (text,) = told(sign_in(facebook, admin, {"id": SPA_ID, "name": "Spa"}, "nonsense"))
    assert text.startswith("You manage no page")


def test_who_declines_is_told(facebook: FakeGraph, admin: Client) -> None:
    answer = admin.get(
        at("facebook"),
        {"error": "access_denied", "error_reason": "user_denied", "state": begin(admin)["state"]},
    )
    assert told(answer) == ["Nothing was connected: you did not allow it at Facebook."]
    assert answer["Location"] == at("add")
    assert facebook.asked == []


def test_facebooks_other_refusals_are_told_and_bounded(admin: Client) -> None:
    state = begin(admin)["state"]
    fields = {"error_code": "1349126", "error_message": "App not active. " * 99, "state": state}
    (text,) = told(admin.get(at("facebook"), fields))
    assert text.startswith("Facebook did not let you in: App not active.")
    assert len(text) < 300


@pytest.mark.parametrize("code", ["", "x" * 2001])
def test_a_way_back_without_a_code_is_told(facebook: FakeGraph, admin: Client, code: str) -> None:
    (text,) = told(come_back(admin, begin(admin)["state"], code=code))
    assert text == "Facebook sent you back without saying who you are. Begin again."
    assert facebook.asked == []


TOO_OLD = ["This sign-in with Facebook is used up or too old. Begin again."]


@pytest.mark.parametrize("state", ["", "forged", "\u00fc"])
def test_a_state_of_others_is_not_taken(facebook: FakeGraph, admin: Client, state: str) -> None:
    begin(admin)
    assert told(come_back(admin, state)) == TOO_OLD
    assert facebook.asked == []


def test_a_state_is_bound_to_its_session(
    facebook: FakeGraph, admin: Client, root: User, amira: User
) -> None:
    state = begin(admin)["state"]
    assert told(come_back(browser_of(amira), state)) == TOO_OLD
    assert told(come_back(browser_of(root), state)) == TOO_OLD
    assert facebook.asked == []


def test_a_state_is_good_for_once(facebook: FakeGraph, admin: Client) -> None:
    state = begin(admin)["state"]
    facebook.answers = [SHORT, LONG, pages_are(page_row())]
    come_back(admin, state)
    assert told(come_back(admin, state)) == TOO_OLD
    assert len(facebook.asked) == 3


def test_a_state_is_good_for_ten_minutes(facebook: FakeGraph, admin: Client) -> None:
    with time_machine.travel(timezone.now(), tick=False) as clock:
        state = begin(admin)["state"]
        clock.shift(601)
        assert told(come_back(admin, state)) == TOO_OLD


def test_what_was_found_is_good_for_ten_minutes_and_for_once(
    facebook: FakeGraph, admin: Client
) -> None:
    with time_machine.travel(timezone.now(), tick=False) as clock:
        sign_in(facebook, admin, page_row())
        clock.shift(601)
        assert told(admin.post(at("facebook_choose"), {"pages": [SPA_ID]})) == TOO_OLD
    sign_in(facebook, admin, page_row())
    facebook.answers = [DONE]
    admin.post(at("facebook_choose"), {"pages": [SPA_ID]})
    assert told(admin.post(at("facebook_choose"), {"pages": [SPA_ID]}))[-1:] == TOO_OLD


FAULTS: list[tuple[list[Answering], str]] = [
    ([error(400, 100, message="This authorization code has been used.")], "has been used."),
    ([error(400, 101, message="Error validating application.")], "Error validating application."),
    ([error(400, 190, 460)], "Facebook took the sign-in back. The Facebook password"),
    ([SHORT, error(400, 190)], "Facebook took the sign-in back."),
    ([SHORT, LONG, error(403, 200)], "The Facebook app lacks the right to do this"),
    ([reply(200, {"access_token": ["EAA"]})], "Facebook's answer could not be read."),
    ([SHORT, reply(200, {"access_token": "two words"})], "Facebook's answer could not be read."),
    ([SHORT, LONG, reply(200, {"data": "none"})], "Facebook's answer could not be read."),
    ([SHORT, LONG, pages_are({**page_row(), "id": "x/y"})], "could not be read."),
    ([cut], "Facebook did not answer; try again."),
    ([error(500, 2)], "Facebook is disturbed at the moment"),
]


@pytest.mark.parametrize(("answers", "words"), FAULTS)
def test_what_goes_wrong_is_told_in_words(
    facebook: FakeGraph, admin: Client, answers: list[Answering], words: str
) -> None:
    state = begin(admin)["state"]
    facebook.answers = answers
    answer = come_back(admin, state)
    (text,) = told(answer)
    assert words in text
    assert answer["Location"] == at("add")
    assert told(admin.get(at("facebook_choose")))[-1:] == TOO_OLD


def test_a_superuser_signs_in_for_a_company(
    facebook: FakeGraph, root: User, globex: Company, hotel: Company
) -> None:
    client = browser_of(root)
    answer = client.post(at("facebook_start"))
    assert "Choose the company that the page is for." in answer.content.decode()
    state = begin(client, **{"facebook-company": globex.pk})["state"]
    facebook.answers = [SHORT, LONG, pages_are(page_row())]
    come_back(client, state)
    facebook.answers = [DONE]
    client.post(at("facebook_choose"), {"pages": [SPA_ID]})
    assert Page.objects.get().company == globex


def test_the_choice_needs_its_form(facebook: FakeGraph, amira: User) -> None:
    client = Client(enforce_csrf_checks=True)
    client.force_login(amira)
    assert client.post(at("facebook_choose"), {"pages": [SPA_ID]}).status_code == 403
