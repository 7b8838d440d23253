"""The shapes that `conversations.serializers` makes, as OpenAPI reads them.

A test compares every reply that the suite receives with these (`tests/replies.py`): a key that
is missing here, or too much, fails there.
"""

from __future__ import annotations

from typing import Any

from drf_spectacular.utils import extend_schema_field
from rest_framework.serializers import JSONField, Serializer

from conversations.models import AttachmentKind, AttachmentState, Author, MessageState
from handoff.openapi.parts import Pagination, choice, count, flag, moment, text


@extend_schema_field({"type": ["integer", "string"], "description": "An integer if it is digits."})
class RoomNumber(JSONField):
    """A room's number as document 5 shows it."""


class Referral(Serializer[Any]):
    """By which link, code or ad the customer came last, in Facebook's own words."""

    source = text()  # type: ignore[assignment]  # DRF's fields have one of that name
    type = text()
    ref = text("What whoever made the link wrote into it.")
    ad_id = text()
    at = moment()


class Customer(Serializer[Any]):
    """A Messenger customer, and who answers them. No agent is an empty text."""

    customer_id = text("The id at Messenger, unique on its page.")
    customer_name = text()
    first_name = text()
    last_name = text()
    page_id = text("The page's id at Facebook.")
    page_name = text()
    company_id = text()
    message_count = count("The customer's own messages.")
    last_message = text("The customer's own last message.")
    last_seen = moment("When the customer last wrote.")
    first_seen = moment()
    stop = flag("Whether the bot is silent: a person is wanted, or answers.")
    stopped_at = moment(allow_null=True)
    agent_id = text()
    agent_email = text()
    agent_name = text("The name that is shown, which may differ from the account's.")
    assigned_at = moment(allow_null=True)
    created_at = moment()
    updated_at = moment("When somebody last wrote, whoever it was.")
    referral = Referral(required=False)


class QuickReply(Serializer[Any]):
    """A button under a message."""

    title = text()
    payload = text("What comes back when it is pressed.")


class Attachment(Serializer[Any]):
    """A picture, sound, video or file."""

    id = text()
    kind = choice(AttachmentKind.values)
    name = text()
    url = text("Where it is, once it is stored.", required=False)
    media_type = text("By its content; empty while it is being copied.")
    size = count("In bytes.", required=False, allow_null=True)
    state = choice(AttachmentState.values)
    reason = text("Why it is lost, in words.", required=False)


class Message(Serializer[Any]):
    """A line of a conversation. Empty optional fields are left out."""

    id = text()
    seq = count("The number in the conversation, from 1.")
    message = text()
    timestamp = moment()
    is_bot = flag()
    is_human = flag("Said by a person on our side.")
    type = choice({"customer", "bot"}, "`bot` is whatever the page sent, agents included.")
    author = choice(Author.values)
    state = choice(MessageState.values, "How far the message has come.")
    source = choice(  # type: ignore[assignment]  # DRF's fields have one of that name
        {"facebook", "chat", "room", "bot", "dashboard"}, "Where it was written.", required=False
    )
    agent_id = text(required=False)
    agent_email = text(required=False)
    agent_name = text(required=False)
    client_id = text("What the sender named it.", required=False)
    state_reason = text("Why it failed or waits, in words.", required=False)
    sender_id = text(required=False)
    recipient_id = text(required=False)
    sender_name = text("The customer's or the page's name.", required=False)
    attachments = Attachment(many=True, required=False)
    payload = text("What the button said that the customer pressed.", required=False)
    quick_replies = QuickReply(many=True, required=False)
    reaction = text("The customer's emoji on it.", required=False)


class CustomerList(Serializer[Any]):
    """A page of customers."""

    customers = Customer(many=True)
    pagination = Pagination()


class OneCustomer(Serializer[Any]):
    """One customer."""

    customer = Customer()


class ChangedCustomer(Serializer[Any]):
    """What was done, and the customer afterwards."""

    message = text("What was done, in words.")
    customer = Customer()


class ToggledCustomer(ChangedCustomer):
    """What `stop` was, and what it is."""

    previous_stop = flag()
    current_stop = flag()


class SentMessage(ChangedCustomer):
    """The message as it was stored, and the customer afterwards."""

    data = Message()  # type: ignore[assignment]  # DRF's own is not asked for


class ConversationPage(Serializer[Any]):
    """A page of a conversation: page 1 is the newest, the oldest line of a page comes first."""

    customer_id = text()
    customer_name = text()
    page_id = text()
    page_name = text()
    conversation = Message(many=True)
    pagination = Pagination()
