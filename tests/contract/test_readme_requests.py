"""The contract's README, "Requests and replies"."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

import pytest
from django.utils import timezone

from conversations.actions.receiving import record_outside_reply
from conversations.models import Bot, Conversation
from customers.models import Customer, Page
from handoff.accounts.models import User
from tests.cast import JOHN_ID, PAGE_ID, open_conversation
from tests.contract.doors import JOHN, error_of, johns_message, shapes_of, take
from tests.contract.shapes import CUSTOMER, STOPPED, assert_fits
from tests.dashboard.conftest import Call
from tests.realtime.server import Socket

pytestmark = pytest.mark.django_db(transaction=True)


def stopped(socket: Socket, **fields: Any) -> dict[str, Any]:
    reply = socket.call({"type": "get_stopped_customers", **fields})
    assert reply["type"] == "stopped_customers", reply
    data: dict[str, Any] = reply["data"]
    return data


@pytest.mark.parametrize("request_id", ["r-1", 7])
def test_both_request_shapes_carry_the_request_id_back_also_in_errors(
    port: int, john: Conversation, alice: User, request_id: object
) -> None:
    with Socket(port, alice) as socket:
        for frame in shapes_of("assign_agent", **JOHN):
            reply = socket.call({**frame, "request_id": request_id})
            assert (reply["type"], reply["request_id"]) == ("agent_assigned", request_id)
        for frame in shapes_of("assign_agent", **{**JOHN, "customer_id": "nobody"}):
            reply = socket.call({**frame, "request_id": request_id})
            assert (reply["error"], reply["request_id"]) == ("Customer not found", request_id)


def test_a_customer_is_unique_only_with_the_page(
    port: int, john: Conversation, alice: User, on_john: Call
) -> None:
    other = Page.objects.create(company=john.company, page_id="77", name="Second page")
    open_conversation(other, JOHN_ID, "Another John")
    assert on_john(alice, "get", page_id="77").json()["customer"]["customer_name"] == "Another John"
    assert on_john(alice, "put", "agent", page_id="77").status_code == 200
    john.refresh_from_db()
    assert john.agent is None
    with Socket(port, alice) as socket:
        reply = socket.call({"type": "unassign_agent", **JOHN})
        assert reply["error"] == "You are not assigned to this customer"


def test_the_page_is_checked_first_and_then_the_customer(
    port: int, john: Conversation, alice: User, call: Call
) -> None:
    nobody = {"page_id": "1", "customer_id": "nobody"}
    answer = call(alice, "put", "customers/nobody/agent", page_id="1")
    assert error_of(answer) == (404, "Page not found or access denied")
    with Socket(port, alice) as socket:
        reply = socket.call({"type": "assign_agent", **nobody})
        assert reply["error"] == "Page not found or access denied"


@pytest.mark.parametrize(
    ("method", "deed"),
    [("put", "agent"), ("delete", "agent"), ("put", "stop"), ("post", "toggle-stop"),
     ("post", "message")],
)  # fmt: skip
@pytest.mark.parametrize("who", ["nobody", "9" * 300])
def test_what_is_wrong_with_the_rest_is_told_after_page_and_customer(
    john: Conversation, alice: User, call: Call, method: str, deed: str, who: str
) -> None:
    def ask(**fields: object) -> tuple[int, str]:
        return error_of(call(alice, method, f"customers/{who}/{deed}", **fields))

    wrong: dict[str, object] = {
        "agent_name": [],
        "resume_bot": [],
        "stop": [],
        "message": [],
        "client_id": [],
    }
    for rest in ({}, wrong):
        assert ask(page_id="1", **rest) == (404, "Page not found or access denied")
        assert ask(page_id="9" * 300, **rest) == (404, "Page not found or access denied")
        assert ask(page_id=PAGE_ID, **rest) == (404, "Customer not found")
    assert ask(page_id=[], **wrong)[0] == 400


@pytest.mark.parametrize("type", ["assign_agent", "unassign_agent", "send_message"])
def test_on_the_websocket_too(port: int, john: Conversation, alice: User, type: str) -> None:
    wrong: dict[str, object] = {"agent_name": [], "resume_bot": [], "message": []}
    with Socket(port, alice) as socket:
        for rest in ({}, {"customer_id": ""}, {"customer_id": "nobody", **wrong}):
            reply = socket.call({"type": type, "page_id": "1", **rest})
            assert reply["error"] == "Page not found or access denied"
        reply = socket.call({"type": type, "page_id": PAGE_ID, "customer_id": "nobody", **wrong})
        assert reply["error"] == "Customer not found"
        assert socket.call({"type": type, "page_id": PAGE_ID})["error"] == "Customer ID is required"


def test_page_id_is_optional_only_in_the_two_lists(
    port: int, john: Conversation, alice: User, call: Call
) -> None:
    assert call(alice, "get", "customers").status_code == 200
    with Socket(port, alice) as socket:
        assert stopped(socket)["total"] == 1


def test_customer_objects_carry_all_fields_wherever_they_stand(
    port: int, john: Conversation, alice: User, bob: User, on_john: Call, call: Call
) -> None:
    nobodys = {**CUSTOMER, "agent_id": "", "agent_name": "", "agent_email": "", "assigned_at": None}
    assert_fits(on_john(alice, "get").json(), {"customer": nobodys})
    assert_fits(call(alice, "get", "customers").json()["customers"], [nobodys])
    with Socket(port, bob) as socket:
        assert_fits(stopped(socket)["customers"], [{**STOPPED, **nobodys}])
        sent = on_john(alice, "post", "message", message="Hello").json()
        assert_fits(sent["customer"], {**CUSTOMER, "agent_id": str(alice.pk)})
        frames = [socket.event() for _ in range(3)]
    objects = [frame["data"]["customer"] for frame in frames if "customer" in frame["data"]]
    assert len(objects) == 3
    for customer in objects:
        assert_fits(customer, CUSTOMER)


def test_get_customers_latest_last_seen_first(page: Page, alice: User, call: Call) -> None:
    for minutes in (3, 1, 2):
        open_conversation(page, str(minutes), f"Guest {minutes}", minutes_ago=minutes)
    body = call(alice, "get", "customers", limit=2).json()
    assert [row["customer_id"] for row in body["customers"]] == ["1", "2"]
    assert body["pagination"] == {
        "page": 1, "limit": 2, "total": 3, "total_pages": 2, "has_more": True,
    }  # fmt: skip


@pytest.mark.parametrize("text", ["shown", "GIVEN", "amil", "Family"])
def test_search_looks_into_the_three_names(
    john: Conversation, page: Page, alice: User, call: Call, text: str
) -> None:
    open_conversation(page, "1", "x")
    names = {"customer_name": "Shown Name", "first_name": "Given", "last_name": "Family"}
    Customer.objects.filter(customer_id="1").update(**names)
    body = call(alice, "get", "customers", search=text, page_id=PAGE_ID).json()
    assert [row["customer_id"] for row in body["customers"]] == ["1"]
    assert body["pagination"]["total"] == 1
    assert call(alice, "get", "customers", search="last message").json()["customers"] == []


# `stopped_customers`


def test_it_lists_all_with_stop_true_assigned_ones_too_oldest_update_first(
    port: int, bot: Bot, page: Page, alice: User, bob: User
) -> None:
    for minutes in (3, 9, 6, 1):
        guest = open_conversation(page, str(minutes), f"Guest {minutes}", minutes_ago=minutes)
        if minutes != 1:
            take(guest, bob if minutes == 6 else alice)
    with Socket(port, alice) as socket:
        data = stopped(socket)
        assert [row["customer_id"] for row in data["customers"]] == ["9", "6", "3"]
        second = stopped(socket, limit=2, skip=1)
        assert [row["customer_id"] for row in second["customers"]] == ["6", "3"]
        assert second["pagination"] == {"total": 3, "limit": 2, "skip": 1, "has_more": False}
        assert stopped(socket, limit=2)["pagination"]["has_more"] is True


def test_without_page_id_it_lists_all_pages_of_the_company_and_no_others(
    port: int, john: Conversation, globex_page: Page, alice: User
) -> None:
    other = Page.objects.create(company=john.company, page_id="77", name="Second page")
    open_conversation(other, "1", "Second Guest")
    open_conversation(globex_page, "2", "Foreign Guest")
    with Socket(port, alice) as socket:
        for fields in ({}, {"page_id": ""}):
            data = stopped(socket, **fields)
            assert data["page_id"] == ""
            assert {row["customer_id"] for row in data["customers"]} == {JOHN_ID, "1"}
        data = stopped(socket, page_id="77")
        assert (data["page_id"], data["total"]) == ("77", 1)


@pytest.mark.parametrize(
    ("seconds", "words", "minutes"),
    [
        (10, "just now", 0),
        (61, "1 minute ago", 1),
        (119, "1 minute ago", 1),
        (359, "5 minutes ago", 5),
        (3540, "59 minutes ago", 59),
        (3660, "1 hour ago", 61),
        (50 * 3600, "2 days ago", 3000),
    ],
)
def test_the_time_since_is_in_words_and_in_minutes_rounded_down(
    port: int, john: Conversation, alice: User, seconds: int, words: str, minutes: int
) -> None:
    updated_at = timezone.now() - timedelta(seconds=seconds)
    Conversation.objects.filter(pk=john.pk).update(updated_at=updated_at)
    with Socket(port, alice) as socket:
        (row,) = stopped(socket)["customers"]
    assert row["time_since_last_conversation"] == words
    assert row["minutes_since_last_conversation"] == minutes


# The two rules of `updated_at`


def state(alice: User, on_john: Call) -> dict[str, Any]:
    customer: dict[str, Any] = on_john(alice, "get").json()["customer"]
    return {name: customer[name] for name in ("last_seen", "last_message", "message_count")} | {
        "updated_at": customer["updated_at"]
    }


@pytest.mark.parametrize("author", ["customer", "agent", "inbox"])
def test_updated_at_moves_with_every_message_and_the_rest_only_with_the_customers_own(
    john: Conversation, alice: User, on_john: Call, author: str
) -> None:
    before = state(alice, on_john)
    match author:
        case "customer":
            johns_message(john, "Hello?")
        case "agent":
            on_john(alice, "post", "message", message="Hello")
        case "inbox":
            assert john.customer is not None
            record_outside_reply(
                john.customer.page, customer_id=JOHN_ID, text="Hello", provider_id="m_9",
                sent_at=timezone.now(),
            )  # fmt: skip
    after = state(alice, on_john)
    assert after.pop("updated_at") > before.pop("updated_at")
    if author == "customer":
        assert (after["last_message"], after["message_count"]) == ("Hello?", 1)
        assert after["last_seen"] > before["last_seen"]
    else:
        assert after == before


def test_updated_at_moves_with_neither_assignment_nor_stop(
    bot: Bot, john: Conversation, alice: User, amira: User, bob: User, on_john: Call
) -> None:
    before = state(alice, on_john)
    on_john(alice, "put", "stop", stop=True)
    on_john(alice, "put", "agent")
    on_john(alice, "put", "agent", agent_name="Another Name")
    on_john(amira, "put", "agent", agent_id=str(bob.pk))
    on_john(bob, "delete", "agent")
    on_john(alice, "post", "toggle-stop")
    assert state(alice, on_john) == before
