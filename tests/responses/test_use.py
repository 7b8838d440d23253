"""`POST /api/canned-responses/:id/use`: a text is made, with what was given and what is known."""

from __future__ import annotations

from typing import Any

import pytest

from conversations.actions.taking import take_conversation
from conversations.models import Conversation
from customers.models import ParticipantSession
from handoff.accounts.models import User
from livechat.models import ChatSession, Ticket
from tests.livechat.conftest import begin, put_online
from tests.responses.conftest import Call, Keeps

pytestmark = pytest.mark.django_db

ALL = "{{customer_name}}, {{agent_name}}, {{ticket_id}}"


@pytest.fixture
def chat(nora: ParticipantSession) -> ChatSession:
    """Nora waits."""
    return begin(nora)


def use(call: Call, who: User, response: Any, status: int = 200, **asked: Any) -> Any:
    answer = call(who, "post", f"/{response.pk}/use", **asked)
    assert answer.status_code == status, answer.content
    return answer.json()


def test_the_documented_example(call: Call, keeps: Keeps, alice: User) -> None:
    response = keeps(alice, content="Hello {{customer_name}}! How can I help you?")

    assert use(call, alice, response, variables={"customer_name": "John Doe"}) == {
        "content": "Hello John Doe! How can I help you?",
        "variables_replaced": True,
        "missing_variables": [],
    }


def test_what_is_missing_is_told_and_stays(call: Call, keeps: Keeps, alice: User) -> None:
    response = keeps(alice, content="{{a}} {{ b }} {{c}}")

    used = use(call, alice, response, variables={"a": "A", "b": "", "c": None, "d": "D"})

    assert used == {
        "content": "A {{ b }} {{c}}",
        "variables_replaced": False,
        "missing_variables": ["b", "c"],
    }
    assert use(call, alice, response)["missing_variables"] == ["a", "b", "c"]


def test_null_asks_for_nothing(call: Call, keeps: Keeps, alice: User) -> None:
    response = keeps(alice, content="Hello")
    used = use(call, alice, response, variables=None, session_id=None)
    assert used["content"] == "Hello"


def test_numbers_are_taken_as_they_are_written(call: Call, keeps: Keeps, alice: User) -> None:
    response = keeps(alice, content="{{ticket_id}}: {{price}}")

    used = use(call, alice, response, variables={"ticket_id": 10, "price": 9.5})

    assert used["content"] == "10: 9.5"


def test_values_are_text(call: Call, keeps: Keeps, alice: User) -> None:
    response = keeps(alice, content="{{a}}")
    evil = "{{b}} {% load x %} {0} ${7*7} <script>alert(1)</script>"

    assert use(call, alice, response, variables={"a": evil, "b": "B"})["content"] == evil


@pytest.mark.parametrize(
    "asked",
    [
        {"variables": "x"}, {"variables": ["x"]}, {"variables": {"a": {"b": 1}}},
        {"variables": {"a": "x" * 1_001}}, {"variables": {"a": "\0"}},
        {"variables": {str(n): "x" for n in range(101)}}, {"variables": {"a": "\ud800"}},
        {"session_id": "x"}, {"session_id": 0}, {"session_id": 2**63}, {"session_id": {}},
    ],
)  # fmt: skip
def test_what_is_wrong_is_refused(
    call: Call, keeps: Keeps, alice: User, asked: dict[str, Any]
) -> None:
    refused = use(call, alice, keeps(alice, content="{{a}}"), 400, **asked)

    assert refused["success"] is False
    assert list(refused["details"]) == list(asked)


def test_a_text_longer_than_a_message_is_refused(call: Call, keeps: Keeps, alice: User) -> None:
    response = keeps(alice, content="{{a}}" * 11)

    refused = use(call, alice, response, 400, variables={"a": "x" * 1_000})

    assert "10000 characters" in refused["error"]


def test_shared_ones_are_used_by_all_and_others_by_their_owner(
    call: Call, keeps: Keeps, alice: User, bob: User, charlie: User
) -> None:
    shared, private = keeps(bob, is_shared=True), keeps(bob)

    assert use(call, alice, shared)["content"] == "Goodbye"
    use(call, alice, private, 404)
    use(call, charlie, shared, 404)


def test_a_session_fills_in_what_is_known_of_it(
    call: Call, keeps: Keeps, alice: User, bob: User, chat: ChatSession
) -> None:
    response = keeps(alice, content=ALL, is_shared=True)
    asked = {"session_id": chat.pk}

    used = use(call, alice, response, **asked)
    assert used["content"] == "Nora Novak, Alice Adams, {{ticket_id}}"
    assert used["missing_variables"] == ["ticket_id"]

    put_online(bob)
    take_conversation(bob.as_actor(door="rest"), conversation_id=chat.pk, agent_name="Bobby")
    ticket = Ticket.objects.create(
        company=chat.company, conversation=chat.conversation, subject="x"
    )
    used = use(call, alice, response, **asked)
    assert used["content"] == f"Nora Novak, Bobby, {ticket.pk}"
    assert used["variables_replaced"] is True


def test_what_is_given_counts_more_than_what_is_known_unless_it_is_blank(
    call: Call, keeps: Keeps, alice: User, chat: ChatSession
) -> None:
    response = keeps(alice, content="{{customer_name}} {{agent_name}}")
    given = {"customer_name": "Ms Novak", "agent_name": " "}

    used = use(call, alice, response, variables=given, session_id=chat.pk)

    assert used["content"] == "Ms Novak Alice Adams"


def test_who_gave_no_name_is_not_called_by_a_number(
    call: Call, keeps: Keeps, alice: User, nora: ParticipantSession, chat: ChatSession
) -> None:
    assert nora.visitor
    nora.visitor.name = ""
    nora.visitor.save()

    used = use(call, alice, keeps(alice, content=ALL), session_id=chat.pk)

    assert "customer_name" in used["missing_variables"]


def test_a_strangers_session_is_not_found(
    call: Call, keeps: Keeps, charlie: User, chat: ChatSession
) -> None:
    refused = use(call, charlie, keeps(charlie, content=ALL), 404, session_id=chat.pk)

    assert refused["success"] is False


def test_what_is_no_chat_is_no_session(
    call: Call, keeps: Keeps, alice: User, john: Conversation
) -> None:
    refused = use(call, alice, keeps(alice, content=ALL), 404, session_id=john.pk)

    assert refused["error"] == "Chat session not found"
