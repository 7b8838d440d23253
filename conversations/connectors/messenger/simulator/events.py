"""The items of webhooks, in Messenger's own shapes (see `translate`)."""

from __future__ import annotations

from typing import Any

from conversations.connectors.messenger.simulator.files import content_of
from conversations.connectors.messenger.simulator.models import PhoneMessage
from conversations.connectors.messenger.simulator.posting import now_ms


def written(message: PhoneMessage) -> dict[str, Any]:
    """The customer wrote."""
    return {**from_customer(message), "message": {"mid": message.mid, **content_of(message)}}


def echoed(message: PhoneMessage) -> dict[str, Any]:
    """The page said something."""
    echo = {"is_echo": True, "app_id": 1, "mid": message.mid, **content_of(message)}
    if message.metadata:
        echo["metadata"] = message.metadata
    return {
        "sender": {"id": message.page_id},
        "recipient": {"id": message.customer_id},
        "timestamp": sent_ms(message),
        "message": echo,
    }


def delivered(message: PhoneMessage) -> dict[str, Any]:
    return {
        **from_customer(message),
        "delivery": {"mids": [message.mid], "watermark": now_ms()},
    }


def read(message: PhoneMessage) -> dict[str, Any]:
    return {**from_customer(message), "read": {"watermark": now_ms()}}


def from_customer(message: PhoneMessage) -> dict[str, Any]:
    return {
        "sender": {"id": message.customer_id},
        "recipient": {"id": message.page_id},
        "timestamp": sent_ms(message) if message.from_customer else now_ms(),
    }


def sent_ms(message: PhoneMessage) -> int:
    return int(message.created_at.timestamp() * 1000)
