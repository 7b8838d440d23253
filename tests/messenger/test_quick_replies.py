"""Buttons under a message of ours: who offers them, how they leave, what is refused."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

import pytest
from django.test import Client

from conversations.actions.bot import say_all_as_bot
from conversations.bots import base
from conversations.bots.base import Answer, Turn
from conversations.bots.webhook import handoff_answer, handoff_body, rasa_answer, rasa_body
from conversations.models import Bot, Conversation, Message
from conversations.quick_replies import QuickReply
from conversations.serializers import message_data
from handoff.accounts.models import User
from handoff.news.models import Event
from handoff.outbox.delivering import work_off
from handoff.outbox.kinds import Refused
from tests.answering import reply
from tests.cast import JOHN_ID, PAGE_ID
from tests.messenger.door import Door, from_john
from tests.messenger.fake_graph import FakeGraph

YES, NO = {"title": "Yes", "payload": "YES"}, {"title": "No", "payload": "NO"}
SENT = reply(200, {"message_id": "m_out"})


def send(client: Client, agent: User, quick_replies: object, **more: Any) -> Any:
    client.force_login(agent)
    body = {"page_id": PAGE_ID, "message": "Shall I?", "quick_replies": quick_replies, **more}
    return client.post(
        f"/api/dashboard/customers/{JOHN_ID}/message", body, content_type="application/json"
    )


def test_an_agent_offers_them(
    facebook: FakeGraph, client: Client, alice: User, john: Conversation
) -> None:
    answer = send(client, alice, [YES, NO])
    assert answer.status_code == 200
    assert answer.json()["data"]["quick_replies"] == [YES, NO]
    assert Event.objects.get(type="message_added").payload["message"]["quick_replies"] == [YES, NO]
    facebook.answers = [SENT]
    work_off()
    assert facebook.asked[0].body["message"]["quick_replies"] == [
        {"content_type": "text", **YES},
        {"content_type": "text", **NO},
    ]


@pytest.mark.parametrize("quick_replies", [None, []])
def test_without_them_nothing_is_said_of_them(
    facebook: FakeGraph, client: Client, alice: User, john: Conversation, quick_replies: object
) -> None:
    assert "quick_replies" not in send(client, alice, quick_replies).json()["data"]
    facebook.answers = [SENT]
    work_off()
    assert "quick_replies" not in facebook.asked[0].body["message"]


@pytest.mark.parametrize(
    "quick_replies",
    [
        [YES] * 14,
        [{"title": "x" * 21, "payload": "X"}],
        [{"title": "X", "payload": "x" * 1_001}],
        [{"title": "", "payload": "X"}],
        [{"title": "X"}],
        [{"title": ["X"], "payload": "X"}],
        ["Yes"],
        "Yes",
        {"title": "Yes"},
        [{"title": "a\0", "payload": "X"}],
    ],
)
def test_bad_ones_are_refused_with_details(
    client: Client, alice: User, john: Conversation, quick_replies: object
) -> None:
    answer = send(client, alice, quick_replies)
    assert answer.status_code == 400
    assert "quick_replies" in answer.json()["details"]
    assert not Message.objects.exists()


def test_thirteen_of_the_longest_are_sent(client: Client, alice: User, john: Conversation) -> None:
    longest = [{"title": "x" * 20, "payload": "y" * 1_000}] * 13
    assert send(client, alice, longest).status_code == 200


def test_a_stranger_offers_nothing(client: Client, charlie: User, john: Conversation) -> None:
    assert send(client, charlie, [YES]).status_code == 404
    assert not Message.objects.exists()


def test_sent_twice_is_stored_once(client: Client, alice: User, john: Conversation) -> None:
    first = send(client, alice, [YES], client_id="c-1").json()
    assert send(client, alice, [NO], client_id="c-1").json() == first


def test_a_bot_offers_them_under_its_last_message(bot: Bot, john: Conversation) -> None:
    offered = (QuickReply(**YES),)
    texts = ["One", "Two"]
    assert say_all_as_bot(
        john.pk, epoch=john.epoch, texts=texts, client_id="turn-1", quick_replies=offered
    )
    rows = [message_data(message) for message in Message.objects.order_by("seq")]
    assert [row.get("quick_replies") for row in rows] == [None, [YES]]


def offered(answer: Answer) -> list[tuple[str, str]]:
    return [(one.title, one.payload) for one in answer.quick_replies]


@pytest.mark.parametrize(
    ("data", "expected"),
    [
        ({"text": "Shall I?", "quick_replies": [YES]}, [("Yes", "YES")]),
        ({"messages": ["One", {"text": "Two", "quick_replies": [NO]}]}, [("No", "NO")]),
        ({"text": "Shall I?", "quick_replies": [{"title": "Yes"}]}, [("Yes", "Yes")]),
        ({"text": "Shall I?"}, []),
        ({"text": "A", "quick_replies": [{"title": "x" * 30, "payload": "X"}]},
         [("x" * 19 + "…", "X")]),
        ({"text": "A", "quick_replies": [YES] * 20}, [("Yes", "YES")] * 13),
    ],
)  # fmt: skip
def test_a_webhook_bot_offers_them(data: object, expected: list[tuple[str, str]]) -> None:
    assert offered(handoff_answer(data)) == expected


@pytest.mark.parametrize("quick_replies", ["Yes", ["Yes"], [{"title": 7}], {"title": "Yes"}])
def test_what_cannot_be_read_is_no_answer(quick_replies: object) -> None:
    with pytest.raises(Refused):
        handoff_answer({"text": "A", "quick_replies": quick_replies})


def test_rasas_buttons_become_quick_replies() -> None:
    link = {"title": "Site", "type": "web_url", "url": "https://hotel.example"}
    item = {"recipient_id": "1", "text": "Shall I?", "buttons": [YES, link, NO]}
    assert offered(rasa_answer([item])) == [("Yes", "YES"), ("No", "NO")]


def test_bots_hear_which_button_was_pressed(bot: Bot) -> None:
    turn = Turn(
        company_id=1, conversation_id=12, text="Yes", payload="BOOK_YES", bot=bot, turn_id="t-1"
    )
    body = handoff_body(turn)
    assert (body["text"], body["payload"]) == ("Yes", "BOOK_YES")
    assert rasa_body(turn)["message"] == "BOOK_YES"
    assert rasa_body(replace(turn, payload=""))["message"] == "Yes"


def test_a_turn_carries_the_payload(
    door: Door, bot: Bot, john: Conversation, monkeypatch: pytest.MonkeyPatch
) -> None:
    heard: list[Turn] = []

    def listen(turn: Turn) -> Answer:
        heard.append(turn)
        return Answer(text="Fine", quick_replies=(QuickReply(**YES),))

    monkeypatch.setitem(base._kinds, "faq", listen)
    door.tell(from_john(postback={"mid": "m_1", "title": "Book", "payload": "BOOK"}))
    work_off()
    assert [(turn.text, turn.payload) for turn in heard] == [("Book", "BOOK")]
    assert Message.objects.get(author="bot").quick_replies == [YES]
