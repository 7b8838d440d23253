"""Document 3, message ownership, row by row."""

from __future__ import annotations

from typing import Any

import pytest
from django.test import Client

from conversations.bots import turns
from conversations.models import Bot, Conversation, FaqEntry, Message
from handoff.accounts.models import User
from handoff.outbox.models import Delivery
from tests.cast import JOHN_ID, PAGE_ID
from tests.contract.doors import JOHN, johns_message
from tests.contract.shapes import (
    FROM_AGENT,
    FROM_BOT,
    FROM_CUSTOMER,
    FROM_INBOX,
    PAGINATION,
    assert_fits,
)
from tests.dashboard.conftest import Call
from tests.messenger.door import Door, echo_to_john, text_from_john
from tests.realtime.server import Socket

pytestmark = pytest.mark.django_db(transaction=True)

TO_PAGE = {"sender_id": JOHN_ID, "recipient_id": PAGE_ID, "sender_name": "John Doe"}
TO_JOHN = {"sender_id": PAGE_ID, "recipient_id": JOHN_ID, "sender_name": "Hotel ABC"}
CONVERSATION = f"messages/conversation/{JOHN_ID}"
CHAT = f"messages/chat/{JOHN_ID}"


def answer_by_bot(page_bot: Bot) -> None:
    """Let the embedded bot think the thought that waits."""
    FaqEntry.objects.create(
        company=page_bot.company, question="What time is breakfast?", answer="From seven"
    )
    turns.take_turn(Delivery.objects.get(kind=turns.KIND))


def rows(alice: User, call: Call, **query: Any) -> list[dict[str, Any]]:
    answer = call(alice, "get", CONVERSATION, page_id=PAGE_ID, **query)
    assert answer.status_code == 200
    listed: list[dict[str, Any]] = answer.json()["conversation"]
    return listed


# "Message Types"


def test_1_a_customers_message(door: Door, john: Conversation, alice: User, call: Call) -> None:
    door.tell(text_from_john("Hello, I need help"))
    (row,) = rows(alice, call)
    assert_fits(row, {**FROM_CUSTOMER, **TO_PAGE, "message": "Hello, I need help"})


def test_2_a_bots_message(
    door: Door, bot: Bot, john: Conversation, alice: User, call: Call
) -> None:
    door.tell(text_from_john("What time is breakfast?"))
    answer_by_bot(bot)
    assert_fits(rows(alice, call)[1], {**FROM_BOT, **TO_JOHN, "message": "From seven"})


@pytest.mark.parametrize("through", ["rest", "websocket", "desk"])
def test_3_an_agents_message_through_every_door(
    port: int, john: Conversation, alice: User, call: Call, on_john: Call, through: str
) -> None:
    text = "Let me assist you with that issue"
    match through:
        case "rest":
            on_john(alice, "post", "message", message=text)
        case "websocket":
            with Socket(port, alice) as socket:
                socket.call({"type": "send_message", **JOHN, "message": text})
        case "desk":
            browser = Client()
            browser.force_login(alice)
            browser.post(f"/desk/conversations/{john.pk}/reply/?list=all", {"text": text})
    agent = {
        "agent_id": str(alice.pk),
        "agent_email": "alice@demo.test",
        "agent_name": "Alice Adams",
    }
    (row,) = rows(alice, call)
    assert_fits(row, {**FROM_AGENT, **TO_JOHN, **agent, "message": text})


def test_a_reply_in_facebooks_inbox_is_human_and_nobodys(
    door: Door, john: Conversation, alice: User, call: Call
) -> None:
    door.tell(echo_to_john("From my phone"))
    (row,) = rows(alice, call)
    assert_fits(row, {**FROM_INBOX, **TO_JOHN, "message": "From my phone"})


def test_who_is_shown_keeps_the_name_of_then(
    john: Conversation, alice: User, call: Call, on_john: Call
) -> None:
    on_john(alice, "put", "agent", agent_name="Night Desk")
    on_john(alice, "post", "message", message="Hello")
    on_john(alice, "put", "agent", agent_name="Day Desk")
    on_john(alice, "post", "message", message="Still here")
    assert [row["agent_name"] for row in rows(alice, call)] == ["Night Desk", "Day Desk"]


# "API Endpoints"


@pytest.fixture
def talk(door: Door, bot: Bot, john: Conversation, alice: User, on_john: Call) -> Conversation:
    """A customer's line, the bot's, an agent's."""
    door.tell(text_from_john("What time is breakfast?"))
    answer_by_bot(bot)
    on_john(alice, "post", "message", message="Do you need anything else?")
    return john


def test_get_conversation(talk: Conversation, alice: User, call: Call) -> None:
    body = call(alice, "get", CONVERSATION, page_id=PAGE_ID).json()
    assert_fits(
        body,
        {
            "customer_id": JOHN_ID,
            "customer_name": "John Doe",
            "page_id": PAGE_ID,
            "page_name": "Hotel ABC",
            "conversation": [({**FROM_CUSTOMER, **TO_PAGE}, {**FROM_BOT, **TO_JOHN}, FROM_AGENT)],
            "pagination": PAGINATION,
        },
    )
    assert body["pagination"] == {
        "page": 1, "limit": 50, "total": 3, "total_pages": 1, "has_more": False,
    }  # fmt: skip


def test_get_chat_is_a_bare_array_of_the_same_rows(
    talk: Conversation, alice: User, call: Call
) -> None:
    answer = call(alice, "get", CHAT, page_id=PAGE_ID)
    assert answer.json() == rows(alice, call)
    assert answer["X-Total-Count"] == "3"
    assert [part.partition("; ")[2] for part in answer["Link"].split(", ")] == [
        'rel="first"', 'rel="last"',
    ]  # fmt: skip


@pytest.mark.parametrize("path", [CONVERSATION, CHAT])
@pytest.mark.parametrize("query", [{}, {"page_id": ""}])
def test_page_id_is_required(
    talk: Conversation, alice: User, call: Call, path: str, query: dict[str, str]
) -> None:
    answer = call(alice, "get", path, **query)
    assert (answer.status_code, answer.json()["error"]) == (400, "Page ID is required")


@pytest.mark.parametrize(("asked", "given"), [(None, 50), (200, 200), (201, 200)])
def test_limit_default_50_and_at_most_200(
    talk: Conversation, alice: User, call: Call, asked: int | None, given: int
) -> None:
    query = {"page_id": PAGE_ID} | ({} if asked is None else {"limit": asked})
    assert call(alice, "get", CONVERSATION, **query).json()["pagination"]["limit"] == given
    first = call(alice, "get", CHAT, **query)["Link"].partition(">")[0]
    assert f"limit={given}" in first.partition("?")[2].split("&")


@pytest.mark.parametrize("path", [CONVERSATION, CHAT])
def test_page_1_holds_the_newest_and_inside_a_page_the_oldest_come_first(
    talk: Conversation, alice: User, call: Call, path: str
) -> None:
    def said(page: int) -> list[str]:
        body = call(alice, "get", path, page_id=PAGE_ID, limit=2, page=page).json()
        listed = body if isinstance(body, list) else body["conversation"]
        return [row["message"] for row in listed]

    assert said(1) == ["From seven", "Do you need anything else?"]
    assert said(2) == ["What time is breakfast?"]
    assert said(3) == []


def test_link_leads_through_all_pages(talk: Conversation, alice: User, call: Call) -> None:
    def links(page: int) -> dict[str, str]:
        header = call(alice, "get", CHAT, page_id=PAGE_ID, limit=1, page=page)["Link"]
        parts = [part.split("; ") for part in header.split(", ")]
        return {relation.removeprefix("rel="): address.strip("<>") for address, relation in parts}

    assert set(links(1)) == {'"first"', '"next"', '"last"'}
    assert set(links(2)) == {'"first"', '"prev"', '"next"', '"last"'}
    assert set(links(3)) == {'"first"', '"prev"', '"last"'}
    address = links(1)['"next"']
    assert address.startswith(f"http://testserver/api/dashboard/{CHAT}?")
    assert {"page=2", "limit=1", f"page_id={PAGE_ID}"} <= set(address.partition("?")[2].split("&"))


# "Agent Handoff Behavior"


def test_the_silent_handoff(
    port: int, door: Door, bot: Bot, john: Conversation, alice: User, call: Call
) -> None:
    with Socket(port, alice, "?events=agent_requested,customer_stop_status_changed") as socket:
        door.tell(text_from_john("I want to speak to a human"))
        types = {socket.event()["type"] for _ in range(2)}
    assert types == {"agent_requested", "customer_stop_status_changed"}
    customer = call(alice, "get", f"customers/{JOHN_ID}", page_id=PAGE_ID).json()["customer"]
    assert customer["stop"] is True
    (only,) = Message.objects.all()
    assert only.author == "customer"
    assert not Delivery.objects.exists()


def test_the_conversation_appears_among_those_who_wait(
    port: int, bot: Bot, john: Conversation, alice: User
) -> None:
    with Socket(port, alice) as socket:
        assert socket.call({"type": "get_stopped_customers"})["data"]["total"] == 0
        johns_message(john, "I want to speak to a human")
        data = socket.call({"type": "get_stopped_customers"})["data"]
    assert [row["customer_id"] for row in data["customers"]] == [JOHN_ID]
