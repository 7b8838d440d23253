"""Whether each conversation's records form the chain that was written."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from itertools import groupby
from typing import Any

from conversations.audit.findings import Finding, Kind, counted, numbers
from conversations.audit.walking import Scope, Step, steps
from conversations.models import HandoffRecord


@dataclass(slots=True)
class Tally:
    """How much was looked at."""

    conversations: int = 0
    records: int = 0
    seals: int = 0


def findings_in_chains(scope: Scope, tally: Tally) -> Iterator[Finding]:
    """What is wrong with the chains in this scope. Counts into `tally` as it goes."""
    for _, chain in groupby(steps(scope), key=lambda step: step.head["pk"]):
        tally.conversations += 1
        yield from findings_in_chain(chain, tally)


def findings_in_chain(chain: Iterator[Step], tally: Tally) -> Iterator[Finding]:
    """The steps of one conversation, each against the one before, then against its head."""
    last: HandoffRecord | None = None
    head: dict[str, Any] = {}
    for step in chain:
        head = step.head
        if step.record is not None:
            tally.records += 1
            yield from findings_in_record(step.record, last)
            last = step.record
    yield from findings_at_end(head, last)


def findings_in_record(record: HandoffRecord, last: HandoffRecord | None) -> Iterator[Finding]:
    """A record against the one before it (None: it is the first that is there)."""
    place = record.conversation_id
    expected_epoch = last.epoch + 1 if last else 1
    is_next = record.epoch == expected_epoch
    follows = record.previous_hash == (last.hash if last else "")
    name = f"Record {record.epoch} of conversation {place}"
    if not is_next:
        between = numbers(expected_epoch, record.epoch - 1, "record")
        yield Finding("missing", f"In conversation {place}, {between} missing.", place)
    if is_next and not follows and not record.is_unchanged:
        sentence = f"{name} was changed, or exchanged with another, after it was written."
        yield Finding("exchanged", sentence, place)
    elif not record.is_unchanged:
        yield Finding("changed", f"{name} was changed after it was written.", place)
    elif is_next and not follows:
        sentence = f"{name} does not follow the record before it: one of the two was replaced."
        yield Finding("detached", sentence, place)


def findings_at_end(head: dict[str, Any], last: HandoffRecord | None) -> Iterator[Finding]:
    """The conversation's own row against the last record that is there."""
    place, epoch = head["pk"], head["epoch"]

    def finding(kind: Kind, sentence: str) -> Finding:
        return Finding(kind, f"Conversation {place} {sentence}", place)

    if last is None:
        if epoch or head["record_hash"]:
            changes = counted(epoch, "change")
            yield finding("gone", f"counts {changes} of its owner, but all its records are gone.")
        return
    if last.company_id != head["company_id"]:
        yield finding("moved", "belongs to another company than its records.")
    if epoch > last.epoch:
        yield finding("cut_off", f"lacks its end: {numbers(last.epoch + 1, epoch, 'record')} gone.")
    elif epoch < last.epoch:
        sentence = f"counts {counted(epoch, 'change')}, but its last record is number {last.epoch}."
        yield finding("set_back", sentence)
    elif head["record_hash"] != last.hash:
        yield finding("replaced", f"names another record than number {last.epoch} as its last.")
    elif (head["owner"], head["agent_id"]) != (last.to_owner, last.to_agent_id):
        yield finding("unrecorded", "is answered by somebody else than its last record says.")
