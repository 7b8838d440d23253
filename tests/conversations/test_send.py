"""Writing as an agent: it claims, it is stored once, it goes into the outbox."""

from __future__ import annotations

from datetime import timedelta

import pytest

from conversations.actions.marking import mark_message
from conversations.actions.sending import send_message
from conversations.actions.taking import take_conversation
from conversations.errors import AssignedToAnother, CannotSend, NotRequested
from conversations.models import Author, Bot, Conversation, Message, MessageState, Owner
from customers.models import Customer
from handoff.accounts.models import User
from handoff.errors import NotFound
from handoff.outbox.models import Delivery
from tests.cast import fresh, news_types


def test_assigns_the_sender_where_nobody_answers(john: Conversation, alice: User) -> None:
    message = send_message(alice.as_actor(door="rest"), conversation_id=john.pk, text="Hello\n<b>")

    assert (message.text, message.author, message.agent) == ("Hello\n<b>", Author.AGENT, alice)
    assert (message.agent_name, message.agent_email) == ("Alice Adams", "alice@demo.test")
    assert message.state == MessageState.PENDING
    assert fresh(john).agent == alice
    assert news_types() == ["agent_changed", "message_added"]
    delivery = Delivery.objects.get()
    assert (delivery.kind, delivery.epoch) == ("messenger.send", None)
    assert delivery.payload["message_id"] == message.pk


def test_moves_updated_at_and_nothing_of_the_customer(john: Conversation, alice: User) -> None:
    before = fresh(john)
    send_message(alice.as_actor(door="rest"), conversation_id=john.pk, text="Hello")

    after = fresh(john)
    assert after.updated_at > before.updated_at
    assert before.customer is not None
    assert after.customer is not None
    for field in ("last_seen", "last_message", "message_count"):
        assert getattr(after.customer, field) == getattr(before.customer, field)


def test_refuses_whoever_does_not_have_it(
    john: Conversation, alice: User, bob: User, amira: User
) -> None:
    take_conversation(alice.as_actor(door="rest"), conversation_id=john.pk)
    for other in (bob, amira):
        with pytest.raises(AssignedToAnother) as refusal:
            send_message(other.as_actor(door="rest"), conversation_id=john.pk, text="Hello")
    assert refusal.value.text == (
        "Customer is already assigned to alice@demo.test. "
        "Only the assigned agent can send messages."
    )
    assert Message.objects.count() == Delivery.objects.count() == 0


def test_refuses_a_stranger(john: Conversation, charlie: User) -> None:
    with pytest.raises(NotFound):
        send_message(charlie.as_actor(door="rest"), conversation_id=john.pk, text="Hello")


def test_steps_in_before_the_bot_only_where_the_door_allows_it(
    bot: Bot, john: Conversation, alice: User
) -> None:
    actor = alice.as_actor(door="websocket")
    with pytest.raises(NotRequested):
        send_message(actor, conversation_id=john.pk, text="Hello")
    assert Message.objects.count() == 0
    send_message(actor, conversation_id=john.pk, text="Hello", from_bot=True)
    assert fresh(john).owner == Owner.AGENT


def test_the_same_client_id_answers_the_first_message(
    john: Conversation, alice: User, bob: User
) -> None:
    actor = alice.as_actor(door="rest")
    first = send_message(actor, conversation_id=john.pk, text="Hello", client_id="c1")
    again = send_message(actor, conversation_id=john.pk, text="Changed", client_id="c1")
    other = send_message(actor, conversation_id=john.pk, text="Hello", client_id="c2")

    assert (again.pk, again.text) == (first.pk, "Hello")
    assert other.pk != first.pk
    assert Delivery.objects.count() == 2
    colleague = bob.as_actor(door="rest")
    same = send_message(colleague, conversation_id=john.pk, text="x", client_id="c1")
    assert same.pk == first.pk


def test_answers_the_first_message_also_after_the_customer_was_passed_on(
    john: Conversation, alice: User, bob: User
) -> None:
    first = send_message(
        alice.as_actor(door="rest"), conversation_id=john.pk, text="Hello", client_id="c1"
    )
    Conversation.objects.filter(pk=john.pk).update(agent=bob)
    again = send_message(
        alice.as_actor(door="rest"), conversation_id=john.pk, text="Hello", client_id="c1"
    )
    assert again.pk == first.pk


def test_what_the_channel_forbids_is_not_stored_and_nobody_is_assigned(
    john: Conversation, alice: User
) -> None:
    actor = alice.as_actor(door="rest")
    with pytest.raises(CannotSend):
        send_message(actor, conversation_id=john.pk, text="x" * 2001)
    Customer.objects.update(last_seen=fresh(john).updated_at - timedelta(days=8))
    with pytest.raises(CannotSend):
        send_message(actor, conversation_id=john.pk, text="Hello")
    assert fresh(john).owner == Owner.NOBODY
    assert (Message.objects.count(), news_types()) == (0, [])


def test_a_message_moves_on_and_never_back(john: Conversation, alice: User) -> None:
    message = send_message(alice.as_actor(door="rest"), conversation_id=john.pk, text="Hello")

    assert mark_message(message.pk, state=MessageState.SENT, provider_id="m_1")
    assert mark_message(message.pk, state=MessageState.READ)
    assert not mark_message(message.pk, state=MessageState.DELIVERED)
    assert not mark_message(message.pk, state=MessageState.FAILED, reason="late")

    message.refresh_from_db()
    assert (message.state, message.provider_id) == (MessageState.READ, "m_1")
    assert news_types()[-2:] == ["message_state_changed"] * 2
