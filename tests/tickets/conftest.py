"""Clients of `/api/tickets`, and chats that became tickets."""

from __future__ import annotations

import json
from collections.abc import Callable
from typing import Any

import pytest

from conversations.models import Author, Conversation, Message
from handoff.accounts.models import Company, User
from livechat.models import Ticket, TicketCategory
from livechat.tickets.actions import convert_to_ticket
from tests.asking import Person, client_of

Call = Callable[..., Any]
Says = Callable[..., Message]


@pytest.fixture
def call() -> Call:
    """`call(alice, "patch", "/7", status="solved")`; nobody sends no token, a text is a key."""

    def send(who: Person | None, method: str, path: str = "", **data: Any) -> Any:
        client = client_of(who)
        address = f"/api/tickets{path}"
        if method == "get":
            return client.get(address, data)
        return getattr(client, method)(address, json.dumps(data), content_type="application/json")

    return send


@pytest.fixture
def general(hotel: Company) -> TicketCategory:
    return TicketCategory.objects.create(company=hotel, name="General")


@pytest.fixture
def foreign(globex: Company) -> TicketCategory:
    return TicketCategory.objects.create(company=globex, name="Theirs")


@pytest.fixture
def says(chat: Conversation) -> Says:
    """`says("Hello")`: the next message of the chat, by the customer if nobody else is named."""

    def say(text: str, author: str = Author.CUSTOMER, **fields: Any) -> Message:
        chat.last_seq += 1
        chat.save(update_fields=["last_seq"])
        return Message.objects.create(
            company=chat.company, conversation=chat, seq=chat.last_seq, author=author, text=text,
            **fields,
        )  # fmt: skip

    return say


@pytest.fixture
def ticket(chat: Conversation, alice: User) -> Ticket:
    """Nora's chat, which Alice made a ticket."""
    return convert_to_ticket(
        alice.as_actor(door="rest"), conversation_id=chat.pk, subject="The tap drips"
    )
