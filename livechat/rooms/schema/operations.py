"""What `/chat/{hotel_slug}/…` takes and answers (contract document 5)."""

from __future__ import annotations

from functools import partial
from typing import Final

from drf_spectacular.utils import OpenApiParameter

from customers.models.room import LONGEST_NUMBER
from handoff.openapi.describing import body_of, describe
from handoff.openapi.parts import PAGE, id_in_path, limit_query, query
from livechat.rooms.inputs import CheckOutInput, EnterInput, SayInRoomInput
from livechat.rooms.lists import ORDERS, STATES
from livechat.rooms.schema import examples, shapes
from livechat.schema.operations import LINK, TOTAL

HOTEL: Final = OpenApiParameter(
    "hotel_slug",
    {"type": "string", "pattern": "^[-a-z0-9]{1,60}$", "examples": ["hotel-abc"]},
    OpenApiParameter.PATH,
    description="The hotel's name in addresses.",
)
ROOM: Final = OpenApiParameter(
    "room_number",
    {
        "type": "string",
        "pattern": f"^[A-Za-z0-9._-]{{1,{LONGEST_NUMBER}}}$",
        "examples": ["101"],
    },
    OpenApiParameter.PATH,
    description="The room's number.",
)
STAY: Final = [HOTEL, id_in_path("conversation_id", "The conversation's id.")]
PAGED: Final = [PAGE, limit_query(50, 200), TOTAL, LINK]
about = partial(describe, tag="Hotel rooms")
about_stay = partial(about, parameters=STAY, refuses=[404])

enter_room = about(
    "enter_room",
    "Come in with the room's PIN",
    words="For anybody. A device that has a token goes on with it alone. Wrong PINs are counted "
    "for the room and for the address: after some each is a pause, then a lock, which 429 tells "
    "for right and wrong PINs alike. Who is in stays in.",
    parameters=[HOTEL, ROOM],
    body=body_of("RoomEntry", EnterInput),
    body_example={"pin": "4711", "name": "John Doe"},
    reply=shapes.RoomEntered,
    example={
        "token": "eyJhbGciOiJIUzI1NiJ9.e30.c2lnbmF0dXJl",
        "conversation_id": 123,
        "room_number": 101,
        "expires_at": "2026-11-07T14:00:00.000Z",
    },
    status=201,
    refuses=[401, 403, 404],
)
list_room_conversations = about(
    "list_room_conversations",
    "List the conversations of a hotel's rooms, the latest first",
    parameters=[
        HOTEL,
        query("status", "`open` if left out.", {"type": "string", "enum": sorted(STATES)}),
        query("search", "Words of the guest's name or the room's number."),
        *PAGED,
    ],
    reply=shapes.RoomConversation(many=True),
    example=examples.ROW,
    refuses=[404],
)
list_room_messages = about(
    "list_room_messages",
    "Read what was said",
    words="Page 1 holds the newest, the oldest of them first. What its guest is shown counts as "
    "read by the guest.",
    parameters=[
        *STAY,
        query(
            "order",
            "`oldest`: from the first message on. `newest`: the newest first.",
            {"type": "string", "enum": list(ORDERS)},
        ),
        query("after", "What followed this message's id, the oldest first.", {"type": "integer"}),
        query("before", "What was said before this message's id.", {"type": "integer"}),
        *PAGED,
    ],
    reply=shapes.RoomMessage(many=True),
    example=examples.SAID,
    refuses=[404],
)
say_in_room = about_stay(
    "say_in_room",
    "Say something",
    words="Whoever of the staff says something answers there from then on. `client_id`, or "
    "`Idempotency-Key`: sent twice, it is said once.",
    body=body_of("RoomWords", SayInRoomInput),
    body_example={"message": "Hello! How can I help you today?", "client_id": "m-1"},
    reply=shapes.RoomMessage,
    example=examples.SAID,
    status=201,
    refuses=[404, 409, 429],
)
assign_staff = about_stay(
    "assign_staff",
    "Open a conversation: answer there from now on",
    words="The last one who opens or answers has it. The guest is told each time.",
    reply=shapes.RoomOpened,
    example={
        "conversation_id": 123,
        "assigned_staff": examples.STAFF,
        "sessions_updated": 1,
        "room_number": 101,
    },
    refuses=[404, 409],
)
mark_room_read = about_stay(
    "mark_room_read", "Mark a conversation read, for all of the staff",
    reply=shapes.RoomUnread, example=examples.UNREAD,
)  # fmt: skip
mark_room_unread = about_stay(
    "mark_room_unread", "Mark the guest's last message unread, for all of the staff",
    reply=shapes.RoomUnread, example={**examples.UNREAD, "unread_count": 1},
)  # fmt: skip
list_rooms = about(
    "list_rooms",
    "List a hotel's rooms, by number",
    parameters=[
        HOTEL, query("search", "Part of the number."), PAGE, limit_query(200, 200), TOTAL, LINK,
    ],
    reply=shapes.RoomShape(many=True),
    example={
        "room_number": 101,
        "is_active": True,
        "guest_name": "John Doe",
        "conversation_id": 123,
        "open_sessions": 2,
        "guest_since": "2026-11-04T14:00:00.000Z",
        "locked_until": None,
    },
    refuses=[404],
)  # fmt: skip
check_out = about(
    "check_out",
    "Check a guest out: sessions, sockets and the conversation end",
    words="`new_pin` makes the old card worthless, and opens what was locked.",
    parameters=[HOTEL, ROOM],
    body=body_of("RoomCheckOut", CheckOutInput),
    body_example={"new_pin": "080515"},
    reply=shapes.RoomCheckedOut,
    example={
        "room_number": 101,
        "checked_out": True,
        "guest_name": "John Doe",
        "sessions_ended": 2,
    },
    refuses=[404],
)
