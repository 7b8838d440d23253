"""Rooms in the admin: many at once, PINs, locks, cards, check-out."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

import pytest
from django.test import Client
from django.utils import timezone

from customers.models import Guest, ParticipantSession, Room, RoomFailures
from handoff.accounts.models import Company
from tests.admin.conftest import Things
from tests.admin.test_tenancy import address
from tests.cast import make_guest, make_room, open_stay

ADD = "/admin/customers/room/add/"


def act(browser: Client, model: Any, action: str, *rows: Any) -> Any:
    chosen = {"action": action, "_selected_action": [row.pk for row in rows]}
    return browser.post(address(model, "changelist"), chosen, follow=True)


class TestAdding:
    def test_makes_all_that_are_named_each_with_a_pin(self, admin: Client, hotel: Company) -> None:
        answer = admin.post(ADD, {"numbers": "101-120, 201", "pin": ""}, follow=True)
        assert "The rooms are made" in answer.content.decode()
        made = Room.objects.filter(company=hotel)
        assert made.count() == 21
        assert len({room.pin for room in made}) > 15
        assert all(len(room.pin) == 6 for room in made)

    def test_gives_all_the_same_pin_if_told_so(self, admin: Client, hotel: Company) -> None:
        admin.post(ADD, {"numbers": "1-3", "pin": "4711"})
        assert [room.pin for room in Room.objects.all()] == ["4711"] * 3

    @pytest.mark.parametrize(
        ("numbers", "pin", "sentence"),
        [
            ("", "", "This field is required"),
            ("120-101", "", "120-101 runs backwards."),
            ("101, 10/2", "", "Letters, digits, points, hyphens and underscores."),
            ("x" * 21, "", "A number has up to 20 characters."),
            ("100-102", "", "There are already rooms of these numbers: 101."),
            ("201", "12", "A PIN has 4 to 12 digits."),
        ],
    )
    def test_makes_none_where_something_is_wrong(
        self, admin: Client, hotel: Company, numbers: str, pin: str, sentence: str
    ) -> None:
        make_room(hotel, "101")
        answer = admin.post(ADD, {"numbers": numbers, "pin": pin})
        assert sentence in answer.content.decode()
        assert Room.objects.count() == 1

    def test_does_not_mind_another_hotels_numbers(
        self, admin: Client, hotel: Company, globex: Company
    ) -> None:
        make_room(globex, "101")
        admin.post(ADD, {"numbers": "101", "company": globex.pk})
        assert Room.objects.get(company=hotel).number == "101"

    def test_a_superuser_names_the_hotel(self, superuser: Client, globex: Company) -> None:
        superuser.post(ADD, {"numbers": "7-8", "company": globex.pk})
        assert Room.objects.filter(company=globex).count() == 2


class TestChanging:
    def test_changes_number_and_pin(self, admin: Client, hotel: Company) -> None:
        room = make_room(hotel)
        page = address(Room, "change", room.pk)
        assert 'value="4711"' in admin.get(page).content.decode()
        admin.post(page, {"number": "101a", "pin": "0815", "is_active": "on"})
        room.refresh_from_db()
        assert (room.number, room.pin) == ("101a", "0815")

    def test_takes_no_number_twice(self, admin: Client, hotel: Company) -> None:
        make_room(hotel, "102")
        room = make_room(hotel)
        fields = {"number": "102", "pin": "4711", "is_active": "on"}
        answer = admin.post(address(Room, "change", room.pk), fields)
        assert "There is a room 102 already." in answer.content.decode()

    def test_gives_new_pins(self, admin: Client, hotel: Company) -> None:
        first, second, other = (make_room(hotel, n) for n in ("101", "102", "103"))
        answer = act(admin, Room, "give_new_pins", first, second)
        assert "2 rooms have a new PIN" in answer.content.decode()
        for room in (first, second, other):
            room.refresh_from_db()
        assert "4711" not in (first.pin, second.pin)
        assert other.pin == "4711"

    def test_unlocks(self, admin: Client, hotel: Company) -> None:
        room = make_room(hotel)
        until = timezone.now() + timedelta(minutes=14, seconds=30)
        RoomFailures.objects.create(room=room, locks=1, locked_until=until)
        shown = admin.get(address(Room, "changelist")).content.decode()
        assert "Locked for 15 min after wrong PINs" in shown
        act(admin, Room, "unlock", room)
        assert not RoomFailures.objects.exists()


class TestGuests:
    def test_stand_beside_their_room_with_who_handles_it(
        self, admin: Client, hotel: Company
    ) -> None:
        open_stay(make_guest(hotel, "101", "Emma Stone"))
        make_room(hotel, "102")
        shown = admin.get(address(Room, "changelist")).content.decode()
        assert "Emma Stone, since" in shown
        assert "Nobody" in shown
        for filter, seen in {"yes": True, "no": False}.items():
            found = admin.get(f"{address(Room, 'changelist')}?guest={filter}").content.decode()
            assert ("Emma Stone" in found) is seen

    @pytest.mark.parametrize("model", [Room, Guest])
    def test_are_checked_out(self, admin: Client, hotel: Company, model: Any) -> None:
        session = make_guest(hotel, "101", "Emma Stone")
        stay = open_stay(session)
        action = {Room: "check_guests_out", Guest: "end_sessions"}[model]
        answer = act(admin, model, action, model.objects.get())
        assert "1 guest checked out. 1 session ended" in answer.content.decode()
        stay.refresh_from_db()
        assert stay.closed_at is not None
        assert not ParticipantSession.objects.live(timezone.now()).exists()


def test_a_guests_page_lists_the_devices(admin: Client, hotel: Company) -> None:
    first = make_guest(hotel, "101", "Emma Stone")
    make_guest(hotel, "101")
    shown = admin.get(address(Guest, "change", first.guest_id)).content.decode()
    assert shown.count("field-expires_at") == 2


def test_leads_to_the_cards_of_the_chosen_rooms(admin: Client, hotel: Company) -> None:
    first, second = make_room(hotel), make_room(hotel, "102")
    shown = act(admin, Room, "print_cards", second)
    assert shown.redirect_chain == [(f"/desk/rooms/cards/?id={second.pk}", 302)]
    assert "Room 102" in " ".join(shown.content.decode().replace('<b class="num">', "").split())
    assert first.number not in shown.content.decode().partition("<main")[2]


@pytest.mark.parametrize("action", ["give_new_pins", "unlock", "check_guests_out", "print_cards"])
def test_leaves_another_hotels_rooms_alone(
    admin: Client, ours: Things, theirs: Things, action: str
) -> None:
    foreign = theirs[Room]
    before = Room.objects.values().get(pk=foreign.pk)
    answer = act(admin, Room, action, foreign)
    assert Room.objects.values().get(pk=foreign.pk) == before
    assert Guest.objects.filter(room=foreign, left_at=None).count() == 1
    assert "Theirs" not in answer.content.decode()
