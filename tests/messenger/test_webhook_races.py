"""Facebook delivers twice at once, and in parallel: stored once, in one conversation."""

from __future__ import annotations

import json
from concurrent.futures import ThreadPoolExecutor

import requests
from pytest_django import Settings
from pytest_django.live_server_helper import LiveServer

from conversations.connectors.messenger.webhook import sign
from conversations.models import Conversation, Message
from customers.models import Customer, Page
from tests.cast import PAGE_ID
from tests.messenger.door import now_ms, text_from_john


def test_parallel_deliveries_are_stored_once(
    live_server: LiveServer, page: Page, settings: Settings
) -> None:
    settings.MESSENGER_APP_SECRET = "app-secret"

    def deliver(number: int) -> int:
        items = [text_from_john(f"Message {number % 4}", mid=f"m_{number % 4}")]
        entry = {"id": PAGE_ID, "time": now_ms(), "messaging": items}
        body = json.dumps({"object": "page", "entry": [entry]}).encode()
        headers = {"X-Hub-Signature-256": sign(body)}
        url = f"{live_server.url}/webhooks/messenger"
        return requests.post(url, body, headers=headers, timeout=30).status_code

    with ThreadPoolExecutor(12) as pool:
        answers = list(pool.map(deliver, range(24)))
    assert set(answers) == {200}
    assert sorted(Message.objects.values_list("provider_id", flat=True)) == [
        "m_0", "m_1", "m_2", "m_3",
    ]  # fmt: skip
    assert Conversation.objects.count() == Customer.objects.count() == 1
    assert Customer.objects.get().message_count == 4
