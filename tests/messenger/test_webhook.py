"""The webhook: who may come in, what is refused, and what a batch survives."""

from __future__ import annotations

import json
from unittest.mock import patch

import pytest
from django.db import IntegrityError, OperationalError
from django.test import Client
from pytest_django import Settings

from conversations.connectors.messenger import webhook
from conversations.models import Author, Message
from customers.models import Customer, Page, UnknownPage
from handoff.accounts.models import Company
from handoff.errors import Conflict
from tests.cast import PAGE_ID
from tests.messenger.door import Door, text_from_john

CHALLENGE = {
    "hub.mode": "subscribe",
    "hub.verify_token": "handoff-verify",
    "hub.challenge": "1158201444",
}


@pytest.fixture(autouse=True)
def secrets(settings: Settings) -> None:
    settings.MESSENGER_VERIFY_TOKEN = "handoff-verify"
    settings.MESSENGER_APP_SECRET = "app-secret"


@pytest.mark.parametrize("path", ["/webhooks/messenger", "/webhooks/messenger/"])
def test_answers_the_challenge(client: Client, path: str) -> None:
    answer = client.get(path, CHALLENGE)
    assert (answer.status_code, answer.content) == (200, b"1158201444")
    assert answer.headers["Content-Type"].startswith("text/plain")


@pytest.mark.parametrize(
    "change",
    [{"hub.verify_token": "wrong"}, {"hub.verify_token": ""}, {"hub.mode": "unsubscribe"}],
)
def test_refuses_a_wrong_challenge(client: Client, change: dict[str, str]) -> None:
    assert client.get("/webhooks/messenger", {**CHALLENGE, **change}).status_code == 403


def test_an_empty_token_never_matches(client: Client, settings: Settings) -> None:
    settings.MESSENGER_VERIFY_TOKEN = ""
    wrong = {**CHALLENGE, "hub.verify_token": ""}
    assert client.get("/webhooks/messenger", wrong).status_code == 403


@pytest.mark.parametrize("path", ["/webhooks/messenger", "/webhooks/messenger/"])
def test_stores_a_signed_message(door: Door, page: Page, path: str) -> None:
    entry = {"id": PAGE_ID, "messaging": [text_from_john("Hello 🙂")]}
    body = json.dumps({"object": "page", "entry": [entry]}).encode()
    answer = door.post(body, path=path)
    assert answer.status_code == 200
    assert json.loads(answer.content) == {"received": 1, "refused": 0, "skipped": 0}
    message = Message.objects.get()
    assert (message.text, message.author, message.provider_id) == ("Hello 🙂", "customer", "m_1")


@pytest.mark.parametrize("signature", ["", "sha256=", "sha256=" + "0" * 64, "sha256=ümlaut"])
def test_a_wrong_signature_stores_nothing(door: Door, page: Page, signature: str) -> None:
    body = json.dumps({"object": "page", "entry": [{"id": PAGE_ID, "messaging": []}]}).encode()
    assert door.post(body, signature).status_code == 403
    assert not Message.objects.exists()


def test_a_changed_body_stores_nothing(door: Door, page: Page) -> None:
    entry = {"id": PAGE_ID, "messaging": [text_from_john("Hello")]}
    body = json.dumps({"object": "page", "entry": [entry]}).encode()
    assert door.post(body + b" ", webhook.sign(body)).status_code == 403
    assert not Message.objects.exists()


def test_an_empty_secret_never_matches(door: Door, settings: Settings) -> None:
    settings.MESSENGER_APP_SECRET = ""
    body = b'{"object": "page", "entry": []}'
    assert door.post(body, webhook.sign(body)).status_code == 403


@pytest.mark.parametrize(
    "body",
    [
        b"",
        b"not json",
        b"\xff\xfe",
        b"[" * 100_000,
        b"[]",
        b'"page"',
        b'{"object": "user", "entry": []}',
        b'{"object": "page"}',
        b'{"object": "page", "entry": {}}',
    ],
)
def test_nonsense_is_answered_in_a_sentence(door: Door, body: bytes) -> None:
    answer = door.post(body)
    assert answer.status_code == 400
    assert json.loads(answer.content)["error"]


def test_refuses_more_than_a_mebibyte(door: Door, page: Page) -> None:
    frame = len(b'{"object": "page", "entry": [], "x": ""}')
    fits = b'{"object": "page", "entry": [], "x": "' + b"x" * (2**20 - frame) + b'"}'
    assert len(fits) == 2**20
    assert door.post(fits).status_code == 200
    answer = door.post(fits + b" ")
    assert answer.status_code == 413
    assert "larger" in json.loads(answer.content)["error"]


def test_delivered_three_times_is_stored_once(door: Door, page: Page) -> None:
    again = text_from_john("Hello")
    assert [door.tell(again, again).status_code for _ in range(3)] == [200, 200, 200]
    assert Message.objects.count() == 1
    assert Customer.objects.get().message_count == 1


def test_one_bad_item_does_not_fail_the_batch(door: Door, page: Page) -> None:
    bad = [None, "text", {}, {**text_from_john("x", "m_x"), "timestamp": "soon"}]
    answer = door.tell(text_from_john("One", "m_1"), *bad, text_from_john("Two", "m_2"))
    assert json.loads(answer.content) == {"received": 2, "refused": 4, "skipped": 0}
    assert list(Message.objects.values_list("text", flat=True)) == ["One", "Two"]


def test_one_bad_entry_does_not_fail_the_batch(door: Door, page: Page) -> None:
    good = {"id": PAGE_ID, "messaging": [text_from_john("Hello")]}
    answer = door.batch(None, {"id": PAGE_ID, "messaging": "?"}, {"id": PAGE_ID}, good)
    assert json.loads(answer.content) == {"received": 1, "refused": 2, "skipped": 0}


def test_a_body_full_of_nothing_writes_one_line(
    door: Door, page: Page, caplog: pytest.LogCaptureFixture
) -> None:
    answer = door.batch(*[None] * 5_000, {"id": PAGE_ID, "messaging": [{}]})
    assert json.loads(answer.content) == {"received": 0, "refused": 5_001, "skipped": 0}
    assert [record.getMessage() for record in caplog.records] == [
        "Refused 5000 of the 5001 items of a webhook: the item is not an object",
        "Refused 1 of the 5001 items of a webhook: the item says nothing",
    ]


def test_an_item_that_breaks_inside_leaves_nothing_behind(door: Door, page: Page) -> None:
    with patch("conversations.actions.hearing.add_message", side_effect=[ZeroDivisionError]):
        answer = door.tell(text_from_john("Hello"))
    assert json.loads(answer.content) == {"received": 0, "refused": 1, "skipped": 0}
    assert not Customer.objects.exists()


def test_an_unknown_page_is_counted(door: Door, page: Page) -> None:
    for _ in range(3):
        answer = door.tell(text_from_john("Hello", page_id="99"), page_id="99")
        assert answer.status_code == 200
    assert UnknownPage.objects.get(page_id="99").hits == 3
    assert not Message.objects.exists()


def test_an_item_of_another_page_than_its_entry_is_refused(
    door: Door, page: Page, globex_page: Page
) -> None:
    answer = door.tell(text_from_john("Hello"), page_id=globex_page.page_id)
    assert json.loads(answer.content)["refused"] == 1
    assert not Message.objects.exists()


def test_each_page_speaks_to_its_own_company(
    door: Door, page: Page, globex_page: Page, globex: Company
) -> None:
    there = globex_page.page_id
    door.tell(text_from_john("Hello", page_id=there), page_id=there)
    assert Message.objects.get().company == globex


def test_a_database_fault_asks_for_it_again(door: Door, page: Page) -> None:
    with patch.object(webhook, "receive", side_effect=[OperationalError, True]):
        answer = door.tell(text_from_john("One", "m_1"), text_from_john("Two", "m_2"))
    assert answer.status_code == 503
    assert json.loads(answer.content)["error"]


@pytest.mark.parametrize("fault", [IntegrityError, Conflict])
def test_a_lost_race_is_run_again(door: Door, page: Page, fault: type[Exception]) -> None:
    with patch.object(webhook, "receive", side_effect=[fault, True]):
        assert json.loads(door.tell(text_from_john("Hello")).content)["received"] == 1
    with patch.object(webhook, "receive", side_effect=fault):
        assert door.tell(text_from_john("Hello")).status_code == 503


def test_an_overlong_text_is_cut(door: Door, page: Page) -> None:
    door.tell(text_from_john("x" * 10_000, "m_1"), text_from_john("y" * 10_001, "m_2"))
    fits, cut = Message.objects.filter(author=Author.CUSTOMER).order_by("seq")
    assert fits.text == "x" * 10_000
    assert cut.text == "y" * 9_999 + "…"


def test_no_session_is_opened(door: Door, page: Page) -> None:
    answer = door.tell(text_from_john("Hello"))
    assert not answer.cookies


def test_other_methods_are_refused(client: Client) -> None:
    assert client.delete("/webhooks/messenger").status_code == 405
