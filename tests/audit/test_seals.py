"""What chains cannot tell, because their end was cut off with care, the day's seal tells."""

from __future__ import annotations

from concurrent.futures import ThreadPoolExecutor
from datetime import date, timedelta
from typing import Any

import pytest
import time_machine
from django.db import connection, connections
from django.test.utils import CaptureQueriesContext

from conversations.actions import sealing
from conversations.audit import days
from conversations.audit.chains import Tally
from conversations.audit.seals import findings_in_seals
from conversations.models import Bot, Conversation, HandoffRecord, Message, RecordSeal
from customers.models import Page
from handoff import chores
from handoff.accounts.models import Company, User
from tests.audit.deeds import (
    MONDAY,
    do_at_random,
    findings,
    kinds,
    seal,
    take_and_release,
)
from tests.cast import open_conversation

FRIDAY = MONDAY + timedelta(days=4)


@pytest.fixture
def sealed(chain: Conversation) -> Conversation:
    """The chain of Monday, sealed with the two empty days after it."""
    assert seal(MONDAY + timedelta(days=3)) == 3
    return chain


def test_every_finished_day_is_sealed_once(sealed: Conversation, hotel: Company) -> None:
    seals = list(RecordSeal.objects.filter(company=hotel).values_list("day", "count"))

    assert seals == [(date(2026, 11, 2), 10), (date(2026, 11, 3), 0), (date(2026, 11, 4), 0)]
    assert seal(MONDAY + timedelta(days=3)) == 0
    assert seal(FRIDAY) == 1
    assert findings() == []


def test_a_day_is_finished_fifteen_minutes_after_midnight(chain: Conversation) -> None:
    midnight = days.midnight(date(2026, 11, 3))

    assert seal(midnight + timedelta(minutes=14)) == 0
    assert seal(midnight + timedelta(minutes=16)) == 1


def test_days_are_utc_whatever_the_companys_time_zone(hotel: Company, page: Page) -> None:
    Company.objects.update(time_zone="Pacific/Auckland")
    with time_machine.travel("2026-11-02T23:59:59.999999Z", tick=False):
        open_conversation(page, "late", "Late")
    with time_machine.travel("2026-11-03T00:00:00Z", tick=False):
        open_conversation(page, "early", "Early")
    seal(FRIDAY)

    counts = RecordSeal.objects.order_by("day").values_list("count", flat=True)
    assert list(counts) == [1, 1, 0, 0]


def test_a_company_without_records_has_no_seals(globex: Company, chain: Conversation) -> None:
    seal(FRIDAY)

    assert not RecordSeal.objects.filter(company=globex).exists()


@pytest.mark.parametrize("batch", [1, 2, 1000])
def test_a_sealed_history_of_random_deeds_is_clean(
    bot: Bot, page: Page, alice: User, bob: User, amira: User, globex_page: Page,
    charlie: User, batch: int, monkeypatch: pytest.MonkeyPatch,
) -> None:  # fmt: skip
    with time_machine.travel(MONDAY, tick=False):
        ours = [open_conversation(page, f"c{number}", f"Customer {number}") for number in range(4)]
        theirs = [open_conversation(globex_page, "g", "Customer of Globex")]
    do_at_random(ours, [alice, bob, amira], days=5, seed=1)
    do_at_random(theirs, [charlie], days=2, seed=2)
    seal(MONDAY + timedelta(days=3))
    monkeypatch.setattr(days, "BATCH", batch)
    seal(MONDAY + timedelta(days=6))

    assert RecordSeal.objects.count() == 12
    assert findings() == []


def test_workers_seal_and_tell_it_to_the_log(
    chain: Conversation, caplog: pytest.LogCaptureFixture
) -> None:
    """Each call does a part; it comes every ten minutes."""
    assert "seal records" in chores._chores
    caplog.set_level("INFO")
    with time_machine.travel(FRIDAY, tick=False):
        first = sealing.seal_what_is_finished()
        again = sealing.seal_what_is_finished()

    assert (first, again) == (4, 0)
    newest = RecordSeal.objects.order_by("day").last()
    assert newest is not None
    assert f"Sealed hotel-abc 2026-11-05: 0 records, {newest.signature}" in caplog.text


def test_a_call_of_a_worker_is_bounded(
    chain: Conversation, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(sealing, "DAYS_AT_ONCE", 3)
    with time_machine.travel(FRIDAY, tick=False):
        assert [sealing.seal_what_is_finished() for _ in range(3)] == [3, 1, 0]


def test_a_day_that_another_has_sealed_meanwhile_is_left_alone(
    chain: Conversation, hotel: Company
) -> None:
    ours, theirs = (list(sealing.unsealed_days(hotel, FRIDAY)) for _ in range(2))

    made = [sealing.seal_day(hotel, day) for day in (ours[0], theirs[0], ours[1], theirs[1])]

    assert [seal is not None for seal in made] == [True, False, True, False]
    assert findings() == []


@pytest.mark.django_db(transaction=True)
def test_of_any_number_who_seal_at_once_each_day_has_one_seal(chain: Conversation) -> None:
    def work(_: int) -> int:
        try:
            return seal(MONDAY + timedelta(days=20))
        finally:
            connections.close_all()

    with ThreadPoolExecutor(4) as pool:
        made = list(pool.map(work, range(4)))

    assert sum(made) == RecordSeal.objects.count() <= 20
    seal(MONDAY + timedelta(days=20))
    assert RecordSeal.objects.count() == 20
    assert findings() == []


def cut_off(chain: Conversation, *, last: int) -> None:
    """A careful thief: the end of the chain goes, and the conversation's row says so too."""
    HandoffRecord.objects.filter(conversation=chain, epoch__gt=last).delete()
    end = HandoffRecord.objects.get(conversation=chain, epoch=last)
    Conversation.objects.filter(pk=chain.pk).update(
        epoch=end.epoch, record_hash=end.hash, owner=end.to_owner, agent=end.to_agent,
        agent_name="Alice" if end.to_agent else "",
    )  # fmt: skip


def test_an_end_that_was_cut_off_with_its_conversations_row_is_found(sealed: Conversation) -> None:
    cut_off(sealed, last=5)

    (finding,) = findings()
    assert finding.kind == "day_differs"
    assert finding.sentence == "Of hotel-abc on 2026-11-02, 10 records were sealed, 8 found."


def test_without_a_seal_such_a_cut_is_not_seen(chain: Conversation) -> None:
    """Which is why there are seals."""
    cut_off(chain, last=5)

    assert findings() == []


def test_a_conversation_that_was_removed_with_all_its_records_is_found(
    sealed: Conversation,
) -> None:
    Message.objects.filter(conversation=sealed).delete()
    HandoffRecord.objects.filter(conversation=sealed).delete()
    Conversation.objects.filter(pk=sealed.pk).delete()

    assert [finding.sentence for finding in findings()] == [
        "Of hotel-abc on 2026-11-02, 10 records were sealed, 3 found."
    ]


def test_a_rewritten_chain_is_found(sealed: Conversation) -> None:
    record = HandoffRecord.objects.get(conversation=sealed, epoch=7)
    record.reason = "another"
    record.hash = record.expected_hash()
    record.save()
    Conversation.objects.filter(pk=sealed.pk).update(record_hash=record.hash)

    assert [finding.sentence for finding in findings()] == [
        "Of hotel-abc on 2026-11-02, the records are not those that were sealed."
    ]


def test_a_record_that_was_added_to_a_sealed_day_is_found(
    sealed: Conversation, alice: User
) -> None:
    with time_machine.travel(MONDAY + timedelta(hours=3), tick=False):
        take_and_release(sealed, alice, times=1)

    assert kinds() == ["day_differs"]


def test_a_record_before_the_first_seal_is_found(sealed: Conversation, page: Page) -> None:
    with time_machine.travel(MONDAY - timedelta(days=30), tick=False):
        open_conversation(page, "older", "Older")

    assert [finding.sentence for finding in findings()] == [
        "Of hotel-abc on 2026-10-03, there are records, but no seal."
    ]


def test_a_record_with_another_time_is_found_twice(sealed: Conversation) -> None:
    """By its own hash, and by both days."""
    HandoffRecord.objects.filter(conversation=sealed, epoch=3).update(at=MONDAY + timedelta(days=1))

    assert kinds() == ["changed", "day_differs", "day_differs"]


@pytest.mark.parametrize(
    "change",
    [{"count": 8}, {"records_hash": "0" * 64}, {"signature": "0" * 64}],
)
def test_a_changed_seal_is_found(sealed: Conversation, change: dict[str, Any]) -> None:
    RecordSeal.objects.filter(day="2026-11-02").update(**change)

    found = findings()
    assert found[0].sentence == (
        "The seal of hotel-abc for 2026-11-02 was changed, or signed with a key that "
        "AUDIT_KEYS does not hold."
    )


def test_a_seal_that_was_adjusted_to_the_cut_is_found(sealed: Conversation) -> None:
    """The thief counts anew, but cannot sign."""
    cut_off(sealed, last=5)
    (left,) = days.days_of(sealed.company_id, first=None, last=date(2026, 11, 2))
    RecordSeal.objects.filter(day="2026-11-02").update(count=left.count, records_hash=left.hash)

    assert kinds() == ["seal_forged"]


@pytest.mark.parametrize("day", ["2026-11-02", "2026-11-03"])
def test_a_removed_seal_is_found(sealed: Conversation, day: str) -> None:
    RecordSeal.objects.filter(day=day).delete()

    assert kinds()[0] == "seal_missing"


def test_two_seals_of_another_series_are_found(sealed: Conversation, hotel: Company) -> None:
    """Genuine each, but of two series: the older one does not belong before the newer."""
    (monday, tuesday) = RecordSeal.objects.order_by("day")[:2]
    RecordSeal.objects.all().delete()
    seal(MONDAY + timedelta(days=2))
    HandoffRecord.objects.filter(conversation=sealed, epoch=7).delete()
    RecordSeal.objects.all().delete()
    assert seal(MONDAY + timedelta(days=1)) == 1
    RecordSeal.objects.bulk_create([tuesday])

    assert kinds()[-1] == "seal_detached"
    assert RecordSeal.objects.get(day=monday.day).signature != monday.signature


def test_the_key_may_be_replaced_if_the_old_one_is_kept(
    sealed: Conversation, settings: Any
) -> None:
    old = settings.AUDIT_KEYS
    settings.AUDIT_KEYS = ["another key of thirty-two characters", *old]
    seal(FRIDAY)
    assert findings() == []

    settings.AUDIT_KEYS = settings.AUDIT_KEYS[:1]
    assert kinds() == ["seal_forged"] * 3


def test_asks_as_often_for_many_records_as_for_few(
    sealed: Conversation, hotel: Company, page: Page, alice: User
) -> None:
    def questions() -> int:
        with CaptureQueriesContext(connection) as queries:
            list(findings_in_seals(hotel, Tally()))
        return len([query for query in queries if "SELECT" in query["sql"]])

    before = questions()
    with time_machine.travel(MONDAY, tick=False):
        for number in range(10):
            take_and_release(open_conversation(page, f"m{number}", "Many"), alice, times=2)

    assert questions() == before
