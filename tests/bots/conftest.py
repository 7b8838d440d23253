"""Bots that live elsewhere: on a server that does what a test tells it."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from typing import Any

import pytest
from django.utils import timezone

from conversations.actions.receiving import receive_message
from conversations.bots.base import Turn
from conversations.models import Bot
from customers.models import Page
from handoff.outbox.models import Delivery
from tests.bots.fake_bot import FakeBot
from tests.cast import JOHN_ID

SECRET = "a-secret-of-sixteen-or-more"


@pytest.fixture
def elsewhere() -> Iterator[FakeBot]:
    with FakeBot() as bot:
        yield bot


@pytest.fixture
def webhook(page: Page, elsewhere: FakeBot) -> Bot:
    """A webhook bot in front of the hotel's page."""
    return Bot.objects.create(
        company=page.company, page=page, kind="webhook", endpoint=f"{elsewhere.url}/turns",
        secret=SECRET, timeout_seconds=5,
    )  # fmt: skip


@pytest.fixture
def model(page: Page, elsewhere: FakeBot) -> Bot:
    """A chat model in front of the hotel's page."""
    return Bot.objects.create(
        company=page.company, page=page, kind="openai_compatible", endpoint=f"{elsewhere.url}/v1/",
        secret="key-1", model_name="small-one", timeout_seconds=5,
    )  # fmt: skip


def turn_for(bot: Bot, text: str = "What time is breakfast?", **fields: Any) -> Turn:
    known = {"turn_id": "bot-turn-1", "customer_name": "John Doe", "seconds": 5.0}
    return Turn(
        company_id=bot.company_id, conversation_id=12, text=text, bot=bot, **{**known, **fields}
    )


Writes = Callable[..., Delivery]


@pytest.fixture
def john_writes(page: Page) -> Writes:
    """`john_writes("Hello")`: the delivery of the bot's turn that it makes."""
    count = iter(range(1000))

    def write(text: str = "What time is breakfast?") -> Delivery:
        receive_message(
            page, customer_id=JOHN_ID, text=text, provider_id=f"m{next(count)}",
            sent_at=timezone.now(),
        )  # fmt: skip
        return Delivery.objects.filter(kind__startswith="bot.").latest("pk")

    return write
