"""Taking a customer: one has it, everybody knows who."""

from __future__ import annotations

from itertools import pairwise

import pytest

from conversations.actions.releasing import release_conversation
from conversations.actions.taking import take_conversation
from conversations.errors import AlreadyAssigned, NotRequested
from conversations.models import Bot, Conversation, Deed, HandoffRecord, Owner, Policy
from handoff.accounts.models import User
from handoff.errors import NotFound
from tests.cast import fresh, news_types


def test_takes_one_who_waits(john: Conversation, alice: User) -> None:
    taken = take_conversation(alice.as_actor(door="rest"), conversation_id=john.pk)

    assert taken.changed == "agent"
    now = fresh(john)
    assert (now.owner, now.agent, now.agent_name) == (Owner.AGENT, alice, "Alice Adams")
    assert now.stop
    assert now.assigned_at is not None
    assert news_types() == ["agent_changed"]


def test_shows_the_name_that_the_agent_chose(john: Conversation, alice: User) -> None:
    actor = alice.as_actor(door="rest")
    take_conversation(actor, conversation_id=john.pk, agent_name="Front Desk")

    assert fresh(john).agent_name == "Front Desk"


def test_taking_again_changes_at_most_the_name(john: Conversation, alice: User) -> None:
    actor = alice.as_actor(door="rest")
    take_conversation(actor, conversation_id=john.pk)
    epoch = fresh(john).epoch

    assert take_conversation(actor, conversation_id=john.pk).changed == ""
    assert take_conversation(actor, conversation_id=john.pk, agent_name="A.").changed == "name"
    assert take_conversation(actor, conversation_id=john.pk).changed == ""
    assert fresh(john).agent_name == "A."
    assert take_conversation(actor, conversation_id=john.pk, agent_name="").changed == "name"

    assert (fresh(john).agent_name, fresh(john).epoch) == ("Alice Adams", epoch)
    assert news_types() == ["agent_changed"] * 3


def test_tells_the_second_who_has_it(john: Conversation, alice: User, bob: User) -> None:
    take_conversation(alice.as_actor(door="rest"), conversation_id=john.pk)

    with pytest.raises(AlreadyAssigned) as refusal:
        take_conversation(bob.as_actor(door="rest"), conversation_id=john.pk)

    assert refusal.value.text == "Customer is already assigned to alice@demo.test"
    assert fresh(john).agent == alice


def test_an_admin_is_no_exception(john: Conversation, alice: User, amira: User) -> None:
    take_conversation(alice.as_actor(door="rest"), conversation_id=john.pk)

    with pytest.raises(AlreadyAssigned):
        take_conversation(amira.as_actor(door="rest"), conversation_id=john.pk)


def test_under_the_open_policy_the_last_one_has_it(
    john: Conversation, alice: User, bob: User
) -> None:
    Conversation.objects.update(policy=Policy.OPEN)
    take_conversation(alice.as_actor(door="rest"), conversation_id=john.pk)

    assert take_conversation(bob.as_actor(door="rest"), conversation_id=john.pk).changed == "agent"
    assert fresh(john).agent == bob


def test_takes_from_the_bot_only_where_the_door_allows_it(
    bot: Bot, john: Conversation, alice: User
) -> None:
    actor = alice.as_actor(door="websocket")
    with pytest.raises(NotRequested):
        take_conversation(actor, conversation_id=john.pk)
    assert fresh(john).owner == Owner.BOT

    take_conversation(actor, conversation_id=john.pk, from_bot=True)
    now = fresh(john)
    assert now.stop
    assert now.stopped_at is not None
    assert news_types() == ["agent_changed", "stop_changed"]


def test_a_stranger_finds_nothing(john: Conversation, charlie: User, vera: User) -> None:
    for stranger in (charlie, vera):
        with pytest.raises(NotFound):
            take_conversation(stranger.as_actor(door="rest"), conversation_id=john.pk)
    assert fresh(john).owner == Owner.NOBODY


def test_writes_a_chained_record(john: Conversation, alice: User) -> None:
    actor = alice.as_actor(door="rest")
    take_conversation(actor, conversation_id=john.pk)
    release_conversation(actor, conversation_id=john.pk)

    records = list(HandoffRecord.objects.filter(conversation=john).order_by("epoch"))
    assert [record.deed for record in records] == [Deed.OPENED, Deed.TAKEN, Deed.RELEASED]
    assert [record.epoch for record in records] == [1, 2, 3]
    taken = records[1]
    assert (taken.from_owner, taken.to_owner) == (Owner.NOBODY, Owner.AGENT)
    assert (taken.to_agent, taken.actor, taken.door) == (alice, alice, "rest")
    for earlier, later in pairwise(records):
        assert later.previous_hash == earlier.hash
    assert all(record.hash == record.expected_hash() for record in records)
    assert fresh(john).record_hash == records[-1].hash
