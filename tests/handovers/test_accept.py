"""Accepting a handover: what is passed on, and what is not."""

from __future__ import annotations

from datetime import timedelta
from unittest.mock import patch

import pytest
import time_machine
from django.db import OperationalError
from django.utils import timezone

from conversations.actions import accepting
from conversations.actions.accepting import claim_handover, go_on, go_on_with_handovers
from conversations.actions.closing import close_conversation
from conversations.actions.releasing import release_conversation
from conversations.actions.transferring import give
from conversations.handovers.errors import (
    HandoverEnded,
    HandoverNotFound,
    OfferedToAnother,
    OwnHandover,
)
from conversations.handovers.serializers import summary_of
from conversations.models import Author, Conversation, HandoffRecord, Handover, Message
from customers.models import Page
from handoff.accounts.actions import deactivate_user
from handoff.accounts.models import AgentAvailability, Company, User
from handoff.news.models import Event
from tests.cast import fresh, open_conversation
from tests.handovers.conftest import accept, chats_of, customers_of, fates, offer, take
from tests.livechat.conftest import actor_of, put_online

pytestmark = pytest.mark.django_db


def test_gives_each_conversation_with_its_note_to_who_accepts(
    alice: User, bob: User, johns: Conversation, novas: Conversation
) -> None:
    made = offer(alice, notes={johns.pk: "Wants a late check-out"})
    done = accept(bob, made)
    assert summary_of(done) == "Passed 2 of 2"
    assert done.is_finished
    assert done.accepted_by == bob
    for conversation in (johns, novas):
        assert fresh(conversation).agent == bob
        assert fresh(conversation).agent_name == "Bob Brown"
    note = Message.objects.get(author=Author.NOTE)
    assert (note.conversation, note.text) == (johns, "Wants a late check-out")
    assert (note.agent, note.agent_name) == (alice, "Alice Adams")


def test_writes_the_same_records_as_any_transfer(
    alice: User, bob: User, johns: Conversation
) -> None:
    accept(bob, offer(alice))
    record = HandoffRecord.objects.get(conversation=johns, deed="transferred")
    assert (record.from_agent, record.to_agent, record.actor) == (alice, bob, alice)
    assert (record.reason, record.door) == ("shift handover", "test")
    assert record.is_unchanged


def test_notes_are_for_the_team_alone(
    alice: User, bob: User, johns: Conversation, novas: Conversation
) -> None:
    accept(bob, offer(alice, notes={johns.pk: "CANARY", novas.pk: "CANARY"}))
    heard = Event.objects.filter(type="message_added")
    assert heard.count() == 2
    for event in heard:
        assert event.payload["internal"]
        assert event.topics == [f"team:{alice.company_id}"]
    assert not Message.objects.showing().exists()


def test_takes_the_giver_off_duty(alice: User, bob: User, novas: Conversation) -> None:
    accept(bob, offer(alice))
    assert AgentAvailability.objects.get(user=alice).status == "offline"
    told = Event.objects.filter(type="agent_availability_changed").last()
    assert told
    assert told.payload["status"] == "offline"


def test_leaves_the_givers_status_if_asked_to(alice: User, bob: User, novas: Conversation) -> None:
    accept(bob, offer(alice, go_offline=False))
    assert AgentAvailability.objects.get(user=alice).status == "online"


def test_passes_over_what_the_giver_has_lost(
    alice: User, amira: User, bob: User, page: Page, hotel: Company
) -> None:
    kept, released, taken, back = customers_of(alice, page, 4)
    (ended,) = chats_of(alice, hotel, 1)
    made = offer(alice, notes={released.pk: "Never said"})
    for conversation in (released, taken, back):
        release_conversation(actor_of(alice), conversation_id=conversation.pk)
    take(amira, taken)
    take(alice, back)
    close_conversation(actor_of(alice), conversation_id=ended.pk)
    done = accept(bob, made)
    assert fates(done) == {
        kept.pk: ("passed", ""),
        released.pk: ("not_held", "It waits for somebody"),
        taken.pk: ("not_held", "Amira Aziz has it"),
        back.pk: ("passed", ""),
        ended.pk: ("closed", ""),
    }
    assert summary_of(done) == "Passed 2 of 5: 1 had ended, 2 were not Alice Adams’s any more"
    assert fresh(taken).agent == amira
    assert not Message.objects.filter(author=Author.NOTE).exists()


def test_chats_beyond_the_accepters_slots_stay_with_the_giver(
    alice: User, bob: User, hotel: Company, johns: Conversation
) -> None:
    put_online(bob, slots=2)
    chats = chats_of(alice, hotel, 3)
    done = accept(bob, offer(alice, notes={chats[2].pk: "Not said"}))
    full = "Bob Brown has no free slot: 2 of 2 chats"
    assert fates(done)[chats[2].pk] == ("kept", full)
    assert summary_of(done) == "Passed 3 of 4: 1 stays with Alice Adams"
    assert fresh(chats[2]).agent == alice
    assert fresh(johns).agent == bob
    assert not Message.objects.filter(conversation=chats[2]).exists()


def test_what_was_taken_since_the_offer_goes_along(
    alice: User, bob: User, page: Page, johns: Conversation
) -> None:
    made = offer(alice)
    late = open_conversation(page, "late", "Late Lee")
    take(alice, late)
    done = accept(bob, made)
    assert fates(done) == {johns.pk: ("passed", ""), late.pk: ("passed", "")}


def test_accepting_again_changes_nothing(alice: User, bob: User, johns: Conversation) -> None:
    made = offer(alice)
    accept(bob, made)
    epoch, told = fresh(johns).epoch, Event.objects.count()
    assert accept(bob, made).accepted_by == bob
    assert (fresh(johns).epoch, Event.objects.count()) == (epoch, told)


def test_is_for_who_was_asked(
    alice: User, amira: User, bob: User, charlie: User, johns: Conversation
) -> None:
    made = offer(alice, to=bob.pk)
    with pytest.raises(OwnHandover):
        accept(alice, made)
    with pytest.raises(OfferedToAnother):
        accept(amira, made)
    with pytest.raises(HandoverNotFound):
        accept(charlie, made)
    assert fresh(johns).agent == alice
    accept(bob, made)
    with pytest.raises(OfferedToAnother):
        accept(amira, made)


def test_tells_who_was_faster(alice: User, amira: User, bob: User, johns: Conversation) -> None:
    made = offer(alice)
    accept(bob, made)
    with pytest.raises(HandoverEnded, match="Bob Brown has accepted"):
        accept(amira, made)


def test_tells_the_team_when_it_is_accepted_and_when_all_is_settled(
    alice: User, bob: User, johns: Conversation
) -> None:
    accept(bob, offer(alice))
    accepted, settled = Event.objects.filter(type="handover_changed").order_by("seq")
    shown = accepted.payload["handover"], settled.payload["handover"]
    assert [each["is_finished"] for each in shown] == [False, True]
    assert [each["summary"] for each in shown] == [
        "Passed 0 of 1: 1 is under way", "Passed 1 of 1",
    ]  # fmt: skip


def test_leaves_what_takes_too_long_to_a_worker(
    alice: User, bob: User, page: Page, monkeypatch: pytest.MonkeyPatch
) -> None:
    made = customers_of(alice, page, 3)
    monkeypatch.setattr(accepting, "WAIT_SECONDS", 0.0)
    done = accept(bob, offer(alice))
    assert (done.state, done.is_finished) == ("accepted", False)
    assert summary_of(done) == "Passed 0 of 3: 3 are under way"
    assert go_on_with_handovers() == 1
    assert go_on_with_handovers() == 0
    assert [fresh(conversation).agent for conversation in made] == [bob] * 3
    record = HandoffRecord.objects.filter(deed="transferred").first()
    assert record
    assert record.door == "worker"


def test_a_worker_goes_on_where_a_process_died(alice: User, bob: User, johns: Conversation) -> None:
    made = offer(alice)
    claim_handover(actor_of(bob), handover_id=made.pk)
    assert go_on_with_handovers() == 0  # whoever claimed it may still be at it
    with time_machine.travel(timezone.now() + accepting.IN_HAND, tick=False):
        assert go_on_with_handovers() == 1
    assert fresh(johns).agent == bob


def test_a_fault_with_one_keeps_back_only_that_one(alice: User, bob: User, page: Page) -> None:
    first, faulty, last = customers_of(alice, page, 3)

    def give_or_fail(conversation: Conversation, *rest: object) -> object:
        if conversation.pk == faulty.pk:
            raise OperationalError("canceling statement due to lock timeout")
        return give(conversation, *rest)  # type: ignore[arg-type]

    with patch.object(accepting, "give", give_or_fail):
        done = accept(bob, offer(alice))
        assert [fresh(one).agent for one in (first, faulty, last)] == [bob, alice, bob]
        assert go_on_with_handovers() == 0  # not at once again
        with time_machine.travel(timezone.now() + timedelta(minutes=10), tick=False):
            go_on_with_handovers()
    assert fates(done)[faulty.pk] == ("kept", "It could not be passed on")
    assert Handover.objects.get().is_finished


def test_what_another_process_has_settled_is_not_done_twice(
    alice: User, bob: User, johns: Conversation
) -> None:
    made = offer(alice, notes={johns.pk: "Once"})
    claim_handover(actor_of(bob), handover_id=made.pk)
    item = made.items.get()
    go_on(made.pk, seconds=9, door="test")
    item.handover = Handover.objects.get(pk=made.pk)
    assert accepting.settle(item, door="test")
    assert fates(made) == {johns.pk: ("passed", "")}
    assert Message.objects.count() == 1


def test_what_another_process_has_given_up_is_not_passed_on_after_all(
    alice: User, bob: User, johns: Conversation
) -> None:
    made = offer(alice, notes={johns.pk: "Unsaid"})
    claim_handover(actor_of(bob), handover_id=made.pk)
    item = made.items.get()
    item.handover = Handover.objects.get(pk=made.pk)
    made.items.update(outcome="kept", reason="No slot", settled_at=timezone.now())
    assert accepting.settle(item, door="test")
    assert fates(made) == {johns.pk: ("kept", "No slot")}
    assert fresh(johns).agent == alice
    assert not Message.objects.exists()


def test_who_is_deactivated_meanwhile_gets_nothing(
    alice: User, amira: User, bob: User, johns: Conversation
) -> None:
    made = offer(alice)
    claim_handover(actor_of(bob), handover_id=made.pk)
    deactivate_user(actor_of(amira), user_id=bob.pk)
    go_on(made.pk, seconds=9, door="test")
    assert fates(made) == {johns.pk: ("kept", "This agent is not active in the company")}
    assert fresh(johns).agent == alice


def test_a_giver_who_is_deactivated_meanwhile_gives_nothing(
    alice: User, amira: User, bob: User, johns: Conversation
) -> None:
    made = offer(alice)
    claim_handover(actor_of(bob), handover_id=made.pk)
    deactivate_user(actor_of(amira), user_id=alice.pk)
    go_on(made.pk, seconds=9, door="test")
    assert fates(made) == {johns.pk: ("not_held", "It waits for somebody")}


def test_an_admin_passes_on_only_what_is_the_own(
    amira: User, bob: User, alice: User, johns: Conversation, page: Page
) -> None:
    own = open_conversation(page, "own", "Own One")
    take(amira, own)
    made = offer(amira)
    release_conversation(actor_of(amira), conversation_id=own.pk)
    take(alice, own)
    assert fates(accept(bob, made)) == {own.pk: ("not_held", "Alice Adams has it")}
    assert fresh(own).agent == alice
