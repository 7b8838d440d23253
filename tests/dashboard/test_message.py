"""Writing to a customer and reading the conversation over REST (contract documents 1 to 3)."""

from __future__ import annotations

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.utils import timezone

from conversations.actions.bot import say_as_bot
from conversations.actions.receiving import receive_message, record_outside_reply
from conversations.models import Author, Bot, Conversation, Message
from handoff.accounts.models import User
from tests.asking import client_of
from tests.cast import JOHN_ID, PAGE_ID
from tests.dashboard.conftest import Call


def test_sends_and_answers_the_message_and_the_customer(
    john: Conversation, alice: User, on_john: Call
) -> None:
    answer = on_john(alice, "post", "message", message="Hello, <b>\n", client_id="c-1")

    assert answer.status_code == 200
    body = answer.json()
    assert body["message"] == "Message sent successfully"
    assert body["customer"]["agent_id"] == str(alice.pk)
    message = body["data"]
    assert message["message"] == "Hello, <b>\n"
    assert (message["is_bot"], message["is_human"], message["source"]) == (False, True, "dashboard")
    assert message["agent_email"] == "alice@demo.test"
    assert (message["sender_id"], message["recipient_id"]) == (PAGE_ID, JOHN_ID)
    assert (message["type"], message["sender_name"]) == ("bot", "Hotel ABC")
    assert message["client_id"] == "c-1"


def test_the_idempotency_key_is_a_client_id(john: Conversation, alice: User) -> None:
    client = client_of(alice)
    answers = [
        client.post(
            f"/api/dashboard/customers/{JOHN_ID}/message",
            {"page_id": PAGE_ID, "message": "Once"},
            format="json",
            headers={"Idempotency-Key": "key-1"},
        ).json()
        for _ in range(2)
    ]
    assert answers[0]["data"]["id"] == answers[1]["data"]["id"]
    assert Message.objects.count() == 1


def test_another_agent_is_told_that_only_the_assigned_one_may(
    john: Conversation, alice: User, bob: User, on_john: Call
) -> None:
    on_john(alice, "put", "agent")
    answer = on_john(bob, "post", "message", message="Hello")
    assert answer.status_code == 403
    assert answer.json()["error"] == (
        "Customer is already assigned to alice@demo.test. "
        "Only the assigned agent can send messages."
    )


@pytest.mark.parametrize(
    ("message", "status"),
    [("", 400), ("  \n", 400), (None, 400), (5, 400), ([], 400), ({}, 400), ("a\x00b", 400),
     ("x" * 10_001, 400), ("x" * 2_001, 422), ("x" * 2_000, 200), (" x ", 200)],
)  # fmt: skip
def test_what_may_be_said(
    john: Conversation, alice: User, on_john: Call, message: object, status: int
) -> None:
    answer = on_john(alice, "post", "message", message=message)
    assert answer.status_code == status
    if status == 200:
        assert answer.json()["data"]["message"] == message
    else:
        assert answer.json()["error"]
        assert not Message.objects.exists()


def test_too_large_a_request_is_refused_before_it_is_read(
    john: Conversation, alice: User, on_john: Call
) -> None:
    assert on_john(alice, "post", "message", message="x" * (1 << 20)).status_code == 413


@pytest.fixture
def talk(bot: Bot, john: Conversation) -> Conversation:
    """A customer's line, a bot's, one from Facebook's inbox, and a note."""
    page, now = bot.page, timezone.now()
    receive_message(page, customer_id=JOHN_ID, text="Hello", provider_id="m1", sent_at=now)
    say_as_bot(john.pk, epoch=john.epoch, text="I am a bot", client_id="b1")
    record_outside_reply(page, customer_id=JOHN_ID, text="Me too", provider_id="m2", sent_at=now)
    Message.objects.create(
        company=john.company, conversation=john, seq=99, author=Author.NOTE, text="Rude"
    )
    return john


def test_the_conversation_shows_who_wrote_what(talk: Conversation, alice: User, call: Call) -> None:
    path = f"messages/conversation/{JOHN_ID}"
    body = call(alice, "get", path, page_id=PAGE_ID).json()

    assert body["customer_id"] == JOHN_ID
    assert (body["customer_name"], body["page_id"]) == ("John Doe", PAGE_ID)
    assert body["page_name"] == "Hotel ABC"
    assert body["pagination"] == {
        "page": 1, "limit": 50, "total": 3, "total_pages": 1, "has_more": False,
    }  # fmt: skip
    rows = body["conversation"]
    flags = [(row["is_bot"], row["is_human"], row["source"], row["type"]) for row in rows]
    assert flags == [
        (False, False, "facebook", "customer"),
        (True, False, "bot", "bot"),
        (False, True, "facebook", "bot"),
    ]
    assert [row["sender_name"] for row in rows] == ["John Doe", "Hotel ABC", "Hotel ABC"]
    assert all("agent_id" not in row for row in rows)
    with_notes = call(alice, "get", path, page_id=PAGE_ID, include="notes").json()
    assert with_notes["pagination"]["total"] == 4


def test_page_one_holds_the_newest_oldest_first(
    talk: Conversation, alice: User, call: Call
) -> None:
    path = f"messages/chat/{JOHN_ID}"
    newest = call(alice, "get", path, page_id=PAGE_ID, limit=2)
    oldest = call(alice, "get", path, page_id=PAGE_ID, limit=2, page=2)

    assert [row["message"] for row in newest.json()] == ["I am a bot", "Me too"]
    assert [row["message"] for row in oldest.json()] == ["Hello"]
    assert newest["X-Total-Count"] == "3"
    assert 'rel="next"' in newest["Link"]
    assert 'rel="prev"' not in newest["Link"]
    assert 'rel="prev"' in oldest["Link"]


def test_query_count_does_not_grow_with_the_conversation(
    talk: Conversation, alice: User, call: Call
) -> None:
    def queries() -> int:
        with CaptureQueriesContext(connection) as captured:
            call(alice, "get", f"messages/chat/{JOHN_ID}", page_id=PAGE_ID)
        return len(captured)

    few = queries()
    for number in range(10):
        receive_message(
            talk.customer.page, customer_id=JOHN_ID, text="More",  # type: ignore[union-attr]
            provider_id=f"more-{number}", sent_at=timezone.now(),
        )  # fmt: skip
    assert queries() == few
    assert few <= 7  # two of them begin the sign-in of this call


@pytest.mark.parametrize("path", ["messages/conversation", "messages/chat"])
def test_the_page_is_required(talk: Conversation, alice: User, call: Call, path: str) -> None:
    answer = call(alice, "get", f"{path}/{JOHN_ID}")
    assert (answer.status_code, answer.json()["error"]) == (400, "Page ID is required")
