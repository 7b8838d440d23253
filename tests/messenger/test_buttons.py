"""Buttons that customers press: quick replies and postbacks."""

from __future__ import annotations

from typing import Any

import pytest

from conversations.connectors.messenger.buttons import words_on
from conversations.models import Author, Bot, Conversation, HandoffRecord, Message, Owner
from conversations.serializers import message_data
from customers.models import Page
from handoff.news.models import Event
from tests.cast import fresh
from tests.messenger.door import Door, from_john


def pressed(payload: str, title: str = "Book a table", mid: str = "m_1") -> dict[str, Any]:
    return from_john(postback={"mid": mid, "title": title, "payload": payload})


def chosen(payload: str, text: str = "Yes", mid: str = "m_1") -> dict[str, Any]:
    return from_john(message={"mid": mid, "text": text, "quick_reply": {"payload": payload}})


@pytest.mark.parametrize("make", [pressed, chosen])
def test_what_the_button_says_is_kept_and_told(door: Door, john: Conversation, make: Any) -> None:
    door.tell(make("BOOK_TABLE"))
    message = Message.objects.get()
    assert (message.author, message.payload) == (Author.CUSTOMER, "BOOK_TABLE")
    assert message_data(message)["payload"] == "BOOK_TABLE"
    assert Event.objects.get(type="message_added").payload["message"]["payload"] == "BOOK_TABLE"


def test_typed_words_carry_no_payload(door: Door, john: Conversation) -> None:
    door.tell(from_john(message={"mid": "m_1", "text": "Yes"}))
    assert "payload" not in message_data(Message.objects.get())


def test_a_payload_is_cut_to_what_messenger_allows(door: Door, john: Conversation) -> None:
    door.tell(pressed("x" * 1_500))
    assert Message.objects.get().payload == "x" * 1_000


@pytest.mark.parametrize("quick_reply", ["Y", 7, None, [], {}, {"payload": 7}])
def test_a_payload_that_cannot_be_read_does_not_cost_the_words(
    door: Door, john: Conversation, quick_reply: object
) -> None:
    message = {"mid": "m_1", "text": "Yes", "quick_reply": quick_reply}
    assert door.tell(from_john(message=message)).status_code == 200
    assert (Message.objects.get().text, Message.objects.get().payload) == ("Yes", "")


@pytest.mark.parametrize(
    ("title", "payload", "words"),
    [
        ("Book a table", "BOOK", "Book a table"),
        ("", "GET_STARTED", "Get started"),
        ("", "GET_STARTED_PAYLOAD", "Get started"),
        ("", "get-started", "Get started"),
        (" ", "SHOW_MENU", "Show menu"),
        ("", '{"step": 1}', '{"step": 1}'),
        ("", "", "Get started"),
        ("", "x" * 300, "X" + "x" * 99),
    ],
)
def test_a_button_without_a_title_is_read_by_its_payload(
    title: str, payload: str, words: str
) -> None:
    assert words_on(title, payload) == words


def test_a_postback_without_a_title_is_not_dropped(door: Door, john: Conversation) -> None:
    door.tell(from_john(postback={"payload": "GET_STARTED"}))
    assert Message.objects.get().text == "Get started"


@pytest.mark.parametrize("make", [pressed, chosen])
def test_the_button_for_a_person_hands_over(
    door: Door, bot: Bot, john: Conversation, make: Any
) -> None:
    door.tell(make("HANDOFF_REQUEST_PERSON", "Weiter"))
    assert fresh(john).owner == Owner.NOBODY
    record = HandoffRecord.objects.filter(conversation=john).latest("epoch")
    assert (record.deed, record.reason) == ("requested", "pressed a button")
    assert Event.objects.filter(type="person_requested").count() == 1


def test_any_other_button_leaves_the_bot_in_front(door: Door, bot: Bot, john: Conversation) -> None:
    door.tell(pressed("HANDOFF_REQUEST_PERSON_NOT", "Weiter"))
    assert fresh(john).owner == Owner.BOT


def test_a_button_that_says_so_in_words_hands_over_too(
    door: Door, bot: Bot, john: Conversation
) -> None:
    door.tell(chosen("X", "Talk to a person"))
    assert fresh(john).owner == Owner.NOBODY


def test_pressed_twice_by_one_webhook_is_stored_once(door: Door, page: Page) -> None:
    item = from_john(postback={"title": "Menu", "payload": "MENU"})
    door.tell(item, item)
    door.tell(item)
    assert Message.objects.count() == 1
