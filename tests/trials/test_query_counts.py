"""Every page and every endpoint asks the database as often for thirty rows as for three.

The addresses come from the resolver and the rows from the models, so that what is new is measured
too.
"""

from __future__ import annotations

import re
from typing import Any

import pytest
import time_machine
from django.contrib import admin
from django.db import connection
from django.db.models import Model
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.utils import timezone

from conversations.actions.taking import take_conversation
from conversations.models import Conversation
from customers.models import Page
from handoff import commands
from handoff.accounts.models import User
from handoff.accounts.presence import Sightings
from handoff.actor import Actor
from handoff.news.models import Event, Stream
from handoff.realtime.dialects.dashboard.requests import ORDERS
from livechat.desk import access
from tests.admin.conftest import furnish
from tests.admin.test_tenancy import address
from tests.cast import JOHN_ID, PAGE_ID
from tests.trials.addresses import addresses
from tests.trials.rows import more, own_models

pytestmark = pytest.mark.django_db

FEW, MANY = 3, 30
QUERY = {"page_id": PAGE_ID, "limit": "200", "include": "notes,system,deliveries"}


@pytest.fixture(autouse=True)
def _seen_once(monkeypatch: pytest.MonkeyPatch) -> None:
    """Pages of the desk note who looks, now and then: at the first look, here."""
    monkeypatch.setattr(access, "sightings", Sightings(clock=lambda: 0.0))


def with_own_pages() -> list[str]:
    """Those, and the pages of single rows on which the admin lists others."""
    listing = [model for model, its_admin in admin.site._registry.items() if its_admin.inlines]
    return [*addresses(), *(address(model, "change", first_of(model)) for model in listing)]


def first_of(model: type[Model]) -> object:
    """The row whose own page is looked at: of its company's rows the rest are copies."""
    row = model._default_manager.order_by("pk").first()
    assert row is not None
    return row.pk


class Seen:
    """What one address asked and answered."""

    def __init__(self, browser: Client, path: str) -> None:
        query = QUERY if path.startswith("/api/") else {}
        browser.get(path, query)  # whatever is asked only once, for sessions and caches
        with CaptureQueriesContext(connection) as queries:
            self.answer = browser.get(path, query)
        self.queries = [query["sql"] for query in queries.captured_queries]
        self.is_shown = self.answer.status_code == 200
        self.size = len(self.answer.content) if not self.answer.streaming else 0


def look_at_all(browser: Client) -> dict[str, Seen]:
    return {path: seen for path in with_own_pages() if (seen := Seen(browser, path)).is_shown}


def fill(how_many: int) -> None:
    """So many rows of each model of ours."""
    for model in own_models():
        missing = how_many - model._default_manager.count()
        if missing > 0:
            more(model, missing)


@pytest.fixture(params=["amira", "root"])
def browser(request: pytest.FixtureRequest) -> Client:
    """Signed in before there is anything else: what is personal becomes more of this person's."""
    browser = Client()
    browser.force_login(request.getfixturevalue(request.param))
    browser.get("/account/")
    return browser


@pytest.fixture
def world(page: Page, alice: User) -> None:
    """Some of everything in a company, with news that can be heard."""
    things = furnish(page, alice, "Ours")
    Event.objects.all().delete()
    talk = things[Conversation]
    take_conversation(alice.as_actor(door="test"), conversation_id=talk.pk, from_bot=True)
    fill(FEW)
    Stream.objects.update(last_seq=10**9)


# Lists that must be among those measured, and must have grown: the trial is hollow without them.
LISTS = [
    "/api/dashboard/customers/",
    f"/api/dashboard/customers/{JOHN_ID}/history/",
    f"/api/dashboard/messages/conversation/{JOHN_ID}/",
    f"/api/dashboard/messages/chat/{JOHN_ID}/",
    "/api/events/",
    "/desk/",
    "/account/",
]


def test_every_address_asks_as_often_for_many_rows_as_for_few(browser: Client, world: None) -> None:
    with time_machine.travel(
        timezone.now(), tick=False
    ):  # what is done once a minute would be one more
        few = look_at_all(browser)
        fill(MANY)
        many = look_at_all(browser)

    grown = {
        path: [len(few[path].queries), len(seen.queries), *repeated(seen.queries)]
        for path, seen in many.items()
        if path in few and len(seen.queries) > len(few[path].queries)
    }
    assert not grown
    if User.objects.filter(is_superuser=True).exists():  # who may see every list of the admin
        assert {address(model, "changelist") for model in admin.site._registry} <= set(many)
    else:
        assert not [path for path in LISTS if many[path].size <= few[path].size]


def repeated(queries: list[str]) -> list[str]:
    """The statements that were asked more than twice, numbers apart."""
    shapes = [re.sub(r"\d+", "?", query)[:300] for query in queries]
    return sorted({shape for shape in shapes if shapes.count(shape) > 2})


@pytest.mark.usefixtures("world")
def test_so_do_the_lists_that_the_websocket_gives(alice: User) -> None:
    listing = [order.command for order in ORDERS.values() if "list" in order.command]
    few = [asked(alice.as_actor(door="websocket"), command) for command in listing]
    fill(MANY)
    many = [asked(alice.as_actor(door="websocket"), command) for command in listing]
    assert [count for count, _ in few] == [count for count, _ in many]
    assert all(before < after for (_, before), (_, after) in zip(few, many, strict=True))
    assert listing


def asked(actor: Actor, command: str) -> tuple[int, int]:
    """How many queries a command takes, and how long its answer is."""
    with CaptureQueriesContext(connection) as queries:
        answer: dict[str, Any] = commands.run(actor, command, {"limit": 200})
    return len(queries), len(str(answer))


def test_there_are_many_rows_of_every_model(world: None) -> None:
    fill(MANY)
    few: list[type[Model]] = [
        model for model in own_models() if model._default_manager.count() < MANY
    ]
    assert not few
