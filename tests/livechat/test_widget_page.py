"""The page on which a website's visitor chats, as the server hands it out."""

from __future__ import annotations

import re

import pytest
from django.contrib.staticfiles import finders
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from pytest_django import Settings

from customers.models import ParticipantSession, Visitor, Widget
from handoff.accounts.models import Company

pytestmark = pytest.mark.django_db


@pytest.fixture
def widget(hotel: Company) -> Widget:
    return Widget.objects.create(
        company=hotel, name="hotel.example", key="hotel-abc", secret="a-widget-secret-for-tests"
    )


@pytest.mark.parametrize("address", ["/widget/hotel-abc/", "/widget/hotel-abc"])
def test_anybody_sees_the_page_of_a_widget(client: Client, widget: Widget, address: str) -> None:
    with CaptureQueriesContext(connection) as queries:
        answer = client.get(address)
    shown = answer.content.decode()
    assert answer.status_code == 200
    assert f"<h1>{widget.company.name}</h1>" in shown
    assert 'data-widget="hotel-abc"' in shown
    assert len(queries) == 1


def test_it_shows_nothing_secret_and_notes_nobody(client: Client, widget: Widget) -> None:
    shown = client.get("/widget/hotel-abc/")
    assert widget.secret not in shown.content.decode()
    assert not shown.cookies
    assert not Visitor.objects.exists()
    assert not ParticipantSession.objects.exists()


def test_a_key_that_is_no_widgets_is_not_found(client: Client, widget: Widget) -> None:
    for key in ("hotel-abd", "hotel%20abc", "a" * 101, ""):
        assert client.get(f"/widget/{key}/").status_code == 404, key
    assert client.post("/widget/hotel-abc/").status_code == 405


def test_it_loads_nothing_from_elsewhere_and_runs_nothing_of_the_page(
    client: Client, widget: Widget
) -> None:
    answer = client.get("/widget/hotel-abc/")
    shown = answer.content.decode()
    for address in re.findall(r'(?:src|href)="(/static/[^"]+)"', shown):
        assert finders.find(address.removeprefix("/static/")), address
    assert "widget/page.js" in shown
    assert not re.findall(r'(?:src|href|action)="(?:https?:)?//', shown)
    assert not re.findall(r"<script(?![^>]*src=)|\sstyle=|\son[a-z]+=", shown)
    policy = answer["Content-Security-Policy"]
    assert policy.startswith("default-src 'none'; script-src 'self';")
    assert "unsafe" not in policy
    assert "connect-src 'self' ws://testserver wss://testserver;" in policy
    assert "frame-ancestors 'none'" in policy


@pytest.mark.parametrize("debug", [True, False])
def test_where_agents_answer_is_told_in_debug_mode_alone(
    client: Client, widget: Widget, settings: Settings, debug: bool
) -> None:
    settings.DEBUG = debug
    assert ("/desk/" in client.get("/widget/hotel-abc/").content.decode()) is debug


def test_the_name_of_a_company_is_text(client: Client, widget: Widget, hotel: Company) -> None:
    Company.objects.filter(pk=hotel.pk).update(name="<b>Bold & Sons</b>")
    shown = client.get("/widget/hotel-abc/").content.decode()
    assert "<b>Bold" not in shown
    assert "&lt;b&gt;Bold &amp; Sons&lt;/b&gt;" in shown


def test_the_simulator_leads_there(client: Client, widget: Widget, settings: Settings) -> None:
    settings.SIMULATOR = True
    assert 'href="/widget/hotel-abc"' in client.get("/simulator/").content.decode()
