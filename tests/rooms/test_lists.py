"""What the staff lists: conversations, messages, rooms."""

from __future__ import annotations

from typing import Any

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.utils import timezone

from conversations.actions.adding import Words, add_message
from conversations.actions.hearing import write_as_participant
from conversations.actions.sending import send_message
from conversations.models import Author, Conversation
from customers.models import ParticipantSession
from handoff.accounts.models import Company, User
from handoff.news.emitting import action
from tests.asking import client_of
from tests.cast import fresh, make_guest, make_room, open_stay
from tests.rooms.conftest import Call


def guests(hotel: Company, *numbers: str) -> list[Conversation]:
    """A guest in each room, who has said where."""
    stays = []
    for number in numbers:
        session = make_guest(hotel, number, f"Guest of {number}")
        stay = open_stay(session)
        write_as_participant(
            session.as_actor(door="test"), conversation_id=stay.pk, text=f"Here in {number}"
        )
        stays.append(stay)
    return stays


@action
def note(stay: Conversation) -> None:
    add_message(fresh(stay), Words(author=Author.NOTE, text="Rude", at=timezone.now()))


def rooms_in(reply: Any) -> list[Any]:
    return [row["room_number"] for row in reply.json()]


def test_a_row_says_what_is_there(
    ask: Call, stay: Conversation, bob: User, greta: ParticipantSession
) -> None:
    (row,) = ask(bob, "get", "conversations/").json()
    assert row.pop("created_at").endswith("Z")
    assert row == {
        "id": stay.pk, "room_number": 101, "guest_name": "Greta Guest", "last_message": "",
        "last_message_at": None, "unread_count": 0, "current_staff_handler": None, "is_open": True,
    }  # fmt: skip

    ask(bob, "post", f"conversations/{stay.pk}/messages/send/", message="Welcome!")
    said = ask(
        greta, "post", f"conversations/{stay.pk}/messages/send/", message="Thank you!"
    ).json()
    note(stay)

    (row,) = ask(bob, "get", "conversations/").json()
    assert row["last_message"] == "Thank you!", "a note is no message for the list"
    assert (row["last_message_at"], row["unread_count"]) == (said["timestamp"], 1)
    assert row["current_staff_handler"] == {
        "id": bob.pk, "name": "Bob Brown", "role": "Receptionist", "profile_image": None,
    }  # fmt: skip


def test_the_latest_comes_first_in_pages(ask: Call, hotel: Company, bob: User) -> None:
    stays = guests(hotel, "101", "102", "103")
    write_as_participant(
        ParticipantSession.objects.get(guest=stays[0].guest).as_actor(door="test"),
        conversation_id=stays[0].pk,
        text="Again",
    )

    first = ask(bob, "get", "conversations/", limit=2)
    second = ask(bob, "get", "conversations/", limit=2, page=2)

    assert (rooms_in(first), rooms_in(second)) == ([101, 103], [102])
    assert first["X-Total-Count"] == "3"
    assert '/conversations/?limit=2&page=2>; rel="next"' in first["Link"]


def test_only_those_who_are_there_unless_asked(ask: Call, hotel: Company, bob: User) -> None:
    guests(hotel, "101", "102")
    ask(bob, "post", "rooms/101/check-out/")
    assert rooms_in(ask(bob, "get", "conversations/")) == [102]
    assert rooms_in(ask(bob, "get", "conversations/", status="closed")) == [101]
    assert ask(bob, "get", "conversations/", status="all")["X-Total-Count"] == "2"
    refused = ask(bob, "get", "conversations/", status="lost")
    assert (refused.status_code, list(refused.json()["details"])) == (400, ["status"])


@pytest.mark.parametrize(
    ("search", "found"),
    [("103", [103]), ("guest OF", [103, 101]), ("nobody", []), ("of 101", [101])],
)
def test_finds_rooms_and_guests(
    ask: Call, hotel: Company, bob: User, search: str, found: list[int]
) -> None:
    guests(hotel, "101", "103")
    assert rooms_in(ask(bob, "get", "conversations/", search=search)) == found


def test_another_hotel_and_another_channel_are_not_listed(
    ask: Call, hotel: Company, globex: Company, bob: User, charlie: User, john: Conversation
) -> None:
    guests(hotel, "101")
    guests(globex, "101", "102")
    assert rooms_in(ask(bob, "get", "conversations/")) == [101]
    assert rooms_in(ask(charlie, "get", "conversations/", hotel="globex")) == [102, 101]


class TestMessages:
    @pytest.fixture
    def path(self, stay: Conversation, greta: ParticipantSession) -> str:
        actor = greta.as_actor(door="test")
        for number in range(1, 6):
            write_as_participant(actor, conversation_id=stay.pk, text=str(number))
        note(stay)
        return f"conversations/{stay.pk}/messages/"

    @staticmethod
    def texts(reply: Any) -> str:
        return "".join(row["message"] for row in reply.json())

    @pytest.mark.parametrize(
        ("query", "texts"),
        [
            ({}, "12345"),
            ({"limit": 2}, "45"),
            ({"limit": 2, "page": 2}, "23"),
            ({"limit": 2, "order": "oldest"}, "12"),
            ({"limit": 2, "order": "oldest", "page": 3}, "5"),
            ({"limit": 2, "order": "newest"}, "54"),
            ({"limit": 2, "order": "newest", "page": 2}, "32"),
            ({"limit": 10**9}, "12345"),
        ],
    )
    def test_come_in_pages(
        self, ask: Call, path: str, bob: User, query: dict[str, Any], texts: str
    ) -> None:
        reply = ask(bob, "get", path, **query)
        assert (self.texts(reply), reply["X-Total-Count"]) == (texts, "5")
        assert 'rel="first"' in reply["Link"]

    def test_after_and_before_a_message(self, ask: Call, path: str, bob: User) -> None:
        ids = [row["id"] for row in ask(bob, "get", path).json()]
        assert self.texts(ask(bob, "get", path, after=ids[1], limit=2)) == "34"
        assert self.texts(ask(bob, "get", path, before=ids[3], limit=2)) == "23"
        assert self.texts(ask(bob, "get", path, before=ids[3], order="newest")) == "321"
        assert self.texts(ask(bob, "get", path, after=0)) == "12345"
        assert self.texts(ask(bob, "get", path, after=10**30)) == ""

    @pytest.mark.parametrize(
        "query", [{"limit": 0}, {"page": "x"}, {"after": "-1"}, {"before": "0"}, {"order": "up"}]
    )
    def test_nonsense_is_refused(
        self, ask: Call, path: str, bob: User, query: dict[str, Any]
    ) -> None:
        reply = ask(bob, "get", path, **query)
        assert (reply.status_code, list(reply.json()["details"])) == (400, list(query))


def test_rooms_are_listed_by_number_with_who_is_there(
    ask: Call, hotel: Company, globex: Company, bob: User
) -> None:
    (stay,) = guests(hotel, "101")
    make_guest(hotel, "101")
    make_room(hotel, "9")
    make_room(hotel, "102")
    make_room(globex, "77")

    reply = ask(bob, "get", "rooms/")

    assert rooms_in(reply) == [9, 101, 102]
    assert reply["X-Total-Count"] == "3"
    row = reply.json()[1]
    assert row.pop("guest_since").endswith("Z")
    assert row == {
        "room_number": 101, "is_active": True, "guest_name": "Guest of 101",
        "conversation_id": stay.pk, "open_sessions": 2, "locked_until": None,
    }  # fmt: skip
    assert "4711" not in str(reply.json())
    assert rooms_in(ask(bob, "get", "rooms/", search="10")) == [101, 102]


def test_every_list_asks_as_often_for_many_rows_as_for_few(
    hotel: Company, alice: User, bob: User
) -> None:
    few = guests(hotel, "101", "102")
    client = client_of(bob)
    client.get("/chat/hotel-abc/rooms/")
    paths = ["conversations/", "rooms/", f"conversations/{few[0].pk}/messages/"]

    def queries() -> list[int]:
        found = []
        for path in paths:
            with CaptureQueriesContext(connection) as asked:
                assert client.get(f"/chat/hotel-abc/{path}").status_code == 200
            found.append(len(asked))
        return found

    for stay in few:
        send_message(alice.as_actor(door="test"), conversation_id=stay.pk, text="Hello")
    before = queries()
    for stay in guests(hotel, *map(str, range(103, 123))):
        send_message(alice.as_actor(door="test"), conversation_id=stay.pk, text="Hello")
    for number in range(20):
        who = (alice, bob)[number % 2]
        send_message(who.as_actor(door="test"), conversation_id=few[0].pk, text=str(number))

    assert queries() == before
    assert max(before) <= 9
