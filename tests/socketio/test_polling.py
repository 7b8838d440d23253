"""Many events in one request of a client that polls: all are carried out, and no answer holds more
than clients in Python take (contract README, "Who is asking": 30 messages at once)."""

from __future__ import annotations

import json
from typing import Any

import pytest
import requests

from customers.models import ParticipantSession
from handoff.realtime.socketio.server import MOST_PACKETS_OUT
from livechat.actions.talking import say_in_chat
from livechat.models import ChatSession
from tests.livechat.conftest import actor_of, begin
from tests.socketio.people import POLLING, Open, enter, token_of

pytestmark = pytest.mark.django_db(transaction=True)

BETWEEN = "\x1e"


class Poller:
    """A client that speaks Engine.IO by hand, over HTTP alone."""

    def __init__(self, port: int, token: str, since: int | None = None) -> None:
        self.address = f"http://127.0.0.1:{port}/socket.io/?EIO=4&transport=polling"
        self.address += "&sid=" + json.loads(self.poll()[0][1:])["sid"]
        self.send("40" + json.dumps({"token": token, "since": since}))

    def poll(self) -> list[str]:
        return requests.get(self.address, timeout=10).text.split(BETWEEN)

    def send(self, *packets: str) -> None:
        assert requests.post(self.address, BETWEEN.join(packets), timeout=10).text == "OK"

    def polls_until(self, beginning: str, count: int) -> list[list[str]]:
        """What each poll brought, until so many packets begin like this."""
        polls: list[list[str]] = []
        while sum(text.startswith(beginning) for poll in polls for text in poll) < count:
            polls.append(self.poll())
        return polls


@pytest.fixture
def chat(nora: ParticipantSession) -> ChatSession:
    return begin(nora)


@pytest.mark.parametrize("length", [10, 10_000])
def test_thirty_messages_in_one_request_are_all_said_and_acknowledged(
    port: int, chat: ChatSession, nora: ParticipantSession, length: int
) -> None:
    client = Poller(port, token_of(nora))
    said: list[dict[str, Any]] = [
        {"session_id": chat.pk, "content": f"Line {number}".ljust(length, ".")}
        for number in range(30)
    ]
    client.send(*(
        f"42{number}" + json.dumps(["chat:send_message", words])
        for number, words in enumerate(said)
    ))  # fmt: skip
    polls = client.polls_until("43", 30)
    answers = [
        json.loads(text[text.index("[") :])[0]
        for poll in polls
        for text in poll
        if text[:2] == "43"
    ]
    assert [answer["message"]["content"] for answer in answers] == [one["content"] for one in said]
    assert max(map(len, polls)) <= MOST_PACKETS_OUT


def test_the_library_sends_thirty_at_once_over_polling(
    open_client: Open, chat: ChatSession, nora: ParticipantSession
) -> None:
    client = enter(open_client, nora, transports=POLLING)
    for number in range(30):
        client.emit("chat:send_message", {"session_id": chat.pk, "content": f"Line {number}"})
    answers = [client.next("ack")["answer"][0] for _ in range(30)]
    assert all(answer["success"] for answer in answers)


def test_what_was_missed_comes_in_pieces_that_clients_take(
    port: int, chat: ChatSession, nora: ParticipantSession
) -> None:
    for number in range(40):
        say_in_chat(actor_of(nora), session_id=chat.pk, content=f"Line {number}")
    client = Poller(port, token_of(nora), since=0)
    client.send(*(f'42{number}["chat:nonsense"]' for number in range(30)))
    polls = client.polls_until('42["chat:new_message"', 40)
    assert max(map(len, polls)) <= MOST_PACKETS_OUT
