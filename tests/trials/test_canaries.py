"""What is for the team alone never goes out: a note, an agent's e-mail address, a system line, and
why the detector or a bot wanted a person. Each is planted, and searched for in all that leaves."""

from __future__ import annotations

import json
from collections.abc import Iterator
from typing import Any
from unittest.mock import patch

import pytest
from django.test import Client
from pytest_django import Settings
from rest_framework.test import APIClient

from conversations.actions import hearing
from conversations.actions.bot import give_up
from conversations.actions.releasing import release_conversation
from conversations.actions.sending import send_message
from conversations.actions.stopping import set_stop
from conversations.actions.taking import take_conversation
from conversations.actions.transferring import transfer_conversation
from conversations.connectors.messenger.simulator.models import PhoneMessage
from conversations.detection import Request
from conversations.models import Author, Bot, Conversation, HandoffRecord
from customers.models import Page
from handoff import topics
from handoff.accounts.models import User
from handoff.accounts.tokens import access_token_for
from handoff.news.models import Event
from handoff.outbox.delivering import work_off
from tests.answering import reply
from tests.bots.fake_bot import FakeBot
from tests.cast import JOHN_ID, PAGE_ID, fresh
from tests.messenger.door import Door, text_from_john
from tests.messenger.fake_graph import FakeGraph, error
from tests.realtime.server import Server, Socket
from tests.trials.addresses import addresses
from tests.trials.test_listening_equals_reloading import add_line

NOTE, LINE = "canary-note-4c1f", "canary-line-9a27"
DETECTOR, GIVEN_UP = "canary-rule-77b0", "canary-reason-51de"
MAIL = "@demo.test"  # of everybody on the team
CANARIES = [NOTE, LINE, DETECTOR, GIVEN_UP, MAIL]

Bodies = list[str]


@pytest.fixture
def elsewhere(page: Page) -> Iterator[FakeBot]:
    """A bot in front of the page that lives elsewhere, and is given the history."""
    with FakeBot() as fake:
        Bot.objects.create(
            company=page.company, page=page, kind="webhook", endpoint=f"{fake.url}/turns",
            secret="a-secret-of-sixteen-or-more", timeout_seconds=5, history_messages=50,
        )  # fmt: skip
        fake.says(reply(200, {"text": "From 6:30"}))
        yield fake


@pytest.fixture
def facebook(settings: Settings) -> Iterator[FakeGraph]:
    with FakeGraph() as graph:
        settings.MESSENGER_GRAPH_URL = graph.url
        settings.MESSENGER_TIMEOUT_SECONDS = 2.0
        yield graph


@pytest.fixture
def story(
    page: Page, elsewhere: FakeBot, facebook: FakeGraph, client: Client,
    alice: User, bob: User, amira: User,
) -> Conversation:  # fmt: skip
    """Everything that a conversation can go through, with canaries on the way."""
    door = Door(client)
    facebook.answers = [error(500, 2), *(reply(200, {"message_id": f"m_{n}"}) for n in range(50))]

    def hear(text: str, mid: str) -> None:
        assert door.tell(text_from_john(text, mid)).status_code == 200
        work_off()

    hear("What time is breakfast?", "m_in_1")
    john = Conversation.objects.get()
    as_alice, as_bob, as_amira = (user.as_actor(door="rest") for user in (alice, bob, amira))
    add_line(fresh(john), Author.NOTE, NOTE)
    add_line(fresh(john), Author.SYSTEM, LINE)
    hear("Is there parking?", "m_in_2")
    request = Request(phrase="somebody else", language="en", rule=DETECTOR)
    with patch.object(hearing, "find_request", return_value=request):
        hear("Somebody else, please", "m_in_3")
    take_conversation(as_alice, conversation_id=john.pk)
    send_message(as_alice, conversation_id=john.pk, text="Alice here")
    transfer_conversation(as_amira, conversation_id=john.pk, to_user_id=bob.pk, reason=GIVEN_UP)
    send_message(as_bob, conversation_id=john.pk, text="And Bob")
    add_line(fresh(john), Author.NOTE, f"{NOTE} again")
    work_off()
    release_conversation(as_bob, conversation_id=john.pk)
    set_stop(as_amira, conversation_id=john.pk, stop=False)
    hear("And the pool?", "m_in_4")
    assert give_up(john.pk, epoch=fresh(john).epoch, reason=GIVEN_UP, message="?")
    reasons = set(HandoffRecord.objects.values_list("reason", flat=True))
    assert {DETECTOR, GIVEN_UP} <= reasons
    return john


def found_in(texts: Bodies) -> list[tuple[str, str]]:
    """Which canary is in which text."""
    return [(canary, text[:500]) for text in texts for canary in CANARIES if canary in text]


@pytest.mark.django_db(transaction=True)
def test_nothing_that_is_posted_to_facebook_holds_a_canary(
    story: Conversation, facebook: FakeGraph
) -> None:
    bodies = [json.dumps([asked.path, asked.headers, asked.body]) for asked in facebook.asked]
    assert any("Alice here" in body for body in bodies)
    assert any("And Bob" in body for body in bodies)
    assert any("From 6:30" in body for body in bodies)
    assert not found_in(bodies)


@pytest.mark.django_db(transaction=True)
def test_no_bot_that_lives_elsewhere_is_told_a_canary(
    story: Conversation, elsewhere: FakeBot
) -> None:
    """What it is told it may repeat to the customer."""
    bodies = [json.dumps([asked.path, asked.headers, asked.body]) for asked in elsewhere.asked]
    assert any("Alice here" in body and "And Bob" in body for body in bodies)
    assert not found_in(bodies)


@pytest.mark.django_db(transaction=True)
def test_a_phone_shows_no_canary(
    story: Conversation, facebook: FakeGraph, client: Client, settings: Settings
) -> None:
    sent = [asked for asked in facebook.asked if "message" in asked.body]
    assert sent
    for number, asked in enumerate(sent):
        PhoneMessage.objects.create(
            page_id=PAGE_ID, customer_id=JOHN_ID, from_customer=False, is_seen=True,
            text=asked.body["message"]["text"], mid=f"m_{number}",
            metadata=asked.body["message"]["metadata"],
        )  # fmt: skip
    settings.SIMULATOR = True
    phone = f"/simulator/phone/{PAGE_ID}/{JOHN_ID}/"
    pages = [client.get(path).content.decode() for path in ("/simulator/", phone)]
    pages.append(client.get(f"{phone}messages?after=0").content.decode())
    assert "Alice here" in pages[1]
    assert "And Bob" in pages[2]
    assert not found_in(pages)


@pytest.mark.django_db(transaction=True)
def test_what_customers_may_listen_to_holds_no_canary_but_the_authors_address(
    story: Conversation,
) -> None:
    """News goes to a conversation's own topic only where its customer may hear it. A message names
    its author's address there; whoever words it for a customer leaves that out."""
    shared = topics.conversation(story.pk)
    payloads = [event.payload for event in Event.objects.all() if shared in event.topics]
    assert any("Alice here" in str(payload) for payload in payloads)
    assert not [find for find in found_in(list(map(str, payloads))) if find[0] != MAIL]


@pytest.mark.django_db(transaction=True)
def test_a_customers_account_is_answered_no_canary_anywhere(
    story: Conversation, vera: User, settings: Settings
) -> None:
    """On no address of the project, by no method, by token and by cookie."""
    settings.SIMULATOR = True
    by_token, by_cookie = APIClient(), Client()
    by_token.credentials(HTTP_AUTHORIZATION=f"Bearer {access_token_for(vera)}")
    by_cookie.force_login(vera)
    vera_herself = vera.email
    answers: dict[str, str] = {}
    refused = 0
    for path in addresses():
        if path == "/api/schema/":
            continue  # the description: its examples are the demo's, for everybody to read
        for method in ("get", "post", "put", "delete"):
            for name, browser in (("token", by_token), ("cookie", by_cookie)):
                answer: Any = getattr(browser, method)(f"{path}?page_id={PAGE_ID}&since=0")
                if answer.streaming:
                    continue
                if path.startswith(("/api/dashboard/", "/api/events")):
                    assert answer.status_code in (403, 405), path
                    refused += answer.status_code == 403
                told = answer.content.decode(errors="replace").replace(vera_herself, "")
                answers[f"{method} {path} by {name}"] = told
    assert by_token.get("/api/auth/me").status_code == 200  # she was signed in all the time
    assert refused >= 30
    assert not found_in([f"{where}: {told}" for where, told in answers.items()])


@pytest.mark.django_db(transaction=True)
def test_a_customers_socket_hears_no_canary(
    transactional_db: None, story: Conversation, vera: User, settings: Settings
) -> None:
    settings.WORKER_IN_SERVER = False
    with Server() as server:
        socket = Socket(server.port, vera, "?include=notes,system,deliveries&since=0")
        code, _ = socket.closing()
    assert code == 4403
    assert not found_in([json.dumps(frame) for frame in [socket.first, *socket.heard]])
