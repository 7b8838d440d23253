"""An integrator who listens: a real HTTP server, and endpoints that lead to it."""

from __future__ import annotations

import hashlib
import hmac
from collections.abc import Callable, Iterator
from typing import Any

import pytest
from django.utils import timezone

from conversations.actions.receiving import receive_message
from customers.models import Page
from handoff.accounts.models import Company, User
from handoff.outbox.models import Delivery
from handoff.webhooks.actions import Wishes, create_endpoint
from handoff.webhooks.models import WebhookEndpoint
from tests.answering import reply
from tests.bots.fake_bot import Asked, FakeBot
from tests.cast import JOHN_ID

WISHES: dict[str, Any] = {
    "url": "https://crm.example/hooks",
    "description": "The CRM",
    "event_types": ["new_message"],
    "include": [],
    "channels": ["messenger"],
    "page_ids": [],
    "is_active": True,
}

Listens = Callable[..., WebhookEndpoint]
Writes = Callable[..., None]


def wishes(**fields: Any) -> Wishes:
    return Wishes(**{**WISHES, **fields})


@pytest.fixture
def crm() -> Iterator[FakeBot]:
    """A server that takes all that comes, until it is told otherwise."""
    with FakeBot() as server:
        server.says(reply(200, b"thanks"))
        yield server


@pytest.fixture
def listens(hotel: Company, amira: User, crm: FakeBot) -> Listens:
    """`listens(event_types=[…])`: an endpoint of the hotel's that leads to the server."""

    def create(company: Company = hotel, by: User = amira, **fields: Any) -> WebhookEndpoint:
        asked = wishes(**{"url": f"{crm.url}/hooks", **fields})
        return create_endpoint(by.as_actor(door="admin"), company_id=company.pk, wishes=asked)

    return create


@pytest.fixture
def writes(page: Page) -> Writes:
    """`writes("Hello")`: John writes to the hotel's page; others under other numbers."""
    count = iter(range(10_000))

    def write(text: str = "Hello", *, customer_id: str = JOHN_ID, to: Page = page) -> None:
        receive_message(
            to, customer_id=customer_id, text=text, provider_id=f"m_{to.pk}_{next(count)}",
            sent_at=timezone.now(),
        )  # fmt: skip

    return write


def deliveries() -> list[Delivery]:
    return list(Delivery.objects.filter(kind="webhook").order_by("pk"))


def texts(crm: FakeBot) -> list[str]:
    """What customers wrote, in the order in which the integrator heard it."""
    return [asked.body["data"]["message"] for asked in crm.asked]


def verified(asked: Asked, secret: str) -> bool:
    """The check of docs/webhooks.md, by hand: none of our code."""
    signed = asked.headers["X-Handoff-Timestamp"].encode() + b"." + asked.raw
    expected = "sha256=" + hmac.new(secret.encode(), signed, hashlib.sha256).hexdigest()
    held = asked.headers["X-Handoff-Signature"].split(", ")
    return any(hmac.compare_digest(expected, one) for one in held)
