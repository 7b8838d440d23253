"""`GET /api/dashboard/analytics`: every number against a history that was made by hand."""

from __future__ import annotations

from typing import Any

import pytest
import time_machine
from django.db import connection
from django.test.utils import CaptureQueriesContext

from conversations.actions.receiving import receive_message, record_outside_reply
from conversations.actions.releasing import release_all_of
from conversations.actions.stopping import set_stop
from conversations.actions.taking import take_conversation
from conversations.actions.transferring import transfer_conversation
from conversations.models import Author, Bot, MessageState, Policy
from customers.models import Page
from handoff.accounts.models import Company, User
from handoff.actor import system_of
from tests.analytics.conftest import Ask
from tests.analytics.history import at, opened, releases, says, takes
from tests.cast import PAGE_ID

NO_WAIT = {"count": 0, "median_seconds": None, "p90_seconds": None}


def numbers(row: dict[str, Any]) -> tuple[int, ...]:
    """Messages by customer, bot and agent; handoffs asked and taken."""
    return (*row["messages"].values(), *row["handoffs"].values())


def days(body: dict[str, Any]) -> dict[str, tuple[int, ...]]:
    """The days that have anything."""
    return {row["day"]: numbers(row) for row in body["days"] if any(numbers(row))}


@pytest.fixture
def second_page(hotel: Company) -> Page:
    return Page.objects.create(company=hotel, page_id="22", name="Hotel Annex")


def test_counts_messages_by_author_day_and_page(
    page: Page, second_page: Page, alice: User, bob: User, ask: Ask
) -> None:
    john = opened(page, "John", "2026-11-02 08:00")
    jane = opened(second_page, "Jane", "2026-11-03 08:00")
    for when in ("2026-11-02 09:00", "2026-11-02 10:00", "2026-11-03 09:00"):
        says(Author.CUSTOMER, john, when)
    says(Author.BOT, john, "2026-11-02 09:01")
    says(Author.AGENT, john, "2026-11-03 10:00", agent=alice)
    says(Author.CUSTOMER, jane, "2026-11-03 09:00")
    says(Author.AGENT, jane, "2026-11-03 10:00", agent=bob)
    says(Author.AGENT, jane, "2026-11-03 11:00", agent=bob)
    says(Author.AGENT, jane, "2026-11-03 12:00")

    answer = ask(alice, from_="2026-11-01", to="2026-11-03")

    assert answer.status_code == 200
    body = answer.json()
    assert (body["from"], body["to"], body["time_zone"], body["page_id"]) == (
        "2026-11-01", "2026-11-03", "UTC", "",
    )  # fmt: skip
    assert body["days"][0] == {
        "day": "2026-11-01",
        "messages": {"customer": 0, "bot": 0, "agent": 0},
        "handoffs": {"asked": 0, "taken": 0},
        "time_to_take": NO_WAIT,
    }
    assert days(body) == {"2026-11-02": (2, 1, 0, 1, 0), "2026-11-03": (2, 0, 4, 1, 0)}
    assert numbers(body["total"]) == (4, 1, 4, 2, 0)
    first, second = body["pages"]
    assert body["page_count"] == 2
    assert (first["page_id"], first["page_name"]) == (PAGE_ID, "Hotel ABC")
    assert numbers(first) == (3, 1, 1, 1, 0)
    assert {row["day"]: numbers(row) for row in first["days"]} == {
        "2026-11-02": (2, 1, 0, 1, 0), "2026-11-03": (1, 0, 1, 0, 0),
    }  # fmt: skip
    assert (second["page_id"], numbers(second)) == ("22", (1, 0, 3, 1, 0))
    assert [(row["agent_name"], row["messages"], row["taken"]) for row in body["agents"]] == [
        ("Bob Brown", 2, 0), ("Facebook's inbox", 1, 0), ("Alice Adams", 1, 0),
    ]  # fmt: skip
    assert body["agents"][1]["agent_id"] == ""
    assert body["agents"][0]["agent_email"] == "bob@demo.test"


def test_one_page_alone(page: Page, second_page: Page, alice: User, ask: Ask) -> None:
    says(Author.CUSTOMER, opened(page, "John", "2026-11-02 08:00"), "2026-11-02 09:00")
    jane = opened(second_page, "Jane", "2026-11-02 08:00")
    takes(alice, jane, "2026-11-02 08:05")

    body = ask(alice, page_id="22", from_="2026-11-02", to="2026-11-02").json()

    assert body["page_id"] == "22"
    assert [row["page_id"] for row in body["pages"]] == ["22"]
    assert numbers(body["total"]) == (0, 0, 0, 1, 1)
    assert body["total"]["time_to_take"]["median_seconds"] == 300.0


def test_what_never_went_out_and_what_is_internal_is_not_counted(
    page: Page, alice: User, ask: Ask
) -> None:
    john = opened(page, "John", "2026-11-02 08:00")
    for state in MessageState:
        says(Author.BOT, john, "2026-11-02 09:00", state=state)
    says(Author.NOTE, john, "2026-11-02 09:00", agent=alice)
    says(Author.SYSTEM, john, "2026-11-02 09:00")

    body = ask(alice, from_="2026-11-02", to="2026-11-02").json()

    assert body["total"]["messages"] == {"customer": 0, "bot": len(MessageState) - 2, "agent": 0}
    assert body["agents"] == []


def test_days_are_the_companys(page: Page, alice: User, ask: Ask) -> None:
    """New York left summer time on 1 November 2026: that day has 25 hours."""
    Company.objects.update(time_zone="America/New_York")
    john = opened(page, "John", "2026-10-01 08:00")
    for when in (
        "2026-11-01 03:59:59",  # 31 October, 23:59:59 in summer time
        "2026-11-01 04:00:00",  # 1 November begins
        "2026-11-02 04:59:59.999999",  # 1 November, 23:59:59 in winter time
        "2026-11-02 05:00:00",  # 2 November begins
    ):
        says(Author.CUSTOMER, john, when)
    takes(alice, john, "2026-11-02 04:30")

    body = ask(alice, from_="2026-10-31", to="2026-11-02").json()
    assert body["time_zone"] == "America/New_York"
    assert days(body) == {
        "2026-10-31": (1, 0, 0, 0, 0),
        "2026-11-01": (2, 0, 0, 0, 1),
        "2026-11-02": (1, 0, 0, 0, 0),
    }
    assert [row["time_to_take"]["count"] for row in body["days"]] == [0, 1, 0]
    alone = ask(alice, from_="2026-11-01", to="2026-11-01").json()
    assert numbers(alone["total"]) == (2, 0, 0, 0, 1)


def test_the_time_to_take_begins_when_a_person_was_wanted(
    bot: Bot, page: Page, alice: User, ask: Ask
) -> None:
    """Not when the conversation was opened: the bot answered in between."""
    john = opened(page, "John", "2026-11-02 08:00")
    with time_machine.travel(at("2026-11-02 09:00"), tick=False):
        receive_message(
            page, customer_id="John", text="I want to speak to a human", provider_id="m1",
            sent_at=at("2026-11-02 09:00"),
        )  # fmt: skip
    takes(alice, john, "2026-11-02 09:00:42.500")

    body = ask(alice, from_="2026-11-02", to="2026-11-02").json()

    assert numbers(body["total"]) == (1, 0, 0, 1, 1)
    assert body["total"]["time_to_take"] == {
        "count": 1, "median_seconds": 42.5, "p90_seconds": 42.5,
    }  # fmt: skip


def test_a_conversation_that_is_taken_again_has_waited_twice(
    page: Page, alice: User, bob: User, ask: Ask
) -> None:
    john = opened(page, "John", "2026-11-02 08:00")
    takes(alice, john, "2026-11-02 08:01")
    releases(alice, john, "2026-11-02 09:00")
    takes(bob, john, "2026-11-02 09:05")

    body = ask(alice, from_="2026-11-02", to="2026-11-02").json()

    assert numbers(body["total"]) == (0, 0, 0, 2, 2)
    assert body["total"]["time_to_take"] == {
        "count": 2, "median_seconds": 180.0, "p90_seconds": 276.0,
    }  # fmt: skip
    assert {row["agent_name"]: row["time_to_take"]["median_seconds"] for row in body["agents"]} == {
        "Alice Adams": 60.0, "Bob Brown": 300.0,
    }  # fmt: skip


def test_a_wait_counts_on_the_day_on_which_it_ends(page: Page, alice: User, ask: Ask) -> None:
    john = opened(page, "John", "2026-11-02 23:00")
    takes(alice, john, "2026-11-03 01:00")

    body = ask(alice, from_="2026-11-02", to="2026-11-03").json()
    assert days(body) == {"2026-11-02": (0, 0, 0, 1, 0), "2026-11-03": (0, 0, 0, 0, 1)}
    assert [row["time_to_take"]["count"] for row in body["days"]] == [0, 1]

    later = ask(alice, from_="2026-11-03", to="2026-11-03").json()
    assert later["total"]["time_to_take"]["median_seconds"] == 7200.0


def test_only_who_waited_counts_as_a_wait(
    bot: Bot, page: Page, alice: User, bob: User, amira: User, ask: Ask
) -> None:
    """Taking from the bot is a handoff without a wait; from agent to agent it is neither."""
    from_bot = opened(page, "From the bot", "2026-11-02 08:00")
    takes(alice, from_bot, "2026-11-02 09:00")
    with time_machine.travel(at("2026-11-02 09:30"), tick=False):
        transfer_conversation(
            alice.as_actor(door="rest"), conversation_id=from_bot.pk, to_user_id=bob.pk
        )
    type(from_bot).objects.filter(pk=from_bot.pk).update(policy=Policy.OPEN)
    takes(amira, from_bot, "2026-11-02 09:40")

    body = ask(alice, from_="2026-11-02", to="2026-11-02").json()

    assert numbers(body["total"]) == (0, 0, 0, 0, 1)
    assert body["total"]["time_to_take"] == NO_WAIT


def test_an_admin_who_gives_a_waiting_customer_ends_the_wait(
    page: Page, bob: User, amira: User, ask: Ask
) -> None:
    john = opened(page, "John", "2026-11-02 08:00")
    with time_machine.travel(at("2026-11-02 08:10"), tick=False):
        transfer_conversation(
            amira.as_actor(door="rest"), conversation_id=john.pk, to_user_id=bob.pk
        )

    body = ask(amira, from_="2026-11-02", to="2026-11-02").json()

    assert body["total"]["time_to_take"]["median_seconds"] == 600.0
    assert body["agents"][0]["agent_name"] == "Bob Brown"


def test_a_customer_whose_agent_left_waits_again(
    page: Page, alice: User, bob: User, ask: Ask
) -> None:
    john = opened(page, "John", "2026-11-02 08:00")
    takes(alice, john, "2026-11-02 08:01")
    with time_machine.travel(at("2026-11-02 08:02"), tick=False):
        system = system_of(page.company_id, door="accounts")
        release_all_of(system, user_id=alice.pk, reason="left")
    takes(bob, john, "2026-11-02 08:05")

    body = ask(bob, from_="2026-11-02", to="2026-11-02").json()

    assert numbers(body["total"])[3:] == (2, 2)
    assert body["total"]["time_to_take"]["median_seconds"] == 120.0


def test_a_reply_in_facebooks_inbox_is_no_asking(
    bot: Bot, page: Page, alice: User, ask: Ask
) -> None:
    """Somebody answers there: the customer waits for nobody."""
    john = opened(page, "John", "2026-11-02 08:00")
    with time_machine.travel(at("2026-11-02 08:10"), tick=False):
        record_outside_reply(
            page, customer_id="John", text="Hello", provider_id="m1", sent_at=at("2026-11-02 08:10")
        )
    takes(alice, john, "2026-11-02 09:10")

    body = ask(alice, from_="2026-11-02", to="2026-11-02").json()
    assert numbers(body["total"]) == (0, 0, 1, 0, 1)
    assert body["total"]["time_to_take"] == NO_WAIT


def test_stopping_the_bot_is_asking(bot: Bot, page: Page, alice: User, ask: Ask) -> None:
    john = opened(page, "John", "2026-11-02 08:00")
    actor = alice.as_actor(door="rest")
    with time_machine.travel(at("2026-11-02 08:10"), tick=False) as clock:
        set_stop(actor, conversation_id=john.pk, stop=True)
        clock.shift(5)
        take_conversation(actor, conversation_id=john.pk)

    body = ask(alice, from_="2026-11-02", to="2026-11-02").json()
    assert numbers(body["total"])[3:] == (1, 1)
    assert body["total"]["time_to_take"]["median_seconds"] == 5.0


def test_one_company_hears_nothing_of_another(
    page: Page, globex_page: Page, alice: User, charlie: User, root: User, ask: Ask
) -> None:
    john = opened(page, "John", "2026-11-02 08:00")
    says(Author.CUSTOMER, john, "2026-11-02 09:00")
    takes(alice, john, "2026-11-02 09:00")
    query = {"from_": "2026-11-02", "to": "2026-11-02"}

    body = ask(charlie, **query).json()
    assert days(body) == {}
    assert (body["pages"], body["agents"]) == ([], [])
    assert body["total"]["time_to_take"] == NO_WAIT

    answer = ask(charlie, page_id=PAGE_ID, **query)
    assert answer.status_code == 404
    assert answer.json()["error"] == "Page not found or access denied"

    assert numbers(ask(root, **query).json()["total"]) == (1, 0, 0, 1, 1)


def test_is_for_the_team(hotel: Company, vera: User, alice: User, amira: User, ask: Ask) -> None:
    statuses = [ask(person).status_code for person in (None, vera, alice, amira)]

    assert statuses == [401, 403, 200, 200]


def test_the_last_thirty_days_unless_asked_otherwise(alice: User, ask: Ask) -> None:
    Company.objects.update(time_zone="Pacific/Auckland")
    with time_machine.travel("2026-11-20T12:30:00Z", tick=False):  # 01:30 on the 21st there
        body = ask(alice).json()
        until = ask(alice, to="2026-03-01").json()

    assert (body["from"], body["to"], len(body["days"])) == ("2026-10-23", "2026-11-21", 30)
    assert (until["from"], until["to"]) == ("2026-01-31", "2026-03-01")


@pytest.mark.parametrize(
    ("query", "error"),
    [
        ({"from_": "yesterday"}, "from must be a day such as 2026-11-02"),
        ({"to": "20261102"}, "to must be a day such as 2026-11-02"),
        ({"to": "2026-02-30"}, "to must be a day such as 2026-11-02"),
        ({"from_": "2026-11-02\0"}, "from must be a day such as 2026-11-02"),
        ({"from_": "0001-01-01"}, "from must be between 2000 and 2099"),
        ({"from_": "2026-11-03", "to": "2026-11-02"}, "from must not be after to"),
        (
            {"from_": "2026-01-01", "to": "2026-04-03"},
            "The range must not be longer than 92 days",
        ),
        ({"to": "9999-12-31"}, "to must be between 2000 and 2099"),
    ],
)
def test_what_is_wrong_is_told_in_words(
    alice: User, ask: Ask, query: dict[str, str], error: str
) -> None:
    answer = ask(alice, **query)

    assert (answer.status_code, answer.json()["error"]) == (400, error)


def test_ninety_two_days_are_allowed(alice: User, ask: Ask) -> None:
    assert len(ask(alice, from_="2026-01-01", to="2026-04-02").json()["days"]) == 92


def test_asks_as_often_for_much_as_for_little(
    page: Page, second_page: Page, alice: User, bob: User, ask: Ask
) -> None:
    def questions() -> int:
        with CaptureQueriesContext(connection) as queries:
            assert ask(alice, from_="2026-11-01", to="2026-11-30").status_code == 200
        return len(queries)

    john = opened(page, "John", "2026-11-02 08:00")
    says(Author.AGENT, john, "2026-11-02 09:00", agent=alice)
    before = questions()
    for number in range(6):
        other = opened(second_page, f"c{number}", f"2026-11-0{number + 3} 08:00")
        says(Author.AGENT, other, f"2026-11-0{number + 3} 08:00", agent=bob)
        takes(bob, other, f"2026-11-0{number + 3} 09:00")

    assert questions() == before
