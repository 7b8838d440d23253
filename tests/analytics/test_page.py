"""The analytics page of the admin."""

from __future__ import annotations

import pytest
import time_machine
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from conversations.analytics.chart import chart_of
from conversations.models import Author
from conversations.templatetags.analytics import duration
from customers.models import Page
from handoff.accounts.models import Role, User
from tests.analytics.history import opened, says, takes
from tests.cast import PAGE_ID, make_user
from tests.desk.pages import texts

ADDRESS = reverse("analytics")
TWO_DAYS = {"from": "2026-11-02", "to": "2026-11-03"}


@pytest.fixture
def browser(amira: User) -> Client:
    client = Client()
    client.force_login(amira)
    return client


def test_shows_what_was_counted(page: Page, alice: User, browser: Client) -> None:
    john = opened(page, "John", "2026-11-02 08:00")
    for _ in range(3):
        says(Author.CUSTOMER, john, "2026-11-02 08:00")
    says(Author.BOT, john, "2026-11-02 08:01")
    takes(alice, john, "2026-11-02 08:01:30")
    says(Author.AGENT, john, "2026-11-03 08:02", agent=alice)

    answer = browser.get(ADDRESS, TWO_DAYS)

    assert answer.status_code == 200
    assert texts(answer, "dd") == ["3", "1", "1", "1", "1", "1 min 30 s", "1 min 30 s"]
    by_day, by_page, by_agent = (row.split(" ") for row in texts(answer, "tbody"))
    dash = "– –"
    assert " ".join(by_day) == (
        f"Tue 3 Nov 2026 0 0 1 0 0 {dash} Mon 2 Nov 2026 3 1 0 1 1 1 min 30 s 1 min 30 s"
    )
    assert " ".join(by_page) == f"Hotel ABC {PAGE_ID} 3 1 1 1 1 1 min 30 s 1 min 30 s"
    assert " ".join(by_agent) == "Alice Adams alice@demo.test 1 1 1 min 30 s 1 min 30 s"
    assert "2 November: 3 customer, 1 bot, 0 agent" in texts(answer, "title")
    assert "2 November: 1 asked, 1 taken" in texts(answer, "title")


def test_says_in_words_that_there_is_nothing(page: Page, browser: Client) -> None:
    answer = browser.get(ADDRESS, TWO_DAYS)

    (sentence,) = texts(answer, ".analytics-sentence")
    assert sentence.startswith("Nobody wrote in these days")
    assert texts(answer, "table") == []


def test_says_in_words_what_is_wrong_and_keeps_what_was_chosen(page: Page, browser: Client) -> None:
    answer = browser.get(ADDRESS, {"from": "2026-01-01", "to": "2026-11-02", "page_id": PAGE_ID})

    assert answer.status_code == 400
    assert texts(answer, ".analytics-sentence") == ["The range must not be longer than 92 days"]
    form = answer.content.decode()
    assert 'value="2026-01-01"' in form
    assert f'<option value="{PAGE_ID}" selected>' in form


def test_begins_with_the_last_thirty_days(page: Page, browser: Client) -> None:
    with time_machine.travel("2026-11-20T12:00:00Z", tick=False):
        form = browser.get(ADDRESS).content.decode()

    assert 'value="2026-10-22"' in form
    assert 'value="2026-11-20"' in form


def test_stands_in_the_side_bar(page: Page, browser: Client) -> None:
    index = browser.get(reverse("admin:index")).content.decode()

    assert f'href="{ADDRESS}"' in index


def test_an_admin_sees_the_own_company_alone(
    page: Page, globex_page: Page, charlie: User, browser: Client
) -> None:
    theirs = opened(globex_page, "Theirs", "2026-11-02 08:00")
    says(Author.CUSTOMER, theirs, "2026-11-02 08:00")
    takes(charlie, theirs, "2026-11-02 08:01")

    answer = browser.get(ADDRESS, TWO_DAYS)
    assert texts(answer, "table") == []
    for word in ("Globex", "Theirs", "charlie", globex_page.page_id):
        assert word not in answer.content.decode()

    foreign = browser.get(ADDRESS, {**TWO_DAYS, "page_id": globex_page.page_id})
    assert foreign.status_code == 404
    assert texts(foreign, ".analytics-sentence") == ["Page not found or access denied"]


def test_a_superuser_sees_all_companies(page: Page, globex_page: Page, root: User) -> None:
    for somebodys in (page, globex_page):
        says(Author.CUSTOMER, opened(somebodys, "x", "2026-11-02 08:00"), "2026-11-02 08:00")
    client = Client()
    client.force_login(root)

    assert texts(client.get(ADDRESS, TWO_DAYS), "dd")[0] == "2"


@pytest.mark.parametrize("role", [Role.AGENT, Role.CUSTOMER])
def test_is_for_admins(page: Page, role: Role) -> None:
    client = Client()
    assert client.get(ADDRESS).status_code == 302
    client.force_login(make_user(page.company, "Nora Nobody", role))

    answer = client.get(ADDRESS, follow=True)
    assert answer.status_code == 403


def test_asks_as_often_for_many_pages_as_for_one(page: Page, browser: Client) -> None:
    def questions() -> int:
        with CaptureQueriesContext(connection) as queries:
            assert browser.get(ADDRESS, TWO_DAYS).status_code == 200
        return len(queries)

    says(Author.CUSTOMER, opened(page, "John", "2026-11-02 08:00"), "2026-11-02 08:00")
    before = questions()
    for number in range(5):
        other = Page.objects.create(company=page.company, page_id=f"p{number}", name=f"P{number}")
        says(Author.CUSTOMER, opened(other, "Jane", "2026-11-02 08:00"), "2026-11-02 08:00")

    assert questions() == before


def test_columns_are_as_high_as_what_they_count() -> None:
    days = [
        {"day": "2026-11-02", "messages": {"customer": 4, "bot": 3, "agent": 1}},
        {"day": "2026-11-03", "messages": {"customer": 2, "bot": 0, "agent": 0}},
    ]
    chart = chart_of("Messages", days, "messages", stacked=True)

    assert (chart.highest, chart.width) == (8, 2)
    first, second = chart.columns
    assert [(bar.series, bar.y, bar.height) for bar in first.bars] == [
        ("customer", 50.0, 50.0), ("bot", 12.5, 37.5), ("agent", 0.0, 12.5),
    ]  # fmt: skip
    assert [(bar.series, bar.y, bar.height) for bar in second.bars] == [("customer", 75.0, 25.0)]

    beside = chart_of("Handoffs", days, "messages", stacked=False)
    assert [(bar.x, bar.width, bar.height) for bar in beside.columns[0].bars] == [
        (0.1, 0.267, 100.0), (0.367, 0.267, 75.0), (0.633, 0.267, 25.0),
    ]  # fmt: skip


@pytest.mark.parametrize(
    ("seconds", "words"),
    [
        (None, "–"), (0.0, "0 s"), (59.9, "59 s"), (60, "1 min"), (90.5, "1 min 30 s"),
        (3600, "1 h"), (7500, "2 h 5 min"), (3605, "1 h"), (273_600, "3 d 4 h"),
    ],
)  # fmt: skip
def test_lengths_of_time_are_put_in_words(seconds: float | None, words: str) -> None:
    assert duration(seconds) == words
