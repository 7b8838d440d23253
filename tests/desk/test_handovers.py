"""Shift handovers at the desk, without scripts: offering, the notice, accepting, what became."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

import pytest
import time_machine
from django.test import Client
from django.utils import timezone

from conversations.actions import accepting
from conversations.actions.offering import decline_handover, withdraw_handover
from conversations.actions.releasing import release_conversation
from conversations.models import Author, Conversation, Handover, Message
from customers.models import Page
from handoff.accounts.models import AgentAvailability, Company, User
from livechat.desk import handovers, shifts
from tests.cast import fresh, open_conversation
from tests.desk.conftest import SignedIn
from tests.desk.pages import text, texts
from tests.desk.test_lists import count_queries
from tests.handovers.conftest import accept, chats_of, customers_of, offer, take
from tests.livechat.conftest import actor_of, put_online

pytestmark = pytest.mark.django_db

FORM = "/desk/handover/"


def at(handover: Handover, deed: str = "") -> str:
    return f"/desk/handovers/{handover.pk}/{deed}"


@pytest.fixture
def held(alice: User, page: Page) -> list[Conversation]:
    """Three customers whom Alice has."""
    return customers_of(alice, page, 3)


class TestOffering:
    def test_begins_at_ones_status(self, at_alices: Client) -> None:
        link = 'href="/desk/handover/"'
        assert link in at_alices.get("/desk/").content.decode()

    def test_lists_what_goes_along_with_a_box_for_each(
        self, at_alices: Client, bob: User, held: list[Conversation], john: Conversation
    ) -> None:
        put_online(bob)
        shown = at_alices.get(FORM)
        names = " ".join(texts(shown, "label"))
        assert all(f"C{number} Smith Messenger" in names for number in range(3))
        assert "John Doe" not in names
        colleagues = text(shown, "select", "#shift-to")
        assert colleagues == "Whoever accepts first Bob Brown · online · 0 of 5 chats"
        assert "Offer 3 conversations" in texts(shown, "button")

    def test_offers_with_notes(
        self, at_alices: Client, bob: User, held: list[Conversation]
    ) -> None:
        fields = {
            "to": bob.pk,
            "note": "Quiet\r\nday",
            f"note-{held[0].pk}": "Late",
            "offline": "on",
        }
        answer = at_alices.post(FORM, fields)
        made = Handover.objects.get()
        assert (answer.status_code, answer["Location"]) == (303, at(made))
        assert (made.to, made.note, made.goes_offline) == (bob, "Quiet\nday", True)
        notes = dict(made.items.values_list("conversation_id", "note"))
        assert notes == {held[0].pk: "Late", held[1].pk: "", held[2].pk: ""}
        assert "Nobody has accepted yet" in text(at_alices.get(at(made)), "main")

    def test_leads_to_the_open_offer(self, at_alices: Client, held: list[Conversation]) -> None:
        at_alices.post(FORM, {})
        made = Handover.objects.get()
        assert not made.goes_offline
        assert at_alices.get(FORM)["Location"] == at(made)
        assert at_alices.post(FORM, {})["Location"] == at(made)

    @pytest.mark.parametrize(
        ("fields", "sentence"),
        [
            ({"to": "x"}, "Choose a colleague, or leave it to whoever accepts first."),
            ({"to": "999999"}, "User not found"),
            ({"note": "x" * 1001}, "A note has up to 1000 characters, this one has 1001."),
        ],
    )
    def test_says_what_is_wrong_and_keeps_what_was_typed(
        self, at_alices: Client, held: list[Conversation], fields: dict[str, Any], sentence: str
    ) -> None:
        answer = at_alices.post(FORM, {**fields, f"note-{held[0].pk}": "Kept"})
        assert answer.status_code == 400
        assert text(answer, "#alert") == sentence
        assert text(answer, f"#note-{held[0].pk}") == "Kept"
        assert not Handover.objects.exists()

    def test_offers_without_the_note_to_what_is_gone(
        self, at_alices: Client, alice: User, held: list[Conversation]
    ) -> None:
        release_conversation(actor_of(alice), conversation_id=held[0].pk)
        at_alices.post(FORM, {f"note-{held[0].pk}": "Gone", f"note-{held[1].pk}": "Here"})
        assert set(Handover.objects.get().items.values_list("note", flat=True)) == {"Here", ""}

    def test_says_that_there_is_nothing(self, at_alices: Client, alice: User) -> None:
        shown = at_alices.get(FORM)
        assert "You have nothing to hand over." in text(shown, "main")
        assert "Go offline" not in texts(shown, "button")
        put_online(alice)
        assert "Go offline" in texts(at_alices.get(FORM), "button")
        assert at_alices.post(FORM, {}).status_code == 422

    def test_shows_a_box_for_the_latest_and_takes_all(
        self, at_alices: Client, held: list[Conversation], monkeypatch: pytest.MonkeyPatch
    ) -> None:
        monkeypatch.setattr(handovers, "MOST_WITH_NOTES", 2)
        shown = at_alices.get(FORM)
        assert len(texts(shown, "li", "li")) == 2 + 1  # and "Nobody is waiting" of the list
        assert "The latest 2 are shown." in text(shown, "main")
        at_alices.post(FORM, {})
        assert Handover.objects.get().items.count() == 3


class TestNotices:
    def lines(self, browser: Client) -> list[str]:
        return texts(browser.get("/desk/"), ".notice")

    def test_ask_who_may_accept_and_tell_the_giver(
        self, signed_in: SignedIn, at_alices: Client, alice: User, amira: User, bob: User,
        charlie: User, held: list[Conversation],
    ) -> None:  # fmt: skip
        offer(alice, to=bob.pk)
        asked = "Alice Adams hands over 3 conversations to you. Look and accept"
        assert self.lines(signed_in(bob)) == [asked]
        assert self.lines(at_alices) == ["Your 3 conversations are offered to Bob Brown. Look"]
        assert self.lines(signed_in(amira)) == self.lines(signed_in(charlie)) == []

    def test_ask_everybody_where_nobody_was_chosen(
        self, signed_in: SignedIn, alice: User, amira: User, john: Conversation
    ) -> None:
        take(alice, john)
        offer(alice)
        asked = "Alice Adams hands over 1 conversation. Look and accept"
        assert self.lines(signed_in(amira)) == [asked]

    def test_tell_the_giver_what_became_of_it_for_a_while(
        self, at_alices: Client, alice: User, bob: User, held: list[Conversation]
    ) -> None:
        made = offer(alice, to=bob.pk)
        decline_handover(actor_of(bob), handover_id=made.pk)
        assert self.lines(at_alices) == ["Bob Brown declined your handover. Look"]
        accept(bob, offer(alice))
        told = "Bob Brown accepted your handover. Passed 3 of 3. Look"
        assert self.lines(at_alices) == [told]
        with time_machine.travel(timezone.now() + timedelta(minutes=11), tick=False):
            assert self.lines(at_alices) == []

    def test_say_nothing_of_what_the_giver_took_back(
        self, at_alices: Client, alice: User, held: list[Conversation]
    ) -> None:
        withdraw_handover(actor_of(alice), handover_id=offer(alice).pk)
        assert self.lines(at_alices) == []

    def test_are_not_for_superusers(
        self, signed_in: SignedIn, root: User, alice: User, held: list[Conversation]
    ) -> None:
        made = offer(alice)
        browser = signed_in(root)
        assert self.lines(browser) == []
        assert browser.get(FORM).status_code == 404
        assert browser.get(at(made)).status_code == 200

    def test_write_markup_as_text(
        self, signed_in: SignedIn, alice: User, bob: User, held: list[Conversation]
    ) -> None:
        User.objects.filter(pk=alice.pk).update(first_name="<b>Al")
        made = offer(alice, note="<script>", notes={held[0].pk: "<i>"})
        shown = signed_in(bob).get(at(made)).content.decode()
        assert "<b>Al" not in shown
        assert "<script>" not in shown
        assert "<i>" not in shown.replace("<i><svg", "")


class TestAccepting:
    def test_shows_what_became_of_each(
        self, signed_in: SignedIn, alice: User, bob: User, hotel: Company, held: list[Conversation]
    ) -> None:
        put_online(bob, slots=1)
        chats_of(alice, hotel, 2)
        made = offer(alice, to=bob.pk, notes={held[0].pk: "Late check-out"})
        browser = signed_in(bob)
        offered = text(browser.get(at(made)), "main")
        assert "You have too few free slots: 1 website chat will stay with Alice" in offered
        release_conversation(actor_of(alice), conversation_id=held[2].pk)
        assert "Not with Alice Adams any more" in text(browser.get(at(made)), "main")

        answer = browser.post(at(made, "accept/"))
        assert (answer.status_code, answer["Location"]) == (303, at(made))
        shown = browser.get(at(made))
        result = "Passed 3 of 5: 1 was not Alice Adams’s any more, 1 stays with Alice Adams."
        assert text(shown, ".done") == result
        fates = [
            badge for badge in texts(shown, ".badge") if badge.startswith(("With", "Stays", "It"))
        ]
        assert fates == [
            "Stays with Alice Adams: Bob Brown has no free slot: 1 of 1 chats",
            "It waits for somebody", "With you", "With you", "With you",
        ]  # fmt: skip
        assert AgentAvailability.objects.get(user=alice).status == "offline"
        assert Message.objects.get(author=Author.NOTE).text == "Late check-out"
        assert "You are off duty." in text(signed_in(alice).get(at(made)), ".done")

    def test_shows_how_far_it_is(
        self, signed_in: SignedIn, alice: User, bob: User, held: list[Conversation],
        monkeypatch: pytest.MonkeyPatch,
    ) -> None:  # fmt: skip
        monkeypatch.setattr(accepting, "WAIT_SECONDS", 0.0)
        made = offer(alice)
        browser = signed_in(bob)
        browser.post(at(made, "accept/"))
        assert "Passing on: 0 of 3" in text(browser.get(at(made)), "#shift-progress")
        accepting.go_on_with_handovers()
        assert text(browser.get(at(made)), ".done") == "Passed 3 of 3."

    def test_tells_who_was_faster(
        self, signed_in: SignedIn, alice: User, amira: User, bob: User, held: list[Conversation]
    ) -> None:
        made = offer(alice)
        accept(amira, made)
        answer = signed_in(bob).post(at(made, "accept/"))
        assert answer.status_code == 409
        assert text(answer, "#alert") == "Amira Aziz has accepted this handover"

    def test_offers_each_what_each_may(
        self, signed_in: SignedIn, alice: User, amira: User, bob: User, held: list[Conversation]
    ) -> None:
        made = offer(alice, to=bob.pk)

        def deeds(who: User) -> list[str]:
            shown = texts(signed_in(who).get(at(made)), "button")
            return [label for label in shown if label in ("Accept all", "Decline", "Withdraw")]

        assert deeds(bob) == ["Decline", "Accept all"]
        assert deeds(alice) == deeds(amira) == ["Withdraw"]
        assert "Offered to Bob Brown." in text(signed_in(amira).get(at(made)), "main")

    @pytest.mark.parametrize(("deed", "who"), [("decline/", "bob"), ("withdraw/", "alice")])
    def test_ends_the_offer_otherwise(
        self, signed_in: SignedIn, request: pytest.FixtureRequest, alice: User, bob: User,
        held: list[Conversation], deed: str, who: str,
    ) -> None:  # fmt: skip
        made = offer(alice, to=bob.pk)
        assert signed_in(request.getfixturevalue(who)).post(at(made, deed)).status_code == 303
        assert "Everything stayed with you. Offer again" in text(
            signed_in(alice).get(at(made)), "main"
        )
        assert fresh(held[0]).agent == alice

    def test_tells_what_was_taken_since(
        self, signed_in: SignedIn, alice: User, bob: User, page: Page, held: list[Conversation]
    ) -> None:
        made = offer(alice)
        take(alice, open_conversation(page, "late", "Late Lee"))
        shown = text(signed_in(bob).get(at(made)), "main")
        assert "1 more, taken since the offer, goes along without a note." in shown

    def test_has_pages(
        self, at_alices: Client, alice: User, held: list[Conversation],
        monkeypatch: pytest.MonkeyPatch,
    ) -> None:  # fmt: skip
        monkeypatch.setattr(shifts, "ROWS_PER_PAGE", 2)
        made = offer(alice)
        assert "Page 1 of 2" in text(at_alices.get(at(made)), "main")
        last = text(at_alices.get(at(made), {"page": "9"}), "main")
        assert "C2 Smith" in last
        assert "C0 Smith" not in last


class TestStrangers:
    @pytest.mark.parametrize("deed", ["", "accept/", "decline/", "withdraw/"])
    def test_find_nothing(
        self, signed_in: SignedIn, alice: User, charlie: User, held: list[Conversation], deed: str
    ) -> None:
        made = offer(alice)
        browser = signed_in(charlie)
        answer = browser.post(at(made, deed)) if deed else browser.get(at(made))
        assert answer.status_code == 404
        assert Handover.objects.get().is_open

    @pytest.mark.parametrize("path", [FORM, "/desk/handovers/1/", "/desk/handovers/1/accept/"])
    def test_are_customers_too(self, signed_in: SignedIn, vera: User, path: str) -> None:
        assert signed_in(vera).post(path).status_code in (403, 405)
        assert Client().get(path).status_code == 302

    def test_forms_of_other_sites_do_nothing(
        self, alice: User, bob: User, held: list[Conversation]
    ) -> None:
        made = offer(alice)
        browser = Client(enforce_csrf_checks=True)
        browser.force_login(bob)
        assert browser.post(at(made, "accept/")).status_code == 403
        assert fresh(held[0]).agent == alice


def test_asks_as_often_for_many_as_for_few(
    signed_in: SignedIn, alice: User, bob: User, page: Page, held: list[Conversation]
) -> None:
    browser = signed_in(alice)
    few = count_queries(browser, FORM)
    customers_of(alice, page, 6, "D")
    assert count_queries(browser, FORM) == few <= 20
    made = offer(alice)
    offered = count_queries(browser, at(made))
    Conversation.objects.filter(pk=held[0].pk).update(updated_at=timezone.now())
    accept(bob, made)
    assert count_queries(browser, at(made)) <= offered <= 20
