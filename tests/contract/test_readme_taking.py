"""The contract's README, "Taking and giving back"."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

import pytest
import time_machine
from django.test import Client
from django.utils import timezone

from conversations.actions.waiting import remind_of_waiting
from conversations.models import Bot, Conversation, HandoffRecord
from customers.models import Page
from handoff.accounts.actions import deactivate_user
from handoff.accounts.models import User
from handoff.news.models import Event
from tests.cast import JOHN_ID, PAGE_ID, news_types, open_conversation
from tests.contract.doors import JOHN, error_of, heard, johns_message, take
from tests.contract.shapes import CUSTOMER, FROM_AGENT, TIME, assert_fits
from tests.dashboard.conftest import Call
from tests.realtime.server import Socket

pytestmark = pytest.mark.django_db(transaction=True)

ASSIGNED = ("agent_status_changed", "agent_assignment_changed")
STOP = "customer_stop_status_changed"
NOT_ASKED = "Customer has not requested human assistance"
NOT_MINE = "You are not assigned to this customer"
ONLY_ITS_AGENT = "Only the assigned agent or admin can unassign"


# Assigning


def test_rest_assigns_from_the_bot_and_sets_stop_and_the_websocket_refuses(
    port: int, bot: Bot, john: Conversation, alice: User, on_john: Call
) -> None:
    with Socket(port, alice) as socket:
        assert socket.call({"type": "assign_agent", **JOHN})["error"] == NOT_ASKED
        sent = socket.call({"type": "send_message", **JOHN, "message": "Hello"})
        assert sent["error"] == NOT_ASKED
        socket.silence()
        assert on_john(alice, "put", "agent").json()["customer"]["stop"] is True
        heard(socket, *ASSIGNED, STOP)


def test_rest_sends_from_the_bot_and_assigns_the_sender(
    bot: Bot, john: Conversation, alice: User, on_john: Call
) -> None:
    sent = on_john(alice, "post", "message", message="Hello")
    assert sent.status_code == 200
    customer = {**CUSTOMER, "stop": True, "agent_id": str(alice.pk), "assigned_at": TIME}
    assert_fits(
        sent.json(),
        {"message": "Message sent successfully", "data": FROM_AGENT, "customer": customer},
    )


@pytest.mark.parametrize(
    ("name", "shown"),
    [({}, "Alice Adams"), ({"agent_name": ""}, "Alice Adams"), ({"agent_name": "Al"}, "Al")],
)
def test_agent_name_overrides_the_name_on_both_doors(
    port: int, john: Conversation, alice: User, on_john: Call, name: dict[str, str], shown: str
) -> None:
    assert on_john(alice, "put", "agent", **name).json()["customer"]["agent_name"] == shown
    on_john(alice, "delete", "agent")
    with Socket(port, alice) as socket:
        reply = socket.call({"type": "assign_agent", "data": {**JOHN, **name}})
        assert reply["data"]["agent_name"] == shown
        socket.call({"type": "send_message", **JOHN, "message": "Hello"})
        (_, _, said) = heard(socket, *ASSIGNED, "new_message")
    assert said["data"]["agent_name"] == shown


def test_the_text_tells_whether_the_assignee_or_only_the_name_changed(
    john: Conversation, alice: User, bob: User, amira: User, on_john: Call
) -> None:
    def text(user: User, **fields: object) -> str:
        message: str = on_john(user, "put", "agent", **fields).json()["message"]
        return message

    assert text(alice) == "Agent assigned successfully"
    assert text(alice, agent_name="Al") == "Agent name updated successfully"
    assert text(amira, agent_id=str(bob.pk)) == "Agent assigned successfully"
    assert text(amira, agent_id=str(bob.pk), agent_name="B") == "Agent name updated successfully"


@pytest.mark.parametrize("who", ["bob", "amira"])
def test_an_assigned_customer_is_refused_to_all_others_admins_too(
    port: int, john: Conversation, alice: User, bob: User, amira: User, on_john: Call, who: str
) -> None:
    take(john, alice)
    other = {"bob": bob, "amira": amira}[who]
    taken = "Customer is already assigned to alice@demo.test"
    protected = f"{taken}. Only the assigned agent can send messages."
    assert error_of(on_john(other, "put", "agent")) == (409, taken)
    assert error_of(on_john(other, "post", "message", message="Hello")) == (403, protected)
    with Socket(port, other) as socket:
        assert socket.call({"type": "assign_agent", **JOHN})["error"] == taken
        sent = socket.call({"type": "send_message", **JOHN, "message": "Hello"})
        assert sent["error"] == protected
        socket.silence()


def test_put_agent_by_an_admin_with_agent_id_transfers(
    port: int, john: Conversation, alice: User, bob: User, amira: User, on_john: Call
) -> None:
    take(john, alice)
    with Socket(port, alice) as socket:
        answer = on_john(amira, "put", "agent", agent_id=str(bob.pk))
        assert answer.json()["customer"]["agent_email"] == "bob@demo.test"
        first, second = heard(socket, *ASSIGNED)
    assert first["data"]["action"] == second["data"]["action"] == "assigned"
    assert second["data"]["agent_id"] == str(bob.pk)
    assert second["data"]["previous_agent_id"] == str(alice.pk)


def test_a_transfer_to_another_companys_agent_is_worded_as_if_there_were_none(
    john: Conversation, amira: User, charlie: User, vera: User, on_john: Call
) -> None:
    for nobody in (charlie.pk, vera.pk, 999_999):
        answer = on_john(amira, "put", "agent", agent_id=str(nobody))
        assert error_of(answer) == (404, "Agent not found")
    john.refresh_from_db()
    assert john.agent is None


# Releasing


def test_releasing_anothers_customer(
    port: int, john: Conversation, alice: User, bob: User, amira: User, on_john: Call
) -> None:
    take(john, alice)
    assert error_of(on_john(bob, "delete", "agent")) == (403, ONLY_ITS_AGENT)
    with Socket(port, bob) as socket:
        assert socket.call({"type": "unassign_agent", **JOHN})["error"] == NOT_MINE
    with Socket(port, amira) as socket:
        assert socket.call({"type": "unassign_agent", **JOHN})["type"] == "agent_unassigned"
    take(john, alice)
    assert on_john(amira, "delete", "agent").status_code == 200


@pytest.mark.parametrize("who", ["alice", "amira"])
def test_releasing_what_nobody_has(
    port: int, john: Conversation, alice: User, amira: User, on_john: Call, who: str
) -> None:
    user, records = {"alice": alice, "amira": amira}[who], HandoffRecord.objects.count()
    before = on_john(user, "get").json()["customer"]
    with Socket(port, user) as socket:
        answer = on_john(user, "delete", "agent")
        assert answer.status_code == 200
        assert answer.json()["customer"] == before
        assert socket.call({"type": "unassign_agent", **JOHN})["error"] == NOT_MINE
        socket.silence()
    assert HandoffRecord.objects.count() == records


@pytest.mark.parametrize("door", ["rest", "websocket"])
@pytest.mark.parametrize("resume_bot", [False, True])
def test_releasing_leaves_stop_unless_the_bot_is_to_resume(
    port: int, bot: Bot, john: Conversation, alice: User, on_john: Call, door: str,
    resume_bot: bool,
) -> None:  # fmt: skip
    take_over = on_john(alice, "put", "agent")
    assert take_over.status_code == 200
    with Socket(port, alice) as socket:
        if door == "rest":
            customer = on_john(alice, "delete", "agent", resume_bot=resume_bot).json()["customer"]
        else:
            frame = {"type": "unassign_agent", "data": {**JOHN, "resume_bot": resume_bot}}
            customer = socket.call(frame)["data"]["customer"]
        heard(socket, *ASSIGNED, *([STOP] if resume_bot else []))
        socket.silence()
    assert customer["stop"] is not resume_bot
    assert (customer["stopped_at"] is None) is resume_bot


# `stop`


@pytest.mark.parametrize("way", ["stop", "toggle-stop"])
def test_stop_false_on_an_assigned_customer_hands_back_to_the_bot(
    port: int, bot: Bot, john: Conversation, alice: User, bob: User, amira: User, on_john: Call,
    way: str,
) -> None:  # fmt: skip
    method, fields = ("put", {"stop": False}) if way == "stop" else ("post", {})
    on_john(alice, "put", "agent")
    assert error_of(on_john(bob, method, way, **fields)) == (403, ONLY_ITS_AGENT)
    for user in (alice, amira):
        on_john(alice, "put", "agent")
        with Socket(port, bob) as socket:
            customer = on_john(user, method, way, **fields).json()["customer"]
            _, changed, stop = heard(socket, *ASSIGNED, STOP)
        assert (customer["stop"], customer["stopped_at"], customer["agent_id"]) == (False, None, "")
        assert (changed["data"]["action"], stop["data"]["stop"]) == ("unassigned", False)


@pytest.mark.parametrize("stop", [True, False])
def test_an_unchanged_stop_is_200_and_sends_nothing(
    port: int, bot: Bot, john: Conversation, alice: User, on_john: Call, stop: bool
) -> None:
    on_john(alice, "put", "stop", stop=stop)
    records = HandoffRecord.objects.count()
    with Socket(port, alice) as socket:
        assert on_john(alice, "put", "stop", stop=stop).status_code == 200
        socket.silence()
    assert HandoffRecord.objects.count() == records


def test_stop_true_takes_an_assigned_customer_from_nobody(
    port: int, john: Conversation, alice: User, bob: User, on_john: Call
) -> None:
    take(john, alice)
    with Socket(port, bob) as socket:
        customer = on_john(bob, "put", "stop", stop=True).json()["customer"]
        socket.silence()
    assert (customer["agent_id"], customer["stop"]) == (str(alice.pk), True)


def test_agent_requested_goes_out_only_when_the_customer_asks_or_the_bot_gives_up(
    bot: Bot, john: Conversation, alice: User, on_john: Call
) -> None:
    on_john(alice, "put", "stop", stop=True)
    on_john(alice, "put", "agent")
    on_john(alice, "delete", "agent", resume_bot=False)
    on_john(alice, "post", "toggle-stop")
    assert "person_requested" not in news_types()
    johns_message(john, "I want to speak to a human")
    assert news_types().count("person_requested") == 1
    johns_message(john, "I want to speak to a human!!", mid="m_2")
    assert news_types().count("person_requested") == 1


# Sending


def test_what_messengers_policy_forbids_is_refused_with_the_reason_on_both_doors(
    port: int, john: Conversation, alice: User, on_john: Call
) -> None:
    assert john.customer is not None
    john.customer.last_seen = timezone.now() - timedelta(days=8)
    john.customer.save()
    answer = on_john(alice, "post", "message", message="Hello")
    assert answer.status_code == 422
    assert answer.json()["error"].startswith("The customer wrote more than 7 days ago.")
    with Socket(port, alice) as socket:
        reply = socket.call({"type": "send_message", **JOHN, "message": "Hello"})
        assert reply["error"] == answer.json()["error"]
        socket.silence()
    john.refresh_from_db()
    assert (john.messages.count(), john.agent) == (0, None)


# Who waits, and who may take


def test_who_waits_too_long_is_announced_again_and_shown_to_admins_as_overdue(
    port: int, bot: Bot, john: Conversation, alice: User, amira: User, on_john: Call
) -> None:
    on_john(alice, "put", "stop", stop=True)
    seconds = john.customer.page.unclaimed_after_seconds  # type: ignore[union-attr]
    assert seconds == 300
    with Socket(port, alice, "?events=agent_requested") as socket:
        with time_machine.travel(timezone.now() + timedelta(seconds=301)):
            assert remind_of_waiting() == 1
        (frame,) = heard(socket, "agent_requested")
    assert (frame["data"]["reminder"], frame["data"]["chat_id"]) == (1, JOHN_ID)
    browser = Client()
    browser.force_login(amira)
    page = browser.get("/admin/conversations/conversation/")
    assert "overdue" in page.content.decode().lower()


@pytest.mark.parametrize("returns", [True, False])
def test_the_page_says_whether_the_bot_gets_the_customer_back(
    port: int, bot: Bot, john: Conversation, alice: User, on_john: Call, returns: bool
) -> None:
    Page.objects.update(returns_unclaimed_to_bot=returns)
    on_john(alice, "put", "stop", stop=True)
    with Socket(port, alice) as socket:
        with time_machine.travel(timezone.now() + timedelta(seconds=301)):
            remind_of_waiting()
        heard(socket, "agent_requested", *([STOP] if returns else []))
    assert on_john(alice, "get").json()["customer"]["stop"] is not returns


def test_status_skills_and_slots_do_not_bind_messenger(
    page: Page, john: Conversation, alice: User, call: Call, on_john: Call
) -> None:
    """Alice is not online anywhere and may have any number of customers."""
    for number in range(12):
        open_conversation(page, str(number), f"Guest {number}")
        path = f"customers/{number}/agent"
        assert call(alice, "put", path, page_id=PAGE_ID).status_code == 200


def test_who_goes_away_keeps_customers_and_who_is_deactivated_does_not(
    port: int, john: Conversation, alice: User, bob: User, amira: User, on_john: Call
) -> None:
    with Socket(port, alice) as socket:
        socket.call({"type": "assign_agent", **JOHN})
    assert on_john(bob, "get").json()["customer"]["agent_id"] == str(alice.pk)
    with Socket(port, bob) as socket:
        deactivate_user(amira.as_actor(door="test"), user_id=alice.pk)
        _, frame = heard(socket, *ASSIGNED)
    assert frame["data"]["action"] == "unassigned"
    customer: dict[str, Any] = on_john(bob, "get").json()["customer"]
    assert (customer["agent_id"], customer["stop"]) == ("", True)
    assert Event.objects.filter(type="agent_changed").count() == 2
