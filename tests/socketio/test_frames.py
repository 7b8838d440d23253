"""Row by row: news in the words of Socket.IO (contract README, "Document 4", "Shapes")."""

from __future__ import annotations

from typing import Any

import pytest

from handoff.news.whispers import Whisper
from handoff.realtime.dialects.socketio.frames import FRAMES, SocketIO
from tests.realtime.news import MESSENGER, event

TEAM, CUSTOMER = SocketIO(is_team=True), SocketIO(is_team=False)
SESSION = {"id": 12, "status": "pending", "subject": "Late check-out"}
ABOUT = {"session_id": 12, "session": SESSION}
ALICE, BOB = {"id": 2, "name": "Alice"}, {"id": 3, "name": "Bob"}
CHAT = {
    "channel": "chat", "name": "Nora", "session_id": 12,
    "contact": {"id": 7, "name": "Nora", "kind": "visitor"},
}  # fmt: skip
SAID = {
    "id": "9", "seq": 4, "message": "Hello", "timestamp": "2026-01-15T10:40:00.123Z",
    "author": "agent", "agent_id": "2", "agent_email": "alice@demo.test", "agent_name": "Alice",
    "client_id": "c-1", "state": "delivered",
}  # fmt: skip
MESSAGE = {
    "id": 9, "session_id": 12, "type": "text", "content": "Hello", "attachment_url": None,
    "sender_id": 2, "sender_type": "agent", "sender_name": "Alice", "client_id": "c-1",
    "created_at": "2026-01-15T10:40:00.123Z",
}  # fmt: skip
BACK = {**ABOUT, "previous_agent_id": 2, "reason": "away"}
HANDED_OVER = {**ABOUT, "agent": BOB, "transferred_from": ALICE, "reason": "Late shift"}
TOLD: dict[str, dict[str, Any]] = {
    "chat:new_session": BACK,
    "chat:session_assigned": HANDED_OVER,
    "chat:session_updated": ABOUT,
    "chat:new_message": MESSAGE,
    "chat:ended": {**ABOUT, "ended_by": {"kind": "customer", "name": "Nora"}},
    "chat:queue_position": {"session_id": 12, "position": 2, "expected_wait_seconds": None},
    "agent:status_changed": {
        "agent_id": 2, "status": "away", "availability_status": "away", "reason": "gone",
    },
}  # fmt: skip
NEWS: list[tuple[str, dict[str, Any], str, dict[str, Any]]] = [
    ("chat_started", ABOUT, "chat:new_session", ABOUT),
    ("chat_returned", BACK, "chat:new_session", BACK),
    (
        "chat_assigned", {**ABOUT, "agent": BOB, "transferred_from": None, "reason": ""},
        "chat:session_assigned", {**ABOUT, "agent": BOB},
    ),
    ("chat_assigned", HANDED_OVER, "chat:session_assigned", HANDED_OVER),
    ("chat_left_queue", ABOUT, "chat:session_updated", ABOUT),
    ("chat_ended", TOLD["chat:ended"], "chat:ended", TOLD["chat:ended"]),
    ("queue_moved", TOLD["chat:queue_position"], "chat:queue_position",
     TOLD["chat:queue_position"]),
    ("agent_availability_changed", {"agent_id": 2, "status": "away", "reason": "gone"},
     "agent:status_changed", TOLD["agent:status_changed"]),
    ("message_added", {"subject": CHAT, "message": SAID, "internal": False, "timestamp": 5},
     "chat:new_message", MESSAGE),
]  # fmt: skip
TEAM_ONLY = {"chat:new_session", "chat:session_updated", "agent:status_changed"}


@pytest.mark.parametrize(("type", "news", "name", "payload"), NEWS)
def test_news_has_its_name_its_keys_and_the_cursor(
    type: str, news: dict[str, Any], name: str, payload: dict[str, Any]
) -> None:
    told = [(name, {**payload, "cursor": 41})]
    assert TEAM.frames(event(type, news, seq=41)) == told
    assert CUSTOMER.frames(event(type, news, seq=41)) == ([] if name in TEAM_ONLY else told)


def test_every_kind_of_news_that_is_worded_has_a_row_here() -> None:
    assert FRAMES.keys() == {row[0] for row in NEWS}
    assert TOLD.keys() == {row[2] for row in NEWS}


def test_notes_system_lines_and_other_channels_are_silence() -> None:
    for subject, internal in ((CHAT, True), (MESSENGER, False), ({"channel": "room"}, False)):
        news = {"subject": subject, "message": SAID, "internal": internal, "timestamp": 5}
        assert TEAM.frames(event("message_added", news, seq=41)) == []
    assert TEAM.frames(event("stop_changed", {"subject": CHAT}, seq=41)) == []


def test_a_whisper_carries_the_cursor_of_the_event_before() -> None:
    payload = {"session_id": 12, "user_id": 7, "name": "Nora", "is_typing": True}
    words = Whisper(
        type="typing", company_id=1, conversation_id=12, payload=payload, topics=("t:1",)
    )
    assert TEAM.whispers(words, 41) == [("chat:typing", {**payload, "cursor": 41})]
    other = Whisper(type="sighs", company_id=1, conversation_id=12, payload={}, topics=("t:1",))
    assert TEAM.whispers(other, 41) == []
