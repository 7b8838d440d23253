"""Website chats at the desk, without scripts: the queue, accepting, answering, ending."""

from __future__ import annotations

from typing import Any

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client

from conversations.models import Conversation, Message
from customers.models import ParticipantSession
from handoff.accounts.models import Company, User
from livechat.actions.answering import accept_chat, end_chat
from livechat.actions.talking import say_in_chat
from livechat.desk import inbox
from livechat.models import ChatSession, Priority, Status
from tests.cast import make_visitor
from tests.desk.conftest import SignedIn
from tests.desk.pages import text, texts
from tests.desk.test_lists import count_queries
from tests.files.contents import PDF
from tests.livechat.conftest import actor_of, begin, fresh, put_online

Chat = ChatSession


@pytest.fixture
def late(nora: ParticipantSession) -> Chat:
    """Nora waits."""
    return begin(nora, "Late check-out", priority=Priority.HIGH)


@pytest.fixture
def mine(alice: User, late: Chat) -> Chat:
    """Alice has accepted Nora's chat."""
    put_online(alice)
    return accept_chat(actor_of(alice), session_id=late.pk)


def show(browser: Client, chat: Chat) -> Any:
    return browser.get(f"/desk/conversations/{chat.pk}/")


def post(browser: Client, chat: Chat, deed: str, **fields: Any) -> Any:
    return browser.post(f"/desk/conversations/{chat.pk}/{deed}/?list=mine", fields)


def is_done(response: Any, chat: Chat) -> bool:
    back = f"/desk/conversations/{chat.pk}/?list=mine#end"
    return bool(response.status_code == 303 and response.headers["Location"] == back)


class TestLists:
    def test_shows_a_chat_with_name_subject_and_priority(
        self, at_alices: Client, late: Chat
    ) -> None:
        response = at_alices.get("/desk/")
        assert text(response, ".name") == "Nora Novak"
        assert text(response, ".place") == "Late check-out"
        assert text(response, ".priority") == "High"
        assert text(response, ".text") == "Nothing said yet"
        assert '<use href="#i-chat"/>' in response.content.decode()

    def test_stands_in_the_order_of_the_queue(
        self, at_alices: Client, nora: ParticipantSession, john: Conversation
    ) -> None:
        begin(nora, "Low", priority=Priority.LOW)
        begin(nora, "Second urgent", priority=Priority.URGENT)
        begin(nora, "Medium")
        begin(nora, "High", priority=Priority.HIGH)
        begin(nora, "Third urgent", priority=Priority.URGENT)
        places = texts(at_alices.get("/desk/"), ".place")
        assert places == ["Second urgent", "Third urgent", "High", "Hotel ABC", "Medium", "Low"]

    def test_says_which_side_has_ended_it(
        self, at_alices: Client, nora: ParticipantSession, mine: Chat
    ) -> None:
        end_chat(actor_of(nora), session_id=mine.pk)
        assert "Closed by the customer" in text(show(at_alices, mine), ".side")

    def test_shows_what_the_website_said_of_it_as_text(
        self, at_alices: Client, nora: ParticipantSession
    ) -> None:
        said = {
            "page_url": "javascript:alert(1)", "<b>x": "<i>" + "y" * 300, "visits": 3,
            "nested": {"a": 1}, "empty": "", "list": [1],
        }  # fmt: skip
        response = show(at_alices, begin(nora, metadata=said))
        shown = response.content.decode()
        assert '<dt dir="auto">Page url</dt><dd dir="auto">javascript:alert(1)</dd>' in shown
        assert '<dt dir="auto">Visits</dt><dd dir="auto">3</dd>' in shown
        assert f'&lt;b&gt;x</dt><dd dir="auto">&lt;i&gt;{"y" * 197}</dd>' in shown
        assert "Nested" not in shown
        many = begin(nora, metadata={f"fact {number}": number for number in range(50)})
        assert show(at_alices, many).content.decode().count("<dt dir") == 8

    def test_what_has_ended_stands_in_a_list_of_its_own_the_last_first(
        self, at_alices: Client, hotel: Company, nora: ParticipantSession, late: Chat,
        signed_in: SignedIn, charlie: User,
    ) -> None:  # fmt: skip
        for name in ("First Ende", "Last Ende"):
            visitor = make_visitor(hotel, name)
            end_chat(actor_of(visitor), session_id=begin(visitor, f"{name}s").pk)
        response = at_alices.get("/desk/?list=closed")
        assert texts(response, ".name") == ["Last Ende", "First Ende"]
        assert texts(response, ".row", "a")[0].count("Closed") == 1
        assert text(response, ".tabs") == "Waiting 1 Mine 0 All 1 Closed 2"
        assert text(at_alices.get("/desk/"), ".tabs").endswith("Closed")  # and counts none of them
        found = at_alices.get("/desk/?list=closed&q=first")
        assert texts(found, ".name") == ["First Ende"]
        assert texts(signed_in(charlie).get("/desk/?list=closed"), ".name") == []

    def test_the_list_of_what_has_ended_has_pages_and_asks_as_often_for_many(
        self, at_alices: Client, nora: ParticipantSession, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        monkeypatch.setattr(inbox, "ROWS_PER_PAGE", 2)

        def show_after_ending(chats: int) -> int:
            for _ in range(chats):
                end_chat(actor_of(nora), session_id=begin(nora).pk)
            return count_queries(at_alices, "/desk/?list=closed")

        one = show_after_ending(1)
        assert show_after_ending(4) == one
        assert text(at_alices.get("/desk/?list=closed&page=2"), ".pages") == "Previous Page 2 Next"
        assert len(texts(at_alices.get("/desk/?list=closed&page=99"), ".row", "a")) == 1

    def test_is_found_by_name_and_subject(
        self, at_alices: Client, late: Chat, john: Conversation
    ) -> None:
        for search in ("nova", "check"):
            found = at_alices.get(f"/desk/?list=all&q={search}")
            assert texts(found, ".name") == ["Nora Novak"]

    def test_costs_no_more_queries_for_more_chats(
        self, at_alices: Client, hotel: Company, late: Chat
    ) -> None:
        for_one = count_queries(at_alices, "/desk/")
        for number in range(8):
            begin(make_visitor(hotel, f"Guest {number}"))
        assert len(texts(at_alices.get("/desk/"), ".name")) == 9
        assert count_queries(at_alices, "/desk/") == for_one <= 9

    def test_leaves_it_when_it_has_ended(self, at_alices: Client, alice: User, mine: Chat) -> None:
        assert texts(at_alices.get("/desk/?list=mine"), ".name") == ["Nora Novak"]
        end_chat(actor_of(alice), session_id=mine.pk)
        assert texts(at_alices.get("/desk/?list=all"), ".name") == []


class TestAccept:
    def test_takes_who_waits(self, at_alices: Client, alice: User, late: Chat) -> None:
        put_online(alice)
        assert is_done(post(at_alices, late, "take"), late)
        assert fresh(late).conversation.agent == alice

    def test_tells_the_loser_who_has_it(
        self, at_alices: Client, alice: User, bob: User, late: Chat
    ) -> None:
        put_online(alice)
        put_online(bob)
        accept_chat(actor_of(bob), session_id=late.pk)
        response = post(at_alices, late, "take")
        assert response.status_code == 409
        assert text(response, "#alert") == "Chat session was already accepted by Bob Brown"
        assert fresh(late).conversation.agent == bob

    def test_asks_for_being_online(self, at_alices: Client, late: Chat) -> None:
        shown = show(at_alices, late)
        assert text(shown, "#why") == "You are offline. Set yourself online to accept chats."
        assert 'disabled aria-describedby="why">Accept' in shown.content.decode()
        assert texts(shown, "button", ".button")[:2] == ["Accept", "Go online"]
        response = post(at_alices, late, "take")
        assert response.status_code == 409
        assert text(response, "#alert") == "You must be online to accept chats"

    def test_asks_for_skills_and_a_slot(
        self, at_alices: Client, alice: User, nora: ParticipantSession, mine: Chat
    ) -> None:
        german = begin(nora, "Rechnung", required_skills=["German"])
        why = "This chat needs skills that you do not have: german."
        assert text(show(at_alices, german), "#why") == why
        put_online(alice, slots=1, skills=("german",))
        why = "All your slots are taken: 1 of 1 chats. End one first."
        assert text(show(at_alices, german), "#why") == why
        response = post(at_alices, german, "take")
        assert (response.status_code, fresh(german).status) == (409, Status.PENDING)
        assert text(response, "#alert") == "Alice Adams has no free slot: 1 of 1 chats"

    def test_goes_back_to_the_queue(self, at_alices: Client, mine: Chat) -> None:
        assert "Back to the queue" in texts(show(at_alices, mine), "button")
        assert is_done(post(at_alices, mine, "release"), mine)
        assert fresh(mine).status == Status.PENDING


class TestAnswer:
    def test_says_what_was_typed_once(self, at_alices: Client, mine: Chat) -> None:
        for _ in range(2):
            assert is_done(post(at_alices, mine, "reply", text="Hello", client_id="f-1"), mine)
        assert Message.objects.get().text == "Hello"
        assert texts(show(at_alices, mine), ".bubble") == ["Hello"]

    def test_sends_a_file(self, at_alices: Client, mine: Chat) -> None:
        file = SimpleUploadedFile("bill.pdf", PDF)
        assert is_done(post(at_alices, mine, "reply", file=file), mine)
        assert text(show(at_alices, mine), ".file").startswith("bill.pdf")

    def test_shows_what_the_customer_says(
        self, at_alices: Client, nora: ParticipantSession, mine: Chat
    ) -> None:
        say_in_chat(actor_of(nora), session_id=mine.pk, content="Two <b>o'clock</b>?")
        assert texts(show(at_alices, mine), ".bubble") == ["Two <b>o'clock</b>?"]

    def test_waits_until_it_is_accepted(self, at_alices: Client, alice: User, late: Chat) -> None:
        put_online(alice)
        assert text(show(at_alices, late), "#why") == "Accept this chat to answer."
        response = post(at_alices, late, "reply", text="Hello")
        assert response.status_code == 403
        assert text(response, "#alert") == "Accept the chat before you write in it"
        assert text(response, "textarea") == "Hello"
        assert not Message.objects.exists()

    def test_is_left_to_who_has_it(self, signed_in: SignedIn, bob: User, mine: Chat) -> None:
        browser = signed_in(bob)
        assert text(show(browser, mine), "#why").startswith("Alice Adams has this chat since")
        response = post(browser, mine, "reply", text="Hello")
        assert response.status_code == 403
        assert text(response, "#alert") == "Only the agent who has this chat can write in it"


class TestEnd:
    def test_asks_and_ends(self, at_alices: Client, mine: Chat) -> None:
        assert text(show(at_alices, mine), "#end-chat").startswith("End End this chat for good?")
        assert is_done(post(at_alices, mine, "end"), mine)
        assert fresh(mine).status == Status.CLOSED

    def test_leaves_the_chat_to_be_read(self, at_alices: Client, mine: Chat) -> None:
        post(at_alices, mine, "reply", text="Goodbye")
        post(at_alices, mine, "end")
        shown = show(at_alices, mine)
        assert texts(shown, ".bubble") == ["Goodbye"]
        assert text(shown, "#why") == "This chat has ended."
        assert texts(shown, ".deeds") == []
        assert text(shown, ".badge") == "Closed"
        assert texts(shown, ".badge", ".agent") == []
        response = post(at_alices, mine, "reply", text="One more")
        assert response.status_code == 409
        assert text(response, "#alert") == "Chat session is closed"

    def test_is_left_to_its_agent_and_admins(
        self, signed_in: SignedIn, amira: User, bob: User, mine: Chat
    ) -> None:
        browser = signed_in(bob)
        assert texts(show(browser, mine), "#end-chat") == []
        response = post(browser, mine, "end")
        assert (response.status_code, fresh(mine).status) == (403, Status.ACTIVE)
        assert text(response, "#alert") == "Only its customer, its agent or an admin can end this"
        assert is_done(post(signed_in(amira), mine, "end"), mine)
