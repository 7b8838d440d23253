"""Who may what: every role on every endpoint, at home and at a stranger's (one table)."""

from __future__ import annotations

from typing import Any

import pytest

from conversations.models import Bot, Conversation, HandoffRecord, Message
from customers.models import Page
from handoff.accounts.models import Company, Role, User
from handoff.news.models import Event
from tests.cast import JOHN_ID, PAGE_ID, make_user
from tests.dashboard.conftest import Call

ENDPOINTS: list[tuple[str, str, dict[str, Any]]] = [
    ("get", "customers/{customer}", {}),
    ("put", "customers/{customer}/agent", {}),
    ("delete", "customers/{customer}/agent", {}),
    ("put", "customers/{customer}/stop", {"stop": True}),
    ("post", "customers/{customer}/toggle-stop", {}),
    ("post", "customers/{customer}/message", {"message": "Hello"}),
    ("get", "customers/{customer}/history", {}),
    ("get", "messages/conversation/{customer}", {}),
    ("get", "messages/chat/{customer}", {}),
]
AT_HOME = {"nobody": 401, "customer": 403, "agent": 200, "admin": 200, "superuser": 200}
STRANGER = {"customer": 403, "agent": 404, "admin": 404}


@pytest.fixture
def people(
    alice: User, amira: User, vera: User, root: User, charlie: User, globex: Company
) -> dict[str, User | None]:
    return {
        "nobody": None, "customer": vera, "agent": alice, "admin": amira, "superuser": root,
        "foreign agent": charlie,
        "foreign admin": make_user(globex, "Gina Globex", Role.ADMIN),
        "foreign customer": make_user(globex, "Karl Kunde", Role.CUSTOMER),
    }  # fmt: skip


@pytest.mark.parametrize(("method", "path", "data"), ENDPOINTS)
@pytest.mark.parametrize("role", AT_HOME)
def test_at_home(
    bot: Bot, john: Conversation, people: dict[str, User | None], call: Call,
    role: str, method: str, path: str, data: dict[str, Any],
) -> None:  # fmt: skip
    answer = call(people[role], method, path.format(customer=JOHN_ID), page_id=PAGE_ID, **data)
    assert answer.status_code == AT_HOME[role], answer.content
    if answer.status_code != 200:
        assert answer.json()["error"]
        assert_nothing_happened()


@pytest.mark.parametrize(("method", "path", "data"), ENDPOINTS)
@pytest.mark.parametrize("role", STRANGER)
def test_at_a_strangers(
    bot: Bot, john: Conversation, people: dict[str, User | None], call: Call,
    role: str, method: str, path: str, data: dict[str, Any],
) -> None:  # fmt: skip
    answer = call(
        people[f"foreign {role}"], method, path.format(customer=JOHN_ID), page_id=PAGE_ID, **data
    )
    assert answer.status_code == STRANGER[role], answer.content
    if role != "customer":
        assert answer.json()["error"] == "Page not found or access denied"
    assert_nothing_happened()


@pytest.mark.parametrize("role", AT_HOME)
def test_the_list(
    john: Conversation, people: dict[str, User | None], call: Call, role: str
) -> None:
    answer = call(people[role], "get", "customers")
    assert answer.status_code == AT_HOME[role]
    if answer.status_code == 200:
        assert [row["customer_id"] for row in answer.json()["customers"]] == [JOHN_ID]


@pytest.mark.parametrize("role", ["foreign agent", "foreign admin"])
def test_a_strangers_list_is_empty(
    john: Conversation, globex_page: Page, people: dict[str, User | None], call: Call, role: str
) -> None:
    assert call(people[role], "get", "customers").json()["customers"] == []
    assert call(people[role], "get", "customers", page_id=PAGE_ID).status_code == 404


def assert_nothing_happened() -> None:
    assert not Event.objects.exists()
    assert not Message.objects.exists()
    assert HandoffRecord.objects.count() == 1
