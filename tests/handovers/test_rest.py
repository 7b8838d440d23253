"""`/api/handovers`."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import pytest
from rest_framework.test import APIClient

from conversations.models import Author, Conversation, Handover, Message
from customers.models import Page, ParticipantSession
from handoff.accounts.models import User
from tests.accounts.test_api_keys import client_of as client_with_key
from tests.accounts.test_api_keys import make as make_key
from tests.asking import Person, client_of
from tests.cast import JOHN_ID, PAGE_ID, fresh, open_conversation
from tests.desk.test_lists import count_queries
from tests.handovers.conftest import accept, customers_of, offer, take

pytestmark = pytest.mark.django_db

Call = Callable[..., Any]


@pytest.fixture
def call() -> Call:
    """`call(alice, "post", "/12/accept")`; nobody sends no token."""

    def send(who: Person | None, method: str, path: str = "", **data: Any) -> Any:
        client: APIClient = client_of(who)
        address = f"/api/handovers{path}"
        if method == "get":
            return client.get(address, data)
        return getattr(client, method)(address, data, format="json")

    return send


def test_offers_and_accepts(
    call: Call, alice: User, bob: User, johns: Conversation, novas: Conversation
) -> None:
    listed = call(alice, "get", "/conversations").json()
    assert listed["conversations"] == [
        {
            "conversation_id": johns.pk, "channel": "messenger", "name": "John Doe",
            "customer_id": JOHN_ID, "page_id": PAGE_ID,
        },
        {"conversation_id": novas.pk, "channel": "chat", "name": "Visitor 0"},
    ]  # fmt: skip
    notes = {str(johns.pk): "Late check-out"}
    made = call(alice, "post", to=bob.pk, notes=notes, note="Quiet")
    assert made.status_code == 201
    shown = made.json()["handover"]
    assert shown["giver"] == {"id": alice.pk, "name": "Alice Adams"}
    assert shown["to"] == {"id": bob.pk, "name": "Bob Brown"}
    assert (shown["state"], shown["conversation_count"], shown["note"]) == ("open", 2, "Quiet")
    assert [item["note"] for item in made.json()["items"]] == ["Late check-out", ""]

    done = call(bob, "post", f"/{shown['id']}/accept")
    assert done.status_code == 200
    assert done.json()["handover"]["summary"] == "Passed 2 of 2"
    assert {item["outcome"] for item in done.json()["items"]} == {"passed"}
    assert fresh(johns).agent == bob
    assert Message.objects.get(author=Author.NOTE).text == "Late check-out"
    assert call(bob, "post", f"/{shown['id']}/accept").json() == done.json()


def test_lists_what_concerns_me_and_on_request_everything(
    call: Call, alice: User, amira: User, bob: User, charlie: User, page: Page,
    johns: Conversation,
) -> None:  # fmt: skip
    made = offer(alice, to=bob.pk)

    def ids(who: User, **query: str) -> list[int]:
        return [row["id"] for row in call(who, "get", **query).json()["handovers"]]

    assert ids(alice) == ids(bob) == ids(amira, whose="all") == [made.pk]
    assert ids(amira) == ids(charlie, whose="all") == []
    assert ids(bob, state="open") == [made.pk]
    assert ids(bob, state="accepted") == []
    accept(bob, made)
    take(alice, open_conversation(page, "new", "New One"))
    newer = offer(alice)
    assert ids(alice) == ids(bob) == [newer.pk, made.pk]
    assert ids(amira) == [newer.pk]
    assert call(bob, "get", state="x").status_code == 400
    assert call(bob, "get", whose="x").status_code == 400


def test_shows_first_what_was_not_passed_on(call: Call, alice: User, bob: User, page: Page) -> None:
    first, lost = customers_of(alice, page, 2)
    made = offer(alice)
    Conversation.objects.filter(pk=lost.pk).update(owner="nobody", agent=None, agent_name="")
    accept(bob, made)
    answer = call(alice, "get", f"/{made.pk}", limit=1).json()
    assert [item["conversation_id"] for item in answer["items"]] == [lost.pk]
    assert answer["items"][0]["reason"] == "It waits for somebody"
    assert answer["pagination"]["total"] == 2
    second = call(alice, "get", f"/{made.pk}", limit=1, page=2).json()
    assert [item["conversation_id"] for item in second["items"]] == [first.pk]


@pytest.mark.parametrize(
    ("body", "field"),
    [
        ({"to": "bob"}, "to"),
        ({"to": 10**30}, "to"),
        ({"notes": ["x"]}, "notes"),
        ({"notes": {"x": "y"}}, "notes"),
        ({"notes": {"1": "y" * 1001}}, "notes"),
        ({"notes": {"999999": "y"}}, "notes"),
        ({"notes": {str(number): "" for number in range(1001)}}, "notes"),
        ({"note": "y" * 1001}, "note"),
        ({"note": {}}, "note"),
        ({"go_offline": "perhaps"}, "go_offline"),
    ],
)
def test_says_what_is_wrong(
    call: Call, alice: User, johns: Conversation, body: dict[str, Any], field: str
) -> None:
    answer = call(alice, "post", **body)
    assert answer.status_code == 400
    assert field in answer.json()["details"]
    assert not Handover.objects.exists()


def test_takes_no_body_that_is_no_object(alice: User, johns: Conversation) -> None:
    assert client_of(alice).post("/api/handovers", [1], format="json").status_code == 400


def test_says_no_in_words(
    call: Call, alice: User, amira: User, bob: User, johns: Conversation
) -> None:
    nothing = call(bob, "post")
    assert (nothing.status_code, nothing.json()["error"]) == (
        422, "You have no open conversations to hand over",
    )  # fmt: skip
    made = offer(alice, to=bob.pk)
    assert call(alice, "post").status_code == 409
    assert call(alice, "post", f"/{made.pk}/accept").status_code == 403
    refused = call(amira, "post", f"/{made.pk}/accept")
    assert refused.json() == {"error": "This handover is offered to Bob Brown"}
    assert call(bob, "post", f"/{made.pk}/withdraw").status_code == 403
    assert call(bob, "post", f"/{made.pk}/decline").json()["handover"]["state"] == "declined"
    assert call(alice, "post", f"/{made.pk}/withdraw").status_code == 409


@pytest.mark.parametrize("path", ["/{id}", "/{id}/accept", "/{id}/decline", "/{id}/withdraw"])
def test_does_not_exist_for_strangers(
    call: Call, alice: User, charlie: User, johns: Conversation, path: str
) -> None:
    made = offer(alice)
    method = "get" if path == "/{id}" else "post"
    for address in (path.format(id=made.pk), path.format(id=10**17), path.format(id="x")):
        answer = call(charlie, method, address)
        assert (answer.status_code, answer.json()) == (404, {"error": "Handover not found"})
    assert Handover.objects.get().is_open


@pytest.mark.parametrize("path", ["", "/conversations", "/1", "/1/accept"])
def test_is_for_the_team(call: Call, vera: User, nora: ParticipantSession, path: str) -> None:
    method = "post" if path.endswith("accept") else "get"
    assert call(None, method, path).status_code == 401
    assert call(nora, method, path).status_code == 403
    assert call(vera, method, path).status_code == 403


def test_is_open_to_keys_that_may_take_customers(
    alice: User, amira: User, johns: Conversation
) -> None:
    reader = client_with_key(make_key(amira, alice, "customers:read"))
    assert reader.get("/api/handovers").status_code == 200
    assert reader.post("/api/handovers", {}, format="json").status_code == 403
    writer = client_with_key(make_key(amira, alice, "customers:write"))
    assert writer.post("/api/handovers", {}, format="json").status_code == 201


def test_asks_as_often_for_many_as_for_few(alice: User, amira: User, page: Page) -> None:
    customers_of(alice, page, 2)
    made = offer(alice)
    addresses = ("/api/handovers", f"/api/handovers/{made.pk}", "/api/handovers/conversations")
    client = client_of(alice)
    few = [count_queries(client, address) for address in addresses]
    customers_of(alice, page, 8, "D")
    accept(amira, made)
    for _ in range(5):
        Handover.objects.create(
            company=made.company, giver=alice, state="expired", expires_at=made.expires_at,
            ended_at=made.expires_at,
        )  # fmt: skip
    assert [count_queries(client, address) for address in addresses] == few
    assert max(few) <= 6
