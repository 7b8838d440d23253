"""Document 2, customer management, row by row: `/api/dashboard/ws` and its broadcasts."""

from __future__ import annotations

import time
from typing import Any

import pytest

from conversations.models import Bot, Conversation, Message
from customers.models import Page
from handoff.accounts.models import User
from handoff.outbox.models import Delivery
from tests.cast import JOHN_ID, PAGE_ID, open_conversation
from tests.contract.doors import JOHN, heard, johns_message, take
from tests.contract.shapes import (
    CUSTOMER,
    FROM_AGENT,
    FROM_CUSTOMER,
    STOPPED,
    TIME,
    assert_fits,
    broadcast,
)
from tests.dashboard.conftest import Call
from tests.realtime.server import Socket

pytestmark = pytest.mark.django_db(transaction=True)

ASSIGNED = ("agent_status_changed", "agent_assignment_changed")


# "Connection"


def test_connected(port: int, alice: User) -> None:
    with Socket(port, alice) as socket:
        assert socket.first == {
            "type": "connected",
            "message": "WebSocket connection established",
            "user_id": str(alice.pk),
            "cursor": 0,
        }


# "Message Types"


def test_1_get_stopped_customers_with_its_fields_under_data(
    port: int, john: Conversation, alice: User
) -> None:
    take(john, alice)
    with Socket(port, alice) as socket:
        data = {"page_id": PAGE_ID, "limit": 50, "skip": 0}
        reply = socket.call({"type": "get_stopped_customers", "data": data})
    row = {
        **STOPPED,
        "customer_id": JOHN_ID,
        "stop": True,
        "stopped_at": TIME,
        "agent_id": str(alice.pk),
        "agent_email": "alice@demo.test",
        "agent_name": "Alice Adams",
        "assigned_at": TIME,
        "time_since_last_conversation": "5 minutes ago",
        "minutes_since_last_conversation": 5,
        "is_assigned": True,
        "is_assigned_to_me": True,
    }
    pagination = {"total": 1, "limit": 50, "skip": 0, "has_more": False}
    listed = {"customers": [row], "total": 1, "pagination": pagination, "page_id": PAGE_ID}
    assert_fits(reply, {"type": "stopped_customers", "data": listed, "timestamp": int})
    assert abs(reply["timestamp"] - time.time()) < 5


def test_is_assigned_and_to_me_are_two_things(
    port: int, john: Conversation, page: Page, alice: User, bob: User
) -> None:
    jane = open_conversation(page, "1002", "Jane Roe", minutes_ago=4)
    take(jane, bob)
    with Socket(port, alice) as socket:
        rows = socket.call({"type": "get_stopped_customers"})["data"]["customers"]
    assert [(row["is_assigned"], row["is_assigned_to_me"]) for row in rows] == [
        (False, False),
        (True, False),
    ]


def test_2_assign_agent(port: int, john: Conversation, alice: User) -> None:
    with Socket(port, alice) as socket:
        reply = socket.call({"type": "assign_agent", "data": JOHN})
    agent = {
        "agent_id": str(alice.pk), "agent_email": "alice@demo.test", "agent_name": "Alice Adams",
    }  # fmt: skip
    data = {"customer": {**CUSTOMER, **agent, "assigned_at": TIME}, **agent}
    assert_fits(reply, {"type": "agent_assigned", "data": data, "timestamp": int})


def test_3_unassign_agent(port: int, john: Conversation, alice: User) -> None:
    take(john, alice)
    with Socket(port, alice) as socket:
        reply = socket.call({"type": "unassign_agent", "data": JOHN})
    data = {"customer": {**CUSTOMER, "agent_id": "", "assigned_at": None, "stop": True}}
    assert_fits(reply, {"type": "agent_unassigned", "data": data, "timestamp": int})


def test_4_send_message(port: int, john: Conversation, alice: User) -> None:
    text = "Hello, how can I help you today?"
    with Socket(port, alice) as socket:
        reply = socket.call({"type": "send_message", **JOHN, "message": text})
    assert_fits(
        reply,
        {
            "type": "message_sent", **JOHN, "message": text, "timestamp": int, "message_id": str,
        },
    )  # fmt: skip
    assert Delivery.objects.get(kind="messenger.send").payload == {
        "message_id": Message.objects.get().pk
    }


@pytest.mark.parametrize(("asked", "given"), [(None, 50), (200, 200), (201, 200), (10**30, 200)])
def test_get_stopped_customers_default_50_and_at_most_200(
    port: int, alice: User, asked: int | None, given: int
) -> None:
    data = {} if asked is None else {"limit": asked}
    with Socket(port, alice) as socket:
        reply = socket.call({"type": "get_stopped_customers", "data": data})
    assert reply["data"]["pagination"] == {
        "total": 0, "limit": given, "skip": 0, "has_more": False,
    }  # fmt: skip


# "Real-Time Broadcast Events"


@pytest.mark.parametrize("stop", [True, False])
def test_1_customer_stop_status_changed(
    port: int, bot: Bot, john: Conversation, alice: User, bob: User, on_john: Call, stop: bool
) -> None:
    on_john(alice, "put", "stop", stop=not stop)
    with Socket(port, bob) as colleague:
        on_john(alice, "put", "stop", stop=stop)
        (frame,) = heard(colleague, "customer_stop_status_changed")
    data = {**JOHN, "customer": {**CUSTOMER, "stop": stop}, "stop": stop}
    assert_fits(frame, broadcast("customer_stop_status_changed", **data))


def test_2_agent_assignment_changed(port: int, john: Conversation, alice: User, bob: User) -> None:
    with Socket(port, bob) as colleague:
        take(john, alice)
        _, frame = heard(colleague, *ASSIGNED)
    agent = {
        "agent_id": str(alice.pk), "agent_email": "alice@demo.test", "agent_name": "Alice Adams",
    }  # fmt: skip
    data = {
        **JOHN, **agent, "customer": {**CUSTOMER, **agent}, "action": "assigned",
        "previous_agent_id": "",
    }  # fmt: skip
    assert_fits(frame, broadcast("agent_assignment_changed", **data))


def test_2_agent_assignment_changed_unassigned(
    port: int, john: Conversation, alice: User, bob: User, on_john: Call
) -> None:
    take(john, alice)
    with Socket(port, bob) as colleague:
        on_john(alice, "delete", "agent")
        _, frame = heard(colleague, *ASSIGNED)
    nobody = {"agent_id": "", "agent_email": "", "agent_name": ""}
    data = {
        **JOHN, **nobody, "customer": {**CUSTOMER, **nobody}, "action": "unassigned",
        "previous_agent_id": str(alice.pk),
    }  # fmt: skip
    assert_fits(frame, broadcast("agent_assignment_changed", **data))


def test_3_agent_requested(port: int, bot: Bot, john: Conversation, alice: User) -> None:
    with Socket(port, alice, "?events=agent_requested") as socket:
        johns_message(john, "I want to speak to a human")
        (frame,) = heard(socket, "agent_requested")
    data = {
        "chat_id": JOHN_ID, "customer_name": "John Doe", "page_id": PAGE_ID,
        "message": "I want to speak to a human",
    }  # fmt: skip
    assert_fits(frame, broadcast("agent_requested", **data))


def ours(**message: Any) -> dict[str, Any]:
    """`new_message` with the keys of its message, and those that say in which chat."""
    return broadcast(
        "new_message",
        chat_id=JOHN_ID,
        page_id=PAGE_ID,
        customer_name="John Doe",
        customer=CUSTOMER,
        created_at=TIME,
        **message,
    )


def test_4_new_message_of_an_agent(port: int, john: Conversation, alice: User, bob: User) -> None:
    take(john, alice)
    with Socket(port, bob) as colleague, Socket(port, alice) as sender:
        sender.call({"type": "send_message", **JOHN, "message": "Message text"})
        (frame,) = heard(colleague, "new_message")
    message = {
        **FROM_AGENT,
        "sender_id": PAGE_ID,
        "recipient_id": JOHN_ID,
        "message": "Message text",
        "agent_id": str(alice.pk),
        "agent_email": "alice@demo.test",
        "agent_name": "Alice Adams",
    }
    assert_fits(frame, ours(**message))


def test_4_new_message_of_a_customer(port: int, john: Conversation, bob: User) -> None:
    with Socket(port, bob) as colleague:
        johns_message(john, "Hello?")
        (frame,) = heard(colleague, "new_message")
    message = {
        **FROM_CUSTOMER, "sender_id": JOHN_ID, "recipient_id": PAGE_ID, "message": "Hello?",
    }  # fmt: skip
    assert_fits(frame, ours(**message))


# "Workflow Examples"


def test_workflow_1_a_customer_requests_human_assistance(
    port: int, bot: Bot, john: Conversation, alice: User
) -> None:
    with Socket(port, alice) as socket:
        johns_message(john, "I want to speak to a human")
        frames = [socket.event() for _ in range(3)]
        assert {frame["type"] for frame in frames} == {
            "new_message", "customer_stop_status_changed", "agent_requested",
        }  # fmt: skip
        rows = socket.call({"type": "get_stopped_customers"})["data"]["customers"]
    assert [(row["customer_id"], row["stop"]) for row in rows] == [(JOHN_ID, True)]
    assert_fits(rows[0]["stopped_at"], TIME)


def test_workflow_2_an_agent_takes_over(
    port: int, john: Conversation, alice: User, bob: User
) -> None:
    with Socket(port, alice) as taker, Socket(port, bob) as colleague:
        customer = taker.call({"type": "assign_agent", "data": JOHN})["data"]["customer"]
        assert customer["agent_id"] == str(alice.pk)
        heard(colleague, *ASSIGNED)
        (row,) = colleague.call({"type": "get_stopped_customers"})["data"]["customers"]
        assert (row["is_assigned"], row["is_assigned_to_me"]) == (True, False)
        sent = taker.call({"type": "send_message", **JOHN, "message": "Hello"})
        assert sent["type"] == "message_sent"


def test_workflow_3_a_message_assigns_its_sender(
    port: int, john: Conversation, alice: User, bob: User
) -> None:
    with Socket(port, alice) as sender, Socket(port, bob) as colleague:
        sender.call({"type": "send_message", **JOHN, "message": "Hello"})
        frames = heard(colleague, *ASSIGNED, "new_message")
    assert frames[1]["data"]["agent_id"] == str(alice.pk)
    assert Delivery.objects.filter(kind="messenger.send").count() == 1


def test_workflow_4_an_agent_releases_and_others_may_take(
    port: int, john: Conversation, alice: User, bob: User
) -> None:
    take(john, alice)
    with Socket(port, alice) as leaver, Socket(port, bob) as colleague:
        leaver.call({"type": "unassign_agent", "data": JOHN})
        _, frame = heard(colleague, *ASSIGNED)
        assert frame["data"]["action"] == "unassigned"
        assert colleague.call({"type": "assign_agent", "data": JOHN})["type"] == "agent_assigned"
