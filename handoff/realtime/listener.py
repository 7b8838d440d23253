"""One who listens: a socket's topics, its words, and what it is owed."""

from __future__ import annotations

from collections.abc import Awaitable, Callable

from handoff.actor import Actor
from handoff.realtime.flight import Breath, Dialect, Flight
from handoff.realtime.outlet import MAX_BYTES, MAX_FRAMES, Ending, Outlet

__all__ = ["Ending", "Listener"]

MOST_BEFORE_A_WHISPER = 50


class Listener:
    """What stands between the hub and one socket's outlet.

    `topics` is what the actor may hear; nothing else reaches the queue. Where `kinds` names kinds
    of topics, the hub decides `topics` when it joins, and again when they change: all the actor's
    `own` ones of these kinds, and those in `asked` that he may hear. Meanwhile, as while joining,
    it holds what comes. `cursor` is the newest event it has had, None while it joins. Where several
    listeners stand for one socket, they share its `outlet`; else each has its own.
    """

    def __init__(
        self,
        actor: Actor,
        topics: frozenset[str],
        dialect: Dialect,
        *,
        kinds: tuple[str, ...] = (),
        max_frames: int = MAX_FRAMES,
        max_bytes: int = MAX_BYTES,
        outlet: Outlet | None = None,
    ) -> None:
        self.actor = actor
        self.topics = topics
        self.dialect = dialect
        self.kinds = kinds
        self.asked: set[str] = set()
        self.cursor: int | None = None
        self.outlet = (
            outlet if outlet is not None else Outlet(max_frames=max_frames, max_bytes=max_bytes)
        )
        self._holds = 1
        self._held: list[Flight] = []

    @property
    def closing(self) -> Ending | None:
        """Why the socket ends, once it does."""
        return self.outlet.closing

    @property
    def is_holding(self) -> bool:
        """Whether it keeps what comes until it is known what may be heard."""
        return self._holds > 0

    @property
    def passed(self) -> int | None:
        """Where something is held: the number before it. What is newer has not been had."""
        return self._held[0].event.seq - 1 if self._held else None

    def begin(self, head: int) -> None:
        """All up to `head` has been had, or comes by replay; queue what came above it."""
        self.cursor = head
        self.release()

    def hold(self) -> None:
        """Keep what comes, until as many `release` as `hold`."""
        self._holds += 1

    def release(self) -> None:
        """What may be heard is known: hear what was kept."""
        self._holds -= 1
        if not self._holds:
            held, self._held = self._held, []
            for flight in held:
                self.hear(flight)

    def hear(self, flight: Flight) -> None:
        """Queue what this event means here, if it may be heard and has not been had."""
        if self.closing:
            return
        may_hear = not self.topics.isdisjoint(flight.topics)
        if self._holds:
            if may_hear or self.kinds:
                self._held.append(flight)
                if len(self._held) > self.outlet.max_frames:
                    self._overflow()
        elif may_hear and (self.cursor is None or flight.event.seq > self.cursor):
            self.cursor = flight.event.seq
            for text in flight.texts(self.dialect):
                self.put(text)

    def overhear(self, breath: Breath) -> None:
        """Queue a whisper, if it may be heard and the way is free.

        Dropped while it is not certain what may be heard, for readers who are behind, and where its
        cursor would lead back: who joins may have had more than the feed has told.
        """
        if self.closing or self._holds or len(self.outlet) >= MOST_BEFORE_A_WHISPER:
            return
        if self.cursor is not None and breath.cursor < self.cursor:
            return
        is_own = self.actor.identity == breath.whisper.not_to
        if not is_own and not self.topics.isdisjoint(breath.topics):
            for text in breath.texts(self.dialect):
                self.put(text)

    def put(self, text: str) -> None:
        """Queue one text. Does nothing once the socket is closing."""
        self.outlet.put(text)

    def close(self, why: Ending) -> None:
        """End the socket after what is queued."""
        self.outlet.close(why)

    def _overflow(self) -> None:
        self._held.clear()
        self.outlet.overflow()

    async def drain(self, send: Callable[[str], Awaitable[None]]) -> Ending:
        """Send what is queued, in order, until the socket ends. Raises what `send` raises."""
        return await self.outlet.drain(send)
