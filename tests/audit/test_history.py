"""`GET /api/dashboard/customers/:customerID/history`: every change of owner, the newest first."""

from __future__ import annotations

from datetime import timedelta

import pytest
import time_machine
from django.db import connection
from django.test.utils import CaptureQueriesContext
from rest_framework.test import APIClient

from conversations.actions.receiving import receive_message
from conversations.actions.releasing import release_conversation
from conversations.actions.taking import take_conversation
from conversations.actions.transferring import transfer_conversation
from conversations.models import Bot, Conversation
from customers.models import Page
from handoff.accounts.models import User
from tests.asking import client_of
from tests.audit.deeds import MONDAY, take_and_release
from tests.cast import JOHN_ID, PAGE_ID


@pytest.fixture
def client(alice: User) -> APIClient:
    """Alice, over REST."""
    return client_of(alice)


def address(customer_id: str = JOHN_ID) -> str:
    return f"/api/dashboard/customers/{customer_id}/history"


def test_tells_every_change(
    bot: Bot, john: Conversation, page: Page, alice: User, bob: User, client: APIClient
) -> None:
    with time_machine.travel(MONDAY, tick=False) as clock:
        receive_message(
            page, customer_id=JOHN_ID, text="I want to speak to a human", provider_id="m1",
            sent_at=MONDAY,
        )  # fmt: skip
        clock.shift(timedelta(seconds=90, milliseconds=5))
        take_conversation(
            alice.as_actor(door="desk"), conversation_id=john.pk, agent_name="Front Desk"
        )
        transfer_conversation(
            alice.as_actor(door="websocket"), conversation_id=john.pk, to_user_id=bob.pk,
            reason="speaks Welsh",
        )  # fmt: skip

    answer = client.get(address(), {"page_id": PAGE_ID})

    assert answer.status_code == 200
    body = answer.json()
    assert (body["customer_id"], body["page_id"]) == (JOHN_ID, PAGE_ID)
    assert body["pagination"] == {
        "page": 1, "limit": 50, "total": 4, "total_pages": 1, "has_more": False,
    }  # fmt: skip
    transferred, taken, requested, opened = body["history"]
    assert transferred == {
        "epoch": 4,
        "action": "transferred",
        "from": "agent",
        "to": "agent",
        "agent_id": str(bob.pk),
        "agent_email": "bob@demo.test",
        "agent_name": "Bob Brown",
        "previous_agent_id": str(alice.pk),
        "previous_agent_email": "alice@demo.test",
        "previous_agent_name": "Alice Adams",
        "actor": {
            "kind": "user", "id": str(alice.pk), "email": "alice@demo.test", "name": "Alice Adams",
        },
        "door": "websocket",
        "reason": "speaks Welsh",
        "timestamp": "2026-11-02T09:01:30.005Z",
    }  # fmt: skip
    assert (taken["action"], taken["from"], taken["to"]) == ("taken", "nobody", "agent")
    assert (taken["door"], taken["agent_email"]) == ("desk", "alice@demo.test")
    assert taken["previous_agent_id"] == ""
    assert (requested["action"], requested["from"], requested["to"]) == (
        "requested", "bot", "nobody",
    )  # fmt: skip
    assert requested["actor"] == {"kind": "customer", "id": "", "email": "", "name": ""}
    assert requested["timestamp"] == "2026-11-02T09:00:00.000Z"
    assert (opened["epoch"], opened["action"], opened["from"], opened["to"]) == (
        1, "opened", "", "bot",
    )  # fmt: skip


def test_comes_in_pages(john: Conversation, alice: User, client: APIClient) -> None:
    take_and_release(john, alice, times=3)

    def epochs(page: int) -> list[int]:
        answer = client.get(address(), {"page_id": PAGE_ID, "page": str(page), "limit": "3"}).json()
        assert answer["pagination"]["total"] == 7
        assert answer["pagination"]["has_more"] == (page < 3)
        return [row["epoch"] for row in answer["history"]]

    assert [epochs(page) for page in (1, 2, 3, 4)] == [[7, 6, 5], [4, 3, 2], [1], []]


def test_what_is_wrong_is_told(john: Conversation, client: APIClient) -> None:
    cases: list[tuple[dict[str, str], int, str]] = [
        ({}, 400, "Page ID is required"),
        ({"page_id": "1"}, 404, "Page not found or access denied"),
        ({"page_id": PAGE_ID, "limit": "no"}, 400, "limit must be a positive integer"),
    ]
    for query, status, error in cases:
        answer = client.get(address(), query)
        assert (answer.status_code, answer.json()["error"]) == (status, error)
    answer = client.get(address("nobody"), {"page_id": PAGE_ID})
    assert (answer.status_code, answer.json()["error"]) == (404, "Customer not found")


def test_asks_as_often_for_many_changes_as_for_one(
    john: Conversation, alice: User, bob: User, client: APIClient
) -> None:
    def questions() -> int:
        with CaptureQueriesContext(connection) as queries:
            assert client.get(f"{address()}/", {"page_id": PAGE_ID}).status_code == 200
        return len(queries)

    before = questions()
    take_and_release(john, alice, times=3)
    take_conversation(bob.as_actor(door="rest"), conversation_id=john.pk)
    release_conversation(bob.as_actor(door="rest"), conversation_id=john.pk)

    assert questions() == before
