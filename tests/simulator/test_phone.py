"""The phone in the browser, as a customer uses it."""

from __future__ import annotations

import re

import pytest
import requests
from django.test import Client
from pytest_django import Settings

from conversations.connectors.messenger.simulator.models import PhoneMessage, Trouble
from conversations.connectors.messenger.simulator.posting import wait_for_posts
from conversations.models import Conversation, Message
from customers.models import Customer, Page
from handoff.accounts.models import User
from handoff.outbox.delivering import work_off
from tests.cast import JOHN_ID, PAGE_ID
from tests.messenger.sending import say, states

PHONE = f"/simulator/phone/{PAGE_ID}/{JOHN_ID}/"
JSON = {"Accept": "application/json"}


class Browser:
    """A browser without scripts: it keeps cookies and sends the forms it was given."""

    def __init__(self, server: str) -> None:
        self.server = server
        self.session = requests.Session()

    def open(self, path: str) -> requests.Response:
        return self.session.get(self.server + path, timeout=10)

    def send(self, path: str, shown: str = "", **fields: str) -> requests.Response:
        """Send a form of the page at `shown` (default: at the same path)."""
        data = {**fields, "csrfmiddlewaretoken": csrf_of(self, shown or path)}
        return self.session.post(self.server + path, data, timeout=10)


def csrf_of(browser: Browser, path: str) -> str:
    token = re.search(r'csrfmiddlewaretoken" value="(\w+)"', browser.open(path).text)
    assert token
    return token[1]


@pytest.fixture
def browser(server: str) -> Browser:
    return Browser(server)


def bubbles(browser: Browser, after: int = 0) -> list[tuple[bool, str]]:
    found = browser.open(f"{PHONE}messages?after={after}").json()["messages"]
    return [(bubble["from_customer"], bubble["text"]) for bubble in found]


@pytest.mark.parametrize(
    ("method", "path"),
    [
        ("get", "/simulator/"),
        ("get", PHONE),
        ("get", f"{PHONE}messages"),
        ("post", "/simulator/trouble"),
        ("post", f"/simulator/graph/v23.0/{PAGE_ID}/messages"),
    ],
)
def test_is_not_there_without_the_simulator(
    client: Client, john: Conversation, settings: Settings, method: str, path: str
) -> None:
    settings.SIMULATOR = False
    assert getattr(client, method)(path).status_code == 404


def test_lists_the_phones_of_every_page(browser: Browser, john: Conversation) -> None:
    text = browser.open("/simulator/").text
    assert "Hotel ABC" in text
    assert PHONE in text


def test_starts_a_new_customer(browser: Browser, page: Page) -> None:
    answer = browser.send("/simulator/", page_id=PAGE_ID, name="Mary Ann Moe")
    customer = Customer.objects.get()
    assert (customer.first_name, customer.last_name) == ("Mary", "Ann Moe")
    assert answer.url.endswith(f"/simulator/phone/{PAGE_ID}/{customer.customer_id}/")
    assert "Write the first message to Hotel ABC." in answer.text


def test_what_is_written_reaches_handoff(browser: Browser, john: Conversation) -> None:
    answer = browser.send(PHONE, text="Hello <b>you</b>")
    assert "Hello &lt;b&gt;you&lt;/b&gt;" in answer.text
    message = Message.objects.get()
    assert (message.text, message.provider_id) == (
        "Hello <b>you</b>",
        PhoneMessage.objects.get().mid,
    )


def test_a_script_gets_the_bubble(browser: Browser, john: Conversation) -> None:
    browser.session.headers.update(JSON)
    bubble = browser.send(PHONE, text="Hello").json()["message"]
    assert set(bubble) == {
        "id", "from_customer", "text", "at", "fault", "quick_replies", "reaction",
    }  # fmt: skip
    assert bubble["fault"] == ""
    assert browser.send(PHONE, text="").json() == {"error": "This field is required."}


def test_says_why_a_message_did_not_arrive(
    browser: Browser, john: Conversation, settings: Settings
) -> None:
    settings.MESSENGER_APP_SECRET = ""
    answer = browser.send(PHONE, text="Hello")
    assert "Not delivered. Handoff answered 403" in answer.text
    assert not Message.objects.exists()


def test_shows_what_the_page_says_and_tells_that_it_was_read(
    browser: Browser, john: Conversation, alice: User
) -> None:
    message = say(alice, john, "Alice here")
    work_off()
    assert wait_for_posts()
    assert bubbles(browser) == [(False, "Alice here")]
    assert wait_for_posts()
    assert states(message)[0] == "read"


def test_only_new_bubbles_come_after_an_id(browser: Browser, john: Conversation) -> None:
    browser.send(PHONE, text="One")
    last = PhoneMessage.objects.get().pk
    browser.send(PHONE, text="Two")
    assert bubbles(browser, after=last) == [(True, "Two")]


def test_shows_nothing_internal(browser: Browser, john: Conversation, alice: User) -> None:
    say(alice, john, "Hello")
    work_off()
    assert wait_for_posts()
    assert "Alice" not in browser.open(PHONE).text


@pytest.mark.parametrize(
    "path", [f"/simulator/phone/{PAGE_ID}/1/", f"/simulator/phone/1/{JOHN_ID}/"]
)
def test_nobodys_phone_is_not_found(browser: Browser, john: Conversation, path: str) -> None:
    assert browser.open(path).status_code == 404


@pytest.mark.parametrize("after", ["", "x", "-1", "9" * 40, "²"])
def test_an_odd_cursor_shows_everything(browser: Browser, john: Conversation, after: str) -> None:
    browser.send(PHONE, text="Hello")
    answer = browser.open(f"{PHONE}messages?after={after}")
    assert len(answer.json()["messages"]) == 1


def test_trouble_is_made_on_the_phones_page(browser: Browser, john: Conversation) -> None:
    answer = browser.send(
        "/simulator/trouble",
        shown=PHONE,
        page_id=PAGE_ID,
        customer_id=JOHN_ID,
        kind="cut",
        times="2",
    )
    assert answer.url.endswith(PHONE)
    assert "Answer breaks off, message arrives: next 2" in answer.text
    assert Trouble.objects.get().times == 2


@pytest.mark.parametrize("path", ["/simulator/", PHONE, "/simulator/trouble"])
def test_forms_need_their_token(server: str, john: Conversation, path: str) -> None:
    fields = {"text": "Hello", "page_id": PAGE_ID, "name": "X", "kind": "cut", "times": "1"}
    assert requests.post(server + path, fields, timeout=10).status_code == 403
    assert not PhoneMessage.objects.exists()
    assert not Trouble.objects.exists()
