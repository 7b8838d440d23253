"""What the rooms' operations answer, for example."""

from __future__ import annotations

from typing import Final

STAFF: Final = {
    "name": "John Smith", "role": "Receptionist", "profile_image": "https://example.com/john.jpg",
}  # fmt: skip
SAID: Final = {
    "id": 456,
    "conversation": 123,
    "room": 101,
    "room_number": 101,
    "sender_type": "staff",
    "staff": 5,
    "staff_name": "John Smith",
    "staff_display_name": "John Smith",
    "staff_role_name": "Receptionist",
    "staff_info": STAFF,
    "message": "Hello! How can I help you today?",
    "timestamp": "2026-11-04T14:30:00.000Z",
    "status": "delivered",
    "client_id": "m-1",
}
ROW: Final = {
    "id": 123,
    "room_number": 101,
    "guest_name": "John Doe",
    "last_message": "Thank you!",
    "last_message_at": "2026-11-04T14:32:00.000Z",
    "unread_count": 0,
    "current_staff_handler": {"id": 5, **STAFF},
    "is_open": True,
    "created_at": "2026-11-04T14:00:00.000Z",
}
UNREAD: Final = {"conversation_id": 123, "unread_count": 0}
