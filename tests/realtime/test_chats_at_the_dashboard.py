"""Dashboard sockets hear website chats where they ask for them, in the dashboard's words."""

from __future__ import annotations

from typing import Any

import pytest

from customers.models import ParticipantSession
from handoff.accounts.models import User
from handoff.news.models import Stream
from livechat.actions.answering import accept_chat, end_chat
from livechat.actions.talking import say_in_chat
from livechat.actions.typing import show_typing
from tests.livechat.conftest import actor_of, begin, put_online
from tests.realtime.server import Socket

pytestmark = pytest.mark.django_db(transaction=True)


def test_a_chat_is_told_to_who_asked_for_chats_and_to_nobody_else(
    port: int, nora: ParticipantSession, alice: User, bob: User, charlie: User
) -> None:
    put_online(alice)
    with (
        Socket(port, bob, "?channels=chat") as asked,
        Socket(port, alice) as messenger_alone,
        Socket(port, charlie, "?channels=chat") as stranger,
    ):
        session = begin(nora, "Late check-out")
        say_in_chat(actor_of(nora), session_id=session.pk, content="Hello")
        accept_chat(actor_of(alice), session_id=session.pk)
        end_chat(actor_of(nora), session_id=session.pk)
        place = {
            "chat_id": str(session.pk), "channel": "chat", "name": "Nora Novak",
            "session_id": session.pk,
            "contact": {"id": nora.visitor_id, "name": "Nora Novak", "kind": "visitor"},
        }  # fmt: skip
        frames: list[dict[str, Any]] = []
        while not frames or frames[-1]["type"] != "conversation_closed":
            frames.append(asked.event())
        assert [frame["type"] for frame in frames] == [
            "chat_started", "new_message", "agent_status_changed", "agent_assignment_changed",
            "conversation_closed",
        ]  # fmt: skip
        for frame in frames:
            assert {name: frame["data"][name] for name in place} == place
        started, said, _, taken, closed = frames
        assert started["data"]["session"]["subject"] == "Late check-out"
        assert started["data"]["session"]["status"] == "pending"
        assert (said["data"]["message"], said["data"]["source"]) == ("Hello", "chat")
        assert said["data"]["customer_name"] == "Nora Novak"
        assert taken["data"]["agent_id"] == str(alice.pk)
        assert closed["data"]["by"] == {"kind": "customer", "name": "Nora Novak"}
        for socket in (messenger_alone, stranger):
            socket.silence(0.1)


def test_who_types_is_told_to_who_asked_for_it_and_to_nobody_else(
    port: int, nora: ParticipantSession, alice: User, bob: User, charlie: User
) -> None:
    put_online(alice)
    session = begin(nora, "Late check-out")
    accept_chat(actor_of(alice), session_id=session.pk)
    asked = "?channels=chat&include=typing"
    with (
        Socket(port, bob, asked) as along,
        Socket(port, alice, asked) as agent,
        Socket(port, bob, "?channels=chat") as did_not_ask,
        Socket(port, bob, "?include=typing") as messenger_alone,
        Socket(port, bob, f"{asked}&events=new_message") as filtered,
        Socket(port, charlie, asked) as stranger,
    ):
        cursor = Stream.objects.heads([session.company_id])[session.company_id]
        show_typing(actor_of(alice), session_id=session.pk)
        show_typing(actor_of(nora), session_id=session.pk, is_typing=False)
        about = {"chat_id": str(session.pk), "channel": "chat", "session_id": session.pk}
        by_alice = {**about, "user_id": alice.pk, "name": "Alice Adams", "is_typing": True}
        by_nora = {
            **about, "user_id": nora.visitor_id, "name": "Nora Novak", "is_typing": False,
        }  # fmt: skip
        assert along.event() == {"type": "typing", "data": by_alice, "cursor": cursor}
        assert [each.event() for each in (along, agent)] == [
            {"type": "typing", "data": by_nora, "cursor": cursor},
        ] * 2
        for socket in (agent, did_not_ask, messenger_alone, filtered, stranger):
            socket.silence(0.05)
