"""What the operations of shift handovers answer, for example."""

from __future__ import annotations

from typing import Final

ALICE: Final = {"id": 2, "name": "Alice Adams"}
BOB: Final = {"id": 3, "name": "Bob Brown"}
OFFERED: Final = {
    "id": 12,
    "state": "open",
    "giver": ALICE,
    "to": BOB,
    "accepted_by": None,
    "note": "A quiet day.",
    "go_offline": True,
    "conversation_count": 2,
    "outcomes": {"waiting": 2, "passed": 0, "closed": 0, "not_held": 0, "kept": 0},
    "summary": "",
    "reason": "",
    "is_finished": False,
    "created_at": "2026-11-02T14:50:12.402Z",
    "expires_at": "2026-11-03T02:50:12.402Z",
    "ended_at": None,
    "finished_at": None,
}
ACCEPTED: Final = {
    **OFFERED,
    "state": "accepted",
    "accepted_by": BOB,
    "outcomes": {"waiting": 0, "passed": 1, "closed": 0, "not_held": 0, "kept": 1},
    "summary": "Passed 1 of 2: 1 stays with Alice Adams",
    "is_finished": True,
    "ended_at": "2026-11-02T15:00:03.120Z",
    "finished_at": "2026-11-02T15:00:03.377Z",
}
JOHN: Final = {
    "conversation_id": 7,
    "channel": "messenger",
    "name": "John Doe",
    "customer_id": "8708957485860081",
    "page_id": "461998383671026",
}
NORA: Final = {"conversation_id": 9, "channel": "chat", "name": "Nora Novak"}
ITEMS: Final = [
    {**JOHN, "note": "Wants a late check-out.", "outcome": "waiting", "reason": ""},
    {**NORA, "note": "", "outcome": "waiting", "reason": ""},
]
SETTLED: Final = [
    {**ITEMS[1], "outcome": "kept", "reason": "Bob Brown has no free slot: 5 of 5 chats"},
    {**ITEMS[0], "outcome": "passed"},
]
PAGINATION: Final = {"page": 1, "limit": 50, "total": 2, "total_pages": 1, "has_more": False}
