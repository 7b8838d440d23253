"""Kinds of delivery: what to do with a row, and whom to tell how it ended.

Rooms register theirs in `AppConfig.ready`. `deliver` runs outside of any transaction, so it may
take its time on the network. It returns when the thing is done, and otherwise raises one of the
outcomes below; anything else that it raises counts as `TryAgain`.
"""

from collections.abc import Callable
from dataclasses import dataclass

from handoff.outbox.models import Delivery


class Outcome(Exception):
    """Base of how a try can end other than well. Its text is shown to people."""


class TryAgain(Outcome):
    """It certainly did not happen, and may happen later. `after_seconds` overrides the backoff."""

    def __init__(self, reason: str, *, after_seconds: float | None = None) -> None:
        super().__init__(reason)
        self.after_seconds = after_seconds


class Refused(Outcome):
    """It did not happen and never will: `failed`, with this reason."""


class NoAnswer(Outcome):
    """It may have happened: `uncertain`. Never tried again by itself."""


class Stale(Outcome):
    """It should not happen any more: `cancelled`."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Kind:
    """How deliveries of one kind are carried out.

    `repeatable` says what a lost worker means: True, do it again; False, it may have happened
    (`uncertain`). `settled(delivery)` runs inside the transaction that ends a row, with its new
    state and `last_error`; `retrying(delivery)` when a try failed and another will follow.
    `lease_seconds` must exceed the longest try. A row older than `give_up_after_seconds` is not
    tried again. `is_swept`: rows that are over are deleted with the events of their age, because
    nothing asks for them afterwards (`sweeping`).
    """

    name: str
    deliver: Callable[[Delivery], None]
    repeatable: bool
    settled: Callable[[Delivery], None] = lambda delivery: None
    retrying: Callable[[Delivery], None] = lambda delivery: None
    lease_seconds: int = 60
    give_up_after_seconds: int = 30 * 60
    is_swept: bool = False


_kinds: dict[str, Kind] = {}


def register(kind: Kind) -> None:
    """Make a kind known. A name can be taken once."""
    if kind.name in _kinds:
        raise ValueError(f"The kind {kind.name!r} is registered twice.")
    _kinds[kind.name] = kind


def find(name: str) -> Kind | None:
    """The kind of this name, if anybody registered it."""
    return _kinds.get(name)


def swept() -> list[str]:
    """The names of kinds whose old rows are deleted."""
    return [kind.name for kind in _kinds.values() if kind.is_swept]


def kind_of(delivery: Delivery) -> Kind:
    """The kind of a row. Raises `Refused` for one that nobody registered."""
    kind = find(delivery.kind)
    if kind is None:
        raise Refused(f"Nothing here knows how to deliver {delivery.kind!r}")
    return kind
