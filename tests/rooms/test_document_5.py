"""What contract document 5 shows, word for word."""

from __future__ import annotations

from typing import Any

from conversations.models import Conversation
from customers.models import ParticipantSession
from handoff.accounts.models import User
from handoff.news.models import Event
from livechat.rooms.serializers import room_message_from
from tests.rooms.conftest import Call


def path(stay: Conversation, what: str) -> str:
    return f"conversations/{stay.pk}/{what}/"


def test_opening_answers_who_is_there(
    ask: Call, stay: Conversation, bob: User, greta: ParticipantSession
) -> None:
    reply = ask(bob, "post", path(stay, "assign-staff"))

    assert reply.status_code == 200
    assert reply.json() == {
        "conversation_id": stay.pk,
        "assigned_staff": {"name": "Bob Brown", "role": "Receptionist", "profile_image": None},
        "sessions_updated": 1,
        "room_number": 101,
    }


def test_a_message_of_the_staff_says_who_it_is(ask: Call, stay: Conversation, bob: User) -> None:
    reply = ask(bob, "post", path(stay, "messages/send"), message="Hello!")

    assert reply.status_code == 201
    said: dict[str, Any] = reply.json()
    timestamp = said.pop("timestamp")
    assert timestamp.endswith("Z")
    assert said == {
        "id": said["id"],
        "conversation": stay.pk,
        "room": 101,
        "room_number": 101,
        "sender_type": "staff",
        "staff": bob.pk,
        "staff_name": "Bob Brown",
        "staff_display_name": "Bob Brown",
        "staff_role_name": "Receptionist",
        "staff_info": {"name": "Bob Brown", "role": "Receptionist", "profile_image": None},
        "message": "Hello!",
        "status": "delivered",
    }
    assert isinstance(said["id"], int)


def test_a_picture_is_shown_wherever_who_answers_is(
    ask: Call, stay: Conversation, bob: User, settings: Any
) -> None:
    settings.PUBLIC_URL = "https://hotel.example"
    User.objects.filter(pk=bob.pk).update(profile_image_key="ab" * 16)
    bob.refresh_from_db()

    opened = ask(bob, "post", path(stay, "assign-staff")).json()
    said = ask(bob, "post", path(stay, "messages/send"), message="Hello!").json()
    (listed,) = ask(bob, "get", path(stay, "messages")).json()
    (row,) = ask(bob, "get", "conversations/").json()
    event = Event.objects.get(type="message_added")
    told = room_message_from(event.payload["subject"], event.payload["message"])

    image = opened["assigned_staff"]["profile_image"]
    assert image.startswith("https://hotel.example/")
    shown = [said["staff_info"], listed["staff_info"], told["staff_info"]]
    assert [staff["profile_image"] for staff in (*shown, row["current_staff_handler"])] == [
        image
    ] * 4
