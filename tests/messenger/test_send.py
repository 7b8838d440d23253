"""From a stored message to Messenger and back, through the outbox."""

from __future__ import annotations

from datetime import timedelta
from unittest.mock import patch

import pytest
import time_machine
from django.db.models import F
from django.utils import timezone
from pytest_django import Settings

from conversations.actions.taking import take_conversation
from conversations.connectors.messenger import delivering
from conversations.connectors.messenger.delivering import deliver
from conversations.errors import CannotSend
from conversations.models import Bot, Conversation, Message
from customers.models import Customer, Page
from handoff.accounts.models import User
from handoff.outbox.delivering import work_off
from handoff.outbox.kinds import NoAnswer, Refused, Stale, kind_of
from handoff.outbox.models import Delivery
from tests.answering import cut, reply
from tests.messenger.fake_graph import FakeGraph, error
from tests.messenger.sending import delivery_of, say, say_by_bot, states


def later(conversation: Conversation, passed: timedelta) -> None:
    """Let the customer's last message be so long ago."""
    seen_at = timezone.now() - passed
    Customer.objects.filter(conversation=conversation).update(last_seen=seen_at)


def test_a_sent_message_bears_its_mid(facebook: FakeGraph, john: Conversation, alice: User) -> None:
    facebook.answers = [reply(200, {"message_id": "m_1"})]
    message = say(alice, john)
    assert states(message) == ("pending", "due", "")
    assert work_off() == 1
    assert states(message) == ("sent", "sent", "")
    assert message.provider_id == "m_1"
    (asked,) = facebook.asked
    assert asked.body["message"] == {
        "text": "Hello John",
        "metadata": str(delivery_of(message).pk),
    }
    assert asked.body["messaging_type"] == "RESPONSE"
    assert asked.body["recipient"] == {"id": "8708957485860081"}


def test_an_error_that_passes_is_tried_again(
    facebook: FakeGraph, john: Conversation, alice: User
) -> None:
    facebook.answers = [error(500, 2), reply(200, {"message_id": "m_1"})]
    message = say(alice, john)
    work_off()
    state, delivery, reason = states(message)
    assert (state, delivery) == ("pending", "due")
    assert reason.startswith("Messenger is disturbed")
    Delivery.objects.update(next_try_at=timezone.now())
    work_off()
    assert states(message) == ("sent", "sent", "")


def test_a_refusal_is_shown_in_words(facebook: FakeGraph, john: Conversation, alice: User) -> None:
    facebook.answers = [error(400, 551, 1545041)]
    message = say(alice, john)
    work_off()
    assert states(message) == ("failed", "failed", "This person is not available on Messenger")


def test_no_answer_is_uncertain_and_never_repeated(
    facebook: FakeGraph, john: Conversation, alice: User
) -> None:
    facebook.answers = [cut]
    message = say(alice, john)
    work_off()
    assert states(message) == ("uncertain", "uncertain", "Messenger did not answer")
    Delivery.objects.update(next_try_at=timezone.now())
    assert work_off() == 0
    assert len(facebook.asked) == 1


def test_a_fault_of_our_own_after_asking_is_uncertain(john: Conversation, alice: User) -> None:
    delivery = delivery_of(say(alice, john))
    with (
        patch.object(delivering, "post", side_effect=ZeroDivisionError),
        pytest.raises(NoAnswer),
    ):
        deliver(delivery)


def test_a_lost_worker_is_uncertain(john: Conversation, alice: User) -> None:
    assert not kind_of(delivery_of(say(alice, john))).repeatable


def test_messages_of_one_conversation_keep_their_order(
    facebook: FakeGraph, john: Conversation, alice: User
) -> None:
    facebook.answers = [error(500, 2)]
    first, second = say(alice, john, "First"), say(alice, john, "Second")
    assert work_off() == 1
    assert states(first)[1] == states(second)[1] == "due"
    Delivery.objects.update(next_try_at=timezone.now())
    facebook.answers = [reply(200, {"message_id": "m_1"}), reply(200, {"message_id": "m_2"})]
    assert work_off() == 2
    texts = [asked.body["message"]["text"] for asked in facebook.asked]
    assert texts == ["First", "First", "Second"]


def test_after_a_day_an_agent_writes_with_the_tag(
    facebook: FakeGraph, john: Conversation, alice: User
) -> None:
    later(john, timedelta(days=2))
    facebook.answers = [reply(200, {"message_id": "m_1"})]
    say(alice, john)
    work_off()
    assert facebook.asked[0].body["messaging_type"] == "MESSAGE_TAG"
    assert facebook.asked[0].body["tag"] == "HUMAN_AGENT"


def test_what_policy_forbids_is_not_stored(john: Conversation, alice: User) -> None:
    later(john, timedelta(days=8))
    with pytest.raises(CannotSend):
        say(alice, john)
    with pytest.raises(CannotSend):
        say(alice, john, "x" * 2_001)
    assert not Message.objects.exists()
    assert not Delivery.objects.exists()
    john.refresh_from_db()
    assert john.owner == "nobody"


def test_what_has_waited_too_long_is_refused_with_the_reason(
    facebook: FakeGraph, john: Conversation, alice: User
) -> None:
    message = say(alice, john)
    later(john, timedelta(days=7, seconds=1))
    work_off()
    state, delivery, reason = states(message)
    assert (state, delivery) == ("failed", "failed")
    assert "7 days" in reason
    assert not facebook.asked


def test_a_window_that_closes_while_a_message_waits_asks_for_the_tag(
    facebook: FakeGraph, john: Conversation, alice: User
) -> None:
    say(alice, john)
    facebook.answers = [reply(200, {"message_id": "m_1"})]
    with time_machine.travel(timezone.now() + timedelta(hours=24), tick=True):
        work_off()
    assert facebook.asked[0].body["tag"] == "HUMAN_AGENT"


def test_a_page_without_a_token_is_refused(john: Conversation, alice: User) -> None:
    Page.objects.update(access_token="")
    with pytest.raises(Refused, match="is disconnected"):
        deliver(delivery_of(say(alice, john)))


def test_the_bots_answer_leaves(facebook: FakeGraph, bot: Bot, john: Conversation) -> None:
    facebook.answers = [reply(200, {"message_id": "m_1"})]
    message = say_by_bot(john)
    work_off()
    assert states(message) == ("sent", "sent", "")


def test_a_takeover_cancels_the_bots_answer(
    facebook: FakeGraph, bot: Bot, john: Conversation, alice: User
) -> None:
    message = say_by_bot(john)
    take_conversation(alice.as_actor(door="test"), conversation_id=john.pk, from_bot=True)
    work_off()
    assert states(message)[:2] == ("cancelled", "cancelled")
    assert not facebook.asked


def test_a_bots_answer_under_an_old_epoch_is_stale(bot: Bot, john: Conversation) -> None:
    delivery = delivery_of(say_by_bot(john))
    Conversation.objects.update(epoch=F("epoch") + 1)
    with pytest.raises(Stale):
        deliver(delivery)


def test_a_bots_answer_does_not_leave_where_a_person_answers(bot: Bot, john: Conversation) -> None:
    delivery = delivery_of(say_by_bot(john))
    Conversation.objects.update(owner="nobody", stopped_at=timezone.now())
    with pytest.raises(Stale):
        deliver(delivery)


def test_a_bots_answer_is_fenced_on_every_try(
    facebook: FakeGraph, bot: Bot, john: Conversation, alice: User
) -> None:
    facebook.answers = [error(500, 2)]
    message = say_by_bot(john)
    work_off()
    take_conversation(alice.as_actor(door="test"), conversation_id=john.pk, from_bot=True)
    Delivery.objects.update(next_try_at=timezone.now())
    work_off()
    assert states(message)[:2] == ("cancelled", "cancelled")
    assert len(facebook.asked) == 1


def test_a_message_that_is_gone_is_stale(john: Conversation, alice: User) -> None:
    delivery = delivery_of(say(alice, john))
    delivery.payload = {"message_id": 0}
    with pytest.raises(Stale):
        deliver(delivery)


def test_the_lease_outlasts_the_longest_try(settings: Settings) -> None:
    settings.MESSENGER_TIMEOUT_SECONDS = 60.0
    assert delivering.messenger_send().lease_seconds > 3 * 60


def test_what_has_arrived_is_not_posted_again(
    facebook: FakeGraph, john: Conversation, alice: User
) -> None:
    """An earlier try got through in spite of its error answer: the echo has proved it."""
    message = say(alice, john)
    Message.objects.filter(pk=message.pk).update(state="delivered")
    work_off()
    assert facebook.asked == []
    assert states(message)[:2] == ("delivered", "sent")


def test_a_mid_that_another_message_bears_is_left_with_it(
    facebook: FakeGraph, john: Conversation, alice: User
) -> None:
    facebook.answers = [reply(200, {"message_id": "m_1"}), reply(200, {"message_id": "m_1"})]
    first, second = say(alice, john), say(alice, john, "And again")
    work_off()
    assert (states(first)[0], states(second)[0]) == ("sent", "sent")
    assert (first.provider_id, second.provider_id) == ("m_1", "")
