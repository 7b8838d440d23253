"""What the actions are called on the wires, and what they answer there."""

from __future__ import annotations

import logging
from collections.abc import Iterator
from contextlib import contextmanager
from functools import partial
from typing import Any

from django.db import DatabaseError

from conversations.actions import releasing, sending, stopping, taking, transferring
from conversations.actions.taking import Taken
from conversations.errors import AssignmentFailed
from conversations.inputs import (
    CustomerInput,
    ReleaseInput,
    SendInput,
    StopInput,
    StoppedInput,
    TakeInput,
    TransferInput,
)
from conversations.models import Conversation, Message
from conversations.permissions import get_customer_conversation_id_for, look_for_customer
from conversations.serializers import agent_data, customer_data, message_data
from conversations.stopped import StoppedQuery, list_stopped
from handoff.actor import Actor
from handoff.commands import Command
from handoff.commands import register as register_commands
from handoff.errors import Forbidden
from handoff.scopes import CUSTOMERS_READ, CUSTOMERS_WRITE, MESSAGES_SEND

logger = logging.getLogger(__name__)


def conversation_id_of(actor: Actor, page_id: str, customer_id: str) -> int:
    return get_customer_conversation_id_for(actor, page_id=page_id, customer_id=customer_id)


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
        return taking.take_conversation(actor, conversation_id=conversation_id, **rest)


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
        return transferring.transfer_conversation(
            actor,
            conversation_id=conversation_id,
            to_user_id=agent_id,
            agent_name=agent_name or "",
        )


def release_customer(actor: Actor, *, page_id: str, customer_id: str, **rest: Any) -> Conversation:
    conversation_id = conversation_id_of(actor, page_id, customer_id)
    return releasing.release_conversation(actor, conversation_id=conversation_id, **rest)


def send_to_customer(
    actor: Actor, *, page_id: str, customer_id: str, message: str = "", **rest: Any
) -> Message:
    conversation_id = conversation_id_of(actor, page_id, customer_id)
    return sending.send_message(actor, conversation_id=conversation_id, text=message, **rest)


def stop_customer(actor: Actor, *, page_id: str, customer_id: str, stop: bool) -> Conversation:
    conversation_id = conversation_id_of(actor, page_id, customer_id)
    return stopping.set_stop(actor, conversation_id=conversation_id, stop=stop)


def toggle_customer(actor: Actor, *, page_id: str, customer_id: str) -> tuple[Conversation, bool]:
    conversation_id = conversation_id_of(actor, page_id, customer_id)
    return stopping.toggle_stop(actor, conversation_id=conversation_id)


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
