"""The rooms of the demo."""

from __future__ import annotations

import json
from io import StringIO

import pytest
from django.core.management import call_command

from customers.models import Room


@pytest.mark.django_db
def test_the_demo_has_rooms_that_open_with_their_pin_and_stay_what_they_became() -> None:
    output = StringIO()
    call_command("seed_demo", "--force", "--json", stdout=output)
    made = json.loads(output.getvalue())["rooms"]

    rooms = {(room.company.slug, room.number): room.pin for room in Room.objects.all()}
    expected = [("hotel-abc", str(number)) for number in range(101, 111)] + [("globex", "101")]
    assert rooms == dict.fromkeys(expected, "4711")
    assert made == [{"number": number, "pin": "4711", "company": slug} for slug, number in expected]

    Room.objects.update(pin="080515")
    call_command("seed_demo", "--force", "--json", stdout=StringIO())
    assert {room.pin for room in Room.objects.all()} == {"080515"}
