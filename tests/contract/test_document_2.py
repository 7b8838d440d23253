"""Document 2, customer management, row by row: the customer, REST, and the six errors."""

from __future__ import annotations

from typing import Any

import pytest
from django.db import IntegrityError, connection, transaction

from conversations.models import Bot, Conversation
from customers.models import Customer, Page
from handoff.accounts.models import User
from tests.cast import JOHN_ID, PAGE_ID, open_conversation
from tests.contract.doors import JOHN, error_of, johns_message, shapes_of, take
from tests.contract.shapes import CUSTOMER, PAGINATION, TIME, WS_ERROR, assert_fits
from tests.dashboard.conftest import Call
from tests.realtime.server import Socket

pytestmark = pytest.mark.django_db(transaction=True)


# "Customer Fields"


def test_a_customer_in_all_its_fields(
    bot: Bot, john: Conversation, alice: User, on_john: Call
) -> None:
    johns_message(john, "What time is breakfast?")
    johns_message(john, "I want to speak to a human", mid="m_2")
    take(john, alice)
    customer = on_john(alice, "get").json()["customer"]
    assert_fits(
        customer,
        {
            "customer_id": JOHN_ID,
            "customer_name": "John Doe",
            "first_name": "John",
            "last_name": "Doe",
            "page_id": PAGE_ID,
            "page_name": "Hotel ABC",
            "company_id": str(john.company_id),
            "message_count": 2,
            "last_message": "I want to speak to a human",
            "last_seen": TIME,
            "first_seen": TIME,
            "stop": True,
            "stopped_at": TIME,
            "agent_name": "Alice Adams",
            "agent_id": str(alice.pk),
            "agent_email": "alice@demo.test",
            "assigned_at": TIME,
            "created_at": TIME,
            "updated_at": TIME,
        },
    )
    assert customer["first_seen"] < customer["last_seen"] <= customer["updated_at"]
    assert customer["stopped_at"] <= customer["assigned_at"]


# "REST API Endpoints"


def test_get_customers(john: Conversation, alice: User, call: Call) -> None:
    body = call(alice, "get", "customers").json()
    assert_fits(body, {"customers": [CUSTOMER], "pagination": PAGINATION})
    assert body["pagination"] == {
        "page": 1, "limit": 50, "total": 1, "total_pages": 1, "has_more": False,
    }  # fmt: skip


def test_get_customers_of_one_page(john: Conversation, alice: User, call: Call) -> None:
    other = Page.objects.create(company=john.company, page_id="77", name="Second page")
    open_conversation(other, JOHN_ID, "Another John")

    def names(**query: Any) -> list[str]:
        rows = call(alice, "get", "customers", **query).json()["customers"]
        return [row["customer_name"] for row in rows]

    assert names(page_id=PAGE_ID) == ["John Doe"]
    assert names(page_id="77") == ["Another John"]
    assert sorted(names()) == ["Another John", "John Doe"]


@pytest.mark.parametrize(("asked", "given"), [(None, 50), (1, 1), (200, 200), (201, 200)])
def test_get_customers_default_50_and_at_most_200(
    page: Page, alice: User, call: Call, asked: int | None, given: int
) -> None:
    query = {} if asked is None else {"limit": asked}
    assert call(alice, "get", "customers", **query).json()["pagination"]["limit"] == given


def test_put_agent_updates_the_name(john: Conversation, alice: User, on_john: Call) -> None:
    take(john, alice)
    answer = on_john(alice, "put", "agent", agent_name="Agent Name")
    assert answer.status_code == 200
    customer = {**CUSTOMER, "agent_name": "Agent Name", "agent_id": str(alice.pk)}
    message = "Agent name updated successfully"
    assert_fits(answer.json(), {"message": message, "customer": customer})


@pytest.mark.parametrize("stop", [True, False])
def test_put_stop(bot: Bot, john: Conversation, alice: User, on_john: Call, stop: bool) -> None:
    on_john(alice, "put", "stop", stop=not stop)
    answer = on_john(alice, "put", "stop", stop=stop)
    assert answer.status_code == 200
    customer = {**CUSTOMER, "stop": stop, "stopped_at": TIME if stop else None}
    message = "Customer status updated successfully"
    assert_fits(answer.json(), {"message": message, "customer": customer})


def test_toggle_stop(bot: Bot, john: Conversation, alice: User, on_john: Call) -> None:
    for before, after in ((False, True), (True, False)):
        answer = on_john(alice, "post", "toggle-stop")
        assert answer.status_code == 200
        assert_fits(
            answer.json(),
            {
                "message": "Customer status toggled successfully",
                "customer": {**CUSTOMER, "stop": after},
                "previous_stop": before,
                "current_stop": after,
            },
        )


# "Database Indexes"


def test_a_customer_is_unique_on_a_page_and_may_write_to_two(john: Conversation) -> None:
    other = Page.objects.create(company=john.company, page_id="77", name="Second page")
    Customer.objects.create(company=john.company, page=other, customer_id=JOHN_ID)
    with pytest.raises(IntegrityError), transaction.atomic():
        Customer.objects.create(company=john.company, page=other, customer_id=JOHN_ID)


@pytest.mark.parametrize(
    "columns", [["customer_id", "page_id"], ["company_id", "last_seen"], ["company_id"]]
)
def test_the_indexes_are_there(db: None, columns: list[str]) -> None:
    with connection.cursor() as cursor:
        found = connection.introspection.get_constraints(cursor, Customer._meta.db_table)
    indexes = [index["columns"] for index in found.values() if index["index"] or index["unique"]]
    assert any(index[: len(columns)] == columns for index in indexes), indexes


@pytest.mark.skipif(connection.vendor != "postgresql", reason="SQLite has no trigrams")
def test_names_have_a_text_index(db: None) -> None:
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT indexdef FROM pg_indexes WHERE tablename = %s", [Customer._meta.db_table]
        )
        definitions = " ".join(row[0] for row in cursor.fetchall())
    assert all(name in definitions for name in ("customer_name", "first_name", "last_name"))
    assert "gin_trgm_ops" in definitions


# "Error Codes"


@pytest.fixture
def busy(john: Conversation, page: Page, bob: User) -> Conversation:
    """Jane, whom Bob has."""
    jane = open_conversation(page, "1002", "Jane Roe")
    take(jane, bob)
    return jane


JANE = {"customer_id": "1002", "page_id": PAGE_ID}
FOREIGN = {"customer_id": JOHN_ID, "page_id": "555000111222333"}
NOBODY = {"customer_id": "nobody", "page_id": PAGE_ID}
SAYS = {"message": "Hello"}
NO_CUSTOMER = "Customer not found"
NO_PAGE = "Page not found or access denied"
NOT_ASKED = "Customer has not requested human assistance"
TAKEN = "Customer is already assigned to bob@demo.test"
PROTECTED = f"{TAKEN}. Only the assigned agent can send messages."
NOT_MINE = "You are not assigned to this customer"

ON_THE_WEBSOCKET = [
    ("assign_agent", NOBODY, NO_CUSTOMER),
    ("assign_agent", FOREIGN, NO_PAGE),
    ("assign_agent", JANE, TAKEN),
    ("unassign_agent", NOBODY, NO_CUSTOMER),
    ("unassign_agent", FOREIGN, NO_PAGE),
    ("unassign_agent", JANE, NOT_MINE),
    ("unassign_agent", JOHN, NOT_MINE),
    ("send_message", {**NOBODY, **SAYS}, NO_CUSTOMER),
    ("send_message", {**FOREIGN, **SAYS}, NO_PAGE),
    ("send_message", {**JANE, **SAYS}, PROTECTED),
    ("get_stopped_customers", {"page_id": FOREIGN["page_id"]}, NO_PAGE),
]


@pytest.mark.parametrize(("type", "fields", "error"), ON_THE_WEBSOCKET)
def test_errors_on_the_websocket(
    port: int, busy: Conversation, globex_page: Page, alice: User,
    type: str, fields: dict[str, str], error: str,
) -> None:  # fmt: skip
    with Socket(port, alice) as socket:
        for frame in shapes_of(type, **fields):
            assert_fits(socket.call(frame), {**WS_ERROR, "error": error})


@pytest.mark.parametrize("type", ["assign_agent", "send_message"])
def test_who_has_not_asked_is_refused_on_the_websocket(
    port: int, bot: Bot, john: Conversation, alice: User, type: str
) -> None:
    with Socket(port, alice) as socket:
        for frame in shapes_of(type, **JOHN, **SAYS):
            assert_fits(socket.call(frame), {**WS_ERROR, "error": NOT_ASKED})
    john.refresh_from_db()
    assert (john.agent, john.messages.count()) == (None, 0)


@pytest.mark.parametrize(
    ("method", "path", "fields", "status", "error"),
    [
        ("put", "agent", NOBODY, 404, NO_CUSTOMER),
        ("put", "agent", FOREIGN, 404, NO_PAGE),
        ("put", "agent", JANE, 409, TAKEN),
        ("delete", "agent", NOBODY, 404, NO_CUSTOMER),
        ("delete", "agent", FOREIGN, 404, NO_PAGE),
        ("put", "stop", {**NOBODY, "stop": True}, 404, NO_CUSTOMER),
        ("put", "stop", {**FOREIGN, "stop": True}, 404, NO_PAGE),
        ("post", "toggle-stop", NOBODY, 404, NO_CUSTOMER),
        ("post", "toggle-stop", FOREIGN, 404, NO_PAGE),
        ("post", "message", {**NOBODY, **SAYS}, 404, NO_CUSTOMER),
        ("post", "message", {**FOREIGN, **SAYS}, 404, NO_PAGE),
        ("post", "message", {**JANE, **SAYS}, 403, PROTECTED),
        ("get", "", NOBODY, 404, NO_CUSTOMER),
        ("get", "", FOREIGN, 404, NO_PAGE),
    ],
)
def test_errors_over_rest(
    busy: Conversation, globex_page: Page, alice: User, call: Call,
    method: str, path: str, fields: dict[str, Any], status: int, error: str,
) -> None:  # fmt: skip
    fields = dict(fields)
    address = f"customers/{fields.pop('customer_id')}/{path}".rstrip("/")
    assert error_of(call(alice, method, address, **fields)) == (status, error)


def test_a_page_that_is_not_there_is_told_like_a_strangers(
    john: Conversation, globex_page: Page, alice: User, on_john: Call
) -> None:
    foreign = on_john(alice, "put", "agent", page_id=globex_page.page_id)
    missing = on_john(alice, "put", "agent", page_id="555000111222334")
    assert (foreign.status_code, foreign.content) == (missing.status_code, missing.content)


@pytest.mark.parametrize("type", ["assign_agent", "unassign_agent", "send_message"])
def test_page_id_is_required_on_the_websocket(
    port: int, john: Conversation, alice: User, type: str
) -> None:
    with Socket(port, alice) as socket:
        for frame in shapes_of(type, customer_id=JOHN_ID, **SAYS):
            assert_fits(socket.call(frame), {**WS_ERROR, "error": "Page ID is required"})
