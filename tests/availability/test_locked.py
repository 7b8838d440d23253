"""What the chat's rule of admission stands on: the agent's row, locked; then a count."""

from __future__ import annotations

import threading
from collections import Counter
from collections.abc import Callable
from functools import partial

import pytest
from django.db import connection, transaction
from django.test.utils import CaptureQueriesContext

from conversations import admission
from conversations.actions.taking import take_conversation
from conversations.actions.transferring import transfer_conversation
from conversations.admission import Admission
from conversations.models import Conversation
from customers.models import ParticipantSession
from handoff.accounts import workload
from handoff.accounts.availability import set_slots, set_status
from handoff.accounts.models import AgentAvailability, NoAvailability, User
from handoff.accounts.presence import note_seen
from handoff.errors import Conflict
from tests.availability.conftest import make, row_of
from tests.cast import open_chat
from tests.racing import raced

ON_POSTGRESQL = pytest.mark.skipif(
    "connection.vendor != 'postgresql'", reason="SQLite has no row locks: one writer at a time"
)


class Refused(Conflict):
    pass


def desk_rule(asked: Admission) -> None:
    """As the live chat will ask: the row first, then a count in a statement of its own."""
    row = AgentAvailability.objects.locked(asked.agent.pk)
    if not row.is_online and not asked.by.is_admin:
        raise Refused("status")
    if workload.chats_of([row.pk])[row.pk] > row.max_concurrent_chats:
        raise Refused("slots")


@pytest.fixture
def bound(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setitem(admission._rules, "chat", desk_rule)


def test_it_is_made_where_there_is_none_and_read_where_there_is(alice: User) -> None:
    with transaction.atomic():
        assert AgentAvailability.objects.locked(alice.pk).status == "offline"
    AgentAvailability.objects.filter(pk=alice.pk).update(max_concurrent_chats=2)
    with transaction.atomic(), CaptureQueriesContext(connection) as queries:
        assert AgentAvailability.objects.locked(alice.pk).max_concurrent_chats == 2
    assert len(queries) == 2


def test_customers_superusers_the_deactivated_and_nobody_have_none(
    alice: User, vera: User, root: User
) -> None:
    make(alice)
    User.objects.filter(pk=alice.pk).update(is_active=False)
    for user_id in (alice.pk, vera.pk, root.pk, 10**9):
        with pytest.raises(NoAvailability), transaction.atomic():
            AgentAvailability.objects.locked(user_id)


def test_skills_are_compared_whatever_their_case(alice: User) -> None:
    row = make(alice)
    row.skills = ["billing", "spa"]
    assert row.has_skills([])
    assert row.has_skills(["Billing", "SPA"])
    assert not row.has_skills(["billing", "pool"])


@ON_POSTGRESQL
@pytest.mark.django_db(transaction=True)
def test_it_takes_the_lock_that_foreign_keys_do_not_wait_for(alice: User) -> None:
    make(alice)
    with transaction.atomic(), CaptureQueriesContext(connection) as queries:
        AgentAvailability.objects.locked(alice.pk)
    assert "FOR NO KEY UPDATE" in queries[0]["sql"]


def in_thread(work: Callable[[], object]) -> threading.Thread:
    def run() -> None:
        try:
            work()
        finally:
            connection.close()

    thread = threading.Thread(target=run)
    thread.start()
    return thread


@ON_POSTGRESQL
@pytest.mark.django_db(transaction=True)
def test_a_change_waits_for_whoever_has_it_locked(alice: User) -> None:
    make(alice)
    with transaction.atomic():
        AgentAvailability.objects.locked(alice.pk)
        going = in_thread(lambda: set_status(alice.as_actor(door="test"), status="offline"))
        going.join(0.3)
        assert going.is_alive()
        assert row_of(alice).status == "online"
    going.join(5)
    assert row_of(alice).status == "offline"


@ON_POSTGRESQL
@pytest.mark.django_db(transaction=True)
def test_noting_who_is_there_waits_for_nobody_and_passes_over_whom_another_has(
    alice: User, bob: User
) -> None:
    """A beat carries all agents of a process: one claim must not hold up the others' signs."""
    before = {user.pk: make(user, seen_seconds_ago=20).last_seen_at for user in (alice, bob)}
    with transaction.atomic():
        AgentAvailability.objects.locked(alice.pk)
        noting = in_thread(lambda: note_seen([alice.pk, bob.pk]))
        noting.join(2)
        assert not noting.is_alive()
    assert row_of(alice).last_seen_at == before[alice.pk]
    assert row_of(bob).last_seen_at != before[bob.pk]


@pytest.mark.django_db(transaction=True)
def test_no_agent_gets_more_than_the_slots_however_many_ask_at_once(
    bound: None, nora: ParticipantSession, alice: User, amira: User
) -> None:
    """By taking and by being given; the rule asks the row of availability alone."""
    row = make(alice)
    AgentAvailability.objects.filter(pk=row.pk).update(max_concurrent_chats=3)
    chats = [open_chat(nora) for _ in range(12)]
    own, admin = alice.as_actor(door="test"), amira.as_actor(door="test")

    def deed(number: int, chat: Conversation) -> Callable[[], object]:
        if number % 2:
            return lambda: take_conversation(own, conversation_id=chat.pk)
        return lambda: transfer_conversation(admin, conversation_id=chat.pk, to_user_id=alice.pk)

    outcomes = raced([deed(number, chat) for number, chat in enumerate(chats)])

    assert Counter(refusal and refusal.text for refusal in outcomes) == {None: 3, "slots": 9}
    assert workload.chats_of([alice.pk]) == {alice.pk: 3}


@pytest.mark.django_db(transaction=True)
def test_who_goes_offline_at_that_moment_takes_before_or_not_at_all(
    bound: None, nora: ParticipantSession, alice: User
) -> None:
    own = alice.as_actor(door="test")
    for _ in range(8):
        set_status(own, status="online")
        set_slots(own, max_concurrent_chats=20)
        chat = open_chat(nora)
        taking, going = raced(
            [
                partial(take_conversation, own, conversation_id=chat.pk),
                partial(set_status, own, status="offline"),
            ]
        )
        assert going is None
        taken = Conversation.objects.get(pk=chat.pk).agent_id == alice.pk
        assert (taking and taking.text) == (None if taken else "status")
        assert row_of(alice).status == "offline"
