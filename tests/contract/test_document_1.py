"""Document 1, agent assignment, row by row."""

from __future__ import annotations

from typing import Any

import pytest

from conversations.bots import turns
from conversations.models import Bot, Conversation, HandoffRecord
from customers.models import Page
from handoff.accounts.models import User
from handoff.outbox.models import Delivery
from tests.cast import JOHN_ID, PAGE_ID
from tests.contract.doors import JOHN, error_of, heard, johns_message, shapes_of, take
from tests.contract.shapes import CUSTOMER, STOPPED, WS_ERROR, assert_fits, broadcast
from tests.dashboard.conftest import Call
from tests.realtime.server import Socket

pytestmark = pytest.mark.django_db(transaction=True)

HAS_ALICE = {
    **CUSTOMER,
    "agent_name": "John Agent",
    "agent_email": "alice@demo.test",
    "assigned_at": CUSTOMER["updated_at"],
    "stop": True,
}
HAS_NOBODY = {
    **CUSTOMER, "agent_name": "", "agent_id": "", "agent_email": "", "assigned_at": None,
}  # fmt: skip


# "API Endpoints"


def test_1_get_stopped_customers_with_its_fields_at_the_top_level(
    port: int, john: Conversation, alice: User
) -> None:
    johns_message(john, "I need help with my order")
    with Socket(port, alice) as socket:
        reply = socket.call(
            {"type": "get_stopped_customers", "page_id": PAGE_ID, "limit": 10, "skip": 0}
        )
    assert reply["type"] == "stopped_customers"
    assert (reply["data"]["total"], reply["data"]["page_id"]) == (1, PAGE_ID)
    (row,) = reply["data"]["customers"]
    assert_fits(row, STOPPED)
    assert row["last_message"] == "I need help with my order"
    assert (row["stop"], row["agent_name"], row["agent_id"]) == (True, "", "")


def test_2_put_agent_assigns(john: Conversation, alice: User, on_john: Call) -> None:
    answer = on_john(alice, "put", "agent", agent_name="John Agent")
    assert answer.status_code == 200
    assert_fits(answer.json(), {"message": "Agent assigned successfully", "customer": HAS_ALICE})
    assert answer.json()["customer"]["agent_id"] == str(alice.pk)


def test_2_assign_agent_on_the_websocket_assigns(
    port: int, john: Conversation, alice: User
) -> None:
    with Socket(port, alice) as socket:
        reply = socket.call({"type": "assign_agent", **JOHN, "agent_name": "John Agent"})
    assert reply["type"] == "agent_assigned"
    assert_fits(reply["data"]["customer"], {**HAS_ALICE, "agent_id": str(alice.pk)})


def test_3_delete_agent_unassigns(john: Conversation, alice: User, on_john: Call) -> None:
    take(john, alice)
    answer = on_john(alice, "delete", "agent")
    assert answer.status_code == 200
    message = "Agent unassigned successfully"
    assert_fits(answer.json(), {"message": message, "customer": HAS_NOBODY})


def test_3_unassign_agent_on_the_websocket_unassigns(
    port: int, john: Conversation, alice: User
) -> None:
    take(john, alice)
    with Socket(port, alice) as socket:
        reply = socket.call({"type": "unassign_agent", **JOHN})
    assert reply["type"] == "agent_unassigned"
    assert_fits(reply["data"]["customer"], HAS_NOBODY)


def test_4_message_of_another_agent_is_refused(
    john: Conversation, alice: User, bob: User, on_john: Call
) -> None:
    take(john, alice)
    answer = on_john(bob, "post", "message", message="Hello, I'm here to help with your order.")
    assert answer.status_code == 403
    assert answer.json() == {
        "error": "Customer is already assigned to alice@demo.test. "
        "Only the assigned agent can send messages."
    }


def test_4_message_of_the_assigned_agent_is_sent(
    john: Conversation, alice: User, on_john: Call
) -> None:
    take(john, alice)
    answer = on_john(alice, "post", "message", message="Hello, I'm here to help with your order.")
    assert answer.status_code == 200
    assert Delivery.objects.filter(kind="messenger.send").count() == 1


# "WebSocket Events"


def test_agent_assigned_event(port: int, john: Conversation, alice: User, bob: User) -> None:
    with Socket(port, bob, "?events=agent_status_changed") as colleague:
        take(john, alice)
        (frame,) = heard(colleague, "agent_status_changed")
    data = {
        "customer_id": JOHN_ID,
        "customer": {**CUSTOMER, "agent_id": str(alice.pk)},
        "action": "assigned",
        "agent_id": str(alice.pk),
        "agent_email": "alice@demo.test",
        "agent_name": "Alice Adams",
        "page_id": PAGE_ID,
    }
    assert_fits(frame, broadcast("agent_status_changed", **data))


def test_agent_unassigned_event(
    port: int, john: Conversation, alice: User, bob: User, on_john: Call
) -> None:
    take(john, alice)
    with Socket(port, bob, "?events=agent_status_changed") as colleague:
        on_john(alice, "delete", "agent")
        (frame,) = heard(colleague, "agent_status_changed")
    data = {"customer_id": JOHN_ID, "customer": HAS_NOBODY, "action": "unassigned"}
    assert_fits(frame, broadcast("agent_status_changed", page_id=PAGE_ID, **data))


def test_agent_requested_event(port: int, bot: Bot, john: Conversation, bob: User) -> None:
    with Socket(port, bob, "?events=agent_requested") as colleague:
        johns_message(john, "I want to speak to a human")
        (frame,) = heard(colleague, "agent_requested")
    data = {
        "chat_id": JOHN_ID,
        "customer_name": "John Doe",
        "message": "I want to speak to a human",
        "page_id": PAGE_ID,
    }
    assert_fits(frame, broadcast("agent_requested", **data))


# "Business Rules"


def test_exclusive_assignment_on_both_doors(
    port: int, john: Conversation, alice: User, bob: User, on_john: Call
) -> None:
    take(john, alice)
    assert on_john(bob, "put", "agent").status_code == 409
    with Socket(port, bob) as socket:
        assert socket.call({"type": "assign_agent", **JOHN})["type"] == "error"
    john.refresh_from_db()
    assert john.agent == alice


def test_message_protection_on_the_websocket(
    port: int, john: Conversation, alice: User, bob: User
) -> None:
    take(john, alice)
    with Socket(port, bob) as socket:
        for frame in shapes_of("send_message", **JOHN, message="Hello"):
            reply = socket.call(frame)
            assert_fits(reply, WS_ERROR)
            assert reply["error"] == (
                "Customer is already assigned to alice@demo.test. "
                "Only the assigned agent can send messages."
            )


@pytest.mark.parametrize("door", ["rest", "websocket"])
@pytest.mark.parametrize("who", ["alice", "amira"])
def test_admins_unassign_any_agent_and_agents_themselves(
    port: int, john: Conversation, alice: User, amira: User, on_john: Call, who: str, door: str
) -> None:
    take(john, alice)
    user = {"alice": alice, "amira": amira}[who]
    if door == "rest":
        assert on_john(user, "delete", "agent").status_code == 200
    else:
        with Socket(port, user) as socket:
            assert socket.call({"type": "unassign_agent", **JOHN})["type"] == "agent_unassigned"
    john.refresh_from_db()
    assert john.agent is None


def test_while_stop_is_true_the_bot_is_not_asked(
    bot: Bot, john: Conversation, alice: User, on_john: Call
) -> None:
    on_john(alice, "put", "stop", stop=True)
    johns_message(john, "What time is breakfast?")
    assert not Delivery.objects.filter(kind=turns.KIND).exists()
    on_john(alice, "put", "stop", stop=False)
    johns_message(john, "What time is breakfast?", mid="m_2")
    assert Delivery.objects.filter(kind=turns.KIND).count() == 1


def test_assigning_sets_stop_and_after_unassigning_it_can_be_updated(
    bot: Bot, john: Conversation, alice: User, on_john: Call
) -> None:
    assert on_john(alice, "get").json()["customer"]["stop"] is False
    assert on_john(alice, "put", "agent").json()["customer"]["stop"] is True
    assert on_john(alice, "delete", "agent").json()["customer"]["stop"] is True
    assert on_john(alice, "put", "stop", stop=False).json()["customer"]["stop"] is False


def test_all_assignments_are_logged_with_time_and_agent(
    john: Conversation, alice: User, amira: User, on_john: Call
) -> None:
    on_john(alice, "put", "agent")
    on_john(amira, "delete", "agent")
    released, taken = HandoffRecord.objects.order_by("-epoch")[:2]
    assert (taken.deed, taken.to_agent_id, taken.actor_id) == ("taken", alice.pk, alice.pk)
    assert (released.deed, released.from_agent_id) == ("released", alice.pk)
    assert released.actor_id == amira.pk
    assert taken.at <= released.at


# "Error Handling"

ONLY_ALICE = (
    "Customer is already assigned to alice@demo.test. Only the assigned agent can send messages."
)
FIVE: list[tuple[int, str, str, dict[str, Any]]] = [
    (400, "Page ID is required", "put agent", {"page_id": ""}),
    (403, ONLY_ALICE, "post message", {"message": "Hello"}),
    (403, "Only the assigned agent or admin can unassign", "delete agent", {}),
    (404, "Customer not found", "put agent", {"customer_id": "1"}),
    (404, "Page not found or access denied", "put agent", {"page_id": "555000111222333"}),
]


@pytest.mark.parametrize(("status", "error", "request_line", "fields"), FIVE)
def test_the_five_errors(
    john: Conversation, alice: User, bob: User, globex_page: Page, call: Call,
    status: int, error: str, request_line: str, fields: dict[str, Any],
) -> None:  # fmt: skip
    take(john, alice)
    method, path = request_line.split()
    fields = {**JOHN, **fields}
    answer = call(bob, method, f"customers/{fields.pop('customer_id')}/{path}", **fields)
    assert error_of(answer) == (status, error)
    assert_fits(answer.json(), {"error": error, "details?": dict})


@pytest.mark.parametrize(
    ("method", "path"),
    [
        ("put", "agent"), ("delete", "agent"), ("put", "stop"), ("post", "toggle-stop"),
        ("post", "message"), ("get", ""), ("get", "history"),
    ],
)  # fmt: skip
def test_page_id_is_required_everywhere(
    john: Conversation, alice: User, call: Call, method: str, path: str
) -> None:
    for missing in ({}, {"page_id": ""}):
        answer = call(alice, method, f"customers/{JOHN_ID}/{path}".rstrip("/"), **missing)
        assert error_of(answer) == (400, "Page ID is required")
        assert answer.json()["details"]["page_id"] == ["Page ID is required"]
