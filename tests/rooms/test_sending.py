"""What is said in a room, by its guest and by the staff."""

from __future__ import annotations

from typing import Any

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile

from conversations.models import Bot, Conversation, HandoffRecord, Message, Owner
from customers.models import Guest, ParticipantSession, RoomSettings
from handoff.accounts.models import User
from handoff.news.models import Event
from handoff.outbox.models import Delivery
from livechat.rooms.serializers import room_message_from
from tests.asking import client_of
from tests.cast import fresh, make_guest, news_types, open_stay
from tests.files.contents import picture
from tests.rooms.conftest import Call


def send(ask: Call, who: Any, stay: Conversation, **body: Any) -> Any:
    return ask(who, "post", f"conversations/{stay.pk}/messages/send/", **body)


def test_a_guests_message_has_no_staff(
    ask: Call, stay: Conversation, greta: ParticipantSession
) -> None:
    reply = send(ask, greta, stay, message="<b>Towels</b>\nplease ", client_id="g-1")

    assert reply.status_code == 201
    said = reply.json()
    assert said.pop("timestamp").endswith("Z")
    assert said == {
        "id": said["id"],
        "conversation": stay.pk,
        "room": 101,
        "room_number": 101,
        "sender_type": "guest",
        "staff": None,
        "staff_name": None,
        "staff_display_name": None,
        "staff_role_name": None,
        "staff_info": None,
        "message": "<b>Towels</b>\nplease ",
        "status": "delivered",
        "client_id": "g-1",
    }
    assert fresh(stay).owner == Owner.NOBODY
    seen = Guest.objects.get().last_seen
    assert seen >= Message.objects.get().created_at


def test_two_sides_that_count_their_messages_alike_lose_none(
    ask: Call, stay: Conversation, greta: ParticipantSession, alice: User
) -> None:
    """Who was answered with the other side's words would take the own ones for said."""
    for _ in range(2):
        for who, text in ((greta, "Towels, please"), (alice, "At once")):
            reply = send(ask, who, stay, message=text, client_id="1")
            assert (reply.status_code, reply.json()["message"]) == (201, text)
    assert [message.text for message in Message.objects.all()] == ["Towels, please", "At once"]


def test_who_of_the_staff_answers_has_it_from_then_on(
    ask: Call, stay: Conversation, alice: User, bob: User
) -> None:
    for who in (alice, alice, bob):
        assert send(ask, who, stay, message="Hello").status_code == 201

    assert fresh(stay).agent == bob
    assert HandoffRecord.objects.filter(conversation=stay, deed="taken").count() == 2
    types = [type for type in news_types() if type in ("staff_assigned", "message_added")]
    assert types == ["message_added", "staff_assigned"] * 3
    shown = [event.payload["staff_name"] for event in Event.objects.filter(type="staff_assigned")]
    assert shown == ["Alice Adams", "Alice Adams", "Bob Brown"]


def test_news_and_reply_are_the_same_message(
    ask: Call, stay: Conversation, bob: User, greta: ParticipantSession
) -> None:
    replies = [send(ask, who, stay, message="Hello").json() for who in (greta, bob)]

    events = Event.objects.filter(type="message_added").order_by("seq")
    told = [
        room_message_from(event.payload["subject"], event.payload["message"]) for event in events
    ]
    assert told == replies
    assert {tuple(event.topics) for event in events} == {
        (f"team:{stay.company_id}", f"conversation:{stay.pk}")
    }
    listed = ask(bob, "get", f"conversations/{stay.pk}/messages/").json()
    assert [{**row, "status": "delivered"} for row in listed] == replies
    assert bob.email not in str(ask(greta, "get", f"conversations/{stay.pk}/messages/").json())


@pytest.mark.parametrize("who", ["bob", "greta"])
@pytest.mark.parametrize("way", ["body", "header"])
def test_sent_twice_it_is_said_once(
    stay: Conversation, request: pytest.FixtureRequest, who: str, way: str
) -> None:
    client = client_of(request.getfixturevalue(who))
    address = f"/chat/hotel-abc/conversations/{stay.pk}/messages/send/"
    body = {"message": "Once"} | ({"client_id": "one"} if way == "body" else {})
    headers = {"Idempotency-Key": "one"} if way == "header" else {}
    first, again = (client.post(address, body, format="json", headers=headers) for _ in range(2))

    assert (first.status_code, again.status_code) == (201, 201)
    assert first.json() == again.json()
    assert first.json()["client_id"] == "one"
    assert Message.objects.count() == 1
    assert news_types().count("staff_assigned") == (1 if who == "bob" else 0)


@pytest.mark.parametrize("text", ["", "  \n", None, ["a"], "x" * 10_001, "\0"])
def test_what_says_nothing_or_too_much_is_refused(
    ask: Call, stay: Conversation, greta: ParticipantSession, text: Any
) -> None:
    reply = send(ask, greta, stay, message=text)
    assert (reply.status_code, list(reply.json()["details"])) == (400, ["message"])
    assert not Message.objects.exists()


def test_what_is_no_object_is_refused(stay: Conversation, greta: ParticipantSession) -> None:
    address = f"/chat/hotel-abc/conversations/{stay.pk}/messages/send/"
    for body in ("[]", "{", '"x"'):
        reply = client_of(greta).post(address, body, content_type="application/json")
        assert (reply.status_code, list(reply.json())) == (400, ["error"])


def test_a_picture_may_be_shown_by_whoever_uploaded_it(
    ask: Call, stay: Conversation, greta: ParticipantSession, bob: User
) -> None:
    def upload(who: Any) -> str:
        file = SimpleUploadedFile("tap.png", picture("PNG"), content_type="image/png")
        reply = client_of(who).post("/api/chat-upload/upload", {"file": file}, format="multipart")
        return str(reply.json()["file"]["url"])

    next_door = make_guest(stay.company, "102")
    own, theirs = upload(greta), upload(next_door)

    said = send(ask, greta, stay, attachment_url=own)
    assert (said.status_code, said.json()["message"]) == (201, "[Image]")
    assert [file["url"] for file in said.json()["attachments"]] == [own]
    shown = send(ask, bob, stay, message="Like this?", attachment_url=upload(bob)).json()
    assert (shown["message"], shown["attachments"][0]["kind"]) == ("Like this?", "image")
    for url in (own, theirs, upload(bob), "/uploads/chat/x.png"):
        assert send(ask, greta, stay, attachment_url=url).status_code == 404
    rows = ask(bob, "get", f"conversations/{stay.pk}/messages/").json()
    assert [len(row["attachments"]) for row in rows] == [1, 1]


def test_nobody_writes_after_the_end(
    ask: Call, stay: Conversation, bob: User, greta: ParticipantSession
) -> None:
    ask(bob, "post", "rooms/101/check-out/")
    assert send(ask, bob, stay, message="Hello").status_code == 409
    assert send(ask, greta, stay, message="Hello").status_code == 401


def test_a_bot_in_front_has_its_turn_and_is_no_staff(
    ask: Call, bot: Bot, greta: ParticipantSession, bob: User
) -> None:
    from conversations.actions.bot import say_as_bot

    RoomSettings.objects.create(company=greta.company, bot=bot)
    stay = open_stay(greta)
    send(ask, greta, stay, message="When is breakfast?")
    assert Delivery.objects.filter(conversation_id=stay.pk).count() == 1
    say_as_bot(stay.pk, epoch=stay.epoch, text="At seven", client_id="bot-turn-1")

    question, answer = ask(greta, "get", f"conversations/{stay.pk}/messages/").json()
    assert (question["sender_type"], answer["sender_type"]) == ("guest", "bot")
    assert (answer["staff"], answer["staff_info"], answer["staff_name"]) == (None, None, None)
    send(ask, bob, stay, message="I am here")
    assert fresh(stay).agent == bob


def test_asking_for_a_person_silences_the_bot(
    ask: Call, bot: Bot, greta: ParticipantSession
) -> None:
    RoomSettings.objects.create(company=greta.company, bot=bot)
    stay = open_stay(greta)
    send(ask, greta, stay, message="I want to talk to a human")
    assert fresh(stay).owner == Owner.NOBODY
    assert "person_requested" in news_types()


def test_a_guest_may_not_flood_the_staff(
    ask: Call,
    stay: Conversation,
    greta: ParticipantSession,
    alice: User,
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setattr("livechat.rooms.limits.MESSAGES_PER_MINUTE", 1)

    assert send(ask, greta, stay, message="One").status_code == 201
    reply = send(ask, greta, stay, message="Two")

    assert reply.status_code == 429
    assert reply.json()["error"].startswith("Too many messages. Try again in ")
    assert 0 < int(reply["Retry-After"]) <= 61
    assert fresh(stay).last_seq == 1
    for _ in range(2):
        assert send(ask, alice, stay, message="Hello").status_code == 201
