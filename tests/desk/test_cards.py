"""Cards for rooms: who gets them, what stands on them, and how many."""

from __future__ import annotations

import re

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from pytest_django import Settings

from customers.models import Room
from handoff.accounts.models import Company, User
from livechat.desk import cards
from livechat.desk.cards import code_of
from tests.cast import make_room
from tests.desk.conftest import SignedIn
from tests.desk.pages import text, texts

CARDS = "/desk/rooms/cards/"


@pytest.fixture
def at_amiras(signed_in: SignedIn, amira: User) -> Client:
    return signed_in(amira)


@pytest.fixture
def rooms(hotel: Company, globex: Company) -> list[Room]:
    make_room(globex, "101", pin="9999")
    return [make_room(hotel, str(number), pin=f"47{number}") for number in range(101, 107)]


def numbers(answer: object) -> list[str]:
    return [line.removeprefix("Room ") for line in texts(answer, "h2")]  # type: ignore[arg-type]


def test_shows_hotel_room_address_and_pin(
    at_amiras: Client, rooms: list[Room], settings: Settings
) -> None:
    settings.PUBLIC_URL = "https://hotel.example"
    shown = at_amiras.get(f"{CARDS}?rooms=101")
    assert texts(shown, ".hotel") == ["Hotel ABC"]
    assert numbers(shown) == ["101"]
    assert texts(shown, ".pin") == ["PIN 47101"]
    address = "https://hotel.example/chat/hotel-abc/rooms/101/"
    assert texts(shown, ".address") == [address]
    assert str(code_of(address)) in shown.content.decode()


def test_the_code_holds_the_address_alone(at_amiras: Client, rooms: list[Room]) -> None:
    """Two rooms' codes differ, and a new PIN changes none."""
    before = re.findall(r"<svg viewBox.*?</svg>", at_amiras.get(CARDS).content.decode())
    Room.objects.update(pin="0000")
    after = re.findall(r"<svg viewBox.*?</svg>", at_amiras.get(CARDS).content.decode())
    assert before == after
    assert len(set(before)) == 6


@pytest.mark.parametrize(
    ("query", "found"),
    [
        ("", ["101", "102", "103", "104", "105", "106"]),
        ("?rooms=102-103, 106", ["102", "103", "106"]),
        ("?rooms=999", []),
        ("?rooms=%00", ["101", "102", "103", "104", "105", "106"]),
    ],
)
def test_shows_the_rooms_that_are_named(
    at_amiras: Client, rooms: list[Room], query: str, found: list[str]
) -> None:
    assert numbers(at_amiras.get(f"{CARDS}{query}")) == found


def test_shows_chosen_rooms_and_none_that_is_out_of_use(
    at_amiras: Client, rooms: list[Room]
) -> None:
    Room.objects.filter(pk=rooms[1].pk).update(is_active=False)
    chosen = "&".join(f"id={room.pk}" for room in rooms[:3])
    assert numbers(at_amiras.get(f"{CARDS}?{chosen}")) == ["101", "103"]
    assert numbers(at_amiras.get(f"{CARDS}?id=x&id={10**30}")) == [
        "101",
        *["103", "104", "105", "106"],
    ]


def test_lays_four_on_a_sheet_or_two(at_amiras: Client, rooms: list[Room]) -> None:
    for size, sheets in {"a6": 2, "a5": 3, "a0": 2}.items():
        assert len(texts(at_amiras.get(f"{CARDS}?size={size}"), ".sheet")) == sheets


def test_says_what_is_wrong_with_a_range(at_amiras: Client, rooms: list[Room]) -> None:
    shown = at_amiras.get(f"{CARDS}?rooms=120-101")
    assert text(shown, ".alert") == "120-101 runs backwards."
    assert numbers(shown) == []


def test_makes_no_more_than_so_many_and_says_so(
    at_amiras: Client, rooms: list[Room], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(cards, "MOST_CARDS", 4)
    shown = at_amiras.get(CARDS)
    assert len(numbers(shown)) == 4
    assert "4 cards of 6" in text(shown, "header")


def test_are_for_admins_of_the_hotel(
    signed_in: SignedIn, alice: User, charlie: User, vera: User, client: Client, rooms: list[Room]
) -> None:
    for person in (alice, charlie, vera):
        answer = signed_in(person).get(CARDS)
        assert answer.status_code == 403
        assert "47101" not in answer.content.decode()
    assert client.get(CARDS).status_code == 302


def test_of_another_hotel_are_not_there(at_amiras: Client, rooms: list[Room]) -> None:
    foreign = Room.objects.get(company__slug="globex")
    shown = at_amiras.get(f"{CARDS}?id={foreign.pk}")
    assert numbers(shown) == []
    assert "9999" not in at_amiras.get(CARDS).content.decode()


def test_are_kept_by_no_cache_and_framed_by_nobody(at_amiras: Client, rooms: list[Room]) -> None:
    answer = at_amiras.get(CARDS)
    assert "no-store" in answer["Cache-Control"]
    assert "frame-ancestors 'none'" in answer["Content-Security-Policy"]
    assert not re.findall(r"<script(?![^>]*src=)|\sstyle=|\son[a-z]+=", answer.content.decode())


def test_cost_no_more_queries_for_more_rooms(at_amiras: Client, hotel: Company) -> None:
    make_room(hotel, "1")
    at_amiras.get(CARDS)
    with CaptureQueriesContext(connection) as few:
        at_amiras.get(CARDS)
    for number in range(2, 9):
        make_room(hotel, str(number))
    with CaptureQueriesContext(connection) as many:
        at_amiras.get(CARDS)
    assert len(many) == len(few) <= 6
