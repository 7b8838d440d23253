"""What the tests of the contract do at several doors."""

from __future__ import annotations

from typing import Any

from django.utils import timezone

from conversations.actions.receiving import receive_message
from conversations.actions.taking import take_conversation
from conversations.models import Conversation, Message
from handoff.accounts.models import User
from tests.cast import JOHN_ID, PAGE_ID
from tests.realtime.server import Socket

JOHN = {"customer_id": JOHN_ID, "page_id": PAGE_ID}


def shapes_of(type: str, **fields: Any) -> list[dict[str, Any]]:
    """The same request with its fields at the top level (document 1) and under `data` (2)."""
    return [{"type": type, **fields}, {"type": type, "data": fields}]


def heard(socket: Socket, *types: str) -> list[dict[str, Any]]:
    """The next broadcasts, whose types must be these, in this order."""
    frames = [socket.event() for _ in types]
    assert [frame["type"] for frame in frames] == list(types)
    return frames


def johns_message(john: Conversation, text: str = "Hello", mid: str = "m_1") -> Message:
    """John writes on Messenger."""
    assert john.customer is not None
    message = receive_message(
        john.customer.page, customer_id=JOHN_ID, text=text, provider_id=mid,
        sent_at=timezone.now(),
    )  # fmt: skip
    assert message is not None
    return message


def error_of(answer: Any) -> tuple[int, str]:
    """Status and sentence of a refusal over REST."""
    return answer.status_code, answer.json()["error"]


def take(conversation: Conversation, user: User) -> None:
    """Somebody takes a customer, from the bot too."""
    take_conversation(user.as_actor(door="test"), conversation_id=conversation.pk, from_bot=True)
