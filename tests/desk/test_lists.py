"""The lists: who waits, what is mine, everything."""

from __future__ import annotations

from datetime import datetime, timedelta

import pytest
import time_machine
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.utils import timezone

from conversations.actions.accepting import accept_handover
from conversations.actions.offering import offer_handover
from conversations.actions.receiving import receive_message
from conversations.actions.sending import send_message
from conversations.actions.taking import take_conversation
from conversations.models import Bot, Conversation
from customers.models import Page
from handoff.accounts.models import User
from tests.cast import open_conversation
from tests.desk.conftest import SignedIn
from tests.desk.pages import text, texts


def write(page: Page, conversation: Conversation, words: str, number: int = 1) -> None:
    assert conversation.customer
    receive_message(
        page,
        customer_id=conversation.customer.customer_id,
        text=words,
        provider_id=f"m-{conversation.pk}-{number}",
        sent_at=timezone.now(),
    )


def test_shows_who_waits_first(at_alices: Client, page: Page, john: Conversation) -> None:
    write(page, john, "I want to speak to a human")
    Conversation.objects.filter(pk=john.pk).update(
        owner_since=timezone.now() - timedelta(minutes=4, seconds=12)
    )
    response = at_alices.get("/desk/")
    assert text(response, ".row", "a").startswith("JD John Doe")
    assert text(response, ".row", "a").endswith("Hotel ABC")
    assert text(response, ".text") == "I want to speak to a human"
    assert text(response, ".badge").startswith("Waiting 4:1")
    assert texts(response, "title") == ["(1) Desk · Handoff"]


def test_puts_the_longest_wait_on_top(at_alices: Client, page: Page) -> None:
    now = timezone.now()
    for minutes, name in [(1, "Late Lee"), (9, "Early Eve"), (5, "Middle Max")]:
        made = open_conversation(page, name, name)
        Conversation.objects.filter(pk=made.pk).update(owner_since=now - timedelta(minutes=minutes))
    names = texts(at_alices.get("/desk/"), ".name")
    assert names == ["Early Eve", "Middle Max", "Late Lee"]


def test_counts_each_list(
    at_alices: Client, alice: User, bob: User, page: Page, john: Conversation
) -> None:
    mine, bobs = (open_conversation(page, n, f"{n} X") for n in ("Mia", "Ben"))
    take_conversation(alice.as_actor(door="test"), conversation_id=mine.pk)
    take_conversation(bob.as_actor(door="test"), conversation_id=bobs.pk)
    response = at_alices.get("/desk/?list=mine")
    assert text(response, ".tabs") == "Waiting 1 Mine 1 All 3 Closed"
    assert texts(response, ".name") == ["Mia X"]
    assert text(response, ".badge") == "You"
    everything = at_alices.get("/desk/?list=all")
    assert sorted(texts(everything, ".name")) == ["Ben X", "John Doe", "Mia X"]
    assert "Bob Brown" in texts(everything, ".badge")


def test_says_who_spoke_last_on_our_side(
    at_alices: Client, alice: User, john: Conversation
) -> None:
    send_message(alice.as_actor(door="test"), conversation_id=john.pk, text="Good morning")
    assert text(at_alices.get("/desk/?list=mine"), ".text") == "You: Good morning"


def test_a_note_is_not_shown_as_if_the_customer_had_read_it(
    at_alices: Client, alice: User, bob: User, john: Conversation
) -> None:
    take_conversation(alice.as_actor(door="test"), conversation_id=john.pk)
    offered = offer_handover(alice.as_actor(door="test"), notes={john.pk: "Is in a hurry"})
    accept_handover(bob.as_actor(door="test"), handover_id=offered.pk)
    assert text(at_alices.get("/desk/?list=all"), ".text") == "Note: Is in a hurry"


def test_shows_the_date_of_what_is_older_than_today(at_alices: Client, john: Conversation) -> None:
    now = timezone.now().replace(hour=12)
    cases = [
        (now.replace(hour=9, minute=30), "09:30"),
        (now - timedelta(days=1), ""),
        (now.replace(year=now.year - 2, month=3, day=7), f"7 Mar {now.year - 2}"),
    ]
    for moment, shown in cases:
        Conversation.objects.filter(pk=john.pk).update(updated_at=moment)
        with time_machine.travel(now, tick=False):
            seen = text(at_alices.get("/desk/"), "time")
        assert seen == shown or (not shown and seen.startswith(f"{moment.day} "))


def test_speaks_in_the_time_of_the_company(
    at_alices: Client, alice: User, john: Conversation
) -> None:
    john.company.time_zone = "Asia/Ho_Chi_Minh"
    john.company.save()
    moment = datetime.fromisoformat("2026-11-20T01:30:00+00:00")
    Conversation.objects.filter(pk=john.pk).update(updated_at=moment)
    with time_machine.travel("2026-11-20T04:00:00Z", tick=False):
        at_alices.force_login(alice)
        assert text(at_alices.get("/desk/"), "time") == "08:30"


def test_works_in_utc_where_the_company_names_no_known_time_zone(
    at_alices: Client, john: Conversation
) -> None:
    john.company.time_zone = "Mars/Olympus"
    john.company.save()
    assert at_alices.get("/desk/").status_code == 200


def test_finds_people_by_parts_of_their_name(at_alices: Client, page: Page) -> None:
    for name in ("John Doe", "Joan Dole", "Mai Nguyen"):
        open_conversation(page, name, name)
    response = at_alices.get("/desk/?list=all&q=jo+DO")
    assert sorted(texts(response, ".name")) == ["Joan Dole", "John Doe"]
    assert text(response, ".tabs") == "Waiting 2 Mine 0 All 2 Closed"
    assert texts(response, "title") == ["(3) Desk · Handoff"]


def test_says_where_a_search_would_find_somebody(at_alices: Client, john: Conversation) -> None:
    response = at_alices.get("/desk/?list=mine&q=john")
    assert text(response, ".empty", "li").startswith(
        "Nobody called “john” is with you. 1 elsewhere"
    )
    assert 'href="/desk/?list=all&amp;q=john"' in response.content.decode()


@pytest.mark.parametrize(
    "query", ["?list=nonsense&page=x", "?page=-1", "?page=99999999999", "?q=%00"]
)
def test_answers_nonsense_with_the_first_list(
    at_alices: Client, john: Conversation, query: str
) -> None:
    assert texts(at_alices.get(f"/desk/{query}"), ".name") == ["John Doe"]


class TestEmptyLists:
    def test_says_that_nobody_waits_and_what_the_bot_has(
        self, at_alices: Client, bot: Bot, john: Conversation
    ) -> None:
        words = text(at_alices.get("/desk/"), ".empty", "li")
        assert words.startswith("Nobody is waiting. The bot has 1 conversation.")

    def test_says_what_will_come_to_mine(self, at_alices: Client, john: Conversation) -> None:
        words = text(at_alices.get("/desk/?list=mine"), ".empty", "li")
        assert words == "You have no conversations. 1 is waiting for somebody. See who waits"

    def test_says_how_a_first_conversation_comes(self, at_alices: Client) -> None:
        words = text(at_alices.get("/desk/?list=all"), ".empty", "li")
        assert words.startswith("No conversations yet.")


class TestPages:
    @pytest.fixture
    def crowd(self, page: Page) -> None:
        for number in range(53):
            open_conversation(page, f"c{number}", f"Guest {number:02}", minutes_ago=number)

    @pytest.mark.usefixtures("crowd")
    def test_shows_fifty_and_leads_on(self, at_alices: Client) -> None:
        first = at_alices.get("/desk/?list=all")
        assert len(texts(first, ".name")) == 50
        assert text(first, ".pages") == "Page 1 Next"
        second = at_alices.get("/desk/?list=all&page=2")
        assert texts(second, ".name") == ["Guest 50", "Guest 51", "Guest 52"]
        assert text(second, ".pages") == "Previous Page 2"

    @pytest.mark.usefixtures("crowd")
    def test_shows_the_last_page_to_who_asks_for_more(self, at_alices: Client) -> None:
        assert len(texts(at_alices.get("/desk/?list=all&page=9"), ".name")) == 3

    @pytest.mark.parametrize("name", ["waiting", "mine", "all"])
    def test_asks_as_few_questions_for_many_rows_as_for_one(
        self, at_alices: Client, page: Page, john: Conversation, alice: User, name: str
    ) -> None:
        take = alice.as_actor(door="test")
        write(page, john, "Hello")
        if name == "mine":
            take_conversation(take, conversation_id=john.pk)
        for_one = count_queries(at_alices, f"/desk/?list={name}")
        for number in range(12):
            made = open_conversation(page, f"c{number}", f"Guest {number}")
            write(page, made, "Hello")
            if name == "mine":
                take_conversation(take, conversation_id=made.pk)
        assert len(texts(at_alices.get(f"/desk/?list={name}"), ".name")) == 13
        assert count_queries(at_alices, f"/desk/?list={name}") == for_one <= 9


def count_queries(browser: Client, address: str) -> int:
    """Those of one page, where who looks was noted before."""
    browser.get(address)
    with CaptureQueriesContext(
        connection,
    ) as queries:
        assert browser.get(address).status_code == 200
    return len(queries)


def test_writes_markup_of_names_and_messages_as_text(
    signed_in: SignedIn, alice: User, page: Page
) -> None:
    nasty = open_conversation(page, "x1", '<img src=x onerror="alert(1)">')
    write(page, nasty, "<script>alert(2)</script>")
    content = signed_in(alice).get('/desk/?list=all&q="><b>').content.decode()
    assert "<b>Nobody called “&quot;&gt;&lt;b&gt;”" in content
    content = signed_in(alice).get(f"/desk/conversations/{nasty.pk}/").content.decode()
    assert "<img" not in content
    assert "&lt;script&gt;alert(2)&lt;/script&gt;" in content
    assert "<script>" not in content
