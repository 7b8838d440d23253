"""Hotel rooms on Pusher's channels: who hears what, with unmodified pusher-js and REST."""

from __future__ import annotations

from collections.abc import Callable

import pytest
from django.core.cache import cache
from django.utils import timezone

from conversations.actions.adding import Words, add_message
from conversations.actions.rooms import open_room, say_in_room
from conversations.models import Author, Conversation
from customers.models import ParticipantSession
from customers.stays import check_out
from handoff.accounts.models import Company, User
from handoff.news.emitting import action
from handoff.realtime.pusher import reserved
from handoff.realtime.pusher.models import Grant
from handoff.realtime.pusher.signatures import auth_for
from tests.cast import fresh, make_guest, make_room, open_stay
from tests.pusher.client import INTERNAL_SUCCEEDED, PusherJs, Raw
from tests.pusher.people import asks_to_subscribe, token_of
from tests.realtime.server import wait_until
from tests.rooms.conftest import greta, room, stay

__all__ = ["greta", "room", "stay"]
pytestmark = pytest.mark.django_db(transaction=True)
OpenJs = Callable[..., PusherJs]
OpenRaw = Callable[..., Raw]
PUBLIC = "hotel-abc-room-101-chat"
STAFF, TEAM = "private-hotel-abc-staff", "presence-hotel-abc-staff"


@pytest.fixture(autouse=True)
def _nobody_asked_before() -> None:
    cache.clear()


def of(conversation: Conversation) -> str:
    return f"private-hotel-abc-conversation-{conversation.pk}"


def say(who: User | ParticipantSession, conversation: Conversation, text: str) -> None:
    say_in_room(who.as_actor(door="rest"), conversation_id=conversation.pk, text=text)


def opens(who: User, conversation: Conversation) -> None:
    open_room(who.as_actor(door="rest"), conversation_id=conversation.pk)


@action
def note(conversation: Conversation, text: str) -> None:
    add_message(fresh(conversation), Words(author=Author.NOTE, text=text, at=timezone.now()))


def test_the_guest_hears_who_answers_in_three_words(
    open_js: OpenJs, alice: User, bob: User, stay: Conversation
) -> None:
    guest, neighbour, stranger = open_js(), open_js(), open_js()
    guest.subscribe(PUBLIC)
    neighbour.subscribe("hotel-abc-room-102-chat")
    stranger.subscribe("globex-room-101-chat")

    opens(alice, stay)
    opens(alice, stay)
    say(bob, stay, "Good evening")

    alices = {
        "staff_name": "Alice Adams", "staff_role": "Guest Services", "conversation_id": stay.pk,
    }  # fmt: skip
    assert guest.hears("staff-assigned") == alices
    assert guest.hears("staff-assigned") == alices
    assert guest.hears("staff-assigned")["staff_name"] == "Bob Brown"
    for client in (guest, neighbour, stranger):
        client.silence(0.2)


def test_guest_and_staff_hear_what_is_said_and_read(
    open_js: OpenJs, greta: ParticipantSession, alice: User, stay: Conversation
) -> None:
    guest, staff = open_js(token_of(greta)), open_js(token_of(alice))
    for client in (guest, staff):
        client.subscribe(of(stay))

    say(greta, stay, "Towels, please")
    for client in (guest, staff):
        message = client.hears("new-message")
        assert (message["message"], message["sender_type"]) == ("Towels, please", "guest")
        assert (message["conversation"], message["room"], message["staff_info"]) == (
            stay.pk, 101, None,
        )  # fmt: skip
    opens(alice, stay)
    for client in (guest, staff):
        read = client.hears("messages-read")
        assert (read["reader"], read["unread_count"]) == ("staff", 0)
    say(alice, stay, "At once")
    for client in (guest, staff):
        message = client.hears("new-message")
        assert message["staff_info"] == {
            "name": "Alice Adams", "role": "Guest Services", "profile_image": None,
        }  # fmt: skip
        client.silence(0.2)


def test_the_staff_hears_of_all_rooms_and_who_handles_them(
    open_js: OpenJs, greta: ParticipantSession, alice: User, bob: User, stay: Conversation
) -> None:
    clients = [open_js(token_of(alice)), open_js(token_of(bob))]
    clients[0].subscribe(STAFF)
    members = clients[1].subscribe(TEAM)
    assert members["me"]["id"] == str(bob.pk)
    assert members["me"]["info"]["name"] == "Bob Brown"

    say(greta, stay, "Towels, please")
    opens(alice, stay)

    for client in clients:
        message = client.hears("new-message")
        assert (message["conversation_id"], message["room_number"], message["unread_count"]) == (
            stay.pk, 101, 1,
        )  # fmt: skip
        changed = client.hears("conversation-handler-changed")
        assert (changed["conversation_id"], changed["staff_name"], changed["staff_role"]) == (
            stay.pk, "Alice Adams", "Guest Services",
        )  # fmt: skip


def test_nobody_hears_what_is_not_theirs(
    open_js: OpenJs, hotel: Company, greta: ParticipantSession, charlie: User, alice: User,
    stay: Conversation,
) -> None:  # fmt: skip
    otto = make_guest(hotel, "102", "Otto Other")
    open_stay(otto)
    make_room(charlie.company, "101")  # type: ignore[arg-type]
    strangers = [open_js(token_of(otto)), open_js(token_of(charlie)), open_js()]
    for client in strangers:
        for channel in (of(stay), STAFF, TEAM):
            refusal = client.refused(channel)
            assert (refusal["type"], refusal["status"]) == ("AuthError", 403)
    strangers[1].subscribe("private-globex-staff")

    say(greta, stay, "Towels, please")
    opens(alice, stay)
    say(alice, stay, "At once")

    for client in strangers:
        client.silence(0.2)


def test_a_stolen_signature_opens_nothing(
    open_raw: OpenRaw, greta: ParticipantSession, stay: Conversation
) -> None:
    hers, thief = open_raw(), open_raw()
    auth = asks_to_subscribe(greta, of(stay), hers.socket_id).json()["auth"]

    refused = thief.subscribe(of(stay), auth=auth)

    assert (refused["event"], refused["data"]["status"]) == ("pusher:subscription_error", 401)
    assert hers.subscribe(of(stay), auth=auth)["event"] == INTERNAL_SUCCEEDED
    say(greta, stay, "Towels, please")
    assert hers.receive()["event"] == "new-message"
    thief.silence(0.2)


def test_a_guest_cannot_speak_as_the_server(
    open_js: OpenJs, greta: ParticipantSession, alice: User, stay: Conversation
) -> None:
    guest, staff = open_js(token_of(greta)), open_js(token_of(alice))
    for client in (guest, staff):
        client.subscribe(PUBLIC)
        client.subscribe(of(stay))
    staff.subscribe(STAFF)

    for event in ("staff-assigned", "new-message", "pusher_internal:member_added", "client-forged"):
        for channel in (PUBLIC, STAFF):
            guest.do("raw", event=event, channel=channel, data={"staff_name": "Mallory"})
    for event in ("staff-assigned", "new-message", "pusher:error"):
        guest.do("raw", event=event, channel=of(stay), data={"staff_name": "Mallory"})

    for _ in range(2):  # for the client events alone
        assert guest.next("error")["fault"]["code"] == 4301
    guest.do("trigger", channel=of(stay), event="client-typing", data={"is_typing": True})
    assert staff.hears("client-typing") == {"is_typing": True}
    staff.silence(0.2)


def test_a_note_is_said_to_nobody_here(
    open_js: OpenJs, greta: ParticipantSession, alice: User, stay: Conversation
) -> None:
    guest, staff = open_js(token_of(greta)), open_js(token_of(alice))
    guest.subscribe(of(stay))
    staff.subscribe(STAFF)

    note(stay, "A difficult guest")

    for client in (guest, staff):
        client.silence(0.2)


def test_who_is_signed_out_is_sent_away_and_not_let_in_again(
    open_js: OpenJs, alice: User, bob: User, greta: ParticipantSession, stay: Conversation
) -> None:
    gone, stays = open_js(token_of(alice)), open_js(token_of(bob))
    for client in (gone, stays):
        client.subscribe(STAFF)

    User.objects.filter(pk=alice.pk).update(is_active=False)

    gone.reaches("connecting")
    gone.connected()
    event, refusal = gone.event()
    assert (event, refusal["status"]) == ("pusher:subscription_error", 403)
    say(greta, stay, "Towels, please")
    assert stays.hears("new-message")
    gone.silence(0.2)


def test_who_checks_out_is_sent_away_and_not_let_in_again(
    open_js: OpenJs, alice: User, greta: ParticipantSession, stay: Conversation
) -> None:
    guest = open_js(token_of(greta))
    guest.subscribe(of(stay))

    check_out(alice.as_actor(door="rest"), room_id=greta.guest.room_id)  # type: ignore[union-attr]

    guest.reaches("connecting")
    guest.connected()
    event, refusal = guest.event()
    assert (event, refusal["status"]) == ("pusher:subscription_error", 403)


def test_a_signature_from_before_opens_nothing_afterwards(
    open_raw: OpenRaw, greta: ParticipantSession, stay: Conversation
) -> None:
    socket = open_raw()
    auth = asks_to_subscribe(greta, of(stay), socket.socket_id).json()["auth"]
    ParticipantSession.objects.update(ended_at=timezone.now())

    refused = socket.subscribe(of(stay), auth=auth)

    assert (refused["event"], refused["data"]["status"]) == ("pusher:subscription_error", 401)


def test_who_holds_the_secret_may_let_others_in(
    open_raw: OpenRaw, greta: ParticipantSession, stay: Conversation
) -> None:
    socket = open_raw()

    assert (
        socket.subscribe(of(stay), auth=auth_for(socket.socket_id, of(stay)))["event"]
        == INTERNAL_SUCCEEDED
    )
    say(greta, stay, "Towels, please")
    assert socket.receive()["event"] == "new-message"


def test_where_it_is_not_known_any_more_who_was_let_in_a_new_socket_is_asked_for(
    open_raw: OpenRaw, greta: ParticipantSession, stay: Conversation,
    monkeypatch: pytest.MonkeyPatch,
) -> None:  # fmt: skip
    monkeypatch.setattr(reserved, "CERTAIN_SECONDS", 0.0)
    socket = open_raw()
    auth = asks_to_subscribe(greta, of(stay), socket.socket_id).json()["auth"]
    Grant.objects.all().delete()

    socket.say({"event": "pusher:subscribe", "data": {"channel": of(stay), "auth": auth}})

    assert socket.closing()[0] == 4200


def test_a_socket_that_is_gone_leaves_no_grant(
    open_raw: OpenRaw, greta: ParticipantSession, alice: User, stay: Conversation
) -> None:
    first, second = open_raw(), open_raw()
    for who, socket in ((greta, first), (alice, second)):
        answer = asks_to_subscribe(who, of(stay), socket.socket_id).json()
        socket.subscribe(of(stay), auth=answer["auth"])

    first.raw.close()

    assert second.ask("pusher:ping")["event"] == "pusher:pong"
    left = {"socket_id": second.socket_id}
    wait_until(lambda: list(Grant.objects.values("socket_id")) == [left])


@pytest.mark.parametrize(
    ("slug", "number"),
    [("a-room-1-chat", "b"), ("a", "1-chat-room-b"), ("a-room-1", "room-2-chat")],
)
def test_slugs_and_numbers_may_hold_the_words_between_them(
    db: None, slug: str, number: str
) -> None:
    company = Company.objects.create(name="A", slug=slug)
    room = make_room(company, number)

    place = reserved.place_of(f"{slug}-room-{number}-chat")

    assert place is not None
    assert place.topic == f"room:{room.pk}"
