"""Row by row: news in the words of the dashboard (contract documents 1 to 3)."""

from __future__ import annotations

from typing import Any

import pytest

from handoff.realtime.dialects.dashboard.options import Dashboard, options_from
from tests.realtime.news import CUSTOMER, MESSENGER, event

AT = 1705315200
PLACE = {"chat_id": CUSTOMER["customer_id"], "page_id": CUSTOMER["page_id"]}
WHOM = {
    "customer_id": CUSTOMER["customer_id"],
    "page_id": CUSTOMER["page_id"],
    "customer": CUSTOMER,
}
AGENT = {"agent_id": "3", "agent_email": "alice@demo.test", "agent_name": "Alice"}
NO_AGENT = {"agent_id": "", "agent_email": "", "agent_name": ""}
MESSAGE = {
    "id": "9",
    "seq": 4,
    "message": "Good morning\n<b>",
    "timestamp": "2024-01-15T10:40:00.123Z",
    "is_bot": False,
    "is_human": True,
    "sender_id": CUSTOMER["page_id"],
    "recipient_id": CUSTOMER["customer_id"],
    "source": "dashboard",
    "author": "agent",
    "client_id": "c-1",
    **AGENT,
}
DELIVERIES = Dashboard(include=frozenset({"deliveries"}))
NOTES = Dashboard(include=frozenset({"notes"}))
SYSTEM = Dashboard(include=frozenset({"system"}))


def said(author: str = "agent", *, internal: bool = False) -> dict[str, Any]:
    message = {**MESSAGE, "author": author}
    return {"subject": MESSENGER, "message": message, "internal": internal, "timestamp": AT}


def shown(
    type: str, payload: dict[str, Any], dialect: Dashboard | None = None
) -> list[dict[str, Any]]:
    return (dialect or Dashboard()).frames(event(type, payload, seq=41))


def test_a_message_is_new_message() -> None:
    assert shown("message_added", said()) == [
        {
            "type": "new_message",
            "data": {
                **PLACE,
                **MESSAGE,
                "customer_name": "John Doe",
                "customer": CUSTOMER,
                "created_at": MESSAGE["timestamp"],
                "timestamp": AT,
            },
            "cursor": 41,
        }
    ]


@pytest.mark.parametrize(
    ("author", "dialect", "is_shown"),
    [
        ("note", Dashboard(), False),
        ("system", Dashboard(), False),
        ("note", NOTES, True),
        ("system", NOTES, False),
        ("system", SYSTEM, True),
        ("note", SYSTEM, False),
        ("note", DELIVERIES, False),
    ],
)
def test_internal_messages_only_if_asked_for(
    author: str, dialect: Dashboard, is_shown: bool
) -> None:
    assert bool(shown("message_added", said(author, internal=True), dialect)) is is_shown


def test_an_assignment_has_both_names_and_one_cursor() -> None:
    payload = {"subject": MESSENGER, "agent": AGENT, "previous_agent_id": "2", "timestamp": AT}
    data = {**WHOM, "timestamp": AT, "action": "assigned", **AGENT}
    assert shown("agent_changed", payload) == [
        {"type": "agent_status_changed", "data": data},
        {
            "type": "agent_assignment_changed",
            "data": {**data, "previous_agent_id": "2"},
            "cursor": 41,
        },
    ]


def test_a_release_leaves_the_agent_out_of_one_and_empty_in_the_other() -> None:
    payload = {"subject": MESSENGER, "agent": NO_AGENT, "previous_agent_id": "3", "timestamp": AT}
    data = {**WHOM, "timestamp": AT, "action": "unassigned"}
    assert shown("agent_changed", payload) == [
        {"type": "agent_status_changed", "data": data},
        {
            "type": "agent_assignment_changed",
            "data": {**data, **NO_AGENT, "previous_agent_id": "3"},
            "cursor": 41,
        },
    ]


def test_a_change_of_stop() -> None:
    assert shown("stop_changed", {"subject": MESSENGER, "stop": False, "timestamp": AT}) == [
        {
            "type": "customer_stop_status_changed",
            "data": {**WHOM, "stop": False, "timestamp": AT},
            "cursor": 41,
        }
    ]


@pytest.mark.parametrize("reminder", [{}, {"reminder": 2}])
def test_a_request_for_a_person(reminder: dict[str, int]) -> None:
    payload = {"subject": MESSENGER, "message": "A human!", "timestamp": AT, **reminder}
    assert shown("person_requested", payload) == [
        {
            "type": "agent_requested",
            "data": {
                **PLACE,
                "customer_name": "John Doe",
                "message": "A human!",
                "timestamp": AT,
                **reminder,
            },
            "cursor": 41,
        }
    ]


def test_states_of_messages_only_with_deliveries() -> None:
    payload = {"subject": MESSENGER, "message": MESSAGE, "timestamp": AT}
    assert shown("message_state_changed", payload) == []
    assert shown("message_state_changed", payload, DELIVERIES) == [
        {
            "type": "message_state_changed",
            "data": {**PLACE, "message": MESSAGE, "timestamp": AT},
            "cursor": 41,
        }
    ]


def test_other_channels_only_if_asked_for() -> None:
    payload = {**said(), "subject": {"channel": "chat", "session": {"id": 5}}}
    assert shown("message_added", payload) == []
    (frame,) = shown("message_added", payload, Dashboard(channels=frozenset({"chat"})))
    assert frame["data"]["chat_id"] == "12"
    assert frame["data"]["session"] == {"id": 5}
    assert shown("stop_changed", {**payload, "stop": True}) == []


CHATS = Dashboard(channels=frozenset({"chat"}))
CHAT = {
    "channel": "chat", "name": "Nora Novak", "session_id": 12,
    "contact": {"id": 7, "name": "Nora Novak", "kind": "visitor"},
}  # fmt: skip


def test_a_chat_is_named_by_its_conversation_and_its_visitor() -> None:
    (frame,) = shown("message_added", {**said(), "subject": CHAT}, CHATS)
    place = {"chat_id": "12", **CHAT}
    assert {name: frame["data"][name] for name in place} == place
    assert frame["data"]["customer_name"] == "Nora Novak"
    assert not {"customer", "customer_id", "page_id"} & frame["data"].keys()
    payload = {"subject": CHAT, "agent": AGENT, "previous_agent_id": "", "timestamp": AT}
    assert shown("agent_changed", payload, CHATS)[1]["data"] == {
        **place, **AGENT, "action": "assigned", "previous_agent_id": "", "timestamp": AT,
    }  # fmt: skip


def test_a_chats_end_is_told_to_who_asked_for_chats() -> None:
    by = {"kind": "customer", "name": "Nora Novak"}
    payload = {"subject": CHAT, "by": by, "timestamp": AT}
    assert shown("conversation_closed", payload) == []
    assert shown("conversation_closed", payload, CHATS) == [
        {
            "type": "conversation_closed",
            "data": {"chat_id": "12", **CHAT, "by": by, "timestamp": AT},
            "cursor": 41,
        }
    ]


def test_a_new_chat_is_told_to_who_asked_for_chats() -> None:
    session = {"id": 12, "subject": "Help", "customer": CHAT["contact"]}
    payload = {"session_id": 12, "session": session}
    assert shown("chat_started", payload) == []
    assert shown("chat_started", payload, CHATS) == [
        {
            "type": "chat_started",
            "data": {"chat_id": "12", **CHAT, "session": session},
            "cursor": 41,
        }
    ]


HANDOVERS = Dashboard(include=frozenset({"handovers"}))


@pytest.mark.parametrize("name", ["handover_offered", "handover_changed"])
def test_shift_handovers_only_if_asked_for_whatever_the_channels(name: str) -> None:
    payload = {"handover": {"id": 3, "state": "open"}, "timestamp": AT}
    assert shown(name, payload) == shown(name, payload, CHATS) == []
    assert shown(name, payload, HANDOVERS) == [{"type": name, "data": payload, "cursor": 41}]


def test_the_last_frame_that_is_shown_carries_the_cursor() -> None:
    payload = {"subject": MESSENGER, "agent": AGENT, "previous_agent_id": "", "timestamp": AT}
    only = Dashboard(events=frozenset({"agent_status_changed"}))
    (frame,) = shown("agent_changed", payload, only)
    assert (frame["type"], frame["cursor"]) == ("agent_status_changed", 41)


def test_news_that_this_dialect_does_not_know_is_silence() -> None:
    assert shown("bell_rung", {"by": "alice"}) == []


@pytest.mark.parametrize(
    ("query", "options", "complaints"),
    [
        ({}, Dashboard(), []),
        ({"include": ["notes, system"]}, Dashboard(include=frozenset({"notes", "system"})), []),
        ({"channels": ["chat"]}, Dashboard(channels=frozenset({"messenger", "chat"})), []),
        ({"events": ["new_message"]}, Dashboard(events=frozenset({"new_message"})), []),
        ({"events": [""]}, Dashboard(), []),
        (
            {"events": ["new_message,nonsense"], "include": ["all"]},
            Dashboard(events=frozenset({"new_message"})),
            ["Unknown in include: all", "Unknown in events: nonsense"],
        ),
        ({"events": ["nonsense"]}, Dashboard(events=frozenset()), ["Unknown in events: nonsense"]),
    ],
)
def test_options_are_read_and_unknown_names_told(
    query: dict[str, list[str]], options: Dashboard, complaints: list[str]
) -> None:
    assert options_from(query) == (options, complaints)
