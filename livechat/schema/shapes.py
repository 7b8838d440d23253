"""The shapes of `/api/live-chat/…` (contract README, "Document 4", "Shapes")."""

from __future__ import annotations

from typing import Any

from rest_framework.serializers import CharField, DictField, JSONField, ListField, Serializer

from conversations.models import Author, Deed
from handoff.accounts.models import AgentAvailability
from handoff.openapi.parts import choice, count, flag, moment, text
from livechat.inputs import PRIORITIES
from livechat.models import Status
from livechat.tickets.schema import Ticket


class ChatContact(Serializer[Any]):
    """Who wrote: a user with an account here, or a visitor."""

    id = count()
    name = text()
    kind = choice(["user", "visitor"], "Whose id it is.")


class ChatAgent(Serializer[Any]):
    """Who answers, under the name that customers see."""

    id = count()
    name = text()


class ChatSession(Serializer[Any]):
    """A chat."""

    id = count()
    status = choice(Status.values)
    subject = text()
    priority = choice(PRIORITIES)
    required_skills = ListField(child=CharField())
    metadata = DictField(child=JSONField(allow_null=True))
    customer = ChatContact()
    agent = ChatAgent(allow_null=True)
    queue_position = count("From 1; null for who does not wait.", allow_null=True)
    created_at = moment()
    accepted_at = moment(allow_null=True)
    closed_at = moment(allow_null=True)


class ChatMessage(Serializer[Any]):
    """What was said."""

    id = count()
    session_id = count()
    type = choice(["text", "file"])
    content = text("Empty for a file without words.")
    attachment_url = text(allow_null=True)
    sender_id = count("Of a user or visitor; null for a bot.", allow_null=True)
    sender_type = choice(set(Author.values) - {Author.NOTE})
    sender_name = text()
    client_id = text()
    created_at = moment()


class ChatPerson(Serializer[Any]):
    """One of the team."""

    id = count()
    name = text()


class ChatChange(Serializer[Any]):
    """A change of who answers."""

    action = choice(Deed.values)
    vars().update({"from": ChatPerson(allow_null=True)})  # a word of Python's
    to = ChatPerson(allow_null=True)
    by = ChatPerson(allow_null=True)
    reason = text()
    at = moment()


class ChatCustomer(ChatContact):
    """Who wrote, with what an agent should know."""

    email = text()
    account_age_days = count()


class ChatContext(Serializer[Any]):
    """What an agent should know."""

    customer = ChatCustomer()
    previous_tickets_count = count()
    previous_chats_count = count()
    account_status = choice(["active", "inactive", "guest"], "`guest`: without an account.")


class ChatDone(Serializer[Any]):
    """The chat as it is now."""

    success = flag()
    session = ChatSession()


class ChatRead(ChatDone):
    """A chat; while it waits, what to hope for, and for the team who had it."""

    agents_online = flag("Whether anybody is there; of a chat that waits.", required=False)
    expected_wait_seconds = count(
        "null where nobody can tell; of a chat that waits.", allow_null=True, required=False
    )
    history = ChatChange(many=True, required=False)


class ChatGiven(ChatDone):
    """The chat as it is now, and what was done."""

    message = text()


class ChatStarted(ChatGiven):
    """A new chat."""

    customer_context = ChatContext()
    agents_online = flag("Whether anybody is there.")


class ChatSaid(Serializer[Any]):
    """The message as it was stored."""

    success = flag()
    message = ChatMessage()


class ChatTyping(Serializer[Any]):
    """In which chat it was shown."""

    success = flag()
    session_id = count()


class ChatConverted(Serializer[Any]):
    """The ticket that the chat has."""

    success = flag()
    message = text()
    ticket = Ticket()


class QueueStatistics(Serializer[Any]):
    """How the queue stands."""

    pending = count()
    active = count()
    closed = count("Today, in the company's time zone.")
    average_wait_time = count("Whole seconds, over chats accepted today.")


class Workload(Serializer[Any]):
    """What an agent has, and may still take."""

    agent_id = count()
    name = text()
    status = choice(AgentAvailability.Status.values)
    active_chats = count()
    max_concurrent_chats = count()
    available_slots = count()
