"""What an audit found: one sentence each."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal

Kind = Literal[
    "changed",  # the fields of a record are not those that were hashed
    "exchanged",  # at its place stood another record
    "detached",  # it does not follow the record before it
    "missing",  # records between two others are gone
    "cut_off",  # the newest records are gone
    "set_back",  # the conversation counts fewer changes than it has records
    "replaced",  # the conversation ends with another record
    "gone",  # all records of a conversation are gone
    "unrecorded",  # the owner was changed without a record
    "moved",  # the conversation changed its company
    "seal_forged",  # a seal is not one that we signed
    "seal_missing",  # days between two seals, or before the first, have none
    "seal_detached",  # a seal does not follow the one before it
    "day_differs",  # the records of a sealed day are not those that were sealed
]


@dataclass(frozen=True, slots=True)
class Finding:
    """`conversation_id` is None where a whole day of a company is concerned."""

    kind: Kind
    sentence: str
    conversation_id: int | None = None


def counted(number: int, noun: str) -> str:
    """ "1 record", "2 records"."""
    return f"{number:,} {noun}{'' if number == 1 else 's'}"


def numbers(first: int, last: int, noun: str) -> str:
    """ "record 3 is", "records 3 to 5 are"."""
    return f"{noun} {first} is" if first == last else f"{noun}s {first} to {last} are"
