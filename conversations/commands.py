"""What the actions are called on the wires, and what their input must look like.

Customers are named as contract documents 1 to 3 name them: `page_id` and `customer_id`.
"""

from __future__ import annotations

import logging
from collections.abc import Iterator
from contextlib import contextmanager
from functools import partial
from typing import Any

from django.db import DatabaseError
from rest_framework import serializers

from conversations.actions import handoff, messages
from conversations.actions.handoff import Taken
from conversations.client_ids import why_reserved
from conversations.errors import AssignmentFailed
from conversations.models import Conversation, Message
from conversations.permissions import get_customer_conversation_for, look_for_customer
from conversations.quick_replies import (
    LONGEST_PAYLOAD,
    LONGEST_TITLE,
    MOST_QUICK_REPLIES,
    QuickReply,
)
from conversations.serializers import agent_data, customer_data, message_data
from conversations.stopped import StoppedQuery, list_stopped
from handoff.actor import Actor
from handoff.commands import Command, NullIsAbsent, Words
from handoff.commands import register as register_commands
from handoff.errors import Forbidden
from handoff.scopes import CUSTOMERS_READ, CUSTOMERS_WRITE, MESSAGES_SEND

logger = logging.getLogger(__name__)

PAGE_ID_REQUIRED = "Page ID is required"
MAX_TEXT_LENGTH = 10_000
STOPPED_AT_ONCE = 50
MOST_SKIPPED = 2**31  # more rows than there are: databases count no further than 2**63


class Text(Words):
    """What somebody writes: up to 10,000 characters, kept unchanged, not empty."""

    def __init__(self, **kwargs: Any) -> None:
        super().__init__(
            max_length=MAX_TEXT_LENGTH,
            trim_whitespace=False,
            error_messages={
                "required": "Message is required",
                "blank": "Message is required",
                "null": "Message is required",
                "invalid": "Message must be text",
                "max_length": "Message is longer than {max_length} characters",
            },
            **kwargs,
        )

    def to_internal_value(self, data: Any) -> str:
        text = super().to_internal_value(data)
        if not text.strip():
            self.fail("blank")
        return text


def name_field(missing: str, **kwargs: Any) -> serializers.CharField:
    """An id whose absence is told in the contract's words. However long: no such thing is found."""
    return serializers.CharField(
        error_messages={"required": missing, "blank": missing, "null": missing},
        **kwargs,
    )


class WholeNumber(serializers.IntegerField):
    """An integer of any size: JSON readers make 10^30 a float."""

    def to_internal_value(self, data: Any) -> int:
        is_whole = isinstance(data, float) and data.is_integer()
        return super().to_internal_value(int(data) if is_whole else data)


class PageInput(serializers.Serializer[Any]):
    """Which page, by the provider's id."""

    page_id = name_field(PAGE_ID_REQUIRED)


class CustomerInput(PageInput):
    """Which customer: the provider's id, unique on its page."""

    customer_id = name_field("Customer ID is required")


class TakeInput(CustomerInput):
    agent_name = serializers.CharField(
        max_length=200, required=False, allow_blank=True, allow_null=True
    )
    from_bot = serializers.BooleanField(default=False)


class TransferInput(CustomerInput):
    agent_id = serializers.IntegerField(
        min_value=1, max_value=2**63 - 1, error_messages={"invalid": "Agent ID is not valid"}
    )
    agent_name = serializers.CharField(
        max_length=200, required=False, allow_blank=True, allow_null=True
    )


class ReleaseInput(CustomerInput, NullIsAbsent):
    resume_bot = serializers.BooleanField(default=False)
    must_be_assigned = serializers.BooleanField(default=False)


class QuickReplyInput(serializers.Serializer[Any]):
    title = serializers.CharField(max_length=LONGEST_TITLE)
    payload = serializers.CharField(max_length=LONGEST_PAYLOAD)

    def to_internal_value(self, data: Any) -> QuickReply:
        return QuickReply(**super().to_internal_value(data))


class SendInput(CustomerInput):
    """Words, a file, or both: `message` may be left out beside `attachment_url`."""

    message = Text()
    attachment_url = serializers.CharField(
        max_length=200, required=False, allow_blank=True, allow_null=True
    )
    quick_replies = serializers.ListField(
        child=QuickReplyInput(), max_length=MOST_QUICK_REPLIES, required=False, allow_null=True
    )
    client_id = serializers.CharField(
        max_length=100, required=False, allow_blank=True, allow_null=True
    )
    from_bot = serializers.BooleanField(default=False)

    def to_internal_value(self, data: Any) -> Any:
        message, has_file = data.get("message"), bool(data.get("attachment_url"))
        self.fields["message"].required = not has_file
        if has_file and (message is None or (isinstance(message, str) and not message.strip())):
            data = {name: value for name, value in data.items() if name != "message"}
        return super().to_internal_value(data)

    def validate_attachment_url(self, attachment_url: str | None) -> str:
        return attachment_url or ""

    def validate_quick_replies(
        self, quick_replies: list[QuickReply] | None
    ) -> tuple[QuickReply, ...]:
        return tuple(quick_replies or ())

    def validate_client_id(self, client_id: str | None) -> str:
        if refusal := why_reserved(client_id or ""):
            raise serializers.ValidationError(refusal)
        return client_id or ""


class StopInput(CustomerInput):
    stop = serializers.BooleanField(
        error_messages={"required": "Stop is required", "null": "Stop is required"}
    )


class StoppedInput(serializers.Serializer[Any]):
    """All may be left out; clients that have no value send null."""

    page_id = serializers.CharField(max_length=100, default="", allow_blank=True, allow_null=True)
    limit = WholeNumber(min_value=1, default=STOPPED_AT_ONCE, allow_null=True)
    skip = WholeNumber(min_value=0, default=0, allow_null=True)

    def validate_page_id(self, page_id: str | None) -> str:
        return page_id or ""

    def validate_limit(self, limit: int | None) -> int:
        return STOPPED_AT_ONCE if limit is None else limit

    def validate_skip(self, skip: int | None) -> int:
        return min(skip or 0, MOST_SKIPPED)


def conversation_id_of(actor: Actor, page_id: str, customer_id: str) -> int:
    return get_customer_conversation_for(actor, page_id=page_id, customer_id=customer_id).pk


@contextmanager
def assigning() -> Iterator[None]:
    """A database fault on the way is told as the contract words it, and logged."""
    try:
        yield
    except DatabaseError as fault:
        logger.exception("An assignment met a database fault")
        raise AssignmentFailed from fault


def take_customer(actor: Actor, *, page_id: str, customer_id: str, **rest: Any) -> Taken:
    conversation_id = conversation_id_of(actor, page_id, customer_id)
    rest["agent_name"] = rest.get("agent_name") or ""
    with assigning():
        return handoff.take_conversation(actor, conversation_id=conversation_id, **rest)


def transfer_customer(
    actor: Actor, *, page_id: str, customer_id: str, agent_id: int, agent_name: str | None = None
) -> Taken:
    """Give the customer to an agent: admins to anybody, an agent only to himself."""
    if not actor.is_admin:
        if agent_id != actor.user_id:
            raise Forbidden("Only an admin can assign another agent")
        return take_customer(
            actor, page_id=page_id, customer_id=customer_id, agent_name=agent_name, from_bot=True
        )
    conversation_id = conversation_id_of(actor, page_id, customer_id)
    with assigning():
        return handoff.transfer_conversation(
            actor,
            conversation_id=conversation_id,
            to_user_id=agent_id,
            agent_name=agent_name or "",
        )


def release_customer(actor: Actor, *, page_id: str, customer_id: str, **rest: Any) -> Conversation:
    conversation_id = conversation_id_of(actor, page_id, customer_id)
    return handoff.release_conversation(actor, conversation_id=conversation_id, **rest)


def send_to_customer(
    actor: Actor, *, page_id: str, customer_id: str, message: str = "", **rest: Any
) -> Message:
    conversation_id = conversation_id_of(actor, page_id, customer_id)
    return messages.send_message(actor, conversation_id=conversation_id, text=message, **rest)


def stop_customer(actor: Actor, *, page_id: str, customer_id: str, stop: bool) -> Conversation:
    conversation_id = conversation_id_of(actor, page_id, customer_id)
    return handoff.set_stop(actor, conversation_id=conversation_id, stop=stop)


def toggle_customer(actor: Actor, *, page_id: str, customer_id: str) -> tuple[Conversation, bool]:
    conversation_id = conversation_id_of(actor, page_id, customer_id)
    return handoff.toggle_stop(actor, conversation_id=conversation_id)


def taken_data(taken: Taken) -> dict[str, Any]:
    """`customer`, who answers now, and what `changed`: "agent", "name" or ""."""
    return {
        "customer": customer_data(taken.conversation),
        **agent_data(taken.conversation),
        "changed": taken.changed,
    }


def conversation_data(conversation: Conversation) -> dict[str, Any]:
    return {"customer": customer_data(conversation)}


def toggled_data(toggled: tuple[Conversation, bool]) -> dict[str, Any]:
    conversation, previous = toggled
    return {
        "customer": customer_data(conversation),
        "previous_stop": previous,
        "current_stop": conversation.stop,
    }


def sent_data(message: Message) -> dict[str, Any]:
    return {
        "message": message_data(message),
        "customer": customer_data(message.conversation),
    }


def register() -> None:
    about_customers = partial(Command, look_for=look_for_customer)
    register_commands(
        about_customers("take_customer", TakeInput, take_customer, taken_data, CUSTOMERS_WRITE),
        about_customers(
            "transfer_customer", TransferInput, transfer_customer, taken_data, CUSTOMERS_WRITE
        ),
        about_customers(
            "release_customer", ReleaseInput, release_customer, conversation_data, CUSTOMERS_WRITE
        ),
        about_customers("send_to_customer", SendInput, send_to_customer, sent_data, MESSAGES_SEND),
        about_customers(
            "stop_customer", StopInput, stop_customer, conversation_data, CUSTOMERS_WRITE
        ),
        about_customers(
            "toggle_customer", CustomerInput, toggle_customer, toggled_data, CUSTOMERS_WRITE
        ),
        Command(
            "list_stopped_customers",
            StoppedInput,
            list_stopped,
            StoppedQuery.output,
            CUSTOMERS_READ,
        ),
    )
