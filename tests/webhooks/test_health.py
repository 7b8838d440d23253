"""An endpoint that is away rests as a whole; one that is dead is switched off, loudly."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from typing import Any

import pytest
import time_machine
from django.core import mail
from django.utils import timezone

from handoff.accounts.models import Company, Role, User
from handoff.news.models import Stream
from handoff.outbox.claiming import claim
from handoff.outbox.delivering import carry_out, work_off
from handoff.outbox.models import Delivery, DeliveryState
from handoff.webhooks.actions import change_endpoint
from handoff.webhooks.health import note_failure
from handoff.webhooks.models import WebhookEndpoint
from tests.answering import reply
from tests.bots.fake_bot import FakeBot
from tests.cast import make_user
from tests.webhooks.conftest import Listens, Writes, deliveries, texts, wishes

pytestmark = pytest.mark.django_db

START = datetime(2026, 11, 2, 9, 0, tzinfo=UTC)
OTHER = "8708957485860082"


def at(**later: float) -> time_machine.travel:
    return time_machine.travel(START + timedelta(**later), tick=False)


def fresh(endpoint: WebhookEndpoint) -> WebhookEndpoint:
    return WebhookEndpoint.objects.get(pk=endpoint.pk)


def test_counts_and_forgets_failures(listens: Listens, writes: Writes, crm: FakeBot) -> None:
    endpoint = listens()
    crm.says(reply(500, b"oh"), reply(404, b"what"), reply(200))
    with at():
        writes()
        work_off()
    with at(minutes=5):
        work_off()
        now = fresh(endpoint)
        assert (now.consecutive_failures, now.failing_since) == (2, START)
        assert now.last_failure_at == timezone.now()
        assert now.last_failure == "It answered with status 404: what"
    with at(minutes=10):
        work_off()
        now = fresh(endpoint)
        assert (now.consecutive_failures, now.failing_since) == (0, None)
        assert now.last_success_at == timezone.now()
        assert now.last_failure  # stays to be read


def test_an_endpoint_that_is_away_is_not_asked_for_every_conversation(
    listens: Listens, writes: Writes, crm: FakeBot
) -> None:
    """Five conversations wait; while it is away one of them asks for all."""
    listens()
    crm.says(reply(503))
    with at():
        for number in range(5):
            writes(str(number), customer_id=f"c{number}")
        work_off()
        assert len(crm.asked) == 1
        writes("new ones wait with the others", customer_id="c9")
        work_off()
        assert len(crm.asked) == 1
    with at(seconds=1.1):
        work_off()
        assert len(crm.asked) == 2
    with at(minutes=1):
        crm.says(reply(200))
        work_off()
    assert set(texts(crm)[2:]) == {"0", "1", "2", "3", "4", "new ones wait with the others"}


def test_it_rests_as_long_as_it_has_been_failing_and_five_minutes_at_most(
    listens: Listens, writes: Writes, crm: FakeBot
) -> None:
    endpoint = listens()
    crm.says(reply(502))
    with at():
        writes()
    rests = []
    second = 0.0
    while second < 1800:
        with at(seconds=second):
            work_off()
            until = fresh(endpoint).resting_until
            assert until
            rests.append((until - timezone.now()).total_seconds())
            second += rests[-1]
    assert rests == [1, 1, 2, 4, 8, 16, 32, 64, 128, 256, 300, 300, 300, 300, 300]
    assert len(crm.asked) == len(rests)


def test_a_refusal_of_one_event_puts_nobody_else_to_rest(
    listens: Listens, writes: Writes, crm: FakeBot
) -> None:
    endpoint = listens()
    crm.says(reply(422))
    writes()
    writes(customer_id=OTHER)
    work_off()
    assert len(crm.asked) == 2
    assert fresh(endpoint).resting_until is None


def test_other_endpoints_do_not_rest(listens: Listens, writes: Writes, crm: FakeBot) -> None:
    away = listens(url="http://127.0.0.1:9/")
    listens()
    writes("first")
    work_off()
    writes("second", customer_id=OTHER)
    work_off()
    assert texts(crm) == ["first", "second"]
    assert fresh(away).resting_until


# --- Switched off


@pytest.fixture
def with_mail(settings: Any) -> None:
    settings.SENDS_MAIL = True


def test_410_switches_it_off_at_once_and_tells_every_admin(
    listens: Listens, writes: Writes, crm: FakeBot, hotel: Company, globex: Company, alice: User,
    with_mail: None,
) -> None:  # fmt: skip
    make_user(hotel, "Anna Abel", Role.ADMIN)
    make_user(globex, "Gina Gold", Role.ADMIN)
    endpoint = listens(description="The <CRM>")
    crm.says(reply(410, b"bye"))
    writes("one")
    writes("two")
    writes("three", customer_id=OTHER)
    work_off()

    now = fresh(endpoint)
    assert not now.is_active
    assert now.switched_off_because == "It answered with status 410 (gone)"
    assert not Stream.objects.get(company=hotel).is_followed
    assert [(row.state, row.attempts) for row in deliveries()] == [
        ("failed", 1), ("cancelled", 0), ("cancelled", 0),
    ]  # fmt: skip
    assert len(crm.asked) == 1
    assert sorted(letter.to for letter in mail.outbox) == [["amira@demo.test"], ["anna@demo.test"]]
    letter = mail.outbox[0]
    assert letter.subject == "Handoff sends nothing more to The <CRM>"
    assert "410 (gone)" in letter.body
    assert f"/admin/webhooks/webhookendpoint/{endpoint.pk}/change/" in letter.body
    writes("four")
    assert len(deliveries()) == 3


def test_without_mail_it_is_only_shown(
    listens: Listens, writes: Writes, crm: FakeBot, settings: Any
) -> None:
    settings.SENDS_MAIL = False
    crm.says(reply(410))
    endpoint = listens()
    writes()
    work_off()
    assert not fresh(endpoint).is_active
    assert not Delivery.objects.filter(kind="mail").exists()


@pytest.mark.parametrize(("days", "is_on"), [(4.99, True), (5.01, False)])
def test_five_days_of_failures_alone_switch_it_off(
    listens: Listens, writes: Writes, crm: FakeBot, with_mail: None, days: float, is_on: bool
) -> None:
    crm.says(reply(500))
    with at():
        endpoint = listens()
        writes()
        work_off()
    with at(days=days):
        writes(customer_id=OTHER)
        work_off()
    now = fresh(endpoint)
    assert now.is_active == is_on
    assert bool(mail.outbox) != is_on
    if not is_on:
        assert now.switched_off_because == "For 5 days every try failed"


def test_a_try_that_ends_after_it_was_switched_off_counts_for_nothing(
    amira: User, listens: Listens
) -> None:
    endpoint = listens()
    off = wishes(is_active=False)
    change_endpoint(amira.as_actor(door="test"), endpoint_id=endpoint.pk, wishes=off)
    told = note_failure(endpoint.pk, words="Timed out", is_away=True, rest_seconds=None)
    assert told is None
    assert (fresh(endpoint).consecutive_failures, fresh(endpoint).failing_since) == (0, None)


def test_a_success_between_keeps_it_on(listens: Listens, writes: Writes, crm: FakeBot) -> None:
    crm.says(reply(500), reply(200), reply(500))
    endpoint = listens()
    for days in (0, 2, 5.5):
        with at(days=days):
            writes(customer_id=f"c{days}")
            work_off()
    assert fresh(endpoint).is_active


def test_a_letter_that_is_over_is_not_sent(
    listens: Listens, writes: Writes, crm: FakeBot, amira: User, with_mail: None
) -> None:
    crm.says(reply(410))
    endpoint = listens()
    writes()
    row = Delivery.objects.get(kind="webhook")
    (claimed,) = claim([row.pk], now=timezone.now())
    carry_out(claimed)
    actor = amira.as_actor(door="admin")
    change_endpoint(actor, endpoint_id=endpoint.pk, wishes=wishes(url=f"{crm.url}/hooks"))
    work_off()
    assert mail.outbox == []
    assert Delivery.objects.get(kind="mail").state == DeliveryState.CANCELLED
