"""What the chat's operations take and answer, for example."""

from __future__ import annotations

from typing import Final

STARTED: Final = {
    "subject": "Need help with account",
    "priority": "medium",
    "required_skills": ["technical"],
    "metadata": {"page_url": "https://example.com/help"},
}
SESSION: Final = {
    "id": 12,
    "status": "active",
    **STARTED,
    "customer": {"id": 7, "name": "Nora", "kind": "visitor"},
    "agent": {"id": 2, "name": "Alice Adams"},
    "queue_position": None,
    "created_at": "2026-11-02T09:30:12.402Z",
    "accepted_at": "2026-11-02T09:31:00.120Z",
    "closed_at": None,
}
DONE: Final = {"success": True, "session": SESSION}
MESSAGE: Final = {
    "id": 90,
    "session_id": 12,
    "type": "text",
    "content": "Hello",
    "attachment_url": None,
    "sender_id": 7,
    "sender_type": "customer",
    "sender_name": "Nora",
    "client_id": "c-1",
    "created_at": "2026-11-02T09:32:00.000Z",
}
CONTEXT: Final = {
    "customer": {
        "id": 7, "name": "Nora", "kind": "visitor", "email": "nora@example.com",
        "account_age_days": 30,
    },
    "previous_tickets_count": 0,
    "previous_chats_count": 2,
    "account_status": "guest",
}  # fmt: skip
WORKLOAD: Final = {
    "agent_id": 2,
    "name": "Alice Adams",
    "status": "online",
    "active_chats": 2,
    "max_concurrent_chats": 5,
    "available_slots": 3,
}
TICKET: Final = {
    "id": 10, "subject": "Chat converted to ticket", "status": "open", "category": None,
    "conversation_id": 12, "created_at": "2026-11-02T09:40:00.000Z",
    "updated_at": "2026-11-02T09:40:00.000Z", "priority": "high",
    "requester": {"id": 7, "name": "Nora"}, "assignee": None,
    "created_by": {"id": 2, "name": "Alice Adams"},
}  # fmt: skip
