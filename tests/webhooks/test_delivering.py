"""The request, its signature, and what each answer means."""

from __future__ import annotations

import hashlib
import hmac
import socket
import time
from datetime import UTC, datetime, timedelta
from typing import Any

import pytest
import time_machine
from django.utils import timezone

from handoff.accounts.models import User
from handoff.encryption import key_from_secret
from handoff.outbox.delivering import work_off
from handoff.outbox.kinds import swept
from handoff.outbox.models import DeliveryState
from handoff.webhooks.actions import roll_secret
from handoff.webhooks.models import WebhookEndpoint
from tests.answering import cut, endless, endless_redirect, reply
from tests.bots.fake_bot import FakeBot
from tests.webhooks.conftest import Listens, Writes, deliveries, texts, verified

pytestmark = pytest.mark.django_db

START = datetime(2026, 11, 2, 9, 0, tzinfo=UTC)


def at(**later: float) -> time_machine.travel:
    return time_machine.travel(START + timedelta(**later), tick=False)


def fresh(endpoint: WebhookEndpoint) -> WebhookEndpoint:
    return WebhookEndpoint.objects.get(pk=endpoint.pk)


# --- The request


def test_what_is_posted(listens: Listens, writes: Writes, crm: FakeBot) -> None:
    listens()
    writes("Is there a pool?")
    work_off()
    (asked,) = crm.asked
    (row,) = deliveries()
    assert row.state == DeliveryState.SENT
    assert asked.path == "/hooks"
    assert asked.body == row.payload["event"]
    assert asked.headers["Content-Type"] == "application/json"
    assert asked.headers["User-Agent"] == "Handoff"
    assert asked.headers["Idempotency-Key"] == asked.body["id"]
    assert asked.headers["X-Handoff-Attempt"] == "1"


def test_the_signature_is_the_one_that_is_documented(
    listens: Listens, writes: Writes, crm: FakeBot
) -> None:
    endpoint = listens()
    writes()
    work_off()
    (asked,) = crm.asked
    assert verified(asked, endpoint.secret)
    assert not verified(asked, "whsec_another")
    assert ", " not in asked.headers["X-Handoff-Signature"]
    assert abs(time.time() - int(asked.headers["X-Handoff-Timestamp"])) < 5
    forged = hmac.new(endpoint.secret.encode(), asked.raw, hashlib.sha256).hexdigest()
    assert forged not in asked.headers["X-Handoff-Signature"]  # the time is signed too


def test_each_try_is_signed_anew_and_keeps_its_id(
    listens: Listens, writes: Writes, crm: FakeBot
) -> None:
    endpoint = listens()
    crm.says(reply(500), reply(200))
    with at():
        writes()
        work_off()
    with at(minutes=10):
        work_off()
    first, second = crm.asked
    assert (
        int(second.headers["X-Handoff-Timestamp"])
        == int(first.headers["X-Handoff-Timestamp"]) + 600
    )
    assert first.headers["X-Handoff-Signature"] != second.headers["X-Handoff-Signature"]
    assert verified(second, endpoint.secret)
    assert first.raw == second.raw
    assert first.headers["Idempotency-Key"] == second.headers["Idempotency-Key"]
    assert [asked.headers["X-Handoff-Attempt"] for asked in crm.asked] == ["1", "2"]


def test_for_a_day_a_rolled_secret_and_the_old_one_are_both_good(
    listens: Listens, writes: Writes, crm: FakeBot, amira: User
) -> None:
    old = listens()
    with at():
        new = roll_secret(amira.as_actor(door="admin"), endpoint_id=old.pk)
    assert new.secret != old.secret
    for hours in (0, 23.9, 24.1):
        with at(hours=hours):
            writes()
            work_off()
    good = [(verified(asked, new.secret), verified(asked, old.secret)) for asked in crm.asked]
    assert good == [(True, True), (True, True), (True, False)]
    assert ", " not in crm.asked[-1].headers["X-Handoff-Signature"]


def test_a_secret_that_no_key_opens_signs_nothing(
    listens: Listens, writes: Writes, crm: FakeBot, settings: Any
) -> None:
    """An empty secret would be one that everybody knows."""
    endpoint = listens()
    writes()
    keys = settings.ENCRYPTION_KEYS
    settings.ENCRYPTION_KEYS = [key_from_secret("another")]
    work_off()
    assert crm.asked == []
    (row,) = deliveries()
    assert (row.state, "ENCRYPTION_KEYS" in row.last_error) == (DeliveryState.DUE, True)
    settings.ENCRYPTION_KEYS = keys
    assert fresh(endpoint).secret == endpoint.secret  # counting the failure kept what is stored


# --- What an answer means


@pytest.mark.parametrize("status", [200, 201, 202, 204, 299])
def test_any_2xx_is_success_and_its_body_is_not_waited_for(
    listens: Listens, writes: Writes, crm: FakeBot, status: int
) -> None:
    crm.says(endless if status == 200 else reply(status))
    listens()
    writes()
    began = time.monotonic()
    work_off()
    assert deliveries()[0].state == DeliveryState.SENT
    assert time.monotonic() - began < 5


@pytest.mark.parametrize(
    "status", [400, 401, 403, 404, 413, 422, 429, 500, 501, 502, 503, 301, 302]
)
def test_everything_else_is_tried_again(
    listens: Listens, writes: Writes, crm: FakeBot, status: int
) -> None:
    crm.says(reply(status, b"no\n  such <b>thing</b>", Location="/elsewhere"))
    listens()
    writes()
    work_off()
    (row,) = deliveries()
    assert row.state == DeliveryState.DUE
    assert row.last_error == f"It answered with status {status}: no such <b>thing</b>"
    assert [asked.path for asked in crm.asked] == ["/hooks"]  # a redirect is not followed


@pytest.mark.parametrize("trouble", ["cut", "endless_redirect", "nobody"])
def test_so_is_what_gets_no_answer(
    listens: Listens, writes: Writes, crm: FakeBot, trouble: str
) -> None:
    crm.says({"cut": cut, "endless_redirect": endless_redirect, "nobody": cut}[trouble])
    listens(**({"url": "http://127.0.0.1:9/"} if trouble == "nobody" else {}))
    writes()
    work_off()
    (row,) = deliveries()
    assert row.state == DeliveryState.DUE
    assert row.last_error


def test_one_that_says_nothing_is_left_after_its_time(
    listens: Listens, writes: Writes, crm: FakeBot, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("handoff.webhooks.sending.SECONDS", 0.3)
    crm.says(crm.never)
    listens()
    writes()
    work_off()
    (row,) = deliveries()
    assert (row.state, row.last_error) == (DeliveryState.DUE, "Timed out")


def test_tries_go_on_for_24_hours(listens: Listens, writes: Writes, crm: FakeBot) -> None:
    crm.says(reply(404))
    listens()
    with at():
        writes()
        work_off()
    with at(hours=23, minutes=59):
        work_off()
        assert deliveries()[0].state == DeliveryState.DUE
    with at(hours=24, seconds=1):
        work_off()
    (row,) = deliveries()
    assert row.state == DeliveryState.FAILED
    assert row.last_error.startswith("Given up after 24 hours (tries: 3)")


@pytest.mark.parametrize(("status", "waits"), [(503, 120), (429, 120), (500, 1), (404, 1)])
def test_retry_after_is_respected_where_it_is_meant(
    listens: Listens, writes: Writes, crm: FakeBot, status: int, waits: int
) -> None:
    crm.says(reply(status, Retry_After="120"))
    listens()
    with at():
        writes()
        work_off()
        (row,) = deliveries()
        assert row.next_try_at == timezone.now() + timedelta(seconds=waits)


def test_retry_after_is_bounded_by_an_hour(listens: Listens, writes: Writes, crm: FakeBot) -> None:
    crm.says(reply(503, Retry_After="99999999"))
    listens()
    with at():
        writes()
        work_off()
        assert deliveries()[0].next_try_at == timezone.now() + timedelta(hours=1)


# --- Private addresses


def test_a_private_address_is_not_connected_to(
    listens: Listens, writes: Writes, crm: FakeBot, settings: Any
) -> None:
    settings.BOT_PRIVATE_ADDRESSES = False
    endpoint = listens()
    writes()
    work_off()
    (row,) = deliveries()
    assert crm.asked == []
    assert "private network" in row.last_error
    assert "private network" in fresh(endpoint).last_failure


def test_nor_is_a_name_that_leads_there_later(
    listens: Listens, writes: Writes, crm: FakeBot, settings: Any, monkeypatch: pytest.MonkeyPatch
) -> None:
    """DNS rebinding: public when the endpoint was saved and checked, private afterwards; and
    private between the check of a request and its connection."""
    settings.BOT_PRIVATE_ADDRESSES = False
    look_up, connect = socket.getaddrinfo, socket.socket.connect
    answers = iter(["93.184.215.14", "127.0.0.1", "127.0.0.1"])
    connected = []

    def rebinding(host: str, *args: Any, **kwargs: Any) -> Any:
        return look_up(next(answers) if host == "rebind.example" else host, *args, **kwargs)

    def watched(self: socket.socket, address: Any) -> None:
        if self.family == socket.AF_INET and address[1] == crm.server.server_port:
            connected.append(address[0])
            raise ConnectionRefusedError
        connect(self, address)

    monkeypatch.setattr(socket, "getaddrinfo", rebinding)
    monkeypatch.setattr(socket.socket, "connect", watched)
    listens(url=f"http://rebind.example:{crm.server.server_port}/")
    with at():
        writes()
        work_off()
        assert deliveries()[0].last_error == "Could not be reached"
    with at(minutes=10):
        work_off()
        assert "private network" in deliveries()[0].last_error
    assert connected == ["93.184.215.14"]
    assert crm.asked == []


# --- Order


def test_a_conversation_is_told_in_order_whatever_fails(
    listens: Listens, writes: Writes, crm: FakeBot
) -> None:
    listens()
    crm.says(reply(500), reply(200), reply(404), cut, reply(200))
    with at():
        for number in range(5):
            writes(str(number))
    for minutes in range(0, 60, 6):
        with at(minutes=minutes):
            work_off()
    heard = texts(crm)
    assert heard == ["0", "0", "1", "1", "1", "2", "3", "4"]
    ids = [asked.body["id"] for asked in crm.asked]
    assert len(set(ids)) == 5
    assert [row.state for row in deliveries()] == [DeliveryState.SENT] * 5


def test_other_conversations_do_not_wait_for_one_that_is_refused(
    listens: Listens, writes: Writes, crm: FakeBot
) -> None:
    listens()
    crm.says(reply(500), reply(200))
    with at():
        writes("refused")
        writes("behind it")
        writes("elsewhere", customer_id="8708957485860082")
        work_off()
    assert texts(crm) == ["refused", "elsewhere"]


def test_old_rows_of_webhooks_and_mail_are_swept_and_no_others() -> None:
    """An echo finds its message by its delivery's number, and turns of a bot are counted."""
    assert sorted(swept()) == ["mail", "webhook"]
