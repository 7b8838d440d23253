"""What customers write, what is typed in Facebook's inbox, and the silent handoff."""

from __future__ import annotations

from datetime import timedelta

import pytest
from django.utils import timezone

from conversations.actions.receiving import receive_message, record_outside_reply
from conversations.actions.taking import take_conversation
from conversations.models import Author, Bot, Conversation, Message, Owner
from customers.models import Customer, Page
from handoff.accounts.models import User
from handoff.news.models import Event
from handoff.outbox.models import Delivery, DeliveryState
from tests.cast import JOHN_ID, news_types


def receive(page: Page, text: str, mid: str = "m_1", customer_id: str = JOHN_ID) -> Message | None:
    return receive_message(
        page, customer_id=customer_id, text=text, provider_id=mid, sent_at=timezone.now()
    )


def fresh() -> Conversation:
    return Conversation.objects.with_people().get()


def test_a_first_message_makes_customer_and_conversation(page: Page, bot: Bot) -> None:
    message = receive(page, "What time is breakfast?")

    assert message is not None
    assert (message.author, message.seq) == (Author.CUSTOMER, 1)
    customer = Customer.objects.get()
    assert (customer.message_count, customer.last_message) == (1, "What time is breakfast?")
    assert fresh().owner == Owner.BOT
    turn = Delivery.objects.get()
    assert (turn.kind, turn.epoch) == ("bot.turn", fresh().epoch)
    assert news_types() == ["message_added"]


def test_without_a_bot_in_front_a_person_is_wanted_at_once(page: Page) -> None:
    receive(page, "Hello")
    assert (fresh().owner, fresh().stop) == (Owner.NOBODY, True)
    assert Delivery.objects.count() == 0
    assert news_types() == ["message_added", "stop_changed"]


def test_the_same_message_three_times_is_stored_once(page: Page, bot: Bot) -> None:
    assert receive(page, "Hello") is not None
    assert receive(page, "Hello") is None
    assert receive(page, "Hello") is None
    assert Customer.objects.get().message_count == 1
    assert Message.objects.count() == Delivery.objects.count() == 1


@pytest.mark.parametrize(
    "text",
    [
        "I want to speak to a human",
        "Ich möchte mit einem Menschen sprechen",
        "Je veux parler à un agent",
        "Quiero hablar con una persona",
        "Quero falar com um atendente",
    ],
)
def test_asking_for_a_person_hands_over_in_silence(page: Page, bot: Bot, text: str) -> None:
    receive(page, "What time is breakfast?", mid="m_0")
    receive(page, text)

    conversation = fresh()
    assert (conversation.owner, conversation.stop) == (Owner.NOBODY, True)
    assert conversation.stopped_at is not None
    assert news_types()[-3:] == ["message_added", "stop_changed", "person_requested"]
    assert Event.objects.get(type="person_requested").payload["message"] == text
    assert Message.objects.filter(author=Author.BOT).count() == 0
    assert [row.state for row in Delivery.objects.all()] == [DeliveryState.CANCELLED]


def test_whoever_is_with_an_agent_gets_no_bot(
    page: Page, bot: Bot, john: Conversation, alice: User
) -> None:
    take_conversation(alice.as_actor(door="rest"), conversation_id=john.pk, from_bot=True)
    receive(page, "I want to speak to a human")
    assert fresh().agent == alice
    assert Delivery.objects.count() == 0
    assert news_types()[-1] == "message_added"


def test_a_reply_in_facebooks_inbox_silences_the_bot(
    page: Page, bot: Bot, john: Conversation
) -> None:
    receive(page, "What time is breakfast?", mid="m_0")
    outside = record_outside_reply(
        page, customer_id=JOHN_ID, text="At seven.", provider_id="m_1", sent_at=timezone.now()
    )

    assert outside is not None
    assert (outside.author, outside.agent) == (Author.AGENT, None)
    assert fresh().owner == Owner.NOBODY
    assert [row.state for row in Delivery.objects.all()] == [DeliveryState.CANCELLED]
    again = record_outside_reply(
        page, customer_id=JOHN_ID, text="At seven.", provider_id="m_1", sent_at=timezone.now()
    )
    assert again is None


@pytest.mark.parametrize("odd", [timedelta(days=-3000), timedelta(hours=2)])
def test_a_clock_that_cannot_be_right_is_not_believed(page: Page, odd: timedelta) -> None:
    now = timezone.now()
    receive_message(page, customer_id="1", text="Hi", provider_id="m", sent_at=now + odd)
    assert abs(Customer.objects.get().last_seen - now) < timedelta(minutes=1)
