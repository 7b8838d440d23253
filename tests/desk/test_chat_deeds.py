"""Website chats at the desk, without scripts: saved answers, transfer, ticket, and strangers."""

from __future__ import annotations

from typing import Any

import pytest
from django.test import Client

from conversations.models import Conversation, Message
from customers.models import ParticipantSession, Visitor
from handoff.accounts.models import Company, User
from livechat.actions.answering import accept_chat
from livechat.models import CannedResponse, ChatSession, Status, Ticket, TicketCategory
from livechat.tickets.actions import convert_to_ticket
from tests.cast import make_visitor
from tests.desk.conftest import SignedIn
from tests.desk.pages import text, texts
from tests.desk.test_chats import is_done, late, mine, post, show
from tests.desk.test_lists import count_queries
from tests.livechat.conftest import actor_of, begin, fresh, put_online

__all__ = ["late", "mine"]
Chat = ChatSession
DEEDS = ["take", "reply", "release", "transfer", "end", "ticket", "insert"]


@pytest.fixture
def greeting(hotel: Company, alice: User) -> CannedResponse:
    content = "Hello {{customer_name}}, {{agent_name}} here. Room {{room}} is ready."
    return CannedResponse.objects.create(
        company=hotel, owner=alice, title="Greeting", content=content, shortcut_key="hi"
    )


class TestSavedAnswers:
    def test_are_put_behind_what_was_typed(
        self, at_alices: Client, mine: Chat, greeting: CannedResponse
    ) -> None:
        response = post(
            at_alices, mine, "insert", response=greeting.pk, text="Dear\r\nguest", client_id="f-1"
        )
        assert response.status_code == 200
        typed = response.context["entered"].text
        assert typed == "Dear\nguest\nHello Nora Novak, Alice Adams here. Room {{room}} is ready."
        assert typed in response.content.decode()
        assert 'value="f-1"' in response.content.decode()
        assert not Message.objects.exists()

    def test_tell_what_is_missing(
        self, at_alices: Client, mine: Chat, greeting: CannedResponse
    ) -> None:
        response = post(at_alices, mine, "insert", response=greeting.pk)
        assert text(response, ".missing") == "No value is known for room : write it in by hand."

    def test_are_the_own_and_the_shared(
        self, at_alices: Client, hotel: Company, bob: User, mine: Chat, greeting: CannedResponse
    ) -> None:
        for title, shared in (("Shared", True), ("Private", False)):
            CannedResponse.objects.create(
                company=hotel, owner=bob, title=title, content="x", is_shared=shared
            )
        offered = texts(show(at_alices, mine), "select", "select")
        assert "Saved answers Greeting (/hi) Shared" in offered

    @pytest.mark.parametrize(
        ("chosen", "sentence", "status"),
        [
            ("", "Choose a saved answer first.", 400),
            ("x", "Canned response not found", 404),
            ("999999", "Canned response not found", 404),
        ],
    )
    def test_refuse_beside_the_text_and_keep_it(
        self, at_alices: Client, mine: Chat, chosen: str, sentence: str, status: int
    ) -> None:
        response = post(at_alices, mine, "insert", response=chosen, text="Dear guest")
        assert response.status_code == status
        assert sentence in texts(response, ".wrong")
        assert text(response, "textarea") == "Dear guest"

    def test_of_another_company_are_not_there(
        self, at_alices: Client, globex: Company, charlie: User, mine: Chat
    ) -> None:
        theirs = CannedResponse.objects.create(
            company=globex, owner=charlie, title="Secret", content="Secret", is_shared=True
        )
        response = post(at_alices, mine, "insert", response=theirs.pk)
        assert response.status_code == 404
        assert "Secret" not in response.content.decode()


class TestTransfer:
    def test_hands_over_with_a_reason(self, at_alices: Client, bob: User, mine: Chat) -> None:
        fields = {"agent_id": bob.pk, "reason": "Speaks Portuguese"}
        assert is_done(post(at_alices, mine, "transfer", **fields), mine)
        assert fresh(mine).conversation.agent == bob
        assert "Passed on to Bob Brown by you: Speaks Portuguese" in text(
            show(at_alices, mine), ".side"
        )

    def test_offers_colleagues_with_their_slots(
        self, at_alices: Client, hotel: Company, amira: User, bob: User, mine: Chat
    ) -> None:
        put_online(bob, slots=1)
        accept_chat(actor_of(bob), session_id=begin(make_visitor(hotel, "Max")).pk)
        shown = show(at_alices, mine)
        offered = texts(shown, "select", "#transfer-to")[0]
        assert "Amira Aziz · offline · 0 of 5 chats" in offered
        assert "Bob Brown · online · no free slot" in offered
        assert "Alice" not in offered
        response = post(at_alices, mine, "transfer", agent_id=bob.pk, reason="Lunch")
        assert response.status_code == 409
        assert "Bob Brown has no free slot: 1 of 1 chats" in texts(response, ".wrong")
        assert 'value="Lunch"' in response.content.decode()
        assert text(response, "#alert") == ""

    @pytest.mark.parametrize("to", ["", "x", "stranger", "customer"])
    def test_knows_only_colleagues(
        self, at_alices: Client, charlie: User, vera: User, mine: Chat, to: str
    ) -> None:
        agent_id = {"stranger": str(charlie.pk), "customer": str(vera.pk)}.get(to, to)
        response = post(at_alices, mine, "transfer", agent_id=agent_id)
        assert response.status_code == 400
        assert "Choose a colleague." in text(response, "#transfer")

    def test_is_left_to_its_agent_and_admins(
        self, signed_in: SignedIn, amira: User, bob: User, alice: User, mine: Chat
    ) -> None:
        response = post(signed_in(bob), mine, "transfer", agent_id=bob.pk)
        assert response.status_code == 403
        why = "Only its agent or an admin can transfer this chat"
        assert text(response, "#alert") == why
        assert fresh(mine).conversation.agent == alice
        assert is_done(post(signed_in(amira), mine, "transfer", agent_id=bob.pk), mine)

    def test_lets_admins_assign_who_waits(
        self, signed_in: SignedIn, amira: User, bob: User, late: Chat
    ) -> None:
        browser = signed_in(amira)
        assert text(show(browser, late), "#transfer", "details").startswith("Assign")
        assert is_done(post(browser, late, "transfer", agent_id=bob.pk), late)
        assert fresh(late).conversation.agent == bob


class TestTicket:
    def fields(self, **fields: Any) -> dict[str, Any]:
        return {"subject": "Tap drips", "priority": "urgent", **fields}

    def test_is_made_and_named(self, at_alices: Client, hotel: Company, mine: Chat) -> None:
        category = TicketCategory.objects.create(company=hotel, name="Repairs")
        assert is_done(
            post(at_alices, mine, "ticket", **self.fields(category_id=category.pk)), mine
        )
        ticket = Ticket.objects.get()
        assert (ticket.subject, ticket.priority) == ("Tap drips", "urgent")
        assert ticket.category == category
        side = text(show(at_alices, mine), ".side")
        assert f"Ticket #{ticket.pk} Tap drips Open · Urgent · Repairs" in side
        assert "Make a ticket" not in side

    def test_says_what_is_wrong_beside_the_form(self, at_alices: Client, mine: Chat) -> None:
        response = post(at_alices, mine, "ticket", **self.fields(subject=" "))
        assert response.status_code == 400
        assert "Say what it is about." in text(response, "#new-ticket")
        assert not Ticket.objects.exists()

    def test_knows_no_category_of_another_company(
        self, at_alices: Client, globex: Company, mine: Chat
    ) -> None:
        theirs = TicketCategory.objects.create(company=globex, name="Theirs")
        response = post(at_alices, mine, "ticket", **self.fields(category_id=theirs.pk))
        assert response.status_code == 400
        assert "Category not found" in text(response, "#new-ticket")


class TestWhoTheyAre:
    def test_shows_name_email_and_what_was_before(
        self, at_alices: Client, alice: User, nora: ParticipantSession, mine: Chat
    ) -> None:
        Visitor.objects.filter(sessions=nora).update(email="nora@example.com")
        made = convert_to_ticket(actor_of(alice), conversation_id=mine.pk, subject="Tap drips")
        later = begin(nora, "Second question")
        side = text(show(at_alices, later), ".side")
        assert "E-mail nora@example.com" in side
        assert f"Ticket #{made.pk} , open: Tap drips" in side
        assert "Late check-out Chat with Alice Adams, active" in side
        assert "In the queue place 1" in side

    def test_costs_no_more_queries_for_more_of_it(
        self, at_alices: Client, bob: User, nora: ParticipantSession, mine: Chat
    ) -> None:
        begin(nora, "One")
        last = begin(nora, "Last")
        address = f"/desk/conversations/{last.pk}/"
        count_queries(at_alices, address)
        before = count_queries(at_alices, address)
        for number in range(6):
            begin(nora, f"More {number}")
        newest = begin(nora, "Newest")
        assert count_queries(at_alices, f"/desk/conversations/{newest.pk}/") == before <= 25


class TestStatus:
    def put(self, browser: Client, status: str, back: str = "/desk/?list=all") -> Any:
        return browser.post("/desk/status/", {"status": status, "back": back})

    def test_is_shown_with_the_slots_in_use(
        self, at_alices: Client, alice: User, mine: Chat
    ) -> None:
        assert text(at_alices.get("/desk/"), "#status", "details").startswith("Online 1 of 5")

    @pytest.mark.parametrize("status", ["online", "busy", "away", "offline"])
    def test_is_set_and_comes_back(self, at_alices: Client, alice: User, status: str) -> None:
        response = self.put(at_alices, status)
        assert (response.status_code, response["Location"]) == (303, "/desk/?list=all")
        shown = text(at_alices.get("/desk/"), ".standing")
        assert shown == status.capitalize()

    @pytest.mark.parametrize(
        "back",
        ["https://evil.test/desk/", "//evil.test/desk/", "/admin/", "", "javascript:alert(1)"],
    )
    def test_leads_nowhere_but_to_the_desk(self, at_alices: Client, back: str) -> None:
        assert self.put(at_alices, "online", back)["Location"].startswith("/desk/")

    def test_says_what_is_wrong_beside_it(self, at_alices: Client) -> None:
        response = self.put(at_alices, "asleep")
        assert response.status_code == 400
        assert "Choose online, busy, away or offline." in text(response, "#status", "details")

    def test_is_not_there_for_superusers(self, signed_in: SignedIn, root: User, late: Chat) -> None:
        browser = signed_in(root)
        assert texts(browser.get("/desk/"), "#status") == []
        assert self.put(browser, "online").status_code == 403
        why = "Only agents and admins of a company can accept chats."
        assert text(show(browser, late), "#why") == why

    def test_is_none_of_a_customers(self, signed_in: SignedIn, vera: User) -> None:
        assert self.put(signed_in(vera), "online").status_code == 403


class TestStrangers:
    @pytest.mark.parametrize("deed", DEEDS)
    def test_find_nothing(self, signed_in: SignedIn, charlie: User, late: Chat, deed: str) -> None:
        browser = signed_in(charlie)
        put_online(charlie)
        assert show(browser, late).status_code == 404
        fields = {"text": "x", "agent_id": charlie.pk, "subject": "x", "priority": "low"}
        assert post(browser, late, deed, **fields, response=1).status_code == 404
        assert fresh(late).status == Status.PENDING
        assert not Message.objects.exists()
        assert not Ticket.objects.exists()

    @pytest.mark.parametrize("deed", ["transfer", "end", "ticket", "insert"])
    def test_messengers_conversations_have_none_of_it(
        self, at_alices: Client, bob: User, john: Conversation, deed: str
    ) -> None:
        fields = {"agent_id": bob.pk, "subject": "x", "priority": "low", "response": 1}
        response = at_alices.post(f"/desk/conversations/{john.pk}/{deed}/", fields)
        assert response.status_code == 404
        assert not Ticket.objects.exists()
