"""Closing is for good, for those who take part, and leaves a record."""

from __future__ import annotations

import pytest

from conversations.actions.closing import close_conversation
from conversations.actions.releasing import release_all_of
from conversations.actions.taking import take_conversation
from conversations.actions.transferring import transfer_conversation
from conversations.audit.chains import Tally, findings_in_chains
from conversations.audit.walking import Scope
from conversations.errors import CannotClose, ConversationClosed, NotYourCustomer
from conversations.models import Conversation, Deed, HandoffRecord, Owner
from conversations.models.conversation import OwnerChanged
from customers.models import ParticipantSession
from handoff.accounts.models import Company, User
from handoff.actor import system_of
from handoff.errors import NotFound
from handoff.news.models import Event
from tests.cast import fresh, make_visitor, news_types


def test_its_agent_closes_and_stays_the_last_who_answered(chat: Conversation, alice: User) -> None:
    actor = alice.as_actor(door="rest")
    taken = take_conversation(actor, conversation_id=chat.pk, agent_name="Alice of the desk")
    closed = close_conversation(actor, conversation_id=chat.pk, reason="done")

    assert (closed.is_open, closed.owner, closed.agent) == (False, Owner.AGENT, alice)
    assert closed.owner_since == taken.conversation.owner_since
    record = HandoffRecord.objects.get(deed=Deed.CLOSED)
    assert (record.epoch, record.from_owner, record.to_owner) == (3, "agent", "agent")
    assert (record.actor, record.to_agent, record.reason) == (alice, alice, "done")
    assert list(findings_in_chains(Scope(), Tally())) == []
    event = Event.objects.order_by("seq").last()
    assert event is not None
    assert event.type == "conversation_closed"
    assert event.topics == [f"team:{chat.company_id}", f"conversation:{chat.pk}"]
    assert event.payload["by"] == {"kind": "agent", "name": "Alice of the desk"}
    assert alice.email not in str(event.payload)


def test_its_visitor_and_admins_close_and_nobody_else(
    hotel: Company, nora: ParticipantSession, chat: Conversation, alice: User, bob: User,
    amira: User, charlie: User,
) -> None:  # fmt: skip
    take_conversation(alice.as_actor(door="rest"), conversation_id=chat.pk)
    other = make_visitor(hotel, "Otto Other")
    for stranger in (other.as_actor(door="rest"), charlie.as_actor(door="rest")):
        with pytest.raises(NotFound):
            close_conversation(stranger, conversation_id=chat.pk)
    with pytest.raises(NotYourCustomer, match="Only its customer, its agent or an admin"):
        close_conversation(bob.as_actor(door="rest"), conversation_id=chat.pk)
    assert fresh(chat).is_open

    close_conversation(nora.as_actor(door="rest"), conversation_id=chat.pk)
    event = Event.objects.get(type="conversation_closed")
    assert event.payload["by"] == {"kind": "customer", "name": "Nora Novak"}


def test_an_admin_closes_what_waits(chat: Conversation, amira: User) -> None:
    closed = close_conversation(amira.as_actor(door="rest"), conversation_id=chat.pk)
    assert (closed.is_open, closed.owner) == (False, Owner.NOBODY)


def test_closed_again_nothing_happens(nora: ParticipantSession, chat: Conversation) -> None:
    for _ in range(2):
        close_conversation(nora.as_actor(door="rest"), conversation_id=chat.pk)
    assert news_types() == ["conversation_opened", "conversation_closed"]
    assert HandoffRecord.objects.count() == 2


def test_what_is_closed_changes_no_more(
    nora: ParticipantSession, chat: Conversation, alice: User, bob: User, amira: User
) -> None:
    take_conversation(alice.as_actor(door="rest"), conversation_id=chat.pk)
    before = fresh(chat)
    close_conversation(nora.as_actor(door="rest"), conversation_id=chat.pk)

    with pytest.raises(ConversationClosed):
        take_conversation(bob.as_actor(door="rest"), conversation_id=chat.pk)
    with pytest.raises(ConversationClosed):
        transfer_conversation(
            amira.as_actor(door="rest"), conversation_id=chat.pk, to_user_id=bob.pk
        )
    with pytest.raises(OwnerChanged):
        before.close(by=system_of(chat.company_id, door="timer"))
    system = system_of(chat.company_id, door="accounts")
    assert release_all_of(system, user_id=alice.pk, reason="deactivated") == 0
    assert fresh(chat).agent == alice


def test_who_leaves_gives_back_one_channel_or_all(
    chat: Conversation, john: Conversation, alice: User
) -> None:
    for conversation in (chat, john):
        take_conversation(alice.as_actor(door="rest"), conversation_id=conversation.pk)
    system = system_of(chat.company_id, door="presence")

    assert release_all_of(system, user_id=alice.pk, reason="away", channel="chat") == 1
    assert (fresh(chat).owner, fresh(john).owner) == (Owner.NOBODY, Owner.AGENT)
    assert release_all_of(system, user_id=alice.pk, reason="deactivated") == 1
    assert fresh(john).owner == Owner.NOBODY


def test_messenger_stays_open(john: Conversation, amira: User) -> None:
    with pytest.raises(CannotClose):
        close_conversation(amira.as_actor(door="rest"), conversation_id=john.pk)
    assert fresh(john).is_open
