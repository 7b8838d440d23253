"""The simulated Graph API: what it checks, and the trouble it makes."""

from __future__ import annotations

import time
from datetime import timedelta
from typing import Any

import pytest
import requests
from django.utils import timezone
from pytest_django import Settings

from conversations.connectors.messenger.simulator.models import PhoneMessage, Trouble
from conversations.connectors.messenger.simulator.posting import wait_for_posts
from conversations.models import Conversation, Message
from customers.models import Customer, Page
from handoff.accounts.models import User
from handoff.outbox.delivering import work_off
from handoff.outbox.models import Delivery
from tests.cast import JOHN_ID, PAGE_ID
from tests.messenger.sending import say, states

GOOD: dict[str, Any] = {
    "recipient": {"id": JOHN_ID},
    "messaging_type": "RESPONSE",
    "message": {"text": "Hello John"},
}
TAGGED = {**GOOD, "messaging_type": "MESSAGE_TAG", "tag": "HUMAN_AGENT"}


def ask(server: str, fields: object = GOOD, token: str = "simulator-token") -> requests.Response:
    return requests.post(
        f"{server}/simulator/graph/v23.0/{PAGE_ID}/messages",
        json=fields,
        headers={"Authorization": f"Bearer {token}"},
        timeout=10,
    )


def make(server: str, kind: str, times: int = 1) -> None:
    fields = {"page_id": PAGE_ID, "kind": kind, "times": times}
    assert requests.post(f"{server}/simulator/trouble", json=fields, timeout=10).status_code == 200


def error_of(answer: requests.Response) -> tuple[int, int, int]:
    error = answer.json()["error"]
    return answer.status_code, error["code"], error.get("error_subcode", 0)


def test_puts_a_message_on_the_phone(server: str, john: Conversation) -> None:
    answer = ask(server)
    assert answer.json() == {
        "recipient_id": JOHN_ID,
        "message_id": PhoneMessage.objects.get().mid,
    }


def test_takes_the_token_from_the_body_too(server: str, john: Conversation) -> None:
    assert ask(server, {**GOOD, "access_token": "simulator-token"}, token="").status_code == 200


@pytest.mark.parametrize("token", ["", "wrong", "ümlaut".encode().decode("latin-1")])
def test_refuses_a_wrong_token(server: str, john: Conversation, token: str) -> None:
    assert error_of(ask(server, token=token)) == (400, 190, 0)


@pytest.mark.parametrize(
    ("fields", "expected"),
    [
        ({**GOOD, "recipient": {"id": "1"}}, (400, 100, 2018001)),
        ({**GOOD, "recipient": JOHN_ID}, (400, 100, 2018001)),
        ({**GOOD, "message": {"text": "x" * 2001}}, (400, 100, 0)),
        ({**GOOD, "message": {"text": "x", "metadata": "x" * 1001}}, (400, 100, 0)),
        ({**GOOD, "message": {"text": ""}}, (400, 100, 0)),
        ({**GOOD, "messaging_type": ""}, (400, 100, 0)),
        ({**GOOD, "tag": "HUMAN_AGENT"}, (400, 100, 0)),
        ({**GOOD, "appsecret_proof": "wrong"}, (400, 100, 0)),
        ([], (400, 100, 0)),
    ],
)
def test_refuses(
    server: str, john: Conversation, fields: object, expected: tuple[int, int, int]
) -> None:
    assert error_of(ask(server, fields)) == expected
    assert not PhoneMessage.objects.exists()


@pytest.mark.parametrize(
    ("fields", "passed", "is_open"),
    [
        (GOOD, timedelta(hours=23), True),
        (GOOD, timedelta(hours=25), False),
        (TAGGED, timedelta(days=6), True),
        (TAGGED, timedelta(days=8), False),
    ],
)
def test_keeps_the_window(
    server: str, john: Conversation, fields: object, passed: timedelta, is_open: bool
) -> None:
    Customer.objects.update(last_seen=timezone.now() - passed)
    answer = ask(server, fields)
    if is_open:
        assert answer.status_code == 200
    else:
        assert error_of(answer) == (400, 10, 2018278)


def test_a_message_goes_round_and_is_settled(server: str, john: Conversation, alice: User) -> None:
    """Out by the Send API, back as echo and receipt: one message, one bubble."""
    message = say(alice, john)
    work_off()
    assert wait_for_posts()
    assert states(message) == ("delivered", "sent", "")
    assert message.provider_id == PhoneMessage.objects.get().mid
    assert john.messages.count() == 1


ENDS = [
    ("error", "pending", 0),
    ("rate_limit", "pending", 0),
    ("unavailable", "failed", 0),
    ("token", "failed", 0),
    ("silent_lost", "uncertain", 0),
    ("silent_sent", "delivered", 1),
    ("cut", "delivered", 1),
]


@pytest.mark.parametrize(("kind", "state", "bubbles"), ENDS)
def test_trouble_ends_as_it_should(
    server: str,
    john: Conversation,
    alice: User,
    settings: Settings,
    kind: str,
    state: str,
    bubbles: int,
) -> None:
    settings.MESSENGER_TIMEOUT_SECONDS = 0.3
    make(server, kind)
    message = say(alice, john)
    work_off()
    if kind in ("silent_sent", "cut"):
        wait_until_settled(message)
    assert states(message)[0] == state
    assert PhoneMessage.objects.count() == bubbles
    assert Trouble.objects.of_page(PAGE_ID) is None


def wait_until_settled(message: Message) -> None:
    ends_at = time.monotonic() + 8
    while states(message)[0] != "delivered" and time.monotonic() < ends_at:
        time.sleep(0.05)


def test_after_the_trouble_it_works_again(server: str, john: Conversation, alice: User) -> None:
    make(server, "error")
    message = say(alice, john)
    work_off()
    Delivery.objects.update(next_try_at=timezone.now())
    work_off()
    assert wait_for_posts()
    assert states(message) == ("delivered", "sent", "")


@pytest.mark.parametrize(
    "fields",
    [
        [],
        {"page_id": PAGE_ID, "kind": "nonsense", "times": 1},
        {"page_id": PAGE_ID, "kind": "error", "times": 101},
        {"page_id": PAGE_ID, "kind": "error"},
    ],
)
def test_nonsense_trouble_is_refused(server: str, page: Page, fields: object) -> None:
    answer = requests.post(f"{server}/simulator/trouble", json=fields, timeout=10)
    assert answer.status_code == 400
    assert answer.json()["error"]
