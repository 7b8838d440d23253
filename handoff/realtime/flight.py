"""A committed event on its way to the sockets."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any, Protocol

import orjson

from handoff.news.models import Event
from handoff.news.whispers import Whisper


class Dialect(Protocol):
    """The words of one protocol, with one socket's options. Equal ones share encoded text."""

    def __hash__(self) -> int: ...

    def frames(self, event: Event) -> Sequence[Any]:
        """What a socket is shown of this event, in order; often nothing."""
        ...

    def whispers(self, whisper: Whisper, cursor: int) -> Sequence[Any]:
        """What a socket is shown of this whisper, told when `cursor` was the newest event; often
        nothing."""
        ...


class Flight:
    """An event and its texts, each encoded once per dialect however many sockets hear it."""

    __slots__ = ("_texts", "event", "topics")

    def __init__(self, event: Event) -> None:
        self.event = event
        self.topics = frozenset(event.topics)
        self._texts: dict[Dialect, tuple[str, ...]] = {}

    def texts(self, dialect: Dialect) -> tuple[str, ...]:
        texts = self._texts.get(dialect)
        if texts is None:
            texts = tuple(encode(frame) for frame in dialect.frames(self.event))
            self._texts[dialect] = texts
        return texts


class Breath:
    """A whisper on its way to the sockets, encoded once per dialect like an event.

    `cursor` is the newest event that was told before it.
    """

    __slots__ = ("_texts", "cursor", "topics", "whisper")

    def __init__(self, whisper: Whisper, cursor: int) -> None:
        self.whisper = whisper
        self.cursor = cursor
        self.topics = frozenset(whisper.topics)
        self._texts: dict[Dialect, tuple[str, ...]] = {}

    def texts(self, dialect: Dialect) -> tuple[str, ...]:
        texts = self._texts.get(dialect)
        if texts is None:
            texts = tuple(encode(frame) for frame in dialect.whispers(self.whisper, self.cursor))
            self._texts[dialect] = texts
        return texts


def encode(frame: dict[str, Any] | Sequence[Any]) -> str:
    """JSON text of a frame."""
    return orjson.dumps(frame).decode()
