"""What a customer is called: asked of Messenger once a while, never against a person's word."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

import pytest
from django.test import Client
from django.utils import timezone

from conversations.models import Conversation
from customers.models import Customer, Page
from handoff.accounts.models import User
from handoff.news.models import Event
from handoff.outbox.delivering import work_off
from handoff.outbox.models import Delivery
from handoff.realtime.dialects.dashboard.options import Dashboard
from tests.answering import cut, reply
from tests.cast import JOHN_ID
from tests.messenger.door import Door, text_from_john
from tests.messenger.fake_graph import FakeGraph, error

JOHN = {"id": JOHN_ID, "name": "John Doe", "first_name": "John", "last_name": "Doe"}


def look_ups() -> list[tuple[str, str]]:
    found = Delivery.objects.filter(kind="messenger.profile").order_by("pk")
    return list(found.values_list("state", "last_error"))


def names() -> tuple[str, str, str]:
    customer = Customer.objects.get()
    return customer.customer_name, customer.first_name, customer.last_name


def a_month_passes() -> None:
    Customer.objects.update(profile_asked_at=timezone.now() - timedelta(days=31))


def test_a_new_customer_is_looked_up_and_everybody_hears_it(
    facebook: FakeGraph, door: Door, page: Page
) -> None:
    facebook.answers = [reply(200, JOHN)]
    door.tell(text_from_john("Hello"))
    work_off()
    assert names() == ("John Doe", "John", "Doe")
    assert look_ups() == [("sent", "")]
    asked = facebook.asked[0]
    assert (asked.method, asked.path) == ("GET", f"/v23.0/{JOHN_ID}")
    assert asked.body.keys() == {"fields", "appsecret_proof"}
    assert asked.body["fields"] == "first_name,last_name,name"
    assert "simulator-token" not in asked.body.values()
    assert asked.headers["Authorization"] == "Bearer simulator-token"
    told = Event.objects.get(type="customer_changed")
    frames = Dashboard(include=frozenset({"customers"})).frames(told)
    assert [frame["type"] for frame in frames] == ["customer_updated"]
    assert frames[0]["data"]["customer"]["customer_name"] == "John Doe"
    assert Dashboard().frames(told) == []
    assert told.topics == Conversation.objects.get().team_topics


def test_is_asked_once_in_thirty_days(facebook: FakeGraph, door: Door, page: Page) -> None:
    facebook.answers = [reply(200, JOHN), reply(200, {**JOHN, "name": "Johnny Doe"})]
    for number in range(3):
        door.tell(text_from_john("Hello", mid=f"m_{number}"))
        work_off()
    assert len(look_ups()) == 1
    a_month_passes()
    for number in range(3, 6):
        door.tell(text_from_john("Hello", mid=f"m_{number}"))
        work_off()
    assert len(look_ups()) == 2
    assert names()[0] == "Johnny Doe"


def test_what_a_person_mended_stays(
    facebook: FakeGraph, door: Door, page: Page, amira: User, client: Client
) -> None:
    facebook.answers = [reply(200, JOHN)]
    door.tell(text_from_john("Hello"))
    work_off()
    client.force_login(amira)
    customer = Customer.objects.get()
    mended = {"customer_name": "Mr John Doe", "first_name": "John", "last_name": "Doe"}
    client.post(f"/admin/customers/customer/{customer.pk}/change/", mended)
    assert names()[0] == "Mr John Doe"
    assert Event.objects.filter(type="customer_changed").count() == 2
    a_month_passes()
    door.tell(text_from_john("Hello", mid="m_2"))
    assert len(look_ups()) == 1


def test_mended_before_it_is_asked_stays_too(facebook: FakeGraph, door: Door, page: Page) -> None:
    door.tell(text_from_john("Hello"))
    Customer.objects.update(customer_name="Mr Doe")
    work_off()
    assert names() == ("Mr Doe", "", "")
    assert look_ups() == [("cancelled", "A person has written the name meanwhile")]


def test_names_that_came_from_elsewhere_are_not_looked_up(
    facebook: FakeGraph, door: Door, john: Conversation
) -> None:
    door.tell(text_from_john("Hello"))
    assert look_ups() == []


def test_a_page_without_a_token_asks_nobody(door: Door, page: Page) -> None:
    Page.objects.update(access_token="")
    door.tell(text_from_john("Hello"))
    assert look_ups() == []


@pytest.mark.parametrize(
    ("code", "subcode"), [(100, 33), (100, 2018218), (10, 0), (200, 0), (230, 0)]
)
def test_a_name_that_is_kept_from_us_ends_quietly(
    facebook: FakeGraph, door: Door, page: Page, code: int, subcode: int
) -> None:
    facebook.answers = [error(400, code, subcode)]
    door.tell(text_from_john("Hello"))
    work_off()
    ((state, reason),) = look_ups()
    assert state == "cancelled"
    assert reason.startswith("Messenger does not tell the name. ")
    assert "Facebook's own words" in reason
    assert names() == ("", "", "")


def test_a_dead_token_is_told(facebook: FakeGraph, door: Door, page: Page) -> None:
    facebook.answers = [error(401, 190)]
    door.tell(text_from_john("Hello"))
    work_off()
    ((state, reason),) = look_ups()
    assert state == "failed"
    assert "connection to Facebook has ended" in reason


@pytest.mark.parametrize("answer", [cut, error(500, 2), reply(502), reply(200, b"nonsense")])
def test_what_may_pass_is_asked_again(
    facebook: FakeGraph, door: Door, page: Page, answer: Any
) -> None:
    facebook.answers = [answer, reply(200, JOHN)]
    door.tell(text_from_john("Hello"))
    work_off()
    assert look_ups()[0][0] == "due"
    Delivery.objects.update(next_try_at=timezone.now())
    work_off()
    assert names()[0] == "John Doe"


def test_holds_no_message(facebook: FakeGraph, door: Door, page: Page) -> None:
    door.tell(text_from_john("Hello"))
    row = Delivery.objects.get(kind="messenger.profile")
    assert row.lane == f"profile:{Customer.objects.get().pk}"
    assert row.conversation_id is None


def test_names_are_cut_and_cleaned(facebook: FakeGraph, door: Door, page: Page) -> None:
    facebook.answers = [reply(200, {"first_name": "J\0" + "x" * 500, "last_name": 7, "name": " "})]
    door.tell(text_from_john("Hello"))
    work_off()
    name, first_name, last_name = names()
    assert (len(name), len(first_name), last_name) == (200, 100, "")
    assert "\0" not in name
