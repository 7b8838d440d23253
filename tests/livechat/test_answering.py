"""Accept, assign, transfer, end (contract README, "Document 4", "Rules")."""

from __future__ import annotations

from typing import Any

import pytest

from conversations.models import HandoffRecord
from customers.models import ParticipantSession
from handoff.accounts.models import Company, Role, User
from handoff.news.models import Event
from livechat.models import ChatSession
from tests.asking import client_of
from tests.cast import make_user, news_types
from tests.livechat.conftest import Call, begin, fresh, put_online


def refusal(answer: Any) -> tuple[int, str]:
    body = answer.json()
    assert body["success"] is False
    return answer.status_code, body["error"]


def told(kind: str) -> Event:
    return Event.objects.filter(type=kind).latest("seq")


def test_accepting_makes_it_active(
    call: Call, online: None, waiting: ChatSession, alice: User
) -> None:
    answer = call(alice, "post", f"{waiting.pk}/accept")
    body = answer.json()
    assert (answer.status_code, body["success"], set(body)) == (200, True, {"success", "session"})
    session = body["session"]
    assert (session["status"], session["queue_position"]) == ("active", None)
    assert session["agent"] == {"id": alice.pk, "name": "Alice Adams"}
    assert session["accepted_at"].endswith("Z")


@pytest.mark.parametrize("body", ["", "null", "{}"])
def test_an_order_without_words_needs_no_body(
    online: None, waiting: ChatSession, alice: User, body: str
) -> None:
    """What clients send that have nothing to say: axios writes null."""
    for deed, status in (("accept", "active"), ("end", "closed")):
        answer = client_of(alice).post(
            f"/api/live-chat/{waiting.pk}/{deed}", body, content_type="application/json"
        )
        assert answer.json()["session"]["status"] == status


def test_customer_and_agent_hear_it(
    call: Call, online: None, waiting: ChatSession, alice: User
) -> None:
    call(alice, "post", f"{waiting.pk}/accept")
    news = told("chat_assigned")
    assert {f"conversation:{waiting.pk}", f"agent:{alice.pk}"} <= set(news.topics)
    assert not any(topic.startswith("agents:") for topic in news.topics)
    assert (news.payload["transferred_from"], news.payload["reason"]) == (None, "")
    assert news.payload["agent"] == {"id": alice.pk, "name": "Alice Adams"}
    assert news.payload["session"]["status"] == "active"


def test_accepting_again_changes_and_tells_nothing(
    call: Call, online: None, waiting: ChatSession, alice: User
) -> None:
    first = call(alice, "post", f"{waiting.pk}/accept").json()
    before = news_types()
    assert call(alice, "post", f"{waiting.pk}/accept").json() == first
    assert news_types() == before


def test_the_loser_is_told_who_won(
    call: Call, online: None, waiting: ChatSession, alice: User, bob: User
) -> None:
    call(alice, "post", f"{waiting.pk}/accept")
    assert refusal(call(bob, "post", f"{waiting.pk}/accept")) == (
        409, "Chat session was already accepted by Alice Adams",
    )  # fmt: skip
    assert fresh(waiting).conversation.agent == alice


@pytest.mark.parametrize("status", ["offline", "busy", "away"])
def test_who_accepts_must_be_online(
    call: Call, waiting: ChatSession, alice: User, status: str
) -> None:
    put_online(alice)
    type(alice.availability).objects.filter(user=alice).update(status=status)
    assert refusal(call(alice, "post", f"{waiting.pk}/accept")) == (
        409, "You must be online to accept chats",
    )  # fmt: skip
    assert fresh(waiting).status == "pending"


def test_who_accepts_needs_the_skills(call: Call, nora: ParticipantSession, alice: User) -> None:
    session = begin(nora, required_skills=["Billing", "technical"])
    put_online(alice, skills=("technical",))
    assert refusal(call(alice, "post", f"{session.pk}/accept")) == (
        409, "This chat requires skills you do not have: billing",
    )  # fmt: skip
    put_online(alice, skills=("technical", "billing"))
    assert call(alice, "post", f"{session.pk}/accept").status_code == 200


def test_who_accepts_needs_a_free_slot(call: Call, nora: ParticipantSession, alice: User) -> None:
    put_online(alice, slots=1)
    first, second = begin(nora), begin(nora)
    call(alice, "post", f"{first.pk}/accept")
    assert refusal(call(alice, "post", f"{second.pk}/accept")) == (
        409, "Alice Adams has no free slot: 1 of 1 chats",
    )  # fmt: skip
    call(alice, "post", f"{first.pk}/end")
    assert call(alice, "post", f"{second.pk}/accept").status_code == 200


def test_an_admin_assigns_whatever_status_and_skills(
    call: Call, nora: ParticipantSession, alice: User, amira: User
) -> None:
    session = begin(nora, required_skills=["billing"])
    path = f"{session.pk}/assign"
    body = call(amira, "post", path, agent_id=alice.pk, force=None, reason=None).json()
    assert body["message"] == "Chat assigned successfully"
    assert body["session"]["agent"]["id"] == alice.pk


def test_an_admin_assigns_over_the_limit_only_by_force(
    call: Call, nora: ParticipantSession, alice: User, amira: User
) -> None:
    put_online(alice, slots=1)
    first, second = begin(nora), begin(nora)
    call(amira, "post", f"{first.pk}/assign", agent_id=alice.pk)
    assert refusal(call(amira, "post", f"{second.pk}/assign", agent_id=alice.pk))[0] == 409
    forced = call(
        amira, "post", f"{second.pk}/assign", agent_id=alice.pk, force=True, reason="rush hour"
    )
    assert forced.status_code == 200
    record = HandoffRecord.objects.get(conversation=second.pk, deed="transferred")
    assert (record.reason, record.actor) == ("forced; rush hour", amira)
    assert told("chat_assigned").payload["reason"] == "rush hour"
    third = call(amira, "post", f"{begin(nora).pk}/assign", agent_id=alice.pk)
    assert refusal(third) == (409, "Alice Adams has no free slot: 2 of 1 chats")


def test_assigning_an_active_chat_is_a_transfer(
    call: Call, online: None, waiting: ChatSession, alice: User, bob: User, amira: User
) -> None:
    call(alice, "post", f"{waiting.pk}/accept")
    accepted_at = fresh(waiting).accepted_at
    assert call(amira, "post", f"{waiting.pk}/assign", agent_id=bob.pk).status_code == 200
    news = told("chat_assigned")
    assert news.payload["transferred_from"] == {"id": alice.pk, "name": "Alice Adams"}
    assert {f"agent:{alice.pk}", f"agent:{bob.pk}"} <= set(news.topics)
    assert fresh(waiting).accepted_at == accepted_at


def test_only_admins_assign(
    call: Call, online: None, waiting: ChatSession, alice: User, nora: ParticipantSession
) -> None:
    answer = call(alice, "post", f"{waiting.pk}/assign", agent_id=alice.pk)
    assert refusal(answer) == (403, "Only admins may do this")
    assert call(nora, "post", f"{waiting.pk}/assign", agent_id=alice.pk).status_code == 403
    assert fresh(waiting).status == "pending"


def test_its_agent_hands_it_over_with_a_reason(
    call: Call, online: None, waiting: ChatSession, alice: User, bob: User
) -> None:
    call(alice, "post", f"{waiting.pk}/accept")
    body = call(
        alice, "post", f"{waiting.pk}/transfer", target_agent_id=bob.pk, reason="Knows the bill"
    ).json()
    assert body["message"] == "Chat transferred successfully"
    assert body["session"]["agent"] == {"id": bob.pk, "name": "Bob Brown"}
    news = told("chat_assigned")
    assert news.payload["transferred_from"] == {"id": alice.pk, "name": "Alice Adams"}
    assert news.payload["reason"] == "Knows the bill"
    assert f"conversation:{waiting.pk}" in news.topics


def test_a_colleague_without_a_slot_is_given_nothing(
    call: Call, nora: ParticipantSession, alice: User, bob: User
) -> None:
    put_online(alice)
    put_online(bob, slots=1)
    first, second = begin(nora), begin(nora)
    call(bob, "post", f"{first.pk}/accept")
    call(alice, "post", f"{second.pk}/accept")
    answer = call(alice, "post", f"{second.pk}/transfer", target_agent_id=bob.pk)
    assert refusal(answer) == (409, "Bob Brown has no free slot: 1 of 1 chats")
    assert fresh(second).conversation.agent == alice


def test_only_its_agent_or_an_admin_transfers(
    call: Call, online: None, waiting: ChatSession, alice: User, bob: User, amira: User
) -> None:
    call(alice, "post", f"{waiting.pk}/accept")
    sentence = "Only its agent or an admin can transfer this chat"
    answer = call(bob, "post", f"{waiting.pk}/transfer", target_agent_id=bob.pk)
    assert refusal(answer) == (403, sentence)
    answer = call(amira, "post", f"{waiting.pk}/transfer", target_agent_id=bob.pk)
    assert answer.status_code == 200


def test_nobody_of_elsewhere_and_no_customer_is_given_a_chat(
    call: Call, waiting: ChatSession, amira: User, charlie: User, vera: User
) -> None:
    for user in (charlie, vera):
        answer = call(amira, "post", f"{waiting.pk}/assign", agent_id=user.pk)
        assert refusal(answer) == (404, "User not found")
    for data in ({}, {"agent_id": "x"}, {"agent_id": None}, {"agent_id": [1]}):
        answer = call(amira, "post", f"{waiting.pk}/assign", **data)
        assert refusal(answer)[0] == 400


@pytest.mark.parametrize("who", ["nora", "alice", "amira"])
def test_customer_agent_and_admin_end_it(
    call: Call, online: None, waiting: ChatSession, alice: User, who: str,
    request: pytest.FixtureRequest,
) -> None:  # fmt: skip
    call(alice, "post", f"{waiting.pk}/accept")
    body = call(request.getfixturevalue(who), "post", f"{waiting.pk}/end").json()
    assert (body["success"], body["session"]["status"]) == (True, "closed")
    assert body["session"]["closed_at"].endswith("Z")
    news = told("chat_ended")
    expected = {"kind": "customer", "name": "Nora Novak"}
    if who != "nora":
        name = {"alice": "Alice Adams", "amira": "Amira Aziz"}[who]
        expected = {"kind": "agent", "name": name}
    assert news.payload["ended_by"] == expected
    assert f"conversation:{waiting.pk}" in news.topics
    before = news_types()
    assert call(request.getfixturevalue(who), "post", f"{waiting.pk}/end").status_code == 200
    assert news_types() == before


def test_other_agents_do_not_end_it(
    call: Call, online: None, waiting: ChatSession, alice: User, bob: User
) -> None:
    call(alice, "post", f"{waiting.pk}/accept")
    assert refusal(call(bob, "post", f"{waiting.pk}/end"))[0] == 403
    assert fresh(waiting).status == "active"


def test_the_end_of_a_chat_that_nobody_took_is_told_to_all_agents(
    call: Call, waiting: ChatSession, nora: ParticipantSession, hotel: Company
) -> None:
    call(nora, "post", f"{waiting.pk}/end")
    assert f"agents:{hotel.pk}" in told("chat_ended").topics


def test_a_closed_one_takes_nothing(
    call: Call, online: None, waiting: ChatSession, alice: User, bob: User, amira: User,
    nora: ParticipantSession,
) -> None:  # fmt: skip
    call(nora, "post", f"{waiting.pk}/end")
    for who, path, data in (
        (alice, "accept", {}),
        (amira, "assign", {"agent_id": alice.pk}),
        (amira, "transfer", {"target_agent_id": alice.pk}),
        (nora, "messages", {"content": "Hello"}),
        (alice, "messages", {"content": "Hello"}),
    ):
        answer = call(who, "post", f"{waiting.pk}/{path}", **data)
        assert refusal(answer) == (409, "Chat session is closed"), path


def test_the_team_reads_who_had_it_and_why(
    call: Call, online: None, waiting: ChatSession, alice: User, bob: User,
    nora: ParticipantSession,
) -> None:  # fmt: skip
    call(alice, "post", f"{waiting.pk}/accept")
    call(alice, "post", f"{waiting.pk}/transfer", target_agent_id=bob.pk, reason="Knows the bill")
    history = call(bob, "get", f"{waiting.pk}").json()["history"]
    assert [row["action"] for row in history] == ["opened", "taken", "transferred"]
    transfer = history[-1]
    assert (transfer["from"]["name"], transfer["to"]["name"]) == ("Alice Adams", "Bob Brown")
    assert (transfer["by"]["id"], transfer["reason"]) == (alice.pk, "Knows the bill")
    assert "history" not in call(nora, "get", f"{waiting.pk}").json()


def test_a_transfer_through_any_door_is_told_as_one(
    online: None, waiting: ChatSession, alice: User, amira: User
) -> None:
    from conversations.actions.releasing import release_conversation
    from conversations.actions.taking import take_conversation

    take_conversation(alice.as_actor(door="desk"), conversation_id=waiting.pk)
    assert fresh(waiting).accepted_at is not None
    release_conversation(amira.as_actor(door="desk"), conversation_id=waiting.pk)
    assert [kind for kind in news_types() if kind.startswith("chat_")] == [
        "chat_started", "chat_assigned", "chat_left_queue", "chat_returned",
    ]  # fmt: skip
    assert (fresh(waiting).status, fresh(waiting).accepted_at) == ("pending", None)


def test_strangers_find_nothing(
    call: Call, waiting: ChatSession, charlie: User, globex: Company, vera: User
) -> None:
    gina = make_user(globex, "Gina Globex", Role.ADMIN)
    rows: list[tuple[str, str, dict[str, Any]]] = [
        ("get", "", {}), ("get", "messages", {}), ("post", "messages", {"content": "Hi"}),
        ("post", "end", {}), ("post", "accept", {}), ("get", "customer-context", {}),
        ("post", "assign", {"agent_id": charlie.pk}), ("post", "convert-to-ticket", {}),
        ("post", "transfer", {"target_agent_id": charlie.pk}),
    ]  # fmt: skip
    before = news_types()
    for method, path, data in rows:
        for who in (charlie, gina):
            answer = call(who, method, f"{waiting.pk}/{path}".rstrip("/"), **data)
            assert refusal(answer) == (404, "Chat session not found"), (path, who)
        answer = call(vera, method, f"{waiting.pk}/{path}".rstrip("/"), **data)
        assert refusal(answer)[0] in (403, 404), path
        assert call(None, method, f"{waiting.pk}/{path}".rstrip("/"), **data).status_code == 401
    for number in ("0", "999999", "9" * 18):
        assert refusal(call(charlie, "post", f"{number}/accept"))[0] == 404
    assert news_types() == before
