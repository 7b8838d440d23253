"""What is heard now or never: that somebody types, and the like.

A whisper has no row, no number of its own and no replay: it goes to the sockets that are open, with
the number of the event before it, and is dropped wherever something is in its way. Who may hear it
is decided by topics, as with events.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from functools import partial
from typing import Any

from django.db import transaction


@dataclass(frozen=True, slots=True, kw_only=True)
class Whisper:
    """`payload` holds JSON values only. `not_to` is the `Actor.identity` of the one who causes
    it, who does not hear it on any socket."""

    type: str
    company_id: int
    conversation_id: int | None
    payload: dict[str, Any]
    topics: tuple[str, ...]
    not_to: str = ""


Ear = Callable[[Whisper], None]

_ears: list[Ear] = []


def whisper(words: Whisper) -> None:
    """Tell the open sockets, after the commit if there is a transaction."""
    for ear in _ears:
        transaction.on_commit(partial(ear, words), robust=True)


def on_whisper(ear: Ear) -> None:
    """Call `ear(whisper)` for each one, from any thread. It must not block."""
    _ears.append(ear)
