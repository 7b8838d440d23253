"""Letting go, handing back to the bot, and transferring."""

from __future__ import annotations

import pytest

from conversations.actions.releasing import release_conversation
from conversations.actions.stopping import set_stop, toggle_stop
from conversations.actions.taking import take_conversation
from conversations.actions.transferring import transfer_conversation
from conversations.errors import AgentNotAvailable, NoBot, NotAssigned, NotYourCustomer
from conversations.models import Bot, Conversation, HandoffRecord, Owner
from handoff.accounts.models import User
from handoff.errors import NotFound
from handoff.news.models import Event
from tests.cast import fresh, news_types


@pytest.fixture
def taken(bot: Bot, john: Conversation, alice: User) -> Conversation:
    """John, taken by Alice from the bot."""
    take_conversation(alice.as_actor(door="rest"), conversation_id=john.pk, from_bot=True)
    Event.objects.all().delete()
    return fresh(john)


def test_its_agent_releases_it_and_stop_stays(taken: Conversation, alice: User) -> None:
    release_conversation(alice.as_actor(door="rest"), conversation_id=taken.pk)

    now = fresh(taken)
    assert (now.owner, now.agent, now.agent_name, now.stop) == (Owner.NOBODY, None, "", True)
    assert now.stopped_at == taken.stopped_at
    assert news_types() == ["agent_changed"]


def test_with_resume_bot_it_goes_back_to_the_bot(taken: Conversation, alice: User) -> None:
    actor = alice.as_actor(door="rest")
    release_conversation(actor, conversation_id=taken.pk, resume_bot=True)

    now = fresh(taken)
    assert (now.owner, now.stop, now.stopped_at) == (Owner.BOT, False, None)
    assert news_types() == ["agent_changed", "stop_changed"]


def test_another_agent_may_not_but_an_admin_may(
    taken: Conversation, bob: User, amira: User
) -> None:
    with pytest.raises(NotYourCustomer):
        release_conversation(bob.as_actor(door="rest"), conversation_id=taken.pk)
    release_conversation(amira.as_actor(door="rest"), conversation_id=taken.pk)
    assert fresh(taken).owner == Owner.NOBODY


def test_where_nobody_has_it_nothing_happens(john: Conversation, alice: User) -> None:
    records = HandoffRecord.objects.count()
    actor = alice.as_actor(door="rest")
    release_conversation(actor, conversation_id=john.pk)
    with pytest.raises(NotAssigned):
        release_conversation(actor, conversation_id=john.pk, must_be_assigned=True)
    assert (news_types(), HandoffRecord.objects.count()) == ([], records)


def test_there_must_be_a_bot_to_hand_back_to(john: Conversation, alice: User) -> None:
    actor = alice.as_actor(door="rest")
    with pytest.raises(NoBot):
        set_stop(actor, conversation_id=john.pk, stop=False)
    take_conversation(actor, conversation_id=john.pk)
    with pytest.raises(NoBot):
        release_conversation(actor, conversation_id=john.pk, resume_bot=True)
    assert fresh(john).agent == alice


def test_stop_false_takes_it_from_its_agent(taken: Conversation, alice: User, bob: User) -> None:
    with pytest.raises(NotYourCustomer):
        set_stop(bob.as_actor(door="rest"), conversation_id=taken.pk, stop=False)
    set_stop(alice.as_actor(door="rest"), conversation_id=taken.pk, stop=False)

    assert fresh(taken).owner == Owner.BOT
    assert news_types() == ["agent_changed", "stop_changed"]


def test_stop_true_silences_the_bot(bot: Bot, john: Conversation, bob: User) -> None:
    set_stop(bob.as_actor(door="rest"), conversation_id=john.pk, stop=True)
    assert fresh(john).owner == Owner.NOBODY
    assert news_types() == ["stop_changed"]


def test_an_unchanged_stop_changes_and_tells_nothing(taken: Conversation, bob: User) -> None:
    set_stop(bob.as_actor(door="rest"), conversation_id=taken.pk, stop=True)
    assert fresh(taken).owner == Owner.AGENT
    assert news_types() == []


def test_toggle_turns_around(bot: Bot, john: Conversation, alice: User) -> None:
    actor = alice.as_actor(door="rest")
    conversation, previous = toggle_stop(actor, conversation_id=john.pk)
    assert (previous, conversation.stop) == (False, True)
    conversation, previous = toggle_stop(actor, conversation_id=john.pk)
    assert (previous, conversation.stop) == (True, False)


def test_its_agent_or_an_admin_transfers_it(
    taken: Conversation, alice: User, bob: User, amira: User
) -> None:
    with pytest.raises(NotYourCustomer):
        transfer_conversation(
            bob.as_actor(door="rest"), conversation_id=taken.pk, to_user_id=bob.pk
        )
    transfer_conversation(
        alice.as_actor(door="rest"), conversation_id=taken.pk, to_user_id=bob.pk, reason="lunch"
    )
    assert (fresh(taken).agent, fresh(taken).agent_name) == (bob, "Bob Brown")
    assert HandoffRecord.objects.latest("pk").reason == "lunch"
    transfer_conversation(
        amira.as_actor(door="rest"), conversation_id=taken.pk, to_user_id=alice.pk
    )
    assert fresh(taken).agent == alice


def test_only_an_active_colleague_can_get_it(
    taken: Conversation, amira: User, bob: User, charlie: User, vera: User
) -> None:
    User.objects.filter(pk=bob.pk).update(is_active=False)
    refusals = {bob: AgentNotAvailable, charlie: NotFound, vera: NotFound}
    for nobody, refusal in refusals.items():
        with pytest.raises(refusal):
            transfer_conversation(
                amira.as_actor(door="rest"), conversation_id=taken.pk, to_user_id=nobody.pk
            )
