"""Percentiles, against the definition and against PostgreSQL's own."""

from __future__ import annotations

import random
from datetime import timedelta
from statistics import quantiles

import pytest
from django.db import connection

from conversations.analytics.question import Question, question_from
from conversations.analytics.waits import Waits, waits_in
from conversations.models import Conversation, HandoffRecord
from customers.models import Page
from handoff.accounts.models import User
from tests.analytics.history import at
from tests.cast import open_conversation

BEGIN = at("2026-11-02 08:00")


def question(alice: User) -> Question:
    query = {"from": "2026-11-02", "to": "2026-11-03"}
    return question_from(alice.as_actor(door="rest"), query)


def make_waits(conversation: Conversation, agent: User, seconds: list[float]) -> None:
    """One conversation that waited so long, each time anew."""
    common = {
        "company_id": conversation.company_id, "conversation": conversation, "actor_kind": "user",
        "door": "rest",
    }  # fmt: skip
    records = []
    for number, wait in enumerate(seconds):
        epoch = conversation.epoch + 2 * number + 1
        released = HandoffRecord(
            **common, epoch=epoch, deed="released", from_owner="agent", to_owner="nobody", at=BEGIN,
            hash=f"{epoch}",
        )  # fmt: skip
        taken = HandoffRecord(
            **common, epoch=epoch + 1, deed="taken", from_owner="nobody", to_owner="agent",
            to_agent=agent, at=BEGIN + timedelta(seconds=wait), hash=f"{epoch + 1}",
        )  # fmt: skip
        records += [released, taken]
    HandoffRecord.objects.bulk_create(records)


@pytest.mark.parametrize(
    ("seconds", "expected"),
    [
        ([7], Waits(1, 7.0, 7.0)),
        ([10, 20], Waits(2, 15.0, 19.0)),
        ([30, 10, 20], Waits(3, 20.0, 28.0)),
        ([5, 5, 5, 5], Waits(4, 5.0, 5.0)),
        ([float(number) for number in range(1, 12)], Waits(11, 6.0, 10.0)),
        ([0.25, 0.75], Waits(2, 0.5, 0.7)),
    ],
)
def test_median_and_ninetieth_percentile(
    page: Page, alice: User, seconds: list[float], expected: Waits
) -> None:
    make_waits(open_conversation(page, "w", "Waits"), alice, seconds)

    assert waits_in(question(alice)).all == expected


def test_agrees_with_the_textbook_for_many_waits(page: Page, alice: User, bob: User) -> None:
    dice = random.Random(3)
    seconds = [round(dice.expovariate(1 / 300), 3) for _ in range(157)]
    make_waits(open_conversation(page, "a", "Alice's"), alice, seconds)
    make_waits(open_conversation(page, "b", "Bob's"), bob, [60.0] * 40)

    found = waits_in(question(alice)).by_agent

    tenths = quantiles(seconds, n=10, method="inclusive")
    assert found[alice.pk].count == 157
    assert found[alice.pk].median_seconds == pytest.approx(tenths[4], abs=0.051)
    assert found[alice.pk].p90_seconds == pytest.approx(tenths[8], abs=0.051)
    assert found[bob.pk] == Waits(40, 60.0, 60.0)


@pytest.mark.skipif("connection.vendor != 'postgresql'", reason="PostgreSQL's own percentile_cont")
def test_agrees_with_postgresql(page: Page, alice: User) -> None:
    dice = random.Random(4)
    seconds = [round(dice.expovariate(1 / 300), 3) for _ in range(88)]
    make_waits(open_conversation(page, "a", "Alice's"), alice, seconds)
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT percentile_cont(0.5) WITHIN GROUP (ORDER BY wait), "
            "percentile_cont(0.9) WITHIN GROUP (ORDER BY wait) FROM unnest(%s::float8[]) wait",
            [seconds],
        )
        median, p90 = cursor.fetchone()

    found = waits_in(question(alice)).all
    assert found.median_seconds == pytest.approx(median, abs=0.051)
    assert found.p90_seconds == pytest.approx(p90, abs=0.051)
