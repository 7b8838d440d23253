"""What a dashboard socket asked for when it connected."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

from handoff.news.models import Event
from handoff.news.whispers import Whisper
from handoff.realtime.dialects.dashboard.frames import CHANNELS, FRAME_NAMES, INCLUDES, frames_of
from handoff.realtime.dialects.dashboard.whispers import TYPING, WHISPER_NAMES, whisper_frames


@dataclass(frozen=True, slots=True)
class Dashboard:
    """The options of one socket. Sockets with equal options share encoded text.

    `include`: `notes`, `system`, `deliveries`, `customers`, `tickets`, `typing`, `handovers`.
    `channels`: Messenger always, more if asked for. `events`: only frames of these names; None is
    all.
    """

    include: frozenset[str] = field(default_factory=frozenset)
    channels: frozenset[str] = frozenset({"messenger"})
    events: frozenset[str] | None = None

    def frames(self, event: Event) -> list[dict[str, Any]]:
        """What this socket is shown, in order; only the last frame carries the cursor."""
        frames = [
            frame
            for frame in frames_of(event, include=self.include, channels=self.channels)
            if self.events is None or frame["type"] in self.events
        ]
        if frames:
            frames[-1]["cursor"] = event.seq
        return frames

    def whispers(self, whisper: Whisper, cursor: int) -> list[dict[str, Any]]:
        """Who types in a website chat, where that is asked for: documents 1 to 3 know none."""
        if TYPING not in self.include or "chat" not in self.channels:
            return []
        return [
            {**frame, "cursor": cursor}
            for frame in whisper_frames(whisper)
            if self.events is None or frame["type"] in self.events
        ]


def options_from(query: Mapping[str, Sequence[str]]) -> tuple[Dashboard, list[str]]:
    """The options in a query string, and a sentence for each name that nobody knows.

    Unknown names are left out and the rest holds; so `events` with unknown names only lets
    nothing through, while an empty `events` asks for no filter.
    """
    sentences: list[str] = []
    include = _names(query, "include", INCLUDES | WHISPER_NAMES, sentences)
    channels = _names(query, "channels", CHANNELS, sentences)
    events = _names(query, "events", FRAME_NAMES | WHISPER_NAMES, sentences)
    return Dashboard(
        include=include or frozenset(),
        channels=frozenset({"messenger"}) | (channels or frozenset()),
        events=events,
    ), sentences


def _names(
    query: Mapping[str, Sequence[str]], option: str, known: frozenset[str], sentences: list[str]
) -> frozenset[str] | None:
    asked = {name.strip() for text in query.get(option, ()) for name in text.split(",")} - {""}
    if unknown := sorted(asked - known):
        names = ", ".join(name[:50] for name in unknown[:5])
        sentences.append(f"Unknown in {option}: {names}")
    return frozenset(asked & known) if asked else None
