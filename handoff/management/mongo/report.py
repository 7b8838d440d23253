"""How much came over, and what was not understood: for people and as JSON."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass, field
from enum import StrEnum
from typing import Any

from handoff.management.mongo.reasons import MEANINGS, Reason

MOST_EXAMPLES = 5
MOST_FIELDS = 50


class Fate(StrEnum):
    """What became of a document."""

    IMPORTED = "imported"
    ALREADY_HERE = "already_here"
    LEFT_OUT = "left_out"


class Effect(StrEnum):
    """What a reason did to a document. `file`: it concerns the file and not one document."""

    LEFT_OUT = "left out"
    CHANGED = "changed"
    FILE = "file"


@dataclass(frozen=True, slots=True)
class Remark:
    """One thing that was amiss. `number` counts the documents of a file from 1."""

    collection: str
    reason: Reason
    effect: Effect
    number: int = 0
    source_id: str = ""
    field: str = ""
    value: str = ""

    @property
    def example(self) -> dict[str, Any]:
        shown = {
            "document": self.number, "_id": self.source_id, "field": self.field, "value": self.value
        }  # fmt: skip
        return {name: value for name, value in shown.items() if value}


@dataclass(slots=True)
class Finding:
    """A reason, how often it was met, and the first few examples."""

    count: int = 0
    examples: list[dict[str, Any]] = field(default_factory=list)


class Report:
    """Counts per collection; `read` is the sum of what became of the documents."""

    def __init__(self) -> None:
        self.read: Counter[str] = Counter()
        self.fates: Counter[tuple[str, Fate]] = Counter()
        self.findings: dict[tuple[str, Effect, Reason], Finding] = {}
        self.fields_not_read: dict[str, Counter[str]] = {}

    def remark(self, remark: Remark) -> None:
        finding = self.findings.setdefault(
            (remark.collection, remark.effect, remark.reason), Finding()
        )
        finding.count += 1
        if len(finding.examples) < MOST_EXAMPLES:
            finding.examples.append(remark.example)
        if remark.effect == Effect.LEFT_OUT:
            self.count(remark.collection, Fate.LEFT_OUT)

    def count(self, collection: str, fate: Fate, number: int = 1) -> None:
        self.fates[collection, fate] += number

    def pass_over(self, collection: str, names: set[str]) -> None:
        """Note fields that nothing was read from; of very many names only the first."""
        seen = self.fields_not_read.setdefault(collection, Counter())
        for name in sorted(names):
            if name in seen or len(seen) < MOST_FIELDS:
                seen[name[:60]] += 1

    def data(self) -> dict[str, Any]:
        """`{"collections": {name: {"read", "imported", "already_here", "left_out"}},
        "not_understood": [{"collection", "effect", "reason", "meaning", "count", "examples"}],
        "fields_not_read": {name: {field: count}}}`."""
        return {
            "collections": {
                name: {
                    "read": self.read[name],
                    **{str(fate): self.fates[name, fate] for fate in Fate},
                }
                for name in self.read
            },
            "not_understood": [
                {
                    "collection": collection,
                    "effect": str(effect),
                    "reason": str(reason),
                    "meaning": MEANINGS[reason],
                    "count": finding.count,
                    "examples": finding.examples,
                }
                for (collection, effect, reason), finding in sorted(self.findings.items())
            ],
            "fields_not_read": {
                name: dict(seen) for name, seen in self.fields_not_read.items() if seen
            },
        }

    def lines(self) -> Iterator[str]:
        """The same for people."""
        titles = ["read", *(fate.replace("_", " ") for fate in Fate)]
        yield " ".join([f"{'':<10}", *(f"{title:>12}" for title in titles)])
        for name, counts in self.data()["collections"].items():
            yield " ".join([f"{name:<10}", *(f"{count:>12,}" for count in counts.values())])
        if self.findings:
            yield from ["", "Not understood:"]
        for (collection, effect, reason), finding in sorted(self.findings.items()):
            yield f"  {collection}, {effect}, {reason}: {finding.count:,}. {MEANINGS[reason]}"
            for example in finding.examples:
                yield "      " + ", ".join(f"{name} {value}" for name, value in example.items())
        for name, seen in self.fields_not_read.items():
            if seen:
                yield f"Fields of {name} that are not brought over: {', '.join(sorted(seen))}."
