"""Run twice it gives the same rows; interrupted anywhere and run again too."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

import pytest
from django.conf import settings
from django.core.management import CommandError
from django.db import connection
from django.test.utils import CaptureQueriesContext

from conversations.actions.receiving import receive_message
from conversations.models import Conversation, Message
from customers.models import Customer, Page
from handoff.accounts.models import Company, Role, User
from handoff.management.mongo import importing
from tests.cast import JOHN_ID
from tests.mongo.conftest import Bring
from tests.mongo.dumps import (
    ALICE,
    alice,
    by_alice,
    customer,
    import_dump,
    later,
    message,
    page,
    reply,
    user,
    write_dump,
)
from tests.mongo.rows import Rows, all_rows, forget_all

pytestmark = pytest.mark.django_db


@pytest.fixture
def dump(hotel: Company, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """Five users, two pages, eleven customers, some forty messages: in batches of four."""
    monkeypatch.setattr(importing, "BATCH_ROWS", 4)
    customers = [customer(number, stop=number % 3 == 0) for number in range(10)]
    customers.append(customer(10, stop=True, agent_id=str(ALICE), assigned_at=later(2)))
    said = [message(number, timestamp=later(100 - number)) for number in range(1, 20)]
    for number in range(20, 40):
        chat = customers[number % 11]["customer_id"]
        said.append(message(number, sender_id=chat, chat_id=chat))
    said += [reply(40), by_alice(41), reply(42, message="")]
    return write_dump(
        tmp_path / "dump",
        {
            "users": [alice(), *(user(number) for number in range(2, 6))],
            "pages": [page(), page(page_id="555")],
            "customers": customers,
            "messages": said,
        },
    )


class Interrupted(BaseException):
    """Stands for the end of the process at this point."""


@contextmanager
def interrupted_at(statement: int) -> Iterator[None]:
    """Ends the process before the given writing statement reaches the database."""
    left = statement

    def guard(execute: Any, sql: str, params: Any, many: bool, context: Any) -> Any:
        nonlocal left
        if sql.startswith(("INSERT", "UPDATE")):
            left -= 1
            if left < 0:
                raise Interrupted
        return execute(sql, params, many, context)

    with connection.execute_wrapper(guard):
        yield


def uninterrupted(dump: Path) -> Rows:
    import_dump(dump, "--bot", "faq")
    rows = all_rows()
    forget_all()
    return rows


def test_run_twice_it_gives_the_same_rows(dump: Path) -> None:
    first = import_dump(dump, "--bot", "faq")
    rows = all_rows()

    second = import_dump(dump, "--bot", "faq")

    assert all_rows() == rows
    for name in ("users", "pages", "customers", "messages"):
        imported, _, left_out = first.count(name)
        assert second.count(name) == (0, imported, left_out)
    assert first.count("messages") == (41, 0, 1)


@pytest.mark.django_db(transaction=True)
def test_interrupted_before_any_statement_it_continues(dump: Path) -> None:
    expected = uninterrupted(dump)
    statement = 0
    while True:
        try:
            with interrupted_at(statement):
                import_dump(dump, "--bot", "faq")
        except Interrupted:
            import_dump(dump, "--bot", "faq")
            assert all_rows() == expected, f"interrupted at writing statement {statement}"
            forget_all()
            statement += 1
        else:
            break
    assert statement > 30
    assert all_rows() == expected


@pytest.mark.django_db(transaction=True)
def test_interrupted_again_and_again_it_ends(dump: Path) -> None:
    expected = uninterrupted(dump)
    ended: list[bool] = []
    while not any(ended):
        try:
            with interrupted_at(9):
                import_dump(dump, "--bot", "faq")
            ended.append(True)
        except Interrupted:
            ended.append(False)
        assert len(ended) < 30
    assert len(ended) > 4
    assert all_rows() == expected


def test_ctrl_c_says_how_to_go_on(dump: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    def interrupt(*_: Any) -> Any:
        raise KeyboardInterrupt

    monkeypatch.setitem(importing.STORES, "messages", interrupt)

    with pytest.raises(CommandError, match="Run the same again") as refusal:
        import_dump(dump)

    assert refusal.value.returncode == 130


def test_a_dry_run_tells_the_same_and_writes_nothing(dump: Path) -> None:
    def writes(queries: CaptureQueriesContext) -> list[str]:
        statements = [query["sql"] for query in queries.captured_queries]
        return [sql for sql in statements if not sql.startswith(("SELECT", "--"))]

    with CaptureQueriesContext(connection) as queries:
        imagined = import_dump(dump, "--bot", "faq", "--dry-run")
        assert writes(queries) == []
    real = import_dump(dump, "--bot", "faq")

    assert imagined.report.pop("dry_run") is True
    assert real.report.pop("dry_run") is False
    assert imagined.report == real.report
    again = import_dump(dump, "--bot", "faq", "--dry-run")
    assert again.count("messages") == (0, 41, 1)
    assert "Nothing was written" in imagined.text


def test_a_dry_run_imagines_the_company_too(dump: Path, hotel: Company) -> None:
    told = import_dump(dump, "--create-as", "New Inn", "--dry-run", company="new-inn")

    assert told.count("messages") == (41, 0, 1)
    assert told.count("customers") == (11, 0, 0)
    assert Company.objects.get() == hotel


def test_a_newer_dump_adds_what_is_new_and_changes_nobodys_place(bring: Bring) -> None:
    bring(messages=[message(1), message(2)])
    User.objects.update(role=Role.ADMIN, first_name="Renamed")
    owner = Conversation.objects.get().owner

    told = bring(
        customers=[customer(message_count=9, last_seen=later(90), last_message="Newer", stop=False,
                            updated_at=later(95), first_seen=later(-5))],
        messages=[message(1), message(2), message(3), reply(4)],
    )  # fmt: skip

    assert told.count("messages") == (2, 2, 0)
    brought, talk = Customer.objects.get(), Conversation.objects.get()
    assert (brought.message_count, brought.last_message) == (9, "Newer")
    assert (brought.first_seen, brought.last_seen) == (later(-5), later(90))
    assert (talk.updated_at, talk.owner, talk.epoch, talk.last_seq) == (later(95), owner, 1, 4)
    assert User.objects.get().first_name == "Renamed"


def test_an_older_dump_takes_nothing_back(bring: Bring) -> None:
    bring(customers=[customer(message_count=9, last_seen=later(90), last_message="Newer")])

    bring(customers=[customer(message_count=2, last_seen=later(1), last_message="Older")])

    brought = Customer.objects.get()
    assert (brought.message_count, brought.last_message) == (9, "Newer")
    assert brought.last_seen == later(90)


def test_what_messenger_has_delivered_here_already_is_not_doubled(bring: Bring, page: Page) -> None:
    receive_message(page, customer_id=JOHN_ID, text="Line 1", provider_id="m_1", sent_at=later(1))

    told = bring(messages=[message(1, mid="m_1"), message(2, mid="m_2")])

    assert told.count("customers") == (0, 1, 0)
    assert told.count("messages") == (1, 1, 0)
    assert told.reasons("messages") == {"after_newer": 1}
    assert list(Message.objects.order_by("seq").values_list("seq", "provider_id")) == [
        (1, "m_1"), (2, "m_2")
    ]  # fmt: skip


@pytest.mark.parametrize("collection", ["users", "pages", "customers", "messages"])
def test_a_batch_asks_as_much_for_many_as_for_few(bring: Bring, collection: str) -> None:
    def asked(first: int, count: int) -> int:
        numbers = range(first, first + count)
        held = {"stop": True, "agent_id": str(ALICE)}
        made: dict[str, Any] = {
            "users": [user(number) for number in numbers],
            "pages": [page_with(number) for number in numbers],
            "customers": [customer(number, **held) for number in numbers],
            "messages": [by_alice(number) for number in numbers],
        }
        bring()
        with CaptureQueriesContext(connection) as queries:
            told = bring(**{collection: made[collection]})
        assert told.count(collection) == (count, 0, 0)
        return len(queries)

    assert asked(100, 2) == asked(200, 40)


def page_with(number: int) -> dict[str, Any]:
    return page(page_id=f"{10**12 + number}")


@pytest.mark.skipif(not settings.ON_SQLITE, reason="PostgreSQL looks at how much there is first")
def test_what_is_stored_is_found_by_its_index(bring: Bring) -> None:
    """Or each batch would read all messages of the page, and a million of them take days."""
    with CaptureQueriesContext(connection) as queries:
        bring(messages=[message(number) for number in range(1, 200)])
    [asked] = [
        query["sql"]
        for query in queries
        if query["sql"].startswith("SELECT") and '"provider_id" IN' in query["sql"]
    ]

    with connection.cursor() as cursor:
        cursor.execute(f"EXPLAIN QUERY PLAN {asked}")
        plan = str(cursor.fetchall())

    assert "message_provider_id_unique_on_page (page_id=? AND provider_id=?)" in plan
