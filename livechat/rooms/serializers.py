"""What rooms look like (contract document 5): ids are integers, and so is a number of digits.

One shape per noun: REST replies and the messages of private Pusher channels are the same.
"""

from __future__ import annotations

from typing import Any

from django.utils import timezone

from conversations.actions.rooms import Entered
from conversations.files.shapes import attachments_data
from conversations.models import Author, Conversation, Message
from conversations.serializers import time_text
from conversations.staff import NO_ROLE, UNNAMED, staff_data
from customers.models import Room
from customers.stays import CheckedOut
from handoff.accounts.models.failures import CountedFailures
from handoff.accounts.tokens import participant_token_for

SENDER_TYPES = {
    Author.CUSTOMER: "guest", Author.AGENT: "staff", Author.BOT: "bot", Author.SYSTEM: "system",
}  # fmt: skip
LONGEST_PREVIEW = 1_000


def room_number_of(conversation: Conversation) -> int | str:
    """An integer if it is digits (contract README, "Document 5")."""
    assert conversation.guest is not None, "a room's conversation has a guest"
    return conversation.guest.room.shown_number


def assigned_staff_data(conversation: Conversation) -> dict[str, Any] | None:
    """`name`, `role`, `profile_image` of who answers there; None where nobody of the staff does."""
    if conversation.agent is None:
        return None
    return staff_data(conversation.agent, name=conversation.agent_name or UNNAMED)


def handler_data(conversation: Conversation) -> dict[str, Any] | None:
    """The same with the user's `id`: `current_staff_handler`."""
    staff = assigned_staff_data(conversation)
    return None if staff is None else {"id": conversation.agent_id, **staff}


def room_subject(conversation: Conversation) -> dict[str, Any]:
    """How news of conversations names a room: the guest's `name`, and `room`."""
    name = conversation.contact_name
    room = {
        "conversation_id": conversation.pk,
        "room_number": room_number_of(conversation),
        "hotel_slug": conversation.company.slug,
        "guest_name": name,
        "unread_count": conversation.unread_count,
        "current_staff_handler": handler_data(conversation),
    }
    return {"name": name, "room": room}


def room_row_data(conversation: Conversation) -> dict[str, Any]:
    """A row of the staff's list; the row was read with `lists.in_rows`."""
    last_at = getattr(conversation, "last_at", None)
    return {
        "id": conversation.pk,
        "room_number": room_number_of(conversation),
        "guest_name": conversation.contact_name,
        "last_message": (getattr(conversation, "last_text", None) or "")[:LONGEST_PREVIEW],
        "last_message_at": time_text(last_at),
        "unread_count": getattr(conversation, "unread", 0),
        "current_staff_handler": handler_data(conversation),
        "is_open": conversation.is_open,
        "created_at": time_text(conversation.created_at),
    }


def room_message_data(message: Message) -> dict[str, Any]:
    """A stored message. Lists read it with its agent, and fetch files before
    (`files.shapes.fetch_files`)."""
    conversation = message.conversation
    staff = None
    if message.author == Author.AGENT:
        name = message.agent_name or UNNAMED
        staff = staff_data(message.agent, name=name) if message.agent else nobody_data(name)
    return _message(
        conversation_id=conversation.pk,
        number=room_number_of(conversation),
        staff_id=message.agent_id,
        staff=staff,
        said={
            "id": message.pk,
            "sender_type": SENDER_TYPES[Author(message.author)],
            "message": message.text,
            "timestamp": time_text(message.created_at),
            "status": status_of(message),
            "client_id": message.client_id,
            "attachments": attachments_data(message),
        },
    )


def room_message_from(subject: dict[str, Any], message: dict[str, Any]) -> dict[str, Any]:
    """The same from what news says of a message that has just been said: `conversations`' own
    `subject` and `message`. A pure function. Who of the staff said it has the room since then."""
    room, author = subject["room"], Author(message["author"])
    staff_id = int(message.get("agent_id") or 0) or None
    staff = None
    if author == Author.AGENT:
        staff = nobody_data(message.get("agent_name") or UNNAMED)
        handler = room["current_staff_handler"]
        if handler is not None and handler["id"] == staff_id:
            staff |= {name: handler[name] for name in ("role", "profile_image")}
    return _message(
        conversation_id=room["conversation_id"],
        number=room["room_number"],
        staff_id=staff_id,
        staff=staff,
        said={
            "id": int(message["id"]),
            "sender_type": SENDER_TYPES[author],
            "message": message["message"],
            "timestamp": message["timestamp"],
            "status": "delivered",
            "client_id": message.get("client_id", ""),
            "attachments": message.get("attachments", []),
        },
    )


def status_of(message: Message) -> str:
    """`read` once the other side has read it, else `delivered`: it is stored."""
    conversation = message.conversation
    is_guests = message.author == Author.CUSTOMER
    mark = conversation.staff_read_seq if is_guests else conversation.guest_read_seq
    return "read" if message.seq <= mark else "delivered"


def nobody_data(name: str) -> dict[str, Any]:
    """One of the staff of whom nothing is known but a name."""
    return {"name": name, "role": NO_ROLE, "profile_image": None}


def _message(
    *, conversation_id: int, number: int | str, staff_id: int | None,
    staff: dict[str, Any] | None, said: dict[str, Any],
) -> dict[str, Any]:  # fmt: skip
    """Contract document 5, "Message with Staff Info", and beside it what there is of `client_id`
    and `attachments`."""
    optional = {name: said[name] for name in ("client_id", "attachments") if said[name]}
    return {
        "id": said["id"],
        "conversation": conversation_id,
        "room": number,
        "room_number": number,
        "sender_type": said["sender_type"],
        "staff": staff_id if staff else None,
        "staff_name": staff["name"] if staff else None,
        "staff_display_name": staff["name"] if staff else None,
        "staff_role_name": staff["role"] if staff else None,
        "staff_info": staff,
        "message": said["message"],
        "timestamp": said["timestamp"],
        "status": said["status"],
        **optional,
    }


def opened_data(conversation: Conversation, *, sessions: int) -> dict[str, Any]:
    """Contract document 5, "Assign Staff Response"."""
    return {
        "conversation_id": conversation.pk,
        "assigned_staff": assigned_staff_data(conversation),
        "sessions_updated": sessions,
        "room_number": room_number_of(conversation),
    }


def unread_data(conversation: Conversation) -> dict[str, Any]:
    return {"conversation_id": conversation.pk, "unread_count": conversation.unread_count}


def entered_data(entered: Entered) -> dict[str, Any]:
    """`{"token", "conversation_id", "room_number"}`"""
    session = entered.session
    return {
        "token": participant_token_for(session.pk, expires_at=session.expires_at),
        "conversation_id": entered.conversation.pk,
        "room_number": room_number_of(entered.conversation),
        "expires_at": time_text(session.expires_at),
    }


def room_data(room: Room) -> dict[str, Any]:
    """A room and who is there; read with `lists.with_guests`. Its PIN is on no list."""
    guest = next(iter(getattr(room, "present", [])), None)
    failures: CountedFailures | None = getattr(room, "failures", None)
    is_locked = failures is not None and failures.seconds_locked(timezone.now()) > 0
    return {
        "room_number": room.shown_number,
        "is_active": room.is_active,
        "guest_name": guest.shown_name if guest else None,
        "conversation_id": getattr(getattr(guest, "conversation", None), "pk", None),
        "open_sessions": guest.devices if guest else 0,
        "guest_since": time_text(guest.created_at) if guest else None,
        "locked_until": time_text(failures.locked_until) if failures and is_locked else None,
    }


def checked_out_data(done: CheckedOut) -> dict[str, Any]:
    return {
        "room_number": done.room.shown_number,
        "checked_out": done.guest is not None,
        "guest_name": done.guest.shown_name if done.guest else None,
        "sessions_ended": done.sessions,
    }
