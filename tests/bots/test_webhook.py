"""A bot behind a URL, in our format and in Rasa's, over real HTTP."""

from __future__ import annotations

import hashlib
import hmac
import socket
import time
from datetime import UTC, datetime
from typing import Any

import pytest
from pytest_django import Settings

from conversations.bots.asking import BotAway, BotRefused
from conversations.bots.base import Line
from conversations.bots.webhook import MOST_BYTES
from conversations.bots.webhook import reply as ask
from conversations.models import Bot
from handoff.outbox.kinds import Refused, TryAgain
from tests.answering import cut, endless, half, reply
from tests.bots.conftest import SECRET, turn_for
from tests.bots.fake_bot import FakeBot

SEVEN = Line(author="agent", text="At seven", at=datetime(2026, 11, 21, 9, 30, tzinfo=UTC))


def test_the_turn_goes_out_as_documented(webhook: Bot, elsewhere: FakeBot) -> None:
    elsewhere.says(reply(200, {"text": "At seven"}))
    ask(turn_for(webhook, history=(SEVEN,)))

    (asked,) = elsewhere.asked
    assert asked.path == "/turns"
    assert asked.headers["Idempotency-Key"] == "bot-turn-1"
    assert asked.body == {
        "turn_id": "bot-turn-1",
        "conversation_id": "12",
        "is_trial": False,
        "page": {"id": webhook.page.page_id, "name": "Hotel ABC"},
        "customer": {"name": "John Doe"},
        "text": "What time is breakfast?",
        "payload": "",
        "history": [{"author": "agent", "text": "At seven", "at": "2026-11-21T09:30:00.000Z"}],
    }


def test_the_request_is_signed(webhook: Bot, elsewhere: FakeBot) -> None:
    elsewhere.says(reply(200, {"text": "At seven"}))
    ask(turn_for(webhook))

    (asked,) = elsewhere.asked
    sent_at = asked.headers["X-Handoff-Timestamp"]
    signed = hmac.new(SECRET.encode(), f"{sent_at}.".encode() + asked.raw, hashlib.sha256)
    assert asked.headers["X-Handoff-Signature"] == f"sha256={signed.hexdigest()}"
    assert abs(int(sent_at) - time.time()) < 60
    assert SECRET not in str(asked)


@pytest.mark.parametrize(
    ("answered", "texts"),
    [
        ({"text": "One"}, ["One"]),
        ({"text": " One\x00 "}, ["One"]),
        ({"messages": ["One", {"text": "Two"}]}, ["One", "Two"]),
        ({"text": "One", "messages": ["Two"], "handoff": False}, ["One", "Two"]),
        ({"messages": ["", "One", " "]}, ["One"]),
        ({}, []),
    ],
)
def test_says_what_is_answered(
    webhook: Bot, elsewhere: FakeBot, answered: Any, texts: list[str]
) -> None:
    elsewhere.says(reply(200, answered))
    assert ask(turn_for(webhook)).texts == texts


@pytest.mark.parametrize(
    ("answered", "reason"),
    [
        ({"handoff": True, "reason": "wants a\nrefund "}, "wants a refund"),
        ({"handoff": True, "text": "Bye"}, "the bot asked for a person"),
        ({"handoff": True, "reason": 7}, "the bot asked for a person"),
        ({"handoff": True, "reason": "x" * 999}, "x" * 150),
    ],
)
def test_asks_for_a_person(webhook: Bot, elsewhere: FakeBot, answered: Any, reason: str) -> None:
    elsewhere.says(reply(200, answered))
    answer = ask(turn_for(webhook))
    assert (answer.gives_up, answer.reason) == (True, reason)


@pytest.mark.parametrize(
    "answered",
    [b"", b"<html>", b"\xff\xfe", b"[" * 5000, b"[]", b'"text"', b'{"text": 7}', b'{"text": null}',
     b'{"messages": "x"}', b'{"messages": [[]]}', b'{"messages": [{"text": {}}]}', b"NaN"],
)  # fmt: skip
def test_garbage_is_refused(webhook: Bot, elsewhere: FakeBot, answered: bytes) -> None:
    elsewhere.says(reply(200, answered))
    with pytest.raises(BotRefused):
        ask(turn_for(webhook))


@pytest.mark.parametrize("answered", [endless, reply(200, b"x" * (MOST_BYTES + 1))])
def test_a_huge_answer_is_refused(webhook: Bot, elsewhere: FakeBot, answered: Any) -> None:
    elsewhere.says(answered)
    with pytest.raises(BotRefused, match="too long"):
        ask(turn_for(webhook))


@pytest.mark.parametrize("status", [301, 302, 307, 400, 401, 403, 404, 422])
def test_a_refusal_is_final(webhook: Bot, elsewhere: FakeBot, status: int) -> None:
    elsewhere.says(reply(status, {"error": "No such hotel"}, Location=f"{elsewhere.url}/other"))
    with pytest.raises(BotRefused, match=f"^It answered with status {status}$") as refusal:
        ask(turn_for(webhook))
    assert refusal.value.detail == "No such hotel"
    assert len(elsewhere.asked) == 1


@pytest.mark.parametrize("status", [408, 429, 500, 502, 503])
def test_trouble_may_pass(webhook: Bot, elsewhere: FakeBot, status: int) -> None:
    elsewhere.says(reply(status, b"busy", Retry_After="7"))
    with pytest.raises(BotAway, match=f"status {status}") as away:
        ask(turn_for(webhook))
    assert (away.value.after_seconds, away.value.detail) == (7.0, "busy")


@pytest.mark.parametrize("answering", [cut, half])
def test_a_cut_answer_may_pass(webhook: Bot, elsewhere: FakeBot, answering: Any) -> None:
    elsewhere.says(answering)
    with pytest.raises(TryAgain, match="broke off"):
        ask(turn_for(webhook))


def test_a_slow_bot_may_pass(webhook: Bot, elsewhere: FakeBot) -> None:
    elsewhere.says(elsewhere.never)
    with pytest.raises(TryAgain, match="Timed out"):
        ask(turn_for(webhook, seconds=0.2))


def test_a_dead_bot_may_pass(webhook: Bot) -> None:
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        webhook.endpoint = f"http://127.0.0.1:{free.getsockname()[1]}"
    with pytest.raises(TryAgain, match="Could not be reached"):
        ask(turn_for(webhook))


def test_private_addresses_are_refused_where_the_installation_says_so(
    webhook: Bot, elsewhere: FakeBot, settings: Settings
) -> None:
    settings.BOT_PRIVATE_ADDRESSES = False
    with pytest.raises(Refused, match="private network"):
        ask(turn_for(webhook))
    assert elsewhere.asked == []


# --- Rasa


@pytest.fixture
def rasa(webhook: Bot) -> Bot:
    webhook.format = "rasa"
    webhook.secret = ""
    webhook.endpoint = webhook.endpoint.replace("/turns", "/webhooks/rest/webhook")
    return webhook


def test_rasa_is_asked_in_its_format(rasa: Bot, elsewhere: FakeBot) -> None:
    elsewhere.says(reply(200, [{"recipient_id": "12", "text": "At seven"}]))
    ask(turn_for(rasa))

    (asked,) = elsewhere.asked
    assert asked.path == "/webhooks/rest/webhook"
    assert asked.body == {
        "sender": "12",
        "message": "What time is breakfast?",
        "metadata": {"turn_id": "bot-turn-1", "page_id": rasa.page.page_id},
    }
    assert "X-Handoff-Signature" not in asked.headers


def test_several_texts_of_rasa_are_several_messages(rasa: Bot, elsewhere: FakeBot) -> None:
    elsewhere.says(
        reply(
            200,
            [
                {"recipient_id": "12", "text": "From seven"},
                {"recipient_id": "12", "buttons": [{"title": "Yes", "payload": "/yes"}]},
                {"recipient_id": "12", "text": "The menu:", "image": "https://abc.test/menu.png"},
            ],
        )
    )
    assert ask(turn_for(rasa)).texts == ["From seven", "The menu:", "https://abc.test/menu.png"]


def test_rasa_hands_over_by_a_custom_answer(rasa: Bot, elsewhere: FakeBot) -> None:
    elsewhere.says(
        reply(200, [{"text": "One moment"}, {"custom": {"handoff": True, "reason": "refund"}}])
    )
    answer = ask(turn_for(rasa))
    assert (answer.gives_up, answer.reason) == (True, "refund")


@pytest.mark.parametrize("answered", [{"text": "One"}, ["One"], [{"text": 7}], None])
def test_garbage_of_rasa_is_refused(rasa: Bot, elsewhere: FakeBot, answered: Any) -> None:
    elsewhere.says(reply(200, answered))
    with pytest.raises(BotRefused):
        ask(turn_for(rasa))
