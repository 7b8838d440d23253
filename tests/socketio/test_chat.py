"""The chat's events between the real clients (contract document 4): who asks, and who hears."""

from __future__ import annotations

from typing import Any

import pytest

from conversations.actions.releasing import release_conversation
from customers.models import ParticipantSession
from handoff.accounts.models import Company, User
from handoff.news.models import Event, Stream
from handoff.realtime.limits import BURST
from livechat.actions.answering import accept_chat, end_chat, transfer_chat
from livechat.actions.talking import say_in_chat
from livechat.models import ChatSession
from tests.cast import make_visitor
from tests.livechat.conftest import actor_of, begin, put_online
from tests.socketio.people import POLLING, WEBSOCKET, Open, enter

pytestmark = pytest.mark.django_db(transaction=True)

TRANSPORTS = pytest.mark.parametrize("transports", [POLLING, WEBSOCKET])


@pytest.fixture
def active(nora: ParticipantSession, alice: User) -> ChatSession:
    """Nora's chat, which Alice has accepted."""
    put_online(alice)
    session = begin(nora, "Late check-out")
    return accept_chat(actor_of(alice), session_id=session.pk)


@TRANSPORTS
def test_a_chat_from_start_to_end_is_heard_by_both_sides_and_by_no_stranger(
    open_client: Open, transports: list[str], hotel: Company, nora: ParticipantSession,
    alice: User, bob: User, charlie: User,
) -> None:  # fmt: skip
    put_online(alice)
    customer, agent, colleague, other_visitor, stranger = (
        enter(open_client, who, transports=transports)
        for who in (nora, alice, bob, make_visitor(hotel, "Otto Other"), charlie)
    )
    started = customer.call("chat:start", {"subject": "Late check-out", "client_id": "s-1"})
    assert started["success"] is True
    assert started["message"] == "Chat session created. Waiting for agent to accept."
    assert (started["session"]["status"], started["agents_online"]) == ("pending", True)
    about = {"session_id": started["session"]["id"]}
    again = customer.call("chat:start", {"subject": "Late check-out", "client_id": "s-1"})
    assert again["session"]["id"] == about["session_id"]
    for client in (agent, colleague):
        told = client.hears("chat:new_session")
        assert told["session"] == started["session"]
        assert isinstance(told["cursor"], int)
    position = customer.hears("chat:queue_position")
    assert (position["session_id"], position["position"]) == (about["session_id"], 1)

    accepted = agent.call("chat:accept", about)
    assert accepted["session"]["status"] == "active"
    assert accepted["session"]["agent"] == {"id": alice.pk, "name": "Alice Adams"}
    for client in (customer, agent):
        told = client.hears("chat:session_assigned")
        assert (told["agent"], told["session"]) == (
            accepted["session"]["agent"], accepted["session"],
        )  # fmt: skip
        assert "transferred_from" not in told
    for client in (agent, colleague):
        told = client.hears("chat:session_updated")
        assert told["session"] == accepted["session"]
    late = colleague.call("chat:accept", about)
    assert (late["success"], late["code"]) == (False, "accepted_by_another")
    assert "Alice Adams" in late["error"]

    for writer, text, kind in ((customer, "Hello <b>\n", "customer"), (agent, "Hi!", "agent")):
        sent = writer.call("chat:send_message", {**about, "type": "text", "content": text})
        assert (sent["message"]["content"], sent["message"]["sender_type"]) == (text, kind)
        for client in (customer, agent):
            told = client.hears("chat:new_message")
            assert isinstance(told.pop("cursor"), int)
            assert told == sent["message"]

    ended = customer.call("chat:end", about)
    assert ended["session"]["status"] == "closed"
    for client in (customer, agent):
        told = client.hears("chat:ended")
        assert told["ended_by"] == {"kind": "customer", "name": "Nora Novak"}
        assert told["session"] == ended["session"]
    assert agent.call("chat:send_message", {**about, "content": "?"}) == {
        "success": False, "error": "Chat session is closed", "code": "chat_closed",
    }  # fmt: skip
    assert colleague.heard() == []  # neither taking, nor words, nor the end
    for client in (other_visitor, stranger):
        client.silence(0.05)


def test_the_same_client_id_is_said_once(open_client: Open, active: ChatSession, nora: Any) -> None:
    client = enter(open_client, nora)
    said = {"session_id": active.pk, "content": "Hello", "client_id": "c-1"}
    first, second = (client.call("chat:send_message", said) for _ in range(2))
    assert first == second
    assert first["message"]["client_id"] == "c-1"
    assert client.heard() == ["chat:new_message"]


@TRANSPORTS
def test_typing_is_shown_to_the_other_side_and_on_no_socket_of_the_one_who_types(
    open_client: Open, transports: list[str], active: ChatSession, nora: ParticipantSession,
    alice: User, bob: User, charlie: User,
) -> None:  # fmt: skip
    here, there, agent, colleague, stranger = (
        enter(open_client, who, transports=transports) for who in (nora, nora, alice, bob, charlie)
    )
    count = Event.objects.count()
    cursor = Stream.objects.heads([active.company_id])[active.company_id]
    about = {"session_id": active.pk}
    assert here.call("chat:typing", {**about, "is_typing": True}) == {"success": True, **about}
    assert agent.event() == ("chat:typing", {
        **about, "user_id": nora.visitor_id, "name": "Nora Novak", "is_typing": True,
        "cursor": cursor,
    })  # fmt: skip
    assert agent.call("chat:typing", {**about, "is_typing": False})["success"]
    for client in (here, there):
        assert client.event() == ("chat:typing", {
            **about, "user_id": alice.pk, "name": "Alice Adams", "is_typing": False,
            "cursor": cursor,
        })  # fmt: skip
    assert colleague.call("chat:join", about)["success"]
    assert agent.call("chat:typing", about)["success"]
    assert colleague.hears("chat:typing")["is_typing"] is True
    assert colleague.call("chat:typing", about)["code"] == "agents_chat"  # may only listen
    assert stranger.call("chat:typing", about)["code"] == "session_not_found"
    agent.silence(0.2)
    stranger.silence(0.05)
    assert Event.objects.count() == count
    back = enter(open_client, nora, since=0)
    assert "chat:typing" not in back.heard()


def test_typing_has_a_limit_of_its_own(
    open_client: Open, active: ChatSession, nora: ParticipantSession
) -> None:
    client = enter(open_client, nora, transports=WEBSOCKET)
    about = {"session_id": active.pk}
    for _ in range(BURST + 30):
        client.emit("chat:typing", about)
    answers = [client.next("ack")["answer"][0] for _ in range(BURST + 30)]
    assert all(answer["success"] for answer in answers[:BURST])
    refused = [answer for answer in answers if not answer["success"]]
    assert {answer["code"] for answer in refused} == {"too_many_requests"}
    assert client.call("chat:send_message", {**about, "content": "What I typed"})["success"]


def test_who_joins_hears_from_then_on_and_joining_twice_is_joining_once(
    open_client: Open, active: ChatSession, nora: ParticipantSession, bob: User, amira: User
) -> None:
    say_in_chat(actor_of(nora), session_id=active.pk, content="Before")
    colleague, admin = enter(open_client, bob), enter(open_client, amira)
    for _ in range(2):
        joined = colleague.call("chat:join", {"session_id": active.pk})
        assert joined["session"]["id"] == active.pk
    colleague.silence(0.1)
    say_in_chat(actor_of(nora), session_id=active.pk, content="After")
    assert colleague.hears("chat:new_message")["content"] == "After"
    end_chat(actor_of(nora), session_id=active.pk)
    assert colleague.heard() == ["chat:ended"]
    admin.silence(0.05)


def test_a_transfer_is_told_to_three_and_the_old_agent_hears_no_more(
    open_client: Open, active: ChatSession, nora: ParticipantSession, alice: User, bob: User
) -> None:
    put_online(bob)
    customer, old, new = (enter(open_client, who) for who in (nora, alice, bob))
    transfer_chat(
        actor_of(alice), session_id=active.pk, target_agent_id=bob.pk, reason="Late shift"
    )
    for client in (customer, old, new):
        told = client.hears("chat:session_assigned")
        assert told["transferred_from"] == {"id": alice.pk, "name": "Alice Adams"}
        assert (told["reason"], told["agent"]["id"]) == ("Late shift", bob.pk)
    say_in_chat(actor_of(nora), session_id=active.pk, content="Still there?")
    assert new.hears("chat:new_message")["content"] == "Still there?"
    old.silence(0.2)
    assert old.call("chat:typing", {"session_id": active.pk})["code"] == "agents_chat"


@TRANSPORTS
def test_who_comes_back_hears_what_was_missed_of_the_own_chats_and_nothing_else(
    open_client: Open, transports: list[str], active: ChatSession, nora: ParticipantSession,
    alice: User, bob: User,
) -> None:  # fmt: skip
    agent, colleague = (enter(open_client, who, transports=transports) for who in (alice, bob))
    customer = enter(open_client, nora, transports=transports)
    say_in_chat(actor_of(nora), session_id=active.pk, content="0")
    for client in (agent, customer):
        client.hears("chat:new_message")
    for client in (agent, colleague, customer):
        client.do("leave")
        client.next("disconnect")
    for number in (1, 2, 3):
        say_in_chat(actor_of(nora), session_id=active.pk, content=str(number))
    end_chat(actor_of(nora), session_id=active.pk)
    other = begin(nora, "Something else")
    for client in (agent, colleague, customer):
        client.do("come")
        client.connected()
    for client in (agent, customer):
        missed = [client.hears("chat:new_message") for _ in range(3)]
        assert [message["content"] for message in missed] == ["1", "2", "3"]
        assert [message["cursor"] for message in missed] == sorted(
            message["cursor"] for message in missed
        )
        assert client.hears("chat:ended")["session_id"] == active.pk
    for client in (agent, colleague):
        assert client.hears("chat:new_session")["session_id"] == other.pk
        client.silence(0.1)
    assert "chat:new_session" not in customer.heard()


def test_a_chat_whose_agent_lets_go_waits_again_and_its_customer_is_told_the_place(
    open_client: Open, active: ChatSession, nora: ParticipantSession, alice: User, bob: User
) -> None:
    customer, colleague = enter(open_client, nora), enter(open_client, bob)
    release_conversation(actor_of(alice), conversation_id=active.pk)
    told = colleague.hears("chat:new_session")
    assert (told["session"]["status"], told["previous_agent_id"]) == ("pending", alice.pk)
    assert customer.hears("chat:queue_position")["position"] == 1
