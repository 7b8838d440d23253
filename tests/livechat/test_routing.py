"""Automatic routing, where a company wants it (contract README, "Document 4", "Rules")."""

from __future__ import annotations

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from conversations.actions.releasing import release_conversation
from conversations.models import HandoffRecord
from customers.models import ParticipantSession
from handoff import chores
from handoff.accounts.models import AgentAvailability, Company, User
from handoff.errors import HandoffError
from handoff.news.models import Event
from livechat.actions import routing
from livechat.actions.answering import accept_chat
from livechat.actions.routing import REASON, give_chat, route_queues
from livechat.models import ChatSession, ChatSettings, Priority
from tests.cast import make_visitor
from tests.livechat.conftest import Call, actor_of, begin, fresh, put_online


@pytest.fixture
def routed(hotel: Company) -> None:
    """The hotel wants it."""
    ChatSettings.objects.update_or_create(company=hotel, defaults={"routes_automatically": True})


def agents(*sessions: ChatSession) -> list[User | None]:
    return [fresh(session).conversation.agent for session in sessions]


def test_from_the_start_agents_accept(online: None, waiting: ChatSession) -> None:
    assert route_queues() == 0
    ChatSettings.objects.create(company_id=waiting.company_id)
    assert route_queues() == 0
    assert agents(waiting) == [None]


def test_a_worker_does_it_every_second() -> None:
    chore = chores._chores["route the queues"]
    assert (chore.run, chore.every_seconds) == (route_queues, 1.0)


def test_who_waits_longest_goes_first_to_whoever_has_most_free_slots(
    routed: None, nora: ParticipantSession, alice: User, bob: User
) -> None:
    put_online(alice, slots=1)
    put_online(bob, slots=2)
    low, second, first, third = (
        begin(nora, priority=priority)
        for priority in (Priority.LOW, Priority.HIGH, Priority.URGENT, Priority.MEDIUM)
    )
    assert route_queues() == 3
    assert agents(first, second, third, low) == [bob, alice, bob, None]
    assert route_queues() == 0


def test_it_is_told_and_recorded_as_given_by_nobody(
    routed: None, waiting: ChatSession, alice: User
) -> None:
    put_online(alice)
    route_queues()
    record = HandoffRecord.objects.filter(conversation=waiting.pk).latest("epoch")
    assert (record.deed, record.actor, record.actor_kind) == ("transferred", None, "system")
    assert (record.to_agent, record.door, record.reason) == (alice, "routing", REASON)
    news = Event.objects.get(type="chat_assigned")
    assert news.payload["agent"] == {"id": alice.pk, "name": "Alice Adams"}
    assert news.payload["transferred_from"] is None
    assert f"agent:{alice.pk}" in news.topics
    assert fresh(waiting).accepted_at is not None


@pytest.mark.parametrize("status", ["busy", "away", "offline"])
def test_only_who_is_online_and_has_the_skills_is_given_one(
    routed: None, nora: ParticipantSession, alice: User, bob: User, charlie: User, status: str
) -> None:
    session, behind = begin(nora, required_skills=["billing"]), begin(nora)
    put_online(alice, skills=("billing",))
    AgentAvailability.objects.filter(user=alice).update(status=status)
    put_online(bob)
    put_online(charlie, skills=("billing",))  # another company's
    assert route_queues() == 1
    assert agents(session, behind) == [None, bob]
    put_online(alice, skills=("billing",))
    assert route_queues() == 1
    assert agents(session) == [alice]


def test_who_gave_it_back_is_not_given_it_again(
    routed: None, call: Call, waiting: ChatSession, alice: User, bob: User
) -> None:
    put_online(alice)
    route_queues()
    release_conversation(actor_of(alice), conversation_id=waiting.pk)
    assert route_queues() == 0
    assert call(alice, "post", f"{waiting.pk}/accept").status_code == 200
    release_conversation(actor_of(alice), conversation_id=waiting.pk)
    put_online(bob, slots=1)
    assert route_queues() == 1
    assert agents(waiting) == [bob]


def test_what_was_decided_on_is_asked_again_behind_the_locks(
    routed: None, nora: ParticipantSession, alice: User, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Who has lost slots or status between the look and the claim gets nothing."""
    first, second = begin(nora), begin(nora)
    put_online(alice, slots=1)
    accept_chat(actor_of(alice), session_id=first.pk)
    with pytest.raises(HandoffError, match="1 of 1"):
        give_chat(second.pk, alice.pk)
    stale = routing.candidates_of(alice.company_id or 0)
    stale[0].has = 0
    monkeypatch.setattr(routing, "candidates_of", lambda _: stale)
    assert route_queues() == 0
    assert agents(second) == [None]


def test_only_the_companies_that_want_it(
    routed: None, globex: Company, waiting: ChatSession, alice: User, charlie: User
) -> None:
    theirs = begin(make_visitor(globex, "Greta Globex"))
    put_online(alice)
    put_online(charlie)
    assert route_queues() == 1
    assert agents(waiting, theirs) == [alice, None]


def test_while_nobody_waits_a_look_is_one_query(routed: None, alice: User) -> None:
    put_online(alice)
    with CaptureQueriesContext(connection) as queries:
        assert route_queues() == 0
    assert len(queries) == 1
