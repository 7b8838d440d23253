"""The queue: who waits at which place, what customers hear of it, statistics, workload."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from typing import Any

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.utils import timezone

from conversations.models import Conversation
from customers.models import ParticipantSession
from handoff.accounts.models import Company, User
from handoff.news.models import Event
from livechat import queueing
from livechat.models import ChatSession, Priority
from livechat.queueing import Outlook, is_another_wait, tell_queue, tell_queues
from tests.cast import make_visitor
from tests.livechat.conftest import Call, begin, put_online


def told() -> list[tuple[int, int, int | None]]:
    """Session, position and expected wait of all that customers heard."""
    news = Event.objects.filter(type="queue_moved").order_by("seq")
    return [
        (
            each.payload["session_id"],
            each.payload["position"],
            each.payload["expected_wait_seconds"],
        )
        for each in news
    ]


def accepted(nora: ParticipantSession, waited: int, at: datetime) -> ChatSession:
    """A chat that was accepted then, after so many seconds."""
    session = begin(nora)
    ChatSession.objects.filter(pk=session.pk).update(
        accepted_at=at, waiting_since=at - timedelta(seconds=waited)
    )
    return session


@pytest.mark.django_db(transaction=True)
def test_customers_hear_when_their_place_changes_and_only_then(
    call: Call, nora: ParticipantSession, alice: User
) -> None:
    put_online(alice)
    low = begin(nora, priority=Priority.LOW)
    second = begin(nora, priority=Priority.LOW)
    assert told() == [(low.pk, 1, None), (second.pk, 2, None)]

    urgent = begin(nora, priority=Priority.URGENT)
    assert told()[2:] == [(urgent.pk, 1, None), (low.pk, 2, None), (second.pk, 3, None)]

    call(nora, "post", f"{second.pk}/end")
    assert len(told()) == 5  # nobody else moved
    call(alice, "post", f"{urgent.pk}/accept")
    assert [row[:2] for row in told()[5:]] == [(low.pk, 1)]
    news = Event.objects.filter(type="queue_moved").latest("seq")
    assert news.topics == [f"conversation:{low.pk}"]


@pytest.mark.django_db(transaction=True)
def test_who_comes_back_to_the_queue_hears_the_place_again(
    call: Call, nora: ParticipantSession, alice: User
) -> None:
    from livechat.actions.returning import return_chats_of

    put_online(alice)
    session = begin(nora)
    call(alice, "post", f"{session.pk}/accept")
    type(alice.availability).objects.update(status="away", gone_at=timezone.now())
    return_chats_of(alice)
    assert [row[:2] for row in told()] == [(session.pk, 1), (session.pk, 1)]


def test_what_a_lost_process_did_not_tell_is_told_later(nora: ParticipantSession) -> None:
    session = begin(nora)
    assert told() == []  # the transaction of this test never commits
    assert (tell_queues(), tell_queues()) == (1, 0)
    assert told() == [(session.pk, 1, None)]


def test_at_most_fifty_are_told(
    nora: ParticipantSession, hotel: Company, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(queueing, "TOLD_AT_MOST", 2)
    for _ in range(3):
        begin(nora)
    assert tell_queue(hotel.pk) == 2


def test_a_wait_that_is_known_now_or_not_any_more_is_told_again_and_then_no_more(
    nora: ParticipantSession, alice: User
) -> None:
    accepted(nora, 90, timezone.now())  # it waits once more, at 1
    session = begin(nora)
    tell_queues()
    assert told()[-1] == (session.pk, 2, None)  # nobody is there
    put_online(alice)
    assert (tell_queues(), tell_queues()) == (2, 0)
    assert told()[-1] == (session.pk, 2, 180)
    type(alice.availability).objects.update(status="away")
    assert (tell_queues(), tell_queues()) == (2, 0)
    assert told()[-1] == (session.pk, 2, None)


@pytest.mark.parametrize(
    ("before", "after", "is_news"),
    [
        (None, None, False), (None, 0, True), (0, None, True), (0, 60, False), (0, 61, True),
        (600, 900, False), (600, 901, True), (600, 299, True),
    ],
)  # fmt: skip
def test_a_wait_is_news_when_it_is_clearly_another(
    before: int | None, after: int | None, is_news: bool
) -> None:
    assert is_another_wait(before, after) is is_news


def test_telling_costs_the_same_for_many(nora: ParticipantSession, hotel: Company) -> None:
    def cost() -> int:
        with CaptureQueriesContext(connection) as queries:
            tell_queue(hotel.pk)
        return len(queries)

    begin(nora)
    few = cost()
    for _ in range(10):
        begin(nora)
    assert cost() <= few


def test_the_expected_wait_is_todays_average_for_each_place_shared_by_who_is_online(
    nora: ParticipantSession, hotel: Company, alice: User, bob: User
) -> None:
    assert Outlook.of(hotel.pk).wait_at(1) is None
    accepted(nora, 60, timezone.now())
    accepted(nora, 180, timezone.now())
    assert Outlook.of(hotel.pk).wait_at(1) is None  # nobody is there
    put_online(alice)
    put_online(bob)
    assert [Outlook.of(hotel.pk).wait_at(place) for place in (1, 3)] == [60, 180]


def test_who_waits_reads_how_long_it_may_be_and_whether_anybody_is_there(
    call: Call, nora: ParticipantSession, alice: User
) -> None:
    accepted(nora, 90, timezone.now())
    session = begin(nora)
    place, seconds = session.queue_position, "expected_wait_seconds"
    answer = call(nora, "get", str(session.pk)).json()
    assert (answer["agents_online"], answer[seconds]) == (False, None)

    put_online(alice)
    answer = call(nora, "get", str(session.pk)).json()
    assert (place, answer["agents_online"], answer[seconds]) == (2, True, 180)

    call(alice, "post", f"{session.pk}/accept")
    answer = call(nora, "get", str(session.pk)).json()
    assert "agents_online" not in answer
    assert seconds not in answer


def test_statistics_count_today_in_the_companys_time_zone(
    call: Call, nora: ParticipantSession, hotel: Company, alice: User, globex: Company,
    monkeypatch: pytest.MonkeyPatch,
) -> None:  # fmt: skip
    monkeypatch.setattr(timezone, "now", lambda: datetime(2026, 11, 20, 2, 0, tzinfo=UTC))
    Company.objects.filter(pk=hotel.pk).update(time_zone="America/New_York")  # still the 19th
    yesterday = accepted(nora, 9_000, datetime(2026, 11, 19, 4, 59, tzinfo=UTC))
    today = accepted(nora, 100, datetime(2026, 11, 19, 5, 1, tzinfo=UTC))
    also_today = accepted(nora, 141, datetime(2026, 11, 20, 1, 0, tzinfo=UTC))
    for session, closed_at in (
        (yesterday, datetime(2026, 11, 19, 4, 59, tzinfo=UTC)),
        (today, datetime(2026, 11, 19, 5, 2, tzinfo=UTC)),
    ):
        Conversation.objects.filter(pk=session.pk).update(closed_at=closed_at)
    Conversation.objects.filter(pk=also_today.pk).update(owner="agent", agent=alice)
    begin(nora)
    begin(make_visitor(globex, "Greta Globex"))

    assert call(alice, "get", "queue/stats").json() == {
        "pending": 1, "active": 1, "closed": 1, "average_wait_time": 120,
    }  # fmt: skip


def test_without_any_chat_there_is_no_wait(call: Call, alice: User) -> None:
    assert call(alice, "get", "queue/stats/").json() == {
        "pending": 0, "active": 0, "closed": 0, "average_wait_time": 0,
    }  # fmt: skip


def test_workload_of_one_and_of_all(
    call: Call, waiting: ChatSession, online: None, alice: User, bob: User, amira: User,
    charlie: User, vera: User,
) -> None:  # fmt: skip
    put_online(alice, slots=3)
    call(alice, "post", f"{waiting.pk}/accept")
    expected = {
        "agent_id": alice.pk, "name": "Alice Adams", "status": "online", "active_chats": 1,
        "max_concurrent_chats": 3, "available_slots": 2,
    }  # fmt: skip
    assert call(bob, "get", f"agent/{alice.pk}/workload").json() == expected
    answer = call(amira, "get", "admin/agents-workload")
    assert answer["X-Total-Count"] == "3"
    rows = {row["agent_id"]: row for row in answer.json()}
    assert set(rows) == {alice.pk, bob.pk, amira.pk}
    assert rows[alice.pk] == expected
    assert (rows[amira.pk]["status"], rows[amira.pk]["available_slots"]) == ("offline", 5)


def test_who_may_ask_for_figures(
    call: Call, alice: User, amira: User, vera: User, charlie: User, nora: ParticipantSession
) -> None:
    rows: list[tuple[str, Any, int]] = [
        (path, who, status)
        for path in ("queue/stats", f"agent/{alice.pk}/workload", "agent/sessions")
        for who, status in ((alice, 200), (amira, 200), (vera, 403), (nora, 403), (None, 401))
    ]
    rows += [("admin/agents-workload", who, 403) for who in (alice, vera, nora)]
    rows += [
        (f"agent/{alice.pk}/workload", charlie, 404),
        (f"agent/{vera.pk}/workload", amira, 404),
    ]
    for path, who, status in rows:
        answer = call(who, "get", path)
        assert answer.status_code == status, (path, who)
        if status != 200:
            assert answer.json()["success"] is False


def test_lists_are_the_own_and_the_queue(
    call: Call, nora: ParticipantSession, alice: User, bob: User, globex: Company
) -> None:
    put_online(alice)
    put_online(bob)
    begin(make_visitor(globex, "Greta Globex"))
    old, new, urgent, own, ended, of_bob = (
        begin(nora, priority=priority)
        for priority in (Priority.LOW, Priority.LOW, Priority.URGENT, *[Priority.HIGH] * 3)
    )
    for who, session in ((alice, own), (alice, ended), (bob, of_bob)):
        call(who, "post", f"{session.pk}/accept")
    call(alice, "post", f"{ended.pk}/end")

    def ids(who: User, **query: Any) -> list[int]:
        answer = call(who, "get", "agent/sessions", **query)
        assert int(answer["X-Total-Count"]) >= len(answer.json())
        return [row["id"] for row in answer.json()]

    assert ids(alice) == [own.pk, urgent.pk, old.pk, new.pk]
    assert ids(alice, status="pending") == [urgent.pk, old.pk, new.pk]
    assert ids(alice, status="pending", limit=1, page=2) == [old.pk]
    assert (ids(alice, status="active"), ids(alice, status="closed")) == ([own.pk], [ended.pk])
    assert ids(alice, status="active", agent_id=bob.pk) == [of_bob.pk]
    assert ids(alice, status="active", agent_id="all") == [own.pk, of_bob.pk]
    assert ids(alice, agent_id="all") == [own.pk, of_bob.pk, urgent.pk, old.pk, new.pk]
    places = [row["queue_position"] for row in call(alice, "get", "agent/sessions").json()]
    assert places == [None, 1, 2, 3]
    for query in ({"status": "waiting"}, {"limit": 0}, {"agent_id": "x"}):
        answer = call(alice, "get", "agent/sessions", **query)
        assert (answer.status_code, answer.json()["success"]) == (400, False)


@pytest.mark.parametrize("path", ["agent/sessions", "admin/agents-workload"])
def test_lists_ask_the_database_as_often_for_many_rows(
    call: Call, nora: ParticipantSession, hotel: Company, amira: User, path: str
) -> None:
    from handoff.accounts.models import Role
    from tests.cast import make_user

    def cost() -> int:
        with CaptureQueriesContext(connection) as queries:
            assert call(amira, "get", path).status_code == 200
        return len(queries)

    begin(nora)
    few = cost()
    for number in range(5):
        begin(make_visitor(hotel, f"Visitor {number}"))
        make_user(hotel, f"Agent{number} Extra", Role.AGENT)
    assert cost() == few
