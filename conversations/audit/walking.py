"""All records in the order of their chains, a batch at a time."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

from django.db.models import Q

from conversations.models import Conversation, HandoffRecord

BATCH = 1000
RECORD_FIELDS = (
    "company_id", "conversation_id", "epoch", "deed", "from_owner", "to_owner", "from_agent_id",
    "to_agent_id", "actor_kind", "actor_id", "door", "reason", "at", "previous_hash", "hash",
)  # fmt: skip
HEAD_FIELDS = ("pk", "company_id", "epoch", "record_hash", "owner", "agent_id")


@dataclass(frozen=True, slots=True)
class Scope:
    """What to look at: everything, one company, or one conversation."""

    company_id: int | None = None
    conversation_id: int | None = None

    def conversations(self) -> Q:
        chosen = Q()
        if self.company_id is not None:
            chosen &= Q(company_id=self.company_id)
        if self.conversation_id is not None:
            chosen &= Q(pk=self.conversation_id)
        return chosen


@dataclass(frozen=True, slots=True)
class Step:
    """A record, and its conversation as it was when the record was read.

    `record` is None for a conversation without any. `head` has the `HEAD_FIELDS`.
    """

    head: dict[str, Any]
    record: HandoffRecord | None


def steps(scope: Scope) -> Iterator[Step]:
    """Conversations by id, inside each its records by epoch.

    One statement per batch, which reads a conversation and its records at the same moment: work
    that goes on meanwhile is no finding. At most one batch is in memory.
    """
    last: Step | None = None
    while True:
        batch = batch_after(scope, last)
        yield from batch
        if len(batch) < BATCH:
            return
        last = batch[-1]


def batch_after(scope: Scope, last: Step | None) -> list[Step]:
    found = Conversation.objects.filter(scope.conversations())
    if last is not None:
        place = last.head["pk"]
        epoch = last.record.epoch if last.record else 0
        found = found.filter(Q(pk__gt=place) | Q(pk=place, records__epoch__gt=epoch), pk__gte=place)
    names = [f"records__{name}" for name in RECORD_FIELDS]
    rows = found.order_by("pk", "records__epoch").values_list(*HEAD_FIELDS, *names)
    return [step_of(row) for row in rows[:BATCH]]


def step_of(row: tuple[Any, ...]) -> Step:
    head = dict(zip(HEAD_FIELDS, row, strict=False))
    fields = dict(zip(RECORD_FIELDS, row[len(HEAD_FIELDS) :], strict=True))
    return Step(head, None if fields["epoch"] is None else HandoffRecord(**fields))
