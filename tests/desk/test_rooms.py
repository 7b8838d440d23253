"""Hotel rooms at the desk, without scripts: opening, looking on, answering, checking out."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.utils import timezone

from conversations.actions.hearing import write_as_participant
from conversations.actions.rooms import open_room
from conversations.models import Conversation, Message, Owner
from customers.models import Guest, ParticipantSession, Room
from handoff.accounts.models import Company, User
from tests.cast import fresh, make_guest, open_stay
from tests.desk.conftest import SignedIn
from tests.desk.pages import text, texts
from tests.desk.test_lists import count_queries
from tests.livechat.conftest import actor_of

DEEDS = ["open", "take", "reply", "read", "unread", "check-out"]


@pytest.fixture
def emma(hotel: Company) -> ParticipantSession:
    """A guest in room 101."""
    return make_guest(hotel, "101", "Emma Stone")


@pytest.fixture
def stay(emma: ParticipantSession) -> Conversation:
    """Emma has written, and nobody has answered."""
    conversation = open_stay(emma)
    says(emma, conversation, "Two towels, please")
    return fresh(conversation)


def says(session: ParticipantSession, conversation: Conversation, words: str) -> None:
    write_as_participant(actor_of(session), conversation_id=conversation.pk, text=words)


def show(browser: Client, stay: Conversation) -> Any:
    return browser.get(f"/desk/conversations/{stay.pk}/")


def post(browser: Client, stay: Conversation, deed: str, **fields: Any) -> Any:
    return browser.post(f"/desk/conversations/{stay.pk}/{deed}/?list=rooms", fields)


def is_done(answer: Any, stay: Conversation) -> bool:
    back = f"/desk/conversations/{stay.pk}/?list=rooms#end"
    return bool(answer.status_code == 303 and answer["Location"] == back)


class TestLists:
    def test_a_row_says_which_room_who_and_what(
        self, at_alices: Client, stay: Conversation
    ) -> None:
        shown = at_alices.get("/desk/?list=rooms")
        assert text(shown, ".tabs") == "Waiting 1 Mine 0 Rooms 1 All 1 Closed"
        assert text(shown, ".name") == "Room 101 · Emma Stone"
        assert text(shown, ".text") == "Two towels, please"
        assert (text(shown, "time"), text(shown, ".count")) == ("just now", "1 unread")
        assert '<use href="#i-room"/>' in shown.content.decode()

    def test_a_row_says_who_handles_it_and_how_old_it_is(
        self, at_alices: Client, bob: User, stay: Conversation
    ) -> None:
        open_room(actor_of(bob), conversation_id=stay.pk)
        two_minutes_ago = timezone.now() - timedelta(minutes=2, seconds=5)
        Conversation.objects.update(updated_at=two_minutes_ago)
        shown = at_alices.get("/desk/?list=rooms")
        assert (text(shown, ".badge"), text(shown, "time")) == ("Handled by Bob Brown", "2 min ago")
        assert texts(shown, ".count") == []

    def test_is_opened_by_a_deed_and_looked_at_by_a_link(
        self, at_alices: Client, bob: User, stay: Conversation
    ) -> None:
        address = f"/desk/conversations/{stay.pk}/"
        shown = at_alices.get("/desk/?list=rooms").content.decode()
        assert f'form="open" formaction="{address}open/?list=rooms"' in shown
        assert f'href="{address}?list=rooms#end"' not in shown
        open_room(actor_of(bob), conversation_id=stay.pk)
        shown = at_alices.get("/desk/?list=rooms").content.decode()
        assert f'href="{address}?list=rooms#end"' in shown

    def test_are_found_by_number_and_by_guest(
        self, at_alices: Client, hotel: Company, stay: Conversation
    ) -> None:
        open_stay(make_guest(hotel, "102"))
        for search, names in {
            "101": ["Room 101 · Emma Stone"],
            "room 102": ["Room 102"],
            "stone": ["Room 101 · Emma Stone"],
            "room": ["Room 101 · Emma Stone", "Room 102"],
            "103": [],
        }.items():
            found = at_alices.get(f"/desk/?list=rooms&q={search}")
            assert sorted(texts(found, ".name")) == names, search

    def test_who_has_said_nothing_waits_for_nobody(
        self, at_alices: Client, hotel: Company, john: Conversation
    ) -> None:
        open_stay(make_guest(hotel, "102"))
        shown = at_alices.get("/desk/")
        assert text(shown, ".tabs") == "Waiting 1 Mine 0 Rooms 1 All 2 Closed"
        assert texts(shown, "title") == ["(1) Desk · Handoff"]
        assert texts(shown, ".name") == ["John Doe"]
        rooms = at_alices.get("/desk/?list=rooms")
        assert (text(rooms, ".text"), text(rooms, ".badge")) == ("Nothing said yet", "Arrived")

    def test_have_no_list_where_there_are_none(self, at_alices: Client, john: Conversation) -> None:
        assert "Rooms" not in text(at_alices.get("/desk/"), ".tabs")
        empty = text(at_alices.get("/desk/?list=rooms"), ".empty", "li")
        assert empty.startswith("Nobody writes from a room.")

    def test_cost_no_more_queries_for_more_rooms(
        self, at_alices: Client, hotel: Company, stay: Conversation
    ) -> None:
        for_one = count_queries(at_alices, "/desk/?list=rooms")
        for number in range(201, 209):
            session = make_guest(hotel, str(number), "Guest")
            says(session, open_stay(session), "Hello")
        assert len(texts(at_alices.get("/desk/?list=rooms"), ".name")) == 9
        assert count_queries(at_alices, "/desk/?list=rooms") == for_one <= 10


class TestOpening:
    @pytest.mark.parametrize("deed", ["open", "take"])
    def test_makes_one_the_handler_and_reads_it(
        self, at_alices: Client, alice: User, stay: Conversation, deed: str
    ) -> None:
        assert is_done(post(at_alices, stay, deed), stay)
        now = fresh(stay)
        assert (now.agent, now.unread_count) == (alice, 0)

    def test_takes_it_from_whoever_had_it(
        self, at_alices: Client, alice: User, bob: User, stay: Conversation
    ) -> None:
        open_room(actor_of(bob), conversation_id=stay.pk)
        assert is_done(post(at_alices, stay, "open"), stay)
        assert fresh(stay).agent == alice

    def test_again_changes_nothing(self, at_alices: Client, stay: Conversation) -> None:
        for _ in range(3):
            post(at_alices, stay, "open")
        assert stay.records.filter(deed="taken").count() == 1

    def test_looking_changes_nothing(
        self, at_alices: Client, bob: User, emma: ParticipantSession, stay: Conversation
    ) -> None:
        open_room(actor_of(bob), conversation_id=stay.pk)
        says(emma, stay, "And soap")
        shown = show(at_alices, stay)
        assert texts(shown, ".badge") == ["Handled by Bob Brown"]
        assert "Take over" in texts(shown, "button", ".button")
        assert texts(shown, ".bubble") == ["Two towels, please", "And soap"]
        now = fresh(stay)
        assert (now.agent, now.unread_count) == (bob, 1)
        assert show(at_alices, stay).status_code == 200
        assert fresh(stay).agent == bob

    def test_of_what_is_no_room_is_not_there(self, at_alices: Client, john: Conversation) -> None:
        assert post(at_alices, john, "open").status_code == 404
        assert fresh(john).owner == Owner.NOBODY

    def test_costs_few_queries(self, at_alices: Client, stay: Conversation) -> None:
        post(at_alices, stay, "open")
        show(at_alices, stay)
        with CaptureQueriesContext(connection) as queries:
            show(at_alices, stay)
        assert len(queries) <= 17


class TestHandling:
    def test_shows_it_as_ones_own(self, at_alices: Client, stay: Conversation) -> None:
        post(at_alices, stay, "open")
        shown = show(at_alices, stay)
        assert texts(shown, ".badge") == ["Handled by you"]
        assert texts(shown, "button", ".button")[:2] == ["Release", "Mark unread"]
        assert text(shown, ".event").startswith("You are now handling this conversation")

    def test_says_in_the_talk_who_handles_it_since_when(
        self, at_alices: Client, bob: User, stay: Conversation
    ) -> None:
        post(at_alices, stay, "open")
        open_room(actor_of(bob), conversation_id=stay.pk)
        events = [line.partition(" · ")[0] for line in texts(show(at_alices, stay), ".event")]
        assert events == [
            "You are now handling this conversation",
            "Bob Brown is now handling this conversation",
        ]

    def test_speaks_of_no_bot_and_no_queue(self, at_alices: Client, stay: Conversation) -> None:
        for page in (show(at_alices, stay), post(at_alices, stay, "open"), show(at_alices, stay)):
            words = text(page, "main", ".talk") if page.status_code == 200 else ""
            for word in ("Accept", "bot", "Bot", "queue", "Transfer", "took over"):
                assert word not in words

    def test_replying_makes_one_the_handler(
        self, at_alices: Client, alice: User, bob: User, stay: Conversation
    ) -> None:
        open_room(actor_of(bob), conversation_id=stay.pk)
        assert "Take over and send" in texts(show(at_alices, stay), "button", ".button")
        assert is_done(post(at_alices, stay, "reply", text="At once", client_id="f-1"), stay)
        assert fresh(stay).agent == alice

    def test_says_what_the_guest_has_read(
        self, at_alices: Client, emma: ParticipantSession, stay: Conversation
    ) -> None:
        post(at_alices, stay, "reply", text="At once")
        assert text(show(at_alices, stay), ".state") == "Delivered"
        Conversation.objects.update(guest_read_seq=2)
        assert text(show(at_alices, stay), ".state") == "Read"

    def test_marks_read_what_came_meanwhile(
        self, at_alices: Client, emma: ParticipantSession, stay: Conversation
    ) -> None:
        post(at_alices, stay, "open")
        says(emma, stay, "And soap")
        assert "Mark read" in texts(show(at_alices, stay), "button", ".button")
        assert is_done(post(at_alices, stay, "read"), stay)
        assert fresh(stay).unread_count == 0

    def test_marks_unread_and_goes_back_to_the_list(
        self, at_alices: Client, alice: User, stay: Conversation
    ) -> None:
        post(at_alices, stay, "open")
        answer = post(at_alices, stay, "unread")
        assert (answer.status_code, answer["Location"]) == (303, "/desk/?list=rooms")
        assert fresh(stay).agent == alice
        assert text(at_alices.get("/desk/?list=rooms"), ".count") == "1 unread"

    def test_lets_go(self, at_alices: Client, stay: Conversation) -> None:
        post(at_alices, stay, "open")
        assert is_done(post(at_alices, stay, "release"), stay)
        assert set(texts(show(at_alices, stay), ".badge")) == {"Waiting"}


class TestCheckOut:
    def test_asks_first_and_says_what_it_does(self, at_alices: Client, stay: Conversation) -> None:
        asked = text(show(at_alices, stay), "#check-out", "details")
        assert "Check Emma Stone out of room 101? 1 device of theirs" in asked

    def test_ends_the_stay(
        self, at_alices: Client, emma: ParticipantSession, stay: Conversation
    ) -> None:
        assert is_done(post(at_alices, stay, "check-out"), stay)
        emma.refresh_from_db()
        assert emma.ended_at is not None
        assert Guest.objects.get().left_at is not None
        shown = show(at_alices, stay)
        assert text(shown, "#why") == "The guest has checked out."
        assert texts(shown, ".deeds") == []
        assert texts(at_alices.get("/desk/?list=rooms"), ".name") == []
        answer = post(at_alices, stay, "reply", text="Come back")
        assert answer.status_code == 409
        assert Message.objects.count() == 1

    @pytest.mark.parametrize(("person", "changes"), [("amira", True), ("alice", False)])
    def test_gives_a_new_pin_for_admins(
        self,
        signed_in: SignedIn,
        request: pytest.FixtureRequest,
        stay: Conversation,
        person: str,
        changes: bool,
    ) -> None:
        browser = signed_in(request.getfixturevalue(person))
        offered = text(show(browser, stay), "#check-out", "details")
        assert ("Give the room a new PIN" in offered) is changes
        assert is_done(post(browser, stay, "check-out", new_pin="1"), stay)
        assert (Room.objects.get(number="101").pin != "4711") is changes


class TestStrangers:
    @pytest.mark.parametrize("deed", DEEDS)
    def test_find_nothing(
        self, signed_in: SignedIn, charlie: User, stay: Conversation, deed: str
    ) -> None:
        browser = signed_in(charlie)
        assert show(browser, stay).status_code == 404
        assert post(browser, stay, deed, text="x").status_code == 404
        now = fresh(stay)
        assert (now.owner, now.closed_at, now.last_seq) == (Owner.NOBODY, None, 1)
        assert "101" not in browser.get("/desk/?list=rooms").content.decode()

    @pytest.mark.parametrize("deed", DEEDS)
    def test_nobody_unknown_does_anything(
        self, client: Client, stay: Conversation, deed: str
    ) -> None:
        assert post(client, stay, deed, text="x").status_code == 302
        assert fresh(stay).last_seq == 1

    @pytest.mark.parametrize("deed", ["read", "unread", "check-out"])
    def test_other_conversations_have_none_of_it(
        self, at_alices: Client, john: Conversation, deed: str
    ) -> None:
        assert post(at_alices, john, deed).status_code == 404
