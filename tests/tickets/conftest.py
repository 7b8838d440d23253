"""Clients of `/api/tickets`, and chats that became tickets."""

from __future__ import annotations

import json
from collections.abc import Callable
from typing import Any

import pytest
from rest_framework.test import APIClient

from conversations.models import Author, Conversation, Message
from customers.models import ParticipantSession
from handoff.accounts.models import Company, User
from handoff.accounts.tokens import access_token_for, participant_token_for
from livechat.models import Ticket, TicketCategory
from livechat.tickets.actions import convert_to_ticket

Call = Callable[..., Any]
Says = Callable[..., Message]


@pytest.fixture(autouse=True)
def _quick(settings: Any) -> None:
    settings.PASSWORD_HASHERS = ["django.contrib.auth.hashers.MD5PasswordHasher"]


def bearer_of(who: User | ParticipantSession | str) -> str:
    if isinstance(who, str):
        return who
    if isinstance(who, User):
        return access_token_for(who)
    return participant_token_for(who.pk, expires_at=who.expires_at)


@pytest.fixture
def call() -> Call:
    """`call(alice, "patch", "/7", status="solved")`; nobody sends no token, a text is a key."""

    def send(
        who: User | ParticipantSession | str | None, method: str, path: str = "", **data: Any
    ) -> Any:
        client = APIClient()
        if who is not None:
            client.credentials(HTTP_AUTHORIZATION=f"Bearer {bearer_of(who)}")
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
