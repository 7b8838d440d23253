"""Messenger's side of the webhook: items in its shapes, signed batches."""

from __future__ import annotations

import json
import time
from typing import Any

from django.http import HttpResponse
from django.test import Client

from conversations.connectors.messenger.webhook import sign
from tests.cast import JOHN_ID, PAGE_ID

Fields = dict[str, Any]


def now_ms() -> int:
    return int(time.time() * 1000)


def from_john(page_id: str = PAGE_ID, **what: Any) -> Fields:
    return {
        "sender": {"id": JOHN_ID},
        "recipient": {"id": page_id},
        "timestamp": now_ms(),
        **what,
    }


def text_from_john(text: str, mid: str = "m_1", page_id: str = PAGE_ID) -> Fields:
    return from_john(page_id, message={"mid": mid, "text": text})


def echo_to_john(text: str, mid: str = "m_echo", **more: Any) -> Fields:
    return {
        "sender": {"id": PAGE_ID},
        "recipient": {"id": JOHN_ID},
        "timestamp": now_ms(),
        "message": {"mid": mid, "text": text, "is_echo": True, **more},
    }


class Door:
    """Posts to the webhook as Facebook does."""

    def __init__(self, client: Client) -> None:
        self.client = client

    def post(self, body: bytes, signature: str | None = None, path: str = "") -> HttpResponse:
        """A raw body; signed rightly unless another signature is given."""
        answer = self.client.post(
            path or "/webhooks/messenger",
            body,
            content_type="application/json",
            headers={"X-Hub-Signature-256": sign(body) if signature is None else signature},
        )
        assert isinstance(answer, HttpResponse)
        return answer

    def tell(self, *items: Any, page_id: str = PAGE_ID) -> HttpResponse:
        """One entry of a page with these items."""
        return self.batch({"id": page_id, "time": now_ms(), "messaging": list(items)})

    def batch(self, *entries: Any) -> HttpResponse:
        return self.post(json.dumps({"object": "page", "entry": list(entries)}).encode())
