"""The shapes of `/chat/{hotel_slug}/…` (contract document 5)."""

from __future__ import annotations

from typing import Any

from rest_framework.serializers import Serializer

from conversations.schema.shapes import Attachment, RoomNumber
from handoff.openapi.parts import choice, count, flag, moment, text


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
