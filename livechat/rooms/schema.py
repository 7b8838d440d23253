"""What `/chat/{hotel_slug}/…` takes and answers (contract document 5)."""

from __future__ import annotations

from functools import partial
from typing import Any, Final

from drf_spectacular.utils import OpenApiParameter, extend_schema_field
from rest_framework.serializers import JSONField, Serializer

from conversations.schema.shapes import Attachment
from customers.models.room import LONGEST_NUMBER
from handoff.openapi.describing import body_of, describe
from handoff.openapi.parts import PAGE, choice, count, flag, limit_query, moment, query, text
from livechat.rooms.inputs import CheckOutInput, EnterInput, SayInRoomInput
from livechat.rooms.lists import ORDERS, STATES
from livechat.schema import LINK, TOTAL, number


@extend_schema_field({"type": ["integer", "string"], "description": "An integer if it is digits."})
class RoomNumber(JSONField):
    """A room's number as it is shown."""


class RoomStaff(Serializer[Any]):
    """One of the staff, as guests see them."""

    name = text('"Hotel Staff" where the account has no name.')
    role = text('"Staff" where the account has no job title.')
    profile_image = text("An address.", allow_null=True)


class RoomHandler(RoomStaff):
    """Who answers."""

    id = count("The user's id.")


class RoomEntered(Serializer[Any]):
    """A token to write with."""

    token = text("Goes into `Authorization: Bearer …`, and comes again as `token` to last longer.")
    conversation_id = count()
    room_number = RoomNumber()
    expires_at = moment("When the token ends, unless it is renewed before.")


class RoomMessage(Serializer[Any]):
    """What was said. What is about staff is null for everybody else."""

    id = count()
    conversation = count()
    room = RoomNumber()
    room_number = RoomNumber()
    sender_type = choice(["guest", "staff", "bot", "system"])
    staff = count("The user's id.", allow_null=True)
    staff_name = text(allow_null=True)
    staff_display_name = text(allow_null=True)
    staff_role_name = text(allow_null=True)
    staff_info = RoomStaff(allow_null=True)
    message = text()
    timestamp = moment()
    status = choice(["delivered", "read"], "`read`: the other side has read it.")
    client_id = text("If the sender gave one.", required=False)
    attachments = Attachment(many=True, required=False)


class RoomConversation(Serializer[Any]):
    """A stay, as the staff lists it."""

    id = count()
    room_number = RoomNumber()
    guest_name = text()
    last_message = text("Its beginning; empty if nothing was said.")
    last_message_at = moment(allow_null=True)
    unread_count = count("Messages of the guest that nobody of the staff has read.")
    current_staff_handler = RoomHandler(allow_null=True)
    is_open = flag("The guest has not checked out.")
    created_at = moment()


class RoomOpened(Serializer[Any]):
    """Who answers there from now on."""

    conversation_id = count()
    assigned_staff = RoomStaff()
    sessions_updated = count("The guest's devices that are in now.")
    room_number = RoomNumber()


class RoomUnread(Serializer[Any]):
    """What is unread now."""

    conversation_id = count()
    unread_count = count()


class RoomShape(Serializer[Any]):
    """A room, and who is there."""

    room_number = RoomNumber()
    is_active = flag()
    guest_name = text("null: nobody is there.", allow_null=True)
    conversation_id = count(allow_null=True)
    open_sessions = count("Devices that are in now.")
    guest_since = moment(allow_null=True)
    locked_until = moment("Too many wrong PINs.", allow_null=True)


class RoomCheckedOut(Serializer[Any]):
    """What ended."""

    room_number = RoomNumber()
    checked_out = flag("Somebody was there.")
    guest_name = text(allow_null=True)
    sessions_ended = count()


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
STAY: Final = [HOTEL, number("conversation_id", "The conversation's id.")]
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
    reply=RoomEntered,
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
    reply=RoomConversation(many=True),
    example=ROW,
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
    reply=RoomMessage(many=True),
    example=SAID,
    refuses=[404],
)
say_in_room = about_stay(
    "say_in_room",
    "Say something",
    words="Whoever of the staff says something answers there from then on. `client_id`, or "
    "`Idempotency-Key`: sent twice, it is said once.",
    body=body_of("RoomWords", SayInRoomInput),
    body_example={"message": "Hello! How can I help you today?", "client_id": "m-1"},
    reply=RoomMessage,
    example=SAID,
    status=201,
    refuses=[404, 409, 429],
)
assign_staff = about_stay(
    "assign_staff",
    "Open a conversation: answer there from now on",
    words="The last one who opens or answers has it. The guest is told each time.",
    reply=RoomOpened,
    example={
        "conversation_id": 123,
        "assigned_staff": STAFF,
        "sessions_updated": 1,
        "room_number": 101,
    },
    refuses=[404, 409],
)
mark_room_read = about_stay(
    "mark_room_read", "Mark a conversation read, for all of the staff",
    reply=RoomUnread, example=UNREAD,
)  # fmt: skip
mark_room_unread = about_stay(
    "mark_room_unread", "Mark the guest's last message unread, for all of the staff",
    reply=RoomUnread, example={**UNREAD, "unread_count": 1},
)  # fmt: skip
list_rooms = about(
    "list_rooms",
    "List a hotel's rooms, by number",
    parameters=[
        HOTEL, query("search", "Part of the number."), PAGE, limit_query(200, 200), TOTAL, LINK,
    ],
    reply=RoomShape(many=True),
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
    reply=RoomCheckedOut,
    example={
        "room_number": 101,
        "checked_out": True,
        "guest_name": "John Doe",
        "sessions_ended": 2,
    },
    refuses=[404],
)
