"""`POST /api/live-chat/start` (contract document 4, "Step 1")."""

from __future__ import annotations

from concurrent.futures import ThreadPoolExecutor
from typing import Any

import pytest
from django.db import connection

from conversations.models import Bot, Conversation
from customers.models import ParticipantSession
from handoff.accounts.models import Company, User
from handoff.errors import HandoffError
from handoff.news.models import Event
from livechat.actions.starting import MOST_OPEN
from livechat.models import ChatSession, ChatSettings
from tests.cast import make_visitor, news_types
from tests.livechat.conftest import Call, begin, put_online


def test_answers_as_the_contract_shows_it(call: Call, nora: ParticipantSession) -> None:
    answer = call(
        nora, "post", "start", subject="Need help with account", priority="medium",
        required_skills=["Technical"], metadata={"browser": "Chrome"},
    )  # fmt: skip
    body = answer.json()
    assert answer.status_code == 201
    assert set(body) == {"success", "session", "message", "customer_context", "agents_online"}
    assert (body["success"], body["agents_online"]) == (True, False)
    assert body["message"] == "Chat session created. Waiting for agent to accept."
    session = body["session"]
    assert session["id"] == Conversation.objects.get().pk
    assert (session["status"], session["subject"]) == ("pending", "Need help with account")
    assert (session["priority"], session["required_skills"]) == ("medium", ["technical"])
    assert (session["metadata"], session["queue_position"]) == ({"browser": "Chrome"}, 1)
    assert (session["agent"], session["accepted_at"], session["closed_at"]) == (None, None, None)
    assert body["customer_context"]["customer"]["name"] == "Nora Novak"


def test_only_a_subject_is_required(call: Call, vera: User) -> None:
    session = call(vera, "post", "start/", subject="Hello").json()["session"]
    assert (session["priority"], session["required_skills"], session["metadata"]) == (
        "medium", [], {},
    )  # fmt: skip
    assert session["customer"] == {"id": vera.pk, "name": "Vera Vidal", "kind": "user"}


def test_tells_all_agents_and_no_customer(waiting: ChatSession, hotel: Company) -> None:
    assert news_types() == ["conversation_opened", "chat_started"]
    news = Event.objects.get(type="chat_started")
    assert set(news.topics) == {f"agents:{hotel.pk}", f"team:{hotel.pk}"}
    assert (news.payload["session_id"], news.payload["session"]["status"]) == (
        waiting.pk, "pending",
    )  # fmt: skip


def test_says_whether_anybody_is_there(call: Call, vera: User, alice: User) -> None:
    put_online(alice)
    assert call(vera, "post", "start", subject="Hello").json()["agents_online"] is True


@pytest.mark.parametrize("by", ["body", "header"])
def test_started_twice_with_the_same_client_id_it_is_started_once(
    call: Call, vera: User, by: str
) -> None:
    from tests.asking import client_of

    def start(subject: str) -> Any:
        if by == "body":
            return call(vera, "post", "start", subject=subject, client_id="c-1")
        return client_of(vera).post(
            "/api/live-chat/start", {"subject": subject}, format="json",
            HTTP_IDEMPOTENCY_KEY="c-1",
        )  # fmt: skip

    first, again = start("First"), start("Second")
    assert (first.status_code, again.status_code) == (201, 201)
    assert first.json()["session"] == again.json()["session"]
    assert news_types().count("chat_started") == 1


def test_skills_come_back_in_the_order_in_which_they_were_asked_for(
    call: Call, nora: ParticipantSession
) -> None:
    asked = ["technical", "Billing", "technical", "arabic"]
    answer = call(nora, "post", "start", subject="x", required_skills=asked)
    assert answer.json()["session"]["required_skills"] == ["technical", "billing", "arabic"]


def test_several_at_once_are_allowed_up_to_a_bound(call: Call, nora: ParticipantSession) -> None:
    for number in range(MOST_OPEN):
        begin(nora, f"Chat {number}")
    answer = call(nora, "post", "start", subject="One more")
    assert (answer.status_code, answer.json()["success"]) == (409, False)
    assert answer.json()["error"] == "You have too many open chats; end one first"
    call(nora, "post", f"{ChatSession.objects.first().pk}/end")  # type: ignore[union-attr]
    assert call(nora, "post", "start", subject="One more").status_code == 201


@pytest.mark.django_db(transaction=True)
def test_many_starts_at_once_stay_within_the_bound(nora: ParticipantSession) -> None:
    for number in range(MOST_OPEN - 2):
        begin(nora, f"Chat {number}")

    def start(number: int) -> bool:
        try:
            begin(nora, f"Race {number}")
        except HandoffError:
            return False
        else:
            return True
        finally:
            connection.close()

    with ThreadPoolExecutor(6) as pool:
        assert sum(pool.map(start, range(6))) == 2


@pytest.mark.parametrize(
    ("data", "sentence"),
    [
        ({}, "Subject is required"),
        ({"subject": "  "}, "Subject is required"),
        ({"subject": None}, "Subject is required"),
        ({"subject": {"a": 1}}, "Subject must be text"),
        ({"subject": 5}, "Subject must be text"),
        ({"subject": "x" * 201}, "Ensure this field has no more than 200 characters."),
        ({"subject": "a\0b"}, "Null characters are not allowed."),
        ({"subject": "x", "priority": "now"}, "Priority must be one of: low, medium, high, urgent"),
        ({"subject": "x", "priority": 3}, "Priority must be one of: low, medium, high, urgent"),
        ({"subject": "x", "required_skills": "billing"}, 'Expected a list of items'),
        ({"subject": "x", "required_skills": [["a"]]}, "Not a valid string."),
        ({"subject": "x", "required_skills": ["a"] * 21}, "no more than 20"),
        ({"subject": "x", "metadata": ["a"]}, "metadata must be an object"),
        ({"subject": "x", "metadata": {"a": "x" * 9000}}, "metadata is larger than 8192 bytes"),
        ({"subject": "x", "metadata": {"a": "\0"}}, "metadata must not hold a NUL character"),
        ({"subject": "x", "client_id": {}}, "Not a valid string."),
        ({"subject": "x", "client_id": "bot-turn-1"}, "client_id must not begin with bot-turn-"),
        ({"subject": "x", "client_id": "words-of-1"}, "client_id must not begin with words-of-"),
    ],
)  # fmt: skip
def test_refuses_what_is_wrong(
    call: Call, nora: ParticipantSession, data: dict[str, Any], sentence: str
) -> None:
    answer = call(nora, "post", "start", **data)
    assert answer.status_code == 400, answer.content
    assert answer.json()["success"] is False
    assert sentence in answer.json()["error"]
    assert not Conversation.objects.exists()


def test_metadata_may_be_nested_but_not_without_end(call: Call, nora: ParticipantSession) -> None:
    def nested(depth: int) -> dict[str, Any]:
        return {"a": nested(depth - 1)} if depth > 1 else {}

    assert call(nora, "post", "start", subject="x", metadata=nested(32)).status_code == 201
    answer = call(nora, "post", "start", subject="x", metadata=nested(33))
    assert answer.json()["error"] == "metadata is nested too deeply"


def test_only_customers_start(call: Call, alice: User, db: None) -> None:
    for who, status in ((None, 401), (alice, 403)):
        answer = call(who, "post", "start", subject="x")
        assert (answer.status_code, answer.json()["success"]) == (status, False)


def test_a_bot_stands_in_front_only_where_the_company_wants_it(
    call: Call, nora: ParticipantSession, bot: Bot, alice: User
) -> None:
    assert begin(nora).status == "pending"
    ChatSettings.objects.update_or_create(company=bot.company, defaults={"bot": bot})

    session = call(nora, "post", "start", subject="x").json()["session"]

    assert (session["status"], session["agent"], session["queue_position"]) == (
        "active", None, None,
    )  # fmt: skip
    assert news_types().count("chat_started") == 1
    put_online(alice)
    early = call(alice, "post", f"{session['id']}/accept")
    assert (early.status_code, early.json()["success"]) == (409, False)

    call(nora, "post", f"{session['id']}/messages", content="I want to talk to a human")

    assert call(nora, "get", f"{session['id']}").json()["session"]["status"] == "pending"
    assert news_types().count("chat_started") == 2
    assert call(alice, "post", f"{session['id']}/accept").status_code == 200


def test_a_visitor_of_another_company_is_another_companys(
    call: Call, globex: Company, nora: ParticipantSession, charlie: User, alice: User
) -> None:
    greta = make_visitor(globex, "Greta Globex")
    session_id = call(greta, "post", "start", subject="x").json()["session"]["id"]
    assert call(charlie, "get", str(session_id)).status_code == 200
    assert call(alice, "get", str(session_id)).status_code == 404
