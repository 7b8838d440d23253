"""A guest comes in with the room's PIN, and writes in the conversation of the stay."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

import pytest
import time_machine
from django.db import IntegrityError, transaction
from django.utils import timezone

from conversations.models import Channel, Conversation
from customers import room_entry, stays
from customers.chores import END_STAYS_EVERY_SECONDS
from customers.errors import WrongPin
from customers.models import Guest, ParticipantSession, Room, RoomSettings
from customers.stays import end_expired_stays
from handoff.accounts.models import Company, User
from handoff.accounts.tokens import InvalidToken, session_id_from_token
from handoff.news.models import Event
from tests.cast import make_guest, make_room
from tests.rooms.conftest import Call

SESSION = "rooms/101/session/"


def enter(ask: Call, room: str = "101", **body: Any) -> dict[str, Any]:
    reply = ask(None, "post", f"rooms/{room}/session/", **({"pin": "4711"} | body))
    assert reply.status_code == 201, reply.json()
    found: dict[str, Any] = reply.json()
    return found


def session_of(entered: dict[str, Any]) -> ParticipantSession:
    return ParticipantSession.objects.get(pk=session_id_from_token(entered["token"]) or 0)


def test_the_pin_opens_a_conversation(ask: Call, room: Room) -> None:
    entered = enter(ask, name="Greta Guest")

    stay = Conversation.objects.get()
    assert (entered["conversation_id"], entered["room_number"]) == (stay.pk, 101)
    assert (stay.channel, stay.policy, stay.owner) == ("room", "open", "nobody")
    assert stay.contact_name == "Greta Guest"
    assert stay.participant == f"guest:{stay.guest_id}"
    assert stay.records.get().deed == "opened"
    event = Event.objects.get(type="conversation_opened")
    assert event.payload == {"channel": "room", "participant": stay.participant}
    reply = ask(entered["token"], "get", f"conversations/{stay.pk}/messages/")
    assert (reply.status_code, reply.json()) == (200, [])


def test_without_a_slash_at_the_end_too(ask: Call, room: Room) -> None:
    assert ask(None, "post", "rooms/101/session", pin="4711").status_code == 201


def test_a_pin_may_be_sent_as_a_number(ask: Call, room: Room) -> None:
    assert ask(None, "post", SESSION, pin=4711).status_code == 201


@pytest.mark.parametrize(
    ("path", "slug"),
    [("rooms/999/session/", "hotel-abc"), (SESSION, "nowhere"), (SESSION, "globex")],
)
def test_no_such_room_or_hotel_is_not_found(
    ask: Call, room: Room, globex: Company, path: str, slug: str
) -> None:
    reply = ask(None, "post", path, hotel=slug, pin="4711")
    assert (reply.status_code, reply.json()) == (404, {"error": "There is no such room"})


def test_a_room_out_of_use_is_not_found(ask: Call, room: Room) -> None:
    Room.objects.update(is_active=False)
    assert ask(None, "post", SESSION, pin="4711").status_code == 404


def test_a_room_taken_out_of_use_renews_no_token_and_keeps_who_is_there_until_check_out(
    ask: Call, room: Room, alice: User
) -> None:
    entered = enter(ask)
    reading = (entered["token"], "get", f"conversations/{entered['conversation_id']}/messages/")
    Room.objects.update(is_active=False)

    assert ask(None, "post", SESSION, token=entered["token"]).status_code == 404
    assert ask(*reading).status_code == 200
    assert ask(alice, "post", "rooms/101/check-out/").json()["sessions_ended"] == 1
    assert ask(*reading).status_code == 401


def test_a_wrong_pin_opens_nothing(ask: Call, room: Room) -> None:
    reply = ask(None, "post", SESSION, pin="4712")
    assert (reply.status_code, reply.json()) == (403, {"error": "This is not the PIN of the room"})
    assert not Guest.objects.exists()


def test_a_pin_that_was_changed_a_moment_ago_opens_nothing(room: Room) -> None:
    """Between the check, which counts, and the entry the last guest may have been checked out."""
    given = room_entry.Arrival(hotel_slug="hotel-abc", room_number="101", pin="4711")
    room_entry.check_pin(given)
    Room.objects.filter(pk=room.pk).update(pin="080515")
    with pytest.raises(WrongPin):
        room_entry.welcome_guest(given)
    assert not Guest.objects.exists()


@pytest.mark.parametrize("pin", ["", "0000"])
def test_a_room_without_a_pin_opens_for_nobody(ask: Call, room: Room, pin: str) -> None:
    Room.objects.update(pin="")
    assert ask(None, "post", SESSION, pin=pin).status_code in (400, 403)


def test_somebody_must_say_something(ask: Call, room: Room) -> None:
    reply = ask(None, "post", SESSION, name="Greta")
    assert reply.status_code == 400
    assert reply.json() == {"error": "PIN is required", "details": {"pin": ["PIN is required"]}}


def test_devices_of_one_room_share_the_stay(ask: Call, room: Room) -> None:
    phone, tablet = enter(ask, name="Greta"), enter(ask, name="Gustav")

    assert phone["token"] != tablet["token"]
    assert phone["conversation_id"] == tablet["conversation_id"]
    guest = Guest.objects.get()
    assert (guest.name, guest.sessions.count()) == ("Greta", 2)
    said = ask(phone["token"], "post", f"conversations/{phone['conversation_id']}/messages/send/",
               message="Towels, please")  # fmt: skip
    shown = ask(tablet["token"], "get", f"conversations/{phone['conversation_id']}/messages/")
    assert [row["id"] for row in shown.json()] == [said.json()["id"]]


def test_the_staff_hears_the_name_as_soon_as_it_is_given(ask: Call, room: Room) -> None:
    nameless = enter(ask)
    assert Guest.objects.get().shown_name == "Guest"

    enter(ask, pin="", token=nameless["token"], name="Greta")

    news = Event.objects.get(type="customer_changed")
    assert news.payload["subject"]["room"]["guest_name"] == "Greta"
    assert news.topics == [f"team:{room.company_id}"]


def test_a_token_renews_the_session_without_the_pin(ask: Call, room: Room) -> None:
    with time_machine.travel("2026-11-21T10:00:00Z", tick=False):
        first = enter(ask)
    with time_machine.travel("2026-11-23T10:00:00Z", tick=False):
        again = enter(ask, pin="", token=first["token"])
        assert session_of(first) == session_of(again)
    assert again["conversation_id"] == first["conversation_id"]
    assert again["expires_at"] == "2026-11-26T10:00:00.000Z"


def test_a_token_that_ended_a_moment_ago_renews_nothing(ask: Call, room: Room) -> None:
    token = enter(ask)["token"]
    given = room_entry.Arrival(hotel_slug="hotel-abc", room_number="101", token=token)
    room_entry.check_pin(given)
    ParticipantSession.objects.update(ended_at=timezone.now())
    with pytest.raises(InvalidToken):
        room_entry.welcome_guest(given)
    assert ParticipantSession.objects.count() == 1


def test_a_token_of_another_room_renews_nothing(ask: Call, hotel: Company, room: Room) -> None:
    make_room(hotel, "102")
    elsewhere = enter(ask, room="102")
    reply = ask(None, "post", SESSION, token=elsewhere["token"])
    assert (reply.status_code, reply.json()) == (401, {"error": "Invalid or expired token"})
    assert enter(ask, token=elsewhere["token"])["conversation_id"] != elsewhere["conversation_id"]


def test_a_hotel_chooses_how_long_sessions_last(ask: Call, hotel: Company, room: Room) -> None:
    RoomSettings.objects.create(company=hotel, session_hours=5)
    with time_machine.travel("2026-11-21T10:00:00Z", tick=False):
        entered = enter(ask)
    path = f"conversations/{entered['conversation_id']}/messages/"
    with time_machine.travel("2026-11-21T14:59:59Z", tick=False):
        assert ask(entered["token"], "get", path).status_code == 200
    with time_machine.travel("2026-11-21T15:00:00Z", tick=False):
        assert ask(entered["token"], "get", path).status_code == 401


def test_who_comes_when_all_sessions_are_over_reads_nothing_of_the_last_guest(
    ask: Call, room: Room
) -> None:
    before = enter(ask, name="Greta")
    ask(before["token"], "post", f"conversations/{before['conversation_id']}/messages/send/",
        message="My secret")  # fmt: skip
    ParticipantSession.objects.update(expires_at=timezone.now() - timedelta(seconds=1))

    after = enter(ask)

    assert after["conversation_id"] != before["conversation_id"]
    reply = ask(after["token"], "get", f"conversations/{before['conversation_id']}/messages/")
    assert reply.status_code == 404
    old, new = Guest.objects.order_by("pk")
    assert (old.left_at is None, new.left_at, new.name) == (False, None, "")
    closed = Conversation.objects.get(pk=before["conversation_id"])
    assert (closed.is_open, closed.records.last().reason) == (False, "sessions expired")  # type: ignore[union-attr]


def test_a_stay_whose_sessions_are_over_ends_by_itself(ask: Call, room: Room) -> None:
    entered, gone = enter(ask), enter(ask)
    assert end_expired_stays() == 0
    session_of(gone).delete()
    assert end_expired_stays() == 0, "one device is still there"

    ParticipantSession.objects.update(expires_at=timezone.now())
    assert end_expired_stays() == 1
    assert end_expired_stays() == 0
    assert not Conversation.objects.get(pk=entered["conversation_id"]).is_open
    assert END_STAYS_EVERY_SECONDS <= 60


def test_who_comes_back_at_the_last_moment_is_still_there(
    ask: Call, room: Room, monkeypatch: pytest.MonkeyPatch
) -> None:
    """After the worker has looked, and before it holds the room."""
    entered = enter(ask)
    ParticipantSession.objects.update(expires_at=timezone.now())
    end_if_over = stays._end_if_over

    def come_back(room_id: int) -> bool:
        ParticipantSession.objects.update(expires_at=timezone.now() + timedelta(hours=1))
        return end_if_over(room_id)

    monkeypatch.setattr(stays, "_end_if_over", come_back)
    assert end_expired_stays() == 0
    assert Conversation.objects.get(pk=entered["conversation_id"]).is_open


def test_a_stay_that_cannot_be_ended_holds_no_other_up(
    hotel: Company, monkeypatch: pytest.MonkeyPatch
) -> None:
    first, _ = make_guest(hotel, "101"), make_guest(hotel, "102")
    ParticipantSession.objects.update(expires_at=timezone.now())
    end = stays.end_stay

    def end_stay(guest: Guest, **why: Any) -> int:
        if guest.pk == first.guest_id:
            raise LookupError
        return end(guest, **why)

    monkeypatch.setattr(stays, "end_stay", end_stay)
    assert end_expired_stays() == 1
    assert list(Guest.objects.present()) == [first.guest]


def test_the_database_holds_a_session_to_one_person(greta: ParticipantSession) -> None:
    with pytest.raises(IntegrityError), transaction.atomic():
        ParticipantSession.objects.create(company=greta.company, expires_at=timezone.now())
    with pytest.raises(IntegrityError), transaction.atomic():
        Guest.objects.create(company=greta.company, room=greta.guest.room)  # type: ignore[union-attr]


def test_the_database_holds_a_rooms_conversation_to_its_guest(stay: Conversation) -> None:
    with pytest.raises(IntegrityError), transaction.atomic():
        Conversation.objects.create(
            company=stay.company, channel=Channel.ROOM, owner="bot", policy="open"
        )
    with pytest.raises(IntegrityError), transaction.atomic():
        Conversation.objects.filter(pk=stay.pk).update(policy="exclusive")


@pytest.mark.parametrize(
    ("number", "shown"),
    [("101", 101), ("7", 7), ("12A", "12A"), ("007", "007"), ("Sea.1", "Sea.1")],
)
def test_a_number_of_digits_is_an_integer(
    ask: Call, hotel: Company, number: str, shown: int | str
) -> None:
    make_room(hotel, number)
    assert enter(ask, room=number)["room_number"] == shown


def test_too_many_devices_a_minute_have_to_wait(
    ask: Call, room: Room, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("livechat.rooms.limits.ENTRIES_PER_MINUTE", 1)
    enter(ask)
    reply = ask(None, "post", SESSION, pin="4711")
    assert (reply.status_code, 0 < int(reply["Retry-After"]) <= 61) == (429, True)
