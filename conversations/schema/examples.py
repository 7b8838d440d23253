"""What replies look like, for whoever reads the description. Tests hold them against the shapes."""

from __future__ import annotations

from typing import Any, Final

Example = dict[str, Any]

CUSTOMER: Final[Example] = {
    "customer_id": "8708957485860081",
    "customer_name": "John Doe",
    "first_name": "John",
    "last_name": "Doe",
    "page_id": "461998383671026",
    "page_name": "Hotel ABC",
    "company_id": "1",
    "message_count": 3,
    "last_message": "I want to speak to a human",
    "last_seen": "2026-11-02T09:36:37.166Z",
    "first_seen": "2026-11-02T09:30:12.402Z",
    "stop": True,
    "stopped_at": "2026-11-02T09:36:37.166Z",
    "agent_id": "2",
    "agent_email": "alice@demo.test",
    "agent_name": "Alice Adams",
    "assigned_at": "2026-11-02T09:37:01.000Z",
    "created_at": "2026-11-02T09:30:12.402Z",
    "updated_at": "2026-11-02T09:37:20.511Z",
}
NOBODY: Final[Example] = {
    **CUSTOMER, "agent_id": "", "agent_email": "", "agent_name": "", "assigned_at": None,
}  # fmt: skip
WITH_BOT: Final[Example] = {**NOBODY, "stop": False, "stopped_at": None}

QUESTION: Final[Example] = {
    "id": "11",
    "seq": 3,
    "message": "I want to speak to a human",
    "timestamp": "2026-11-02T09:36:37.166Z",
    "is_bot": False,
    "is_human": False,
    "type": "customer",
    "author": "customer",
    "state": "received",
    "source": "facebook",
    "sender_id": "8708957485860081",
    "recipient_id": "461998383671026",
    "sender_name": "John Doe",
}
ANSWER: Final[Example] = {
    "id": "12",
    "seq": 4,
    "message": "Hello John, Alice here.",
    "timestamp": "2026-11-02T09:37:20.511Z",
    "is_bot": False,
    "is_human": True,
    "type": "bot",
    "author": "agent",
    "state": "pending",
    "source": "dashboard",
    "agent_id": "2",
    "agent_email": "alice@demo.test",
    "agent_name": "Alice Adams",
    "client_id": "8f14e45f",
    "sender_id": "461998383671026",
    "recipient_id": "8708957485860081",
    "sender_name": "Hotel ABC",
}
PAGINATION: Final[Example] = {
    "page": 1, "limit": 50, "total": 1, "total_pages": 1, "has_more": False,
}  # fmt: skip
CONVERSATION: Final[Example] = {
    **{name: CUSTOMER[name] for name in ("customer_id", "customer_name", "page_id", "page_name")},
    "conversation": [QUESTION, ANSWER],
    "pagination": {**PAGINATION, "total": 2},
}
PAGE_ID: Final[Example] = {"page_id": CUSTOMER["page_id"]}
