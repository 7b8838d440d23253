"""Saying what happened, inside the transaction in which it happened."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Callable, Sequence
from contextvars import ContextVar
from dataclasses import dataclass, fields
from functools import wraps
from typing import Any, ClassVar, ParamSpec, TypeVar

from django.db import transaction
from django.utils import timezone

from handoff.news.models import Event, Stream

P = ParamSpec("P")
R = TypeVar("R")


class News:
    """Base of all typed news: frozen dataclasses in the past tense that hold JSON values only."""

    type: ClassVar[str]

    @property
    def payload(self) -> dict[str, Any]:
        """What is stored of it. Not `asdict`, which copies everything inside once more."""
        return {field.name: getattr(self, field.name) for field in fields(self)}  # type: ignore[arg-type]  # News are dataclasses


@dataclass(frozen=True, slots=True)
class _Said:
    news: News
    company_id: int
    conversation_id: int | None
    topics: tuple[str, ...]


Subscriber = Callable[[Any], None]
Listener = Callable[[Sequence[Event]], None]

_said: ContextVar[list[_Said] | None] = ContextVar("said", default=None)
_subscribers: dict[type[News], list[Subscriber]] = defaultdict(list)
_listeners: list[Listener] = []
_followers: list[Listener] = []


def action(function: Callable[P, R]) -> Callable[P, R]:
    """One deed, one transaction, its news numbered and stored just before the commit.

    Actions nest: an inner one joins the outer. News of an inner action that fails is forgotten
    with it.
    """

    @wraps(function)
    def carry_out(*args: P.args, **kwargs: P.kwargs) -> R:
        outer = _said.get()
        if outer is not None:
            heard_before = len(outer)
            try:
                with transaction.atomic():
                    return function(*args, **kwargs)
            except BaseException:
                del outer[heard_before:]
                raise
        with transaction.atomic():
            said: list[_Said] = []
            token = _said.set(said)
            try:
                result = function(*args, **kwargs)
                _store(said)
            finally:
                _said.reset(token)  # before the commit: what runs after it is another deed
            return result

    return carry_out


def emit(
    news: News, *, company_id: int, to: Sequence[str], conversation_id: int | None = None
) -> None:
    """Say what happened. Only inside an action; `to` lists the topics that may hear it."""
    said = _said.get()
    if said is None:
        raise RuntimeError(f"{type(news).__name__} was emitted outside of an action.")
    said.append(_Said(news, company_id, conversation_id, tuple(to)))
    for react in _subscribers[type(news)]:
        react(news)


def subscribe(kind: type[News], react: Subscriber) -> None:
    """Call `react(news)` whenever this news is emitted, in the emitter's transaction. Once only:
    raises ValueError for one that is called already."""
    if react in _subscribers[kind]:
        raise ValueError(f"{react} reacts to {kind.__name__} already.")
    _subscribers[kind].append(react)


def on_commit(listen: Listener) -> None:
    """Call `listen(events)` after each commit, with the events of one company in order.

    It is a hint that may be lost with the process: who must miss nothing reads the table too. It
    must not block. What it raises is logged, and harms neither the deed nor the other listeners.
    """
    _listeners.append(listen)


def while_storing(follow: Listener) -> None:
    """Call `follow(events)` inside each transaction that stores news of a company whose stream
    `is_followed`, with the events of that company in order, behind the lock of its stream.

    So what it writes is written exactly once and in the order of the news, or not at all. What it
    raises undoes the deed. It must be quick: all other news of the company wait.
    """
    _followers.append(follow)


def _store(said: list[_Said]) -> None:
    """Number and insert the collected news, companies by id so that no two actions deadlock."""
    by_company: dict[int, list[_Said]] = defaultdict(list)
    for item in said:
        by_company[item.company_id].append(item)
    now = timezone.now()
    for company_id, items in sorted(by_company.items()):
        position = Stream.objects.advance(company_id, len(items))
        first = position.last_seq - len(items) + 1
        events = [
            Event(
                company_id=company_id,
                seq=first + offset,
                conversation_id=item.conversation_id,
                type=item.news.type,
                payload=item.news.payload,
                topics=list(item.topics),
                created_at=now,
            )
            for offset, item in enumerate(items)
        ]
        Event.objects.bulk_create(events)
        for follow in _followers if position.is_followed else ():
            follow(events)
        for listen in _listeners:
            # Robust: what is committed has happened, whatever becomes of the hint.
            transaction.on_commit(_telling(listen, events), robust=True)


def _telling(listen: Listener, events: Sequence[Event]) -> Callable[[], None]:
    def tell() -> None:
        listen(events)

    return tell
