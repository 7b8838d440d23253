"""Echoes: ours settle what we sent, others are replies from Facebook's own inbox."""

from __future__ import annotations

import json
from unittest.mock import patch

import pytest

from conversations.connectors.messenger import delivering
from conversations.connectors.messenger.echoes import settle_by_echo
from conversations.connectors.messenger.send_api import Letter, post
from conversations.models import Bot, Conversation, Message
from customers.models import Page
from handoff.accounts.models import User
from handoff.outbox.delivering import work_off
from tests.answering import Answering, cut, reply
from tests.messenger.door import Door, echo_to_john
from tests.messenger.fake_graph import FakeGraph, error
from tests.messenger.sending import delivery_of, say, states


def test_an_echo_settles_an_uncertain_message(
    facebook: FakeGraph, door: Door, john: Conversation, alice: User
) -> None:
    facebook.answers = [cut]
    message = say(alice, john)
    work_off()
    delivery = delivery_of(message)
    door.tell(echo_to_john("Hello John", "m_1", metadata=str(delivery.pk)))
    assert states(message) == ("sent", "sent", "")
    assert message.provider_id == "m_1"
    assert Message.objects.count() == 1


@pytest.mark.parametrize("answer", [reply(200, {"message_id": "m_1"}), cut])
def test_an_echo_that_overtakes_the_answer_makes_one_message(
    facebook: FakeGraph, door: Door, john: Conversation, alice: User, answer: Answering
) -> None:
    """Our POST is still open when the echo comes in."""
    message = say(alice, john)
    metadata = str(delivery_of(message).pk)

    def hear_echo_and_post(letter: Letter) -> str:
        assert delivery_of(message).state == "sending"
        door.tell(echo_to_john("Hello John", "m_1", metadata=metadata))
        return post(letter)

    facebook.answers = [answer]
    with patch.object(delivering, "post", hear_echo_and_post):
        work_off()
    assert states(message) == ("sent", "sent", "")
    assert message.provider_id == "m_1"
    assert Message.objects.count() == 1


def test_an_echo_stops_a_retry_of_what_was_sent_after_all(
    facebook: FakeGraph, door: Door, john: Conversation, alice: User
) -> None:
    facebook.answers = [error(500, 2)]
    message = say(alice, john)
    work_off()
    assert delivery_of(message).state == "due"
    door.tell(echo_to_john("Hello John", "m_1", metadata=str(delivery_of(message).pk)))
    assert states(message) == ("sent", "sent", "")
    assert work_off() == 0


def test_an_echo_after_the_answer_changes_nothing(
    facebook: FakeGraph, door: Door, john: Conversation, alice: User
) -> None:
    facebook.answers = [reply(200, {"message_id": "m_1"})]
    message = say(alice, john)
    work_off()
    for metadata in (str(delivery_of(message).pk), ""):
        door.tell(echo_to_john("Hello John", "m_1", metadata=metadata))
    assert states(message) == ("sent", "sent", "")
    assert Message.objects.count() == 1


def test_a_double_is_not_stored_as_somebody_elses(
    facebook: FakeGraph, door: Door, john: Conversation, alice: User
) -> None:
    facebook.answers = [reply(200, {"message_id": "m_1"})]
    message = say(alice, john)
    work_off()
    door.tell(echo_to_john("Hello John", "m_2", metadata=str(delivery_of(message).pk)))
    assert Message.objects.get().provider_id == "m_1"


@pytest.mark.parametrize("metadata", ["", "x", "-1", "1.0", "²", "9" * 19, "9" * 400, "0"])
def test_others_metadata_is_none_of_ours(page: Page, metadata: str) -> None:
    assert not settle_by_echo(page, metadata=metadata, provider_id="m_1")


def test_an_echo_cannot_settle_another_pages_message(
    globex_page: Page, john: Conversation, alice: User
) -> None:
    message = say(alice, john)
    metadata = str(delivery_of(message).pk)
    assert not settle_by_echo(globex_page, metadata=metadata, provider_id="m_1")
    assert states(message)[0] == "pending"


def test_an_echo_to_another_customer_settles_nothing(
    page: Page, john: Conversation, alice: User
) -> None:
    metadata = str(delivery_of(say(alice, john)).pk)
    assert not settle_by_echo(
        page, metadata=metadata, provider_id="m_1", customer_id="somebody-else"
    )


def test_a_reply_from_facebooks_inbox_silences_the_bot(
    door: Door, bot: Bot, john: Conversation
) -> None:
    for _ in range(2):
        door.tell(echo_to_john("I answer myself", "m_inbox"))
    john.refresh_from_db()
    message = Message.objects.get()
    assert john.owner == "nobody"
    assert (message.author, message.agent_id, message.text) == ("agent", None, "I answer myself")


def test_an_echo_without_text_is_skipped(door: Door, john: Conversation) -> None:
    answer = door.tell(echo_to_john("", "m_picture"))
    assert json.loads(answer.content) == {"received": 0, "refused": 0, "skipped": 1}
