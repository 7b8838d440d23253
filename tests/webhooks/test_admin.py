"""Webhooks in the admin: set up, tried, watched and replayed, each company its own."""

from __future__ import annotations

import re
import socket
from datetime import timedelta
from typing import Any

import pytest
from django.db import connection, connections
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from django.utils import timezone

from customers.models import Page
from handoff.accounts.models import Company, Role, User
from handoff.outbox.claiming import claim
from handoff.outbox.delivering import carry_out, work_off
from handoff.outbox.models import Delivery, DeliveryState
from handoff.webhooks import actions
from handoff.webhooks.models import WebhookEndpoint
from tests.answering import cut, reply
from tests.bots.fake_bot import FakeBot
from tests.cast import make_user
from tests.webhooks.conftest import Listens, Writes, deliveries, texts, verified, wishes

pytestmark = pytest.mark.django_db

ASKED: dict[str, Any] = {
    "description": "The CRM", "url": "https://crm.example/hooks", "is_active": "on",
    "event_types": ["new_message", "agent_requested"], "channels": ["messenger"],
}  # fmt: skip


def address(what: str, *args: Any) -> str:
    return reverse(f"admin:webhooks_webhookendpoint_{what}", args=args)


@pytest.fixture
def admin(amira: User) -> Client:
    client = Client()
    client.force_login(amira)
    return client


@pytest.fixture
def stranger(globex: Company) -> Client:
    """The browser of Globex's admin."""
    client = Client()
    client.force_login(make_user(globex, "Gina Gold", Role.ADMIN))
    return client


def errors_of(answer: Any) -> dict[str, list[str]]:
    return dict(answer.context["adminform"].form.errors)


def add(client: Client, **fields: Any) -> Any:
    return client.post(address("add"), {**ASKED, **fields})


def shown_secret(answer: Any) -> str:
    (secret,) = set(re.findall(r"whsec_[\w-]+", answer.content.decode()))
    return str(secret)


# --- Setting up


def test_an_endpoint_is_set_up_and_its_secret_shown_once(
    admin: Client, hotel: Company, amira: User
) -> None:
    answer = add(admin)
    endpoint = WebhookEndpoint.objects.get()
    assert shown_secret(answer) == endpoint.secret
    assert len(endpoint.secret) > 40
    assert (endpoint.company, endpoint.created_by) == (hotel, amira)
    assert endpoint.event_types == ["new_message", "agent_requested"]
    assert (endpoint.include, endpoint.channels, endpoint.page_ids) == ([], ["messenger"], [])
    for page in (address("change", endpoint.pk), address("changelist")):
        assert "whsec_" not in admin.get(page).content.decode()
    with connection.cursor() as cursor:
        cursor.execute("SELECT secret FROM webhooks_webhookendpoint")
        assert endpoint.secret not in cursor.fetchone()[0]


def test_notes_are_off_unless_they_are_chosen(admin: Client) -> None:
    form = admin.get(address("add")).context["adminform"].form
    assert [name for name, _ in form.fields["include"].choices] == ["notes", "system"]
    assert not form["include"].value()
    assert form["channels"].value() == ["messenger"]
    add(admin, include=["notes"])
    assert WebhookEndpoint.objects.get().include == ["notes"]


@pytest.mark.parametrize(
    ("fields", "field", "words"),
    [
        ({"url": ""}, "url", "required"),
        ({"url": "crm.example"}, "url", "starts with http"),
        ({"url": "ftp://crm.example"}, "url", "starts with http"),
        ({"url": "https://me:pw@crm.example"}, "url", "without a password"),
        ({"event_types": []}, "event_types", "required"),
        ({"event_types": ["staff-assigned"]}, "event_types", "not one of"),
        ({"include": ["deliveries"]}, "include", "not one of"),
        ({"channels": ["fax"]}, "channels", "not one of"),
        ({"page_ids": ["555000111222333"]}, "page_ids", "not one of"),
    ],
)
def test_what_is_wrong_is_said_in_a_sentence(
    admin: Client, globex_page: Page, fields: dict[str, Any], field: str, words: str
) -> None:
    assert words in " ".join(errors_of(add(admin, **fields))[field])
    assert not WebhookEndpoint.objects.exists()


@pytest.mark.parametrize(
    "url",
    [
        "http://127.0.0.1:8000/", "http://localhost/", "http://10.0.0.7/x", "http://[::1]/",
        "http://169.254.169.254/latest", "https://intern.example/hooks",
    ],
)  # fmt: skip
def test_a_private_address_is_refused_at_once(
    admin: Client, settings: Any, monkeypatch: pytest.MonkeyPatch, url: str
) -> None:
    settings.BOT_PRIVATE_ADDRESSES = False
    look_up = socket.getaddrinfo

    def intern(host: str, *args: Any, **kwargs: Any) -> Any:
        assert not connection.savepoint_ids, "no name is looked up inside the transaction"
        return look_up("192.168.1.9" if host == "intern.example" else host, *args, **kwargs)

    monkeypatch.setattr(socket, "getaddrinfo", intern)
    (words,) = errors_of(add(admin, url=url))["url"]
    assert words == "The address leads into a private network, which is not allowed here."
    settings.BOT_PRIVATE_ADDRESSES = True
    add(admin, url=url)
    assert WebhookEndpoint.objects.get().url == url


def test_a_name_that_nobody_knows_yet_passes(
    admin: Client, settings: Any, monkeypatch: pytest.MonkeyPatch
) -> None:
    def nobody(*_: object, **__: object) -> None:
        raise socket.gaierror

    settings.BOT_PRIVATE_ADDRESSES = False
    monkeypatch.setattr(socket, "getaddrinfo", nobody)
    add(admin)
    assert WebhookEndpoint.objects.exists()


def test_pages_of_the_own_company_are_offered_and_one_that_is_gone_stays(
    admin: Client, page: Page, globex_page: Page, listens: Listens
) -> None:
    endpoint = listens(page_ids=["gone"])
    form = admin.get(address("change", endpoint.pk)).context["adminform"].form
    offered = [name for name, _ in form.fields["page_ids"].choices]
    assert offered == [page.page_id, "gone"]
    admin.post(address("change", endpoint.pk), {**ASKED, "page_ids": ["gone", page.page_id]})
    endpoint.refresh_from_db()
    assert endpoint.page_ids == ["gone", page.page_id]


def test_a_superuser_chooses_the_company_and_pages_of_it_alone(
    root: User, page: Page, globex_page: Page
) -> None:
    client = Client()
    client.force_login(root)
    wrong = add(client, company=globex_page.company_id, page_ids=[page.page_id])
    assert errors_of(wrong)["page_ids"] == ["Choose pages of that company."]
    add(client, company=globex_page.company_id, page_ids=[globex_page.page_id])
    endpoint = WebhookEndpoint.objects.get()
    assert endpoint.company == globex_page.company
    moved = {**ASKED, "company": page.company_id}
    client.post(address("change", endpoint.pk), moved)
    endpoint.refresh_from_db()
    assert endpoint.company == globex_page.company  # is not moved


def test_there_are_not_more_than_twenty(
    admin: Client, listens: Listens, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(actions, "MOST_ENDPOINTS", 1)
    listens()
    answer = admin.post(address("add"), ASKED, follow=True)
    assert "remove one first" in answer.content.decode()
    assert WebhookEndpoint.objects.count() == 1


# --- Changing


def test_switched_off_what_waits_is_cancelled(
    admin: Client, listens: Listens, writes: Writes, crm: FakeBot
) -> None:
    endpoint = listens()
    writes()
    off = {name: value for name, value in ASKED.items() if name != "is_active"}
    admin.post(address("change", endpoint.pk), off)
    work_off()
    (row,) = deliveries()
    assert row.state == DeliveryState.CANCELLED
    assert row.last_error == "The endpoint was switched off by amira@demo.test"
    assert crm.asked == []


def test_one_whose_address_is_refused_by_now_can_be_switched_off(
    admin: Client, listens: Listens, settings: Any
) -> None:
    endpoint = listens(url="http://127.0.0.1/")
    settings.BOT_PRIVATE_ADDRESSES = False
    off = {name: value for name, value in ASKED.items() if name != "is_active"}
    answer = admin.post(address("change", endpoint.pk), off | {"url": "http://127.0.0.1/other"})
    assert list(errors_of(answer)) == ["url"]
    answer = admin.post(address("change", endpoint.pk), off | {"url": endpoint.url})
    assert answer.status_code == 302
    endpoint.refresh_from_db()
    assert not endpoint.is_active


def test_removed_what_waits_is_cancelled(
    admin: Client, listens: Listens, writes: Writes, crm: FakeBot
) -> None:
    endpoint = listens()
    writes()
    admin.post(address("delete", endpoint.pk), {"post": "yes"})
    work_off()
    assert not WebhookEndpoint.objects.exists()
    assert deliveries()[0].state == DeliveryState.CANCELLED
    assert crm.asked == []


@pytest.mark.parametrize("is_removed", [True, False])
def test_what_was_claimed_already_is_judged_when_it_leaves(
    listens: Listens, writes: Writes, crm: FakeBot, amira: User, is_removed: bool
) -> None:
    endpoint, actor = listens(), amira.as_actor(door="admin")
    writes()
    (claimed,) = claim([deliveries()[0].pk], now=timezone.now())
    if is_removed:
        actions.delete_endpoint(actor, endpoint_id=endpoint.pk)
    else:
        off = wishes(url=endpoint.url, is_active=False)
        actions.change_endpoint(actor, endpoint_id=endpoint.pk, wishes=off)
    carry_out(claimed)
    assert (deliveries()[0].state, crm.asked) == (DeliveryState.CANCELLED, [])


def test_another_address_is_tried_at_once(
    admin: Client, listens: Listens, writes: Writes, crm: FakeBot
) -> None:
    endpoint = listens(url="http://127.0.0.1:9/")
    writes("Hello")
    work_off()
    assert WebhookEndpoint.objects.get().resting_until
    Delivery.objects.update(next_try_at=timezone.now() + timedelta(hours=1))
    admin.post(address("change", endpoint.pk), {**ASKED, "url": f"{crm.url}/new"})
    work_off()
    assert texts(crm) == ["Hello"]
    assert WebhookEndpoint.objects.get().consecutive_failures == 0


def test_rolling_shows_the_new_secret_once(admin: Client, listens: Listens) -> None:
    endpoint = listens()
    answer = admin.post(address("roll", endpoint.pk))
    rolled = WebhookEndpoint.objects.get()
    assert shown_secret(answer) == rolled.secret != endpoint.secret
    assert rolled.old_secret == endpoint.secret
    assert rolled.old_secret_ends_at
    assert timedelta(hours=23, minutes=59) < rolled.old_secret_ends_at - timezone.now()
    assert "stays good until" in answer.content.decode()


# --- Trying it


def test_a_test_event_is_signed_and_its_answer_shown(
    admin: Client, listens: Listens, crm: FakeBot, hotel: Company
) -> None:
    endpoint = listens(is_active=False)
    crm.says(reply(200, b"<b>thanks</b> " + b"x" * 5000))
    answer = admin.post(address("test", endpoint.pk))
    page = answer.content.decode()
    (asked,) = crm.asked
    assert (asked.body["type"], asked.body["cursor"]) == ("test", 0)
    assert asked.body["id"].startswith(f"{hotel.pk}-test-")
    assert verified(asked, endpoint.secret)
    assert "Status 200" in page
    assert "&lt;b&gt;thanks&lt;/b&gt;" in page
    assert len(answer.context["trial"].answer.text) == 500
    assert answer.context["trial"].seconds < 5
    assert deliveries() == []


@pytest.mark.parametrize(
    ("answering", "words"),
    [(reply(401, b"who are you"), "Status 401"), (cut, "It failed: The connection broke off.")],
)
def test_a_test_event_that_fails_says_how_and_counts_for_nothing(
    admin: Client, listens: Listens, crm: FakeBot, answering: Any, words: str
) -> None:
    endpoint = listens()
    crm.says(answering)
    assert words in admin.post(address("test", endpoint.pk)).content.decode()
    assert WebhookEndpoint.objects.get().consecutive_failures == 0


@pytest.mark.django_db(transaction=True)
def test_no_connection_is_held_while_the_endpoint_thinks(
    admin: Client, listens: Listens, crm: FakeBot
) -> None:
    ours, held = connections["default"], []

    def look(handler: Any) -> None:
        held.append(ours.connection is not None)
        reply(200)(handler)

    endpoint = listens()
    crm.says(look)
    assert "Status 200" in admin.post(address("test", endpoint.pk)).content.decode()
    assert held == [False]


# --- Watching and replaying


@pytest.fixture
def failed(listens: Listens, writes: Writes, crm: FakeBot) -> WebhookEndpoint:
    """Three deliveries that were given up."""
    endpoint = listens()
    crm.says(reply(500, b"out of order"))
    for number in range(3):
        writes(str(number))
    Delivery.objects.update(created_at=timezone.now() - timedelta(hours=25))
    work_off()
    assert {row.state for row in deliveries()} == {DeliveryState.FAILED}
    crm.asked.clear()
    crm.says(reply(200))
    return endpoint


def test_the_page_shows_recent_deliveries_and_health(
    admin: Client, failed: WebhookEndpoint
) -> None:
    page = admin.get(address("change", failed.pk)).content.decode()
    for row in deliveries():
        assert row.payload["event"]["id"] in page
    assert page.count("Send again</button>") == 3
    assert "out of order" in page
    assert "Failing" in page
    assert "Failing" in admin.get(address("changelist")).content.decode()


def test_the_page_asks_as_often_for_many_deliveries_as_for_one(
    admin: Client, listens: Listens, writes: Writes
) -> None:
    endpoint = listens()
    writes()

    def count() -> int:
        with CaptureQueriesContext(connection) as queries:
            assert admin.get(address("change", endpoint.pk)).status_code == 200
        return len(queries)

    before = count()
    for _ in range(40):
        writes()
    assert count() == before
    assert len(admin.get(address("change", endpoint.pk)).context["recent"]) == 25


def test_one_is_sent_again_with_its_id(
    admin: Client, failed: WebhookEndpoint, crm: FakeBot
) -> None:
    second = deliveries()[1]
    answer = admin.post(address("replay", failed.pk), {"delivery": second.pk}, follow=True)
    assert "It leaves again." in answer.content.decode()
    work_off()
    (asked,) = crm.asked
    assert asked.body == second.payload["event"]
    assert asked.headers["Idempotency-Key"] == second.payload["event"]["id"]


def test_all_that_failed_since_then_is_sent_again_in_order(
    admin: Client, failed: WebhookEndpoint, crm: FakeBot
) -> None:
    answer = admin.post(address("replay_failed", failed.pk), {"hours": "24"}, follow=True)
    assert "3 deliveries leave again." in answer.content.decode()
    work_off()
    assert texts(crm) == ["0", "1", "2"]
    again = admin.post(address("replay_failed", failed.pk), {"hours": "24"}, follow=True)
    assert "0 deliveries leave again." in again.content.decode()


def test_nothing_is_replayed_to_one_that_is_off(
    admin: Client, failed: WebhookEndpoint, crm: FakeBot
) -> None:
    WebhookEndpoint.objects.update(is_active=False)
    for what, fields in (
        ("replay", {"delivery": str(deliveries()[0].pk)}),
        ("replay_failed", {"hours": "24"}),
    ):
        answer = admin.post(address(what, failed.pk), fields, follow=True)
        assert "switch it on first" in answer.content.decode()
    work_off()
    assert crm.asked == []


@pytest.mark.parametrize("number", ["", "x", "0", "99999999999999999999999", "²"])
def test_a_delivery_that_is_not_its_own_is_not_found(
    admin: Client, failed: WebhookEndpoint, number: str
) -> None:
    assert admin.post(address("replay", failed.pk), {"delivery": number}).status_code == 404


# --- Who may


DEEDS = ["roll", "test", "replay", "replay_failed"]


@pytest.mark.parametrize("deed", DEEDS)
def test_strangers_find_nothing_and_agents_are_let_nowhere(
    stranger: Client, alice: User, failed: WebhookEndpoint, crm: FakeBot, deed: str
) -> None:
    agent = Client()
    agent.force_login(alice)
    given = {"delivery": str(deliveries()[0].pk), "hours": "24"}
    before = WebhookEndpoint.objects.values().get()
    assert stranger.post(address(deed, failed.pk), given).status_code == 404
    assert agent.post(address(deed, failed.pk), given).status_code in (302, 403)
    assert Client().post(address(deed, failed.pk), given).status_code == 302
    work_off()
    assert crm.asked == []
    assert WebhookEndpoint.objects.values().get() == before
    shown = stranger.get(address("changelist")).content.decode()
    assert failed.description not in shown
    assert failed.url not in shown


@pytest.mark.parametrize("deed", DEEDS)
def test_deeds_need_a_post_and_its_token(
    amira: User, admin: Client, failed: WebhookEndpoint, deed: str
) -> None:
    strict = Client(enforce_csrf_checks=True)
    strict.force_login(amira)
    assert strict.post(address(deed, failed.pk)).status_code == 403
    assert admin.get(address(deed, failed.pk)).status_code == 405


def test_a_superuser_may_all(root: User, failed: WebhookEndpoint) -> None:
    client = Client()
    client.force_login(root)
    assert client.post(address("test", failed.pk)).status_code == 200
    assert client.get(address("change", failed.pk)).status_code == 200
    answer = client.post(address("replay_failed", failed.pk), {"hours": "24"}, follow=True)
    assert "3 deliveries leave again." in answer.content.decode()
