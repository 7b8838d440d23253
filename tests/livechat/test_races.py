"""Two who accept at once, and nobody above his maximum, however many deeds race.

They mean most on PostgreSQL, where claims really run beside each other.
"""

from __future__ import annotations

from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor, wait
from functools import partial
from typing import Any

import pytest
from django.db import connection

from conversations.models import Conversation, HandoffRecord
from customers.models import ParticipantSession
from handoff.accounts.models import Company, User
from handoff.news.emitting import emit
from handoff.news.models import Event
from livechat import queueing
from livechat.actions.answering import accept_chat, assign_chat, transfer_chat
from livechat.models import ChatSession
from livechat.queueing import Outlook, tell_queue, untold
from tests.cast import make_visitor
from tests.livechat.conftest import begin, fresh, put_online
from tests.racing import all_at_once

ROUNDS = 100
SLOTS = 3

pytestmark = pytest.mark.django_db(transaction=True)


def alone(deed: Callable[[], object]) -> None:
    try:
        deed()
    finally:
        connection.close()


def test_of_two_who_accept_at_once_exactly_one_has_it_a_hundred_times(
    nora: ParticipantSession, hotel: Company, alice: User, bob: User
) -> None:
    for agent in (alice, bob):
        put_online(agent, slots=20)
    for number in range(ROUNDS):
        session = begin(make_visitor(hotel, f"Visitor {number}"))
        outcomes = all_at_once(
            [
                partial(accept_chat, agent.as_actor(door="test"), session_id=session.pk)
                for agent in (alice, bob)
            ]
        )
        assert outcomes == {"done": 1, "accepted_by_another": 1}
        taken = HandoffRecord.objects.filter(conversation=session.pk, deed="taken")
        assert taken.count() == 1
        winner = Conversation.objects.get(pk=session.pk)
        assert taken.get().to_agent_id == winner.agent_id
        Conversation.objects.filter(pk=session.pk).update(closed_at=winner.owner_since)
    assert Event.objects.filter(type="chat_assigned").count() == ROUNDS


def test_nobody_ever_has_more_than_allowed(
    nora: ParticipantSession, hotel: Company, alice: User, bob: User, amira: User
) -> None:
    """Accepts, transfers by a colleague and unforced assignments by an admin, all for Alice."""
    put_online(alice, slots=SLOTS)
    put_online(bob, slots=20)
    sessions = [begin(make_visitor(hotel, f"Visitor {number}")) for number in range(12)]
    agent, colleague, admin = (who.as_actor(door="test") for who in (alice, bob, amira))
    for session in sessions[8:]:
        accept_chat(colleague, session_id=session.pk)
    deeds: list[Callable[[], object]] = [
        *(partial(accept_chat, agent, session_id=each.pk) for each in sessions[:4]),
        *(
            partial(assign_chat, admin, session_id=each.pk, agent_id=alice.pk)
            for each in sessions[4:8]
        ),
        *(
            partial(transfer_chat, colleague, session_id=each.pk, target_agent_id=alice.pk)
            for each in sessions[8:]
        ),
    ]
    outcomes = all_at_once(deeds)

    assert outcomes == {"done": SLOTS, "no_free_slot": len(deeds) - SLOTS}
    assert Conversation.objects.filter(agent=alice, closed_at=None).count() == SLOTS


def test_after_many_starts_and_accepts_at_once_everybody_knows_the_own_place(
    hotel: Company, alice: User
) -> None:
    put_online(alice, slots=20)
    waiting = [begin(make_visitor(hotel, f"Visitor {number}")) for number in range(6)]
    newcomers = [make_visitor(hotel, f"Newcomer {number}") for number in range(6)]
    deeds: list[Callable[[], object]] = [
        *(
            partial(accept_chat, alice.as_actor(door="test"), session_id=each.pk)
            for each in waiting
        ),
        *(partial(begin, each) for each in newcomers),
    ]
    assert all_at_once(deeds) == {"done": len(deeds)}

    assert untold(hotel.pk, Outlook.of(hotel.pk)) == []
    last: dict[int, int] = {}
    for news in Event.objects.filter(type="queue_moved").order_by("seq"):
        last[news.payload["session_id"]] = news.payload["position"]
    begun = {each.pk for each in waiting}
    assert sorted(place for pk, place in last.items() if pk not in begun) == [1, 2, 3, 4, 5, 6]


def test_nobody_is_told_a_place_after_an_agent_has_come(
    nora: ParticipantSession, hotel: Company, alice: User, monkeypatch: pytest.MonkeyPatch
) -> None:
    put_online(alice)
    session = begin(nora)
    ChatSession.objects.filter(pk=session.pk).update(told_position=2)  # one before has gone
    accept = partial(accept_chat, alice.as_actor(door="test"), session_id=session.pk)
    with ThreadPoolExecutor(1) as pool:

        def emit_while_somebody_accepts(*news: Any, **about: Any) -> None:
            wait([pool.submit(alone, accept)], timeout=0.3)
            emit(*news, **about)

        monkeypatch.setattr(queueing, "emit", emit_while_somebody_accepts)
        tell_queue(hotel.pk)

    news = Event.objects.filter(type__in=["queue_moved", "chat_assigned"]).order_by("seq")
    assert [each.type for each in news][-2:] == ["queue_moved", "chat_assigned"]
    assert (fresh(session).status, fresh(session).told_position) == ("active", None)
