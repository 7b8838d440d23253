"""The contract's README, "Who hears it" and "Resuming and repeating"."""

from __future__ import annotations

from typing import Any
from urllib.parse import quote

import pytest
from django.utils import timezone

from conversations.actions.adding import Words, add_message
from conversations.models import Author, Bot, Conversation, Message
from handoff.accounts.models import User
from handoff.news.emitting import action
from handoff.news.models import Event
from handoff.realtime import resuming
from tests.asking import client_of
from tests.cast import JOHN_ID, PAGE_ID, make_visitor, open_chat, open_conversation
from tests.contract.doors import JOHN, heard, johns_message, take
from tests.contract.shapes import assert_fits
from tests.dashboard.conftest import Call
from tests.realtime.server import Socket

pytestmark = pytest.mark.django_db(transaction=True)

ASSIGNED = ("agent_status_changed", "agent_assignment_changed")


def events(user: User, **query: Any) -> dict[str, Any]:
    client = client_of(user)
    body: dict[str, Any] = client.get("/api/events", query).json()
    return body


@action
def add_line(conversation: Conversation, author: Author, text: str) -> None:
    """A note or system line, as desks and rules will write them."""
    words = Words(author=author, text=text, at=timezone.now())
    add_message(Conversation.objects.with_people().get(pk=conversation.pk), words)


# "Who hears it"


def test_the_causing_socket_hears_it_too(port: int, john: Conversation, alice: User) -> None:
    with Socket(port, alice) as taker, Socket(port, alice) as second_tab:
        taker.call({"type": "send_message", **JOHN, "message": "Hello"})
        assert heard(taker, *ASSIGNED, "new_message") == heard(second_tab, *ASSIGNED, "new_message")


@pytest.mark.parametrize(
    ("include", "seen"),
    [
        ("", ["Hello"]),
        ("notes", ["Hello", "a note"]),
        ("system", ["Hello", "a line"]),
        ("notes,system", ["Hello", "a note", "a line"]),
        (" notes , system", ["Hello", "a note", "a line"]),
    ],
)
def test_notes_and_system_lines_only_when_asked_for(
    port: int, john: Conversation, alice: User, call: Call, include: str, seen: list[str]
) -> None:
    query = f"?include={quote(include)}" if include else ""
    with Socket(port, alice, query) as socket:
        johns_message(john, "Hello")
        add_line(john, Author.NOTE, "a note")
        add_line(john, Author.SYSTEM, "a line")
        frames = [socket.event() for _ in seen]
        socket.silence()
    assert [frame["data"]["message"] for frame in frames] == seen
    asked = {"include": include} if include else {}
    assert events(alice, **asked)["events"] == frames
    for path in ("conversation", "chat"):
        answer = call(alice, "get", f"messages/{path}/{JOHN_ID}", page_id=PAGE_ID, **asked).json()
        rows = answer if path == "chat" else answer["conversation"]
        assert [row["message"] for row in rows] == seen


@pytest.mark.parametrize(
    ("query", "hears"), [("", False), ("?channels=room", False), ("?channels=chat,room", True)]
)
def test_other_channels_only_when_asked_for(
    port: int, john: Conversation, alice: User, call: Call, query: str, hears: bool
) -> None:
    chat = open_chat(make_visitor(john.company, "Vera"))
    with Socket(port, alice, query) as socket:
        add_line(chat, Author.CUSTOMER, "From the website")
        if hears:
            (frame,) = heard(socket, "new_message")
            assert frame["data"]["chat_id"] == str(chat.pk)
        socket.silence()
        listed = socket.call({"type": "get_stopped_customers"})["data"]["customers"]
    assert [row["customer_id"] for row in listed] == [JOHN_ID]
    assert call(alice, "get", "customers").json()["pagination"]["total"] == 1


def test_a_client_names_the_events_it_wants(
    port: int, bot: Bot, john: Conversation, alice: User, bob: User
) -> None:
    with Socket(port, bob, "?events=new_message,agent_assignment_changed") as socket:
        johns_message(john, "I want to speak to a human")
        take(john, alice)
        heard(socket, "new_message", "agent_assignment_changed")
        socket.silence()


# "Resuming and repeating"


@pytest.fixture
def story(bot: Bot, john: Conversation, alice: User, on_john: Call) -> Conversation:
    """One of each kind of news."""
    johns_message(john, "I want to speak to a human")
    on_john(alice, "put", "agent")
    on_john(alice, "post", "message", message="Hello")
    on_john(alice, "delete", "agent", resume_bot=True)
    return john


def test_every_broadcast_has_an_integer_cursor_and_of_two_frames_the_last(
    port: int, story: Conversation, bob: User
) -> None:
    with Socket(port, bob, "?since=0") as socket:
        assert_fits(socket.first["cursor"], int)
        count = Event.objects.count()
        pairs = Event.objects.filter(type="agent_changed").count()
        frames = [socket.event() for _ in range(count + pairs)]
        socket.silence()
    assert [frame["cursor"] for frame in frames if "cursor" in frame] == list(range(1, count + 1))
    without = [frame["type"] for frame in frames if "cursor" not in frame]
    assert without == ["agent_status_changed"] * pairs
    assert events(bob)["events"] == frames


def test_since_gives_connected_then_what_was_missed_then_live_news(
    port: int, story: Conversation, alice: User, bob: User
) -> None:
    missed = events(bob, since=3)["events"]
    with Socket(port, bob, "?since=3") as socket:
        assert (socket.first["type"], socket.first["cursor"]) == ("connected", 3)
        assert [socket.event() for _ in missed] == missed
        johns_message(story, "Thanks", mid="m_2")
        assert heard(socket, "new_message")[0]["data"]["message"] == "Thanks"
        socket.silence()


def test_too_old_a_cursor_is_a_resync_and_over_rest_a_410(
    port: int, story: Conversation, bob: User
) -> None:
    head = Event.objects.count()
    Event.objects.filter(seq__lte=2).delete()
    with Socket(port, bob, "?since=1") as socket:
        assert socket.receive() == {"type": "resync", "cursor": head}
    assert_fits(events(bob, since=1), {"error": str, "cursor": head})


def test_events_over_rest(story: Conversation, bob: User) -> None:
    head = Event.objects.count()
    first = events(bob, since=0, limit=2)
    assert_fits(first, {"events": list, "cursor": 2, "has_more": True})
    rest = events(bob, since=first["cursor"])
    assert_fits(rest, {"events": list, "cursor": head, "has_more": False})
    assert first["events"] + rest["events"] == events(bob)["events"]


def test_limit_counts_what_the_client_hears_and_has_more_tells_of_more_of_it(
    story: Conversation, bob: User
) -> None:
    head = Event.objects.count()
    for author in (Author.NOTE, Author.SYSTEM):  # which nobody has asked for
        add_line(story, author, "unheard")
    johns_message(story, "Thanks", mid="m_2")
    add_line(story, Author.NOTE, "unheard")

    page = events(bob, since=head, limit=1)
    assert [frame["data"]["message"] for frame in page["events"]] == ["Thanks"]
    assert_fits(page, {"events": list, "cursor": head + 4, "has_more": False})

    whole, cursor, rounds = events(bob)["events"], 0, 0
    parts: list[Any] = []
    while True:
        page = events(bob, since=cursor, limit=1)
        assert page["events"], "a page that tells nothing"
        parts, cursor, rounds = parts + page["events"], page["cursor"], rounds + 1
        if not page["has_more"]:
            break
    assert parts == whole
    assert rounds == sum("cursor" in frame for frame in whole)


def test_the_heartbeat_comes_every_25_seconds() -> None:
    assert resuming.HEARTBEAT_SECONDS == 25


def test_ping_is_answered_pong(port: int, alice: User) -> None:
    with Socket(port, alice) as socket:
        assert socket.call({"type": "ping"}) == {"type": "pong"}
        assert socket.call({"type": "ping", "request_id": 7}) == {"type": "pong", "request_id": 7}


def test_a_client_id_said_again_through_any_door_does_nothing_else(
    port: int, john: Conversation, alice: User, on_john: Call, call: Call
) -> None:
    with Socket(port, alice) as socket:
        fields = {"message": "Once", "client_id": "c-1"}
        first = socket.call({"type": "send_message", **JOHN, **fields})
        again = socket.call(
            {"type": "send_message", "data": {**JOHN, **fields, "message": "Twice"}}
        )
        assert again == first
        frames = heard(socket, *ASSIGNED, "new_message")
        by_rest = on_john(alice, "post", "message", message="Thrice", client_id="c-1").json()
        by_header = call(alice, "get", "customers").client.post(
            f"/api/dashboard/customers/{JOHN_ID}/message",
            {"page_id": PAGE_ID, "message": "More"},
            format="json",
            headers={"Idempotency-Key": "c-1"},
        )
        socket.silence()
    for data in (by_rest["data"], by_header.json()["data"], frames[2]["data"]):
        assert (data["id"], data["message"], data["client_id"]) == (
            first["message_id"], "Once", "c-1",
        )  # fmt: skip
    assert Message.objects.count() == 1


def test_a_client_id_is_good_once_in_each_conversation(
    john: Conversation, alice: User, call: Call
) -> None:
    assert john.customer is not None
    open_conversation(john.customer.page, "1002", "Jane Roe")
    for customer_id in (JOHN_ID, "1002"):
        fields = {"page_id": PAGE_ID, "message": "Hello", "client_id": "c-1"}
        assert call(alice, "post", f"customers/{customer_id}/message", **fields).status_code == 200
    assert Message.objects.count() == 2
