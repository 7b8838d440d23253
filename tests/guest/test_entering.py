"""A guest enters with the room's PIN, and leaves at check-out."""

from __future__ import annotations

import re
from datetime import timedelta
from typing import Any

import pytest
import time_machine
from django.conf import settings
from django.contrib.staticfiles import finders
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.utils import timezone

from conversations.models import Conversation, Message
from customers.models import Guest, ParticipantSession, Room
from customers.stays import check_out
from handoff.accounts.models import Company, User
from livechat.desk.cards import guest_address
from livechat.guest import views
from tests.cast import make_room
from tests.desk.pages import text, texts
from tests.guest.conftest import PAGE, enter, guest_of, write
from tests.livechat.conftest import actor_of

COOKIE = "handoff-guest"


@pytest.mark.parametrize("address", [PAGE, PAGE.rstrip("/")])
def test_asks_for_the_pin_and_notes_nobody(client: Client, room: Room, address: str) -> None:
    shown = client.get(address)
    assert shown.status_code == 200
    assert (text(shown, "h1"), text(shown, "main").count("4711")) == ("Hotel ABC", 0)
    assert COOKIE not in shown.cookies
    assert not Guest.objects.exists()


def test_lets_in_with_the_pin(client: Client, room: Room) -> None:
    answer = enter(client, pin=" 47 11 ", name="Emma Stone")
    assert (answer.status_code, answer["Location"]) == (303, PAGE)
    shown = client.get(PAGE)
    assert texts(shown, ".where")[0] == "Room 101 · Emma Stone"
    assert (text(shown, "h1"), 'name="pin"' in shown.content.decode()) == ("Hotel ABC", False)
    assert guest_of(room).name == "Emma Stone"


def test_keeps_the_token_from_scripts_and_from_other_rooms(
    client: Client, hotel: Company, room: Room
) -> None:
    cookie = enter(client).cookies[COOKIE]
    assert cookie["httponly"]
    assert (cookie["path"], cookie["samesite"]) == (PAGE.rstrip("/"), "Lax")
    make_room(hotel, "102")
    client.cookies[COOKIE]["path"] = "/"  # a browser would not even send it
    other = client.get("/chat/hotel-abc/rooms/102/")
    assert 'name="pin"' in other.content.decode()


def test_never_puts_the_pin_into_an_address(client: Client, room: Room) -> None:
    answer = client.get(f"{PAGE}?pin=4711")
    assert "4711" not in answer.content.decode()
    assert 'method="post"' in answer.content.decode()
    assert "4711" not in enter(client)["Location"]


def test_lets_several_devices_into_one_stay(client: Client, emma: Client, room: Room) -> None:
    write(emma, "Two towels, please")
    phone = Client()
    enter(phone)
    assert texts(phone.get(PAGE), ".text") == ["Two towels, please"]
    assert ParticipantSession.objects.count() == 2
    assert Guest.objects.count() == 1


def test_says_that_a_pin_is_wrong_and_keeps_the_name(client: Client, room: Room) -> None:
    answer = enter(client, pin="1234", name="Emma <b>")
    assert answer.status_code == 403
    assert text(answer, ".trouble") == "This is not the PIN of the room"
    assert 'value="Emma &lt;b&gt;"' in answer.content.decode()
    assert "1234" not in answer.content.decode()
    assert COOKIE not in answer.cookies


def test_says_how_long_a_lock_holds_also_with_the_right_pin(client: Client, room: Room) -> None:
    answer = None
    with time_machine.travel(timezone.now(), tick=False) as clock:
        for _ in range(10):
            clock.shift(timedelta(seconds=20))
            enter(client, pin="1234")
        answer = enter(client)
    assert answer.status_code == 429
    sentence = "Too many wrong PINs. Wait 15 min, then try again, or ask at the reception."
    assert text(answer, ".trouble") == sentence
    assert int(answer["Retry-After"]) == 900


def test_lets_one_address_enter_so_often_and_no_oftener(
    client: Client, room: Room, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(views, "ENTRIES_PER_MINUTE", 2)
    with time_machine.travel("2026-11-21T10:00:15Z", tick=False):
        for _ in range(2):
            assert enter(client).status_code == 303
            client.cookies.clear()
        answer = enter(client)
    assert (answer.status_code, answer["Retry-After"]) == (429, "45")
    assert "Wait 45 s" in text(answer, ".trouble")


def test_a_hotel_may_have_the_longest_name_that_a_company_may(client: Client, db: None) -> None:
    room = make_room(Company.objects.create(name="Long", slug="h" * 60), "1" * 20)
    assert client.get(guest_address(room).removeprefix(settings.PUBLIC_URL)).status_code == 200


@pytest.mark.parametrize(
    "address",
    [
        "/chat/hotel-abc/rooms/999/",
        "/chat/nowhere/rooms/101/",
        "/chat/hotel-abc/rooms/10%001/",
        "/chat/globex/rooms/101/",
    ],
)
def test_knows_no_room_that_is_not_there(
    client: Client, globex: Company, room: Room, address: str
) -> None:
    for answer in (client.get(address), enter(client, page=address)):
        assert answer.status_code == 404
        assert "/desk/" not in answer.content.decode()


def test_knows_no_room_that_is_out_of_use(emma: Client, room: Room) -> None:
    Room.objects.update(is_active=False)
    assert emma.get(PAGE).status_code == 404
    assert write(emma, "Hello").status_code == 404


def test_a_room_of_the_same_number_elsewhere_is_another(
    emma: Client, globex: Company, room: Room
) -> None:
    make_room(globex, "101", pin="9999")
    emma.cookies[COOKIE]["path"] = "/"
    shown = emma.get("/chat/globex/rooms/101/")
    assert 'name="pin"' in shown.content.decode()
    assert enter(Client(), page="/chat/globex/rooms/101/").status_code == 403


def test_check_out_ends_it_and_says_so(
    emma: Client, alice: User, room: Room, stay: Conversation
) -> None:
    write(emma, "Good bye")
    check_out(actor_of(alice), room_id=room.pk)
    shown = emma.get(PAGE)
    assert text(shown, "#over").startswith("You have been checked out.")
    assert "Good bye" not in shown.content.decode()
    answer = write(emma, "One more")
    assert answer.status_code == 403
    assert Message.objects.get().text == "Good bye"


def test_the_next_guest_reads_nothing_of_the_last(
    emma: Client, alice: User, room: Room, stay: Conversation
) -> None:
    write(emma, "My secret")
    check_out(actor_of(alice), room_id=room.pk)
    enter(emma, name="Noah")
    shown = emma.get(PAGE)
    assert texts(shown, ".text") == []
    assert "My secret" not in shown.content.decode()


def test_an_expired_session_asks_for_the_pin_again(emma: Client, room: Room) -> None:
    ParticipantSession.objects.update(expires_at=timezone.now() - timedelta(minutes=1))
    assert text(emma.get(PAGE), "#over").startswith("This device has not been used for a while.")


def test_writing_makes_the_session_last_anew(emma: Client, room: Room, stay: Conversation) -> None:
    soon = timezone.now() + timedelta(hours=1)
    ParticipantSession.objects.update(expires_at=soon)
    assert COOKIE in write(emma, "Still here").cookies
    assert ParticipantSession.objects.get().expires_at > soon


@pytest.mark.parametrize("cookie", ["", "x", "eyJhbGciOiJIUzI1NiJ9.e30.x"])
def test_a_forged_cookie_is_nobodys(client: Client, emma: Client, room: Room, cookie: str) -> None:
    browser = Client()
    browser.cookies[COOKIE] = cookie
    assert 'name="pin"' in browser.get(PAGE).content.decode()


def test_takes_no_form_of_another_site(room: Room) -> None:
    browser = Client(enforce_csrf_checks=True)
    assert enter(browser).status_code == 403
    assert not Guest.objects.exists()


def test_loads_nothing_from_elsewhere_and_runs_nothing_of_the_page(
    emma: Client, room: Room
) -> None:
    for answer in (Client().get(PAGE), emma.get(PAGE)):
        shown = answer.content.decode()
        for address in re.findall(r'(?:src|href)="(/static/[^"]+)"', shown):
            assert finders.find(address.removeprefix("/static/")), address
        assert not re.findall(r"<script(?![^>]*src=)|\sstyle=|\son[a-z]+=", shown)
        policy = answer["Content-Security-Policy"]
        assert policy.startswith("default-src 'none'; script-src 'self';")
        assert "connect-src 'self' ws://testserver;" in policy
        assert "unsafe" not in policy
        assert "frame-ancestors 'none'" in policy
        assert "no-store" in answer["Cache-Control"]


def test_a_page_costs_few_queries(emma: Client, room: Room, stay: Conversation) -> None:
    write(emma, "One")
    emma.get(PAGE)
    with CaptureQueriesContext(connection) as few:
        emma.get(PAGE)
    for number in range(6):
        write(emma, f"More {number}")
    emma.get(PAGE)
    with CaptureQueriesContext(connection) as many:
        emma.get(PAGE)
    assert len(many) == len(few) <= 7


def test_other_methods_do_nothing(client: Client, room: Room) -> None:
    answer: Any = client.put(PAGE)
    assert answer.status_code == 405
