"""Each way of changing a chain of records is found, and named for what it is."""

from __future__ import annotations

from typing import Any

import pytest
from django.db import connection, transaction
from django.test.utils import CaptureQueriesContext

from conversations.audit import walking
from conversations.audit.chains import Tally, findings_in_chains
from conversations.audit.walking import Scope
from conversations.models import Bot, Conversation, HandoffRecord
from customers.models import Page
from handoff.accounts.models import Company, User
from tests.audit.deeds import do_at_random, findings, kinds, take_and_release
from tests.cast import open_conversation


def records(chain: Conversation) -> Any:
    return HandoffRecord.objects.filter(conversation=chain).order_by("epoch")


def rewrite(chain: Conversation, *, first: int) -> None:
    """What a forger does who knows how hashes are made: all of them anew from `first` on."""
    for record in records(chain).filter(epoch__gte=first):
        before = records(chain).filter(epoch=record.epoch - 1).get()
        record.previous_hash = before.hash
        record.hash = record.expected_hash()
        record.save()


@pytest.mark.parametrize("batch", [1, 2, 3, 1000])
def test_a_history_of_random_deeds_is_clean(
    bot: Bot, page: Page, alice: User, bob: User, amira: User, globex_page: Page,
    charlie: User, batch: int, monkeypatch: pytest.MonkeyPatch,
) -> None:  # fmt: skip
    ours = [open_conversation(page, f"c{number}", f"Customer {number}") for number in range(4)]
    theirs = [open_conversation(globex_page, "g", "Customer of Globex")]
    do_at_random(ours, [alice, bob, amira], days=8, seed=7)
    do_at_random(theirs, [charlie], days=2, seed=8)
    assert HandoffRecord.objects.count() > 30
    monkeypatch.setattr(walking, "BATCH", batch)

    tally = Tally()
    assert list(findings_in_chains(Scope(), tally)) == []
    assert tally == Tally(conversations=5, records=HandoffRecord.objects.count())


@pytest.mark.parametrize(
    "change",
    [
        {"reason": "another"},
        {"door": "admin"},
        {"deed": "transferred"},
        {"to_agent_id": None},
        {"actor_kind": "system"},
        {"at": "2026-11-02T09:00:01Z"},
    ],
)
def test_a_changed_field_is_found(chain: Conversation, change: dict[str, Any]) -> None:
    records(chain).filter(epoch=4).update(**change)

    (finding,) = findings()
    assert finding.kind == "changed"
    assert finding.sentence == (
        f"Record 4 of conversation {chain.pk} was changed after it was written."
    )


def test_a_changed_record_with_a_new_hash_is_found(chain: Conversation) -> None:
    record = records(chain).get(epoch=4)
    record.reason = "another"
    record.hash = record.expected_hash()
    record.save()

    (finding,) = findings()
    assert finding.kind == "detached"
    assert finding.sentence == (
        f"Record 5 of conversation {chain.pk} does not follow the record before it: "
        "one of the two was replaced."
    )


def test_a_missing_record_is_found(chain: Conversation) -> None:
    records(chain).filter(epoch=3).delete()

    (finding,) = findings()
    assert finding.sentence == f"In conversation {chain.pk}, record 3 is missing."


def test_a_gap_that_was_closed_is_found(chain: Conversation) -> None:
    """The numbers go on, but they are part of what was hashed."""
    records(chain).filter(epoch=3).delete()
    for epoch in range(4, 8):
        records(chain).filter(epoch=epoch).update(epoch=epoch - 1)

    assert kinds() == ["exchanged", *["changed"] * 3, "cut_off"]


def test_a_missing_beginning_is_found(chain: Conversation) -> None:
    records(chain).filter(epoch__lte=2).delete()

    (finding,) = findings()
    assert finding.sentence == f"In conversation {chain.pk}, records 1 to 2 are missing."


def test_two_swapped_records_are_both_found(chain: Conversation) -> None:
    for epoch, becomes in ((3, 99), (4, 3), (99, 4)):
        records(chain).filter(epoch=epoch).update(epoch=becomes)

    found = findings()
    assert [finding.kind for finding in found] == ["exchanged", "exchanged", "detached"]
    assert found[0].sentence == (
        f"Record 3 of conversation {chain.pk} was changed, or exchanged with another, "
        "after it was written."
    )


def test_records_swapped_between_conversations_are_found(chain: Conversation) -> None:
    beside = Conversation.objects.get(customer__customer_id="beside")
    mine, theirs = records(chain).get(epoch=2), records(beside).get(epoch=2)
    with transaction.atomic():
        HandoffRecord.objects.filter(pk=mine.pk).update(epoch=99)
        HandoffRecord.objects.filter(pk=theirs.pk).update(conversation=chain)
        HandoffRecord.objects.filter(pk=mine.pk).update(conversation=beside, epoch=2)

    found = findings()
    assert {finding.conversation_id for finding in found} == {chain.pk, beside.pk}
    assert {finding.kind for finding in found} >= {"exchanged"}


def test_a_missing_end_is_found(chain: Conversation) -> None:
    records(chain).filter(epoch__gte=6).delete()

    (finding,) = findings()
    assert finding.sentence == (f"Conversation {chain.pk} lacks its end: records 6 to 7 are gone.")


def test_a_conversation_that_was_set_back_is_found(chain: Conversation) -> None:
    Conversation.objects.filter(pk=chain.pk).update(epoch=5)

    (finding,) = findings()
    assert finding.sentence == (
        f"Conversation {chain.pk} counts 5 changes, but its last record is number 7."
    )


def test_a_replaced_end_is_found(chain: Conversation) -> None:
    """The last record has no follower that would give it away: the conversation names it."""
    record = records(chain).get(epoch=7)
    record.reason = "another"
    record.hash = record.expected_hash()
    record.save()

    (finding,) = findings()
    assert finding.kind == "replaced"


def test_a_chain_that_was_rewritten_is_found(chain: Conversation) -> None:
    records(chain).filter(epoch=3).update(reason="another")
    rewrite(chain, first=3)

    assert kinds() == ["replaced"]


def test_a_chain_that_is_gone_is_found(chain: Conversation) -> None:
    records(chain).delete()

    (finding,) = findings()
    assert finding.sentence == (
        f"Conversation {chain.pk} counts 7 changes of its owner, but all its records are gone."
    )


def test_an_owner_that_was_changed_without_a_record_is_found(
    chain: Conversation, bob: User
) -> None:
    Conversation.objects.filter(pk=chain.pk).update(owner="agent", agent=bob, agent_name="Bob")

    (finding,) = findings()
    assert finding.kind == "unrecorded"


def test_a_conversation_that_was_moved_is_found(chain: Conversation, globex: Company) -> None:
    Conversation.objects.filter(pk=chain.pk).update(company=globex)

    assert kinds() == ["moved"]


def test_one_company_or_one_conversation_is_looked_at_if_asked(
    chain: Conversation, hotel: Company, globex_page: Page
) -> None:
    foreign = open_conversation(globex_page, "g", "Customer of Globex")
    HandoffRecord.objects.update(reason="another")

    def found(scope: Scope) -> set[int | None]:
        return {finding.conversation_id for finding in findings_in_chains(scope, Tally())}

    beside = Conversation.objects.get(customer__customer_id="beside")
    assert found(Scope(conversation_id=chain.pk)) == {chain.pk}
    assert found(Scope(company_id=hotel.pk)) == {chain.pk, beside.pk}
    assert found(Scope(company_id=hotel.pk, conversation_id=foreign.pk)) == set()


def test_asks_once_a_batch_however_many_conversations(
    chain: Conversation, page: Page, alice: User
) -> None:
    def questions() -> int:
        with CaptureQueriesContext(connection) as queries:
            assert list(findings_in_chains(Scope(), Tally())) == []
        return len(queries)

    before = questions()
    for number in range(10):
        take_and_release(open_conversation(page, f"m{number}", "Many"), alice, times=2)

    assert questions() == before == 1
