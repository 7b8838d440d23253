"""A channel's rule of admission is asked inside the claim, and no agent is ever given too much."""

from __future__ import annotations

from collections.abc import Callable
from functools import partial

import pytest

from conversations import admission
from conversations.actions.sending import send_message
from conversations.actions.taking import take_conversation
from conversations.actions.transferring import transfer_conversation
from conversations.admission import Admission
from conversations.models import Conversation, HandoffRecord, Owner
from customers.models import ParticipantSession
from handoff.accounts.models import User
from handoff.errors import Conflict, Forbidden
from tests.cast import fresh, news_types, open_chat
from tests.racing import all_at_once

LIMIT = 3


class Full(Conflict):
    code, sentence = "full", "The agent has no free slot"


def at_most_three(asked: Admission) -> None:
    """What a desk would ask: counted in a statement of its own, after the agent's row is ours."""
    has = Conversation.objects.filter(agent=asked.agent, channel="chat", closed_at=None).count()
    if has > LIMIT and not asked.forced:
        raise Full


@pytest.fixture
def limited(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setitem(admission._rules, "chat", at_most_three)


@pytest.fixture
def chats(nora: ParticipantSession) -> list[Conversation]:
    return [open_chat(nora) for _ in range(12)]


def test_who_is_refused_has_taken_nothing(
    limited: None, chats: list[Conversation], alice: User
) -> None:
    actor = alice.as_actor(door="rest")
    for chat in chats[:LIMIT]:
        take_conversation(actor, conversation_id=chat.pk)
    told = news_types()

    for deed in (
        lambda: take_conversation(actor, conversation_id=chats[LIMIT].pk),
        lambda: send_message(actor, conversation_id=chats[LIMIT].pk, text="Hello"),
    ):
        with pytest.raises(Full):
            deed()

    assert (fresh(chats[LIMIT]).owner, fresh(chats[LIMIT]).epoch) == (Owner.NOBODY, 1)
    assert news_types() == told
    assert not HandoffRecord.objects.filter(conversation=chats[LIMIT], deed="taken").exists()


def test_what_one_has_already_is_not_asked_again(
    limited: None, chats: list[Conversation], alice: User
) -> None:
    actor = alice.as_actor(door="rest")
    for chat in chats[:LIMIT]:
        take_conversation(actor, conversation_id=chat.pk)
    send_message(actor, conversation_id=chats[0].pk, text="Hello")
    assert take_conversation(actor, conversation_id=chats[0].pk).changed == ""


def test_other_channels_have_no_limit(
    limited: None, chats: list[Conversation], john: Conversation, alice: User
) -> None:
    actor = alice.as_actor(door="rest")
    for chat in chats[:LIMIT]:
        take_conversation(actor, conversation_id=chat.pk)
    assert take_conversation(actor, conversation_id=john.pk).changed == "agent"


def test_an_admin_may_force_and_the_record_says_so(
    limited: None, chats: list[Conversation], alice: User, bob: User, amira: User
) -> None:
    for chat in chats[:LIMIT]:
        take_conversation(alice.as_actor(door="rest"), conversation_id=chat.pk)
    admin = amira.as_actor(door="rest")
    more = chats[LIMIT]
    with pytest.raises(Full):
        transfer_conversation(admin, conversation_id=more.pk, to_user_id=alice.pk)
    assert fresh(more).owner == Owner.NOBODY
    take_conversation(bob.as_actor(door="rest"), conversation_id=chats[-1].pk)
    with pytest.raises(Forbidden):
        transfer_conversation(
            bob.as_actor(door="rest"), conversation_id=chats[-1].pk, to_user_id=alice.pk,
            forced=True,
        )  # fmt: skip

    for chat, reason in ((more, "rush hour"), (chats[-1], "")):
        transfer_conversation(
            admin, conversation_id=chat.pk, to_user_id=alice.pk, reason=reason, forced=True
        )

    forced = HandoffRecord.objects.filter(deed="transferred").order_by("pk")
    assert [record.reason for record in forced] == ["forced; rush hour", "forced"]


@pytest.mark.django_db(transaction=True)
def test_many_claims_and_transfers_at_once_never_exceed_the_limit(
    limited: None, chats: list[Conversation], alice: User, amira: User
) -> None:
    """The same statements without the lock end with more than the limit on PostgreSQL."""
    agent, admin = alice.as_actor(door="rest"), amira.as_actor(door="rest")
    deeds: list[Callable[[], object]] = [
        partial(take_conversation, agent, conversation_id=chat.pk)
        if number % 2
        else partial(transfer_conversation, admin, conversation_id=chat.pk, to_user_id=alice.pk)
        for number, chat in enumerate(chats)
    ]

    outcomes = all_at_once(deeds)

    assert outcomes == {"done": LIMIT, "full": len(chats) - LIMIT}
    assert Conversation.objects.filter(agent=alice).count() == LIMIT
