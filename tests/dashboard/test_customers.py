"""Listing customers and reading one (contract document 2 and its README)."""

from __future__ import annotations

from typing import Any

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from conversations.actions.taking import take_conversation
from conversations.models import Bot, Conversation
from customers.models import Page
from handoff.accounts.models import User
from tests.cast import JOHN_ID, PAGE_ID, open_conversation
from tests.dashboard.conftest import Call

FIELDS = {
    "customer_id", "customer_name", "first_name", "last_name", "page_id", "page_name",
    "company_id", "message_count", "last_message", "last_seen", "first_seen", "stop",
    "stopped_at", "agent_name", "agent_id", "agent_email", "assigned_at", "created_at",
    "updated_at",
}  # fmt: skip


def test_a_customer_carries_every_field(
    bot: Bot, john: Conversation, alice: User, call: Call
) -> None:
    answer = call(alice, "get", f"customers/{JOHN_ID}", page_id=PAGE_ID)

    assert answer.status_code == 200
    customer = answer.json()["customer"]
    assert set(customer) >= FIELDS
    assert customer["customer_name"] == "John Doe"
    assert customer["company_id"] == str(john.company_id)
    assert (customer["agent_id"], customer["agent_name"], customer["agent_email"]) == ("", "", "")
    assert (customer["stop"], customer["stopped_at"], customer["assigned_at"]) == (
        False,
        None,
        None,
    )
    assert customer["last_seen"].endswith("Z")


def test_an_assigned_customer_names_the_agent(john: Conversation, alice: User, call: Call) -> None:
    take_conversation(alice.as_actor(door="rest"), conversation_id=john.pk)
    customer = call(alice, "get", f"customers/{JOHN_ID}", page_id=PAGE_ID).json()["customer"]
    assert customer["agent_id"] == str(alice.pk)
    assert customer["agent_email"] == "alice@demo.test"
    assert customer["agent_name"] == "Alice Adams"
    assert customer["assigned_at"].endswith("Z")
    assert customer["stopped_at"].endswith("Z")


def test_lists_the_latest_first_page_by_page(page: Page, alice: User, call: Call) -> None:
    for number in range(5):
        open_conversation(page, str(number), f"Customer {number}", minutes_ago=number)

    first = call(alice, "get", "customers", limit=2).json()
    last = call(alice, "get", "customers/", limit=2, page=3).json()

    assert [row["customer_id"] for row in first["customers"]] == ["0", "1"]
    assert first["pagination"] == {
        "page": 1, "limit": 2, "total": 5, "total_pages": 3, "has_more": True,
    }  # fmt: skip
    assert [row["customer_id"] for row in last["customers"]] == ["4"]
    assert last["pagination"]["has_more"] is False


def test_an_empty_list_is_a_list(alice: User, call: Call) -> None:
    answer = call(alice, "get", "customers").json()
    assert answer["customers"] == []
    assert answer["pagination"] == {
        "page": 1, "limit": 50, "total": 0, "total_pages": 0, "has_more": False,
    }  # fmt: skip


def test_searches_the_three_names(page: Page, alice: User, call: Call) -> None:
    open_conversation(page, "1", "John Doe")
    open_conversation(page, "2", "Mai Nguyen")

    def found(text: str) -> list[str]:
        rows = call(alice, "get", "customers", search=text).json()["customers"]
        return [row["customer_id"] for row in rows]

    assert found("doe") == ["1"]
    assert found("MAI") == ["2"]
    assert found("n d") == ["1"]
    assert sorted(found("")) == ["1", "2"]
    assert found("100%") == []


def test_shows_one_page_only_if_asked(
    john: Conversation, alice: User, globex_page: Page, call: Call
) -> None:
    other = Page.objects.create(company=john.company, page_id="77", name="Second page")
    open_conversation(other, "1", "Somebody Else")
    rows = call(alice, "get", "customers", page_id="77").json()["customers"]
    assert [row["page_name"] for row in rows] == ["Second page"]
    foreign = call(alice, "get", "customers", page_id=globex_page.page_id)
    assert (foreign.status_code, foreign.json()["error"]) == (
        404,
        "Page not found or access denied",
    )


@pytest.mark.parametrize("query", [{"limit": 500}, {"limit": 200}, {"limit": 10**30}])
def test_cuts_a_limit_that_is_too_large(alice: User, call: Call, query: dict[str, Any]) -> None:
    assert call(alice, "get", "customers", **query).json()["pagination"]["limit"] == 200


@pytest.mark.parametrize("name", ["limit", "page"])
@pytest.mark.parametrize("value", ["0", "-1", "abc", "1.5", "", " 1", "１", "9" * 101])
def test_refuses_what_is_no_positive_integer(
    alice: User, call: Call, name: str, value: str
) -> None:
    answer = call(alice, "get", "customers", **{name: value})
    assert answer.status_code == 400
    assert answer.json()["error"] == f"{name} must be a positive integer"


def test_query_count_does_not_grow_with_the_list(page: Page, alice: User, call: Call) -> None:
    def queries() -> int:
        with CaptureQueriesContext(
            connection,
        ) as captured:
            call(alice, "get", "customers")
        return len(captured)

    open_conversation(page, "0", "First Customer")
    few = queries()
    for number in range(1, 8):
        conversation = open_conversation(page, str(number), f"Customer {number}")
        take_conversation(alice.as_actor(door="rest"), conversation_id=conversation.pk)
    assert queries() == few
    assert few <= 5  # two of them begin the sign-in of this call


@pytest.mark.parametrize(
    ("customer_id", "query", "status", "error"),
    [
        (JOHN_ID, {}, 400, "Page ID is required"),
        (JOHN_ID, {"page_id": ""}, 400, "Page ID is required"),
        (JOHN_ID, {"page_id": "1"}, 404, "Page not found or access denied"),
        (JOHN_ID, {"page_id": "555000111222333"}, 404, "Page not found or access denied"),
        ("1", {"page_id": PAGE_ID}, 404, "Customer not found"),
        ("a%00b", {"page_id": PAGE_ID}, 404, "Customer not found"),
    ],
)
def test_says_what_is_missing(
    john: Conversation, globex_page: Page, alice: User, call: Call,
    customer_id: str, query: dict[str, str], status: int, error: str,
) -> None:  # fmt: skip
    answer = call(alice, "get", f"customers/{customer_id}", **query)
    assert (answer.status_code, answer.json()["error"]) == (status, error)


def test_an_unknown_address_is_answered_as_json(alice: User, call: Call) -> None:
    answer = call(alice, "get", "nothing/here")
    assert (answer.status_code, answer.json()) == (404, {"error": "Not found"})
