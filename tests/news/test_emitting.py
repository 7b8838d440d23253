"""News is numbered and stored with the deed that caused it, or not at all."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from contextlib import AbstractContextManager
from dataclasses import dataclass
from typing import ClassVar

import pytest
from django.db import connection

from handoff import topics
from handoff.accounts.models import Company
from handoff.news import emitting
from handoff.news.emitting import News, action, emit, on_commit, subscribe, while_storing
from handoff.news.models import Event, Stream


@dataclass(frozen=True, slots=True, kw_only=True)
class BellRung(News):
    type: ClassVar[str] = "bell_rung"
    by: str


@pytest.fixture(autouse=True)
def own_listeners(monkeypatch: pytest.MonkeyPatch) -> None:
    """Whom this test subscribes is forgotten afterwards."""
    monkeypatch.setattr(emitting, "_listeners", [])
    monkeypatch.setattr(emitting, "_followers", [])
    monkeypatch.setitem(emitting._subscribers, BellRung, [])


@pytest.fixture
def told() -> list[Sequence[Event]]:
    told: list[Sequence[Event]] = []
    on_commit(told.append)
    return told


@action
def ring(company: Company, by: str = "alice") -> None:
    emit(BellRung(by=by), company_id=company.pk, to=[topics.team(company.pk)], conversation_id=7)


@action
def ring_and_fail(company: Company) -> None:
    ring(company, "nobody")
    raise LookupError


def numbers(company: Company) -> list[int]:
    return list(Event.objects.after(company.pk, 0).values_list("seq", flat=True))


@pytest.mark.django_db(transaction=True)
def test_stores_what_was_said_and_tells_after_the_commit(
    hotel: Company, told: list[Sequence[Event]]
) -> None:
    @action
    def ring_twice() -> None:
        ring(hotel, "alice")
        ring(hotel, "bob")
        assert told == []

    ring_twice()
    first, second = Event.objects.after(hotel.pk, 0)
    assert (first.seq, first.type, first.payload) == (1, "bell_rung", {"by": "alice"})
    assert (first.topics, first.conversation_id) == ([f"team:{hotel.pk}"], 7)
    assert second.payload == {"by": "bob"}
    assert [[event.seq for event in events] for events in told] == [[1, 2]]


@pytest.mark.django_db(transaction=True)
def test_numbers_each_company_by_itself(hotel: Company, globex: Company) -> None:
    ring(hotel)
    ring(globex)
    ring(hotel)
    assert (numbers(hotel), numbers(globex)) == ([1, 2], [1])
    assert Stream.objects.heads([hotel.pk, globex.pk, 0]) == {hotel.pk: 2, globex.pk: 1, 0: 0}


@pytest.mark.django_db(transaction=True)
def test_forgets_news_of_a_deed_that_failed(hotel: Company, told: list[Sequence[Event]]) -> None:
    with pytest.raises(LookupError):
        ring_and_fail(hotel)
    assert (numbers(hotel), told) == ([], [])
    ring(hotel)
    assert numbers(hotel) == [1]


@pytest.mark.django_db(transaction=True)
def test_forgets_only_the_inner_deed_that_failed(hotel: Company) -> None:
    @action
    def ring_around_a_failure() -> None:
        ring(hotel, "before")
        with pytest.raises(LookupError):
            ring_and_fail(hotel)
        ring(hotel, "after")

    ring_around_a_failure()
    events = Event.objects.after(hotel.pk, 0)
    assert [(event.seq, event.payload["by"]) for event in events] == [(1, "before"), (2, "after")]


@pytest.mark.django_db
def test_refuses_news_outside_of_an_action(hotel: Company) -> None:
    with pytest.raises(RuntimeError, match="BellRung was emitted outside of an action"):
        emit(BellRung(by="alice"), company_id=hotel.pk, to=[])


@pytest.mark.django_db(transaction=True)
def test_subscribers_react_in_the_transaction_of_the_deed(hotel: Company) -> None:
    def name_after(news: BellRung) -> None:
        Company.objects.filter(pk=hotel.pk).update(name=news.by)

    subscribe(BellRung, name_after)
    with pytest.raises(LookupError):
        ring_and_fail(hotel)
    hotel.refresh_from_db()
    assert hotel.name == "Hotel ABC"
    ring(hotel, "bob")
    hotel.refresh_from_db()
    assert hotel.name == "bob"


def test_nobody_reacts_twice_to_one_piece_of_news() -> None:
    def react(news: BellRung) -> None: ...

    subscribe(BellRung, react)
    with pytest.raises(ValueError, match="BellRung already"):
        subscribe(BellRung, react)


@pytest.mark.django_db(transaction=True)
def test_a_listener_that_fails_harms_neither_deed_nor_others(
    hotel: Company, told: list[Sequence[Event]], monkeypatch: pytest.MonkeyPatch
) -> None:
    def fail(events: Sequence[Event]) -> None:
        raise LookupError

    monkeypatch.setattr(emitting, "_listeners", [fail, told.append])
    ring(hotel)
    assert (numbers(hotel), len(told)) == ([1], 1)


# --- Followers


@pytest.fixture
def followed(hotel: Company) -> list[Sequence[Event]]:
    """What a follower of the hotel's news was told."""
    told: list[Sequence[Event]] = []
    while_storing(told.append)
    Stream.objects.begin(hotel.pk)
    Stream.objects.filter(pk=hotel.pk).update(is_followed=True)
    return told


@pytest.mark.django_db(transaction=True)
def test_a_follower_is_told_in_the_transaction_that_stores(
    hotel: Company, followed: list[Sequence[Event]]
) -> None:
    def write(events: Sequence[Event]) -> None:
        assert connection.in_atomic_block
        Company.objects.filter(pk=hotel.pk).update(name=f"after {events[-1].seq}")

    while_storing(write)
    ring(hotel)
    ring(hotel)
    assert [[event.seq for event in events] for events in followed] == [[1], [2]]
    hotel.refresh_from_db()
    assert hotel.name == "after 2"


@pytest.mark.django_db(transaction=True)
def test_what_a_follower_raises_undoes_the_deed(hotel: Company, followed: object) -> None:
    def fail(events: Sequence[Event]) -> None:
        raise LookupError

    while_storing(fail)
    with pytest.raises(LookupError):
        ring(hotel)
    assert numbers(hotel) == []


@pytest.mark.django_db(transaction=True)
def test_who_is_not_followed_pays_nothing(
    globex: Company,
    followed: list[Sequence[Event]],
    django_assert_num_queries: Callable[[int], AbstractContextManager[object]],
) -> None:
    ring(globex)
    with django_assert_num_queries(4):  # BEGIN, the stream, its events, COMMIT
        ring(globex)
    assert followed == []
