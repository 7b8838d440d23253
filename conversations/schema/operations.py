"""The dashboard's operations: what each takes and answers."""

from __future__ import annotations

from functools import partial
from typing import Final

from drf_spectacular.utils import OpenApiParameter, extend_schema_field
from rest_framework import serializers

from conversations import inputs
from conversations.schema import examples, shapes
from handoff.openapi.describing import body_of, describe
from handoff.openapi.parts import (
    LIMIT,
    LINK,
    PAGE,
    PAGE_ID_WANTED,
    TOTAL,
    names_query,
    query,
)

BY_THE_VIEW: Final = ("customer_id", "from_bot", "must_be_assigned")
"""What the view fills in itself, from its address or by its nature."""

CUSTOMER_ID: Final = OpenApiParameter(
    "customer_id",
    {
        "type": "string",
        "minLength": 1,
        "maxLength": 100,
        "examples": [examples.CUSTOMER["customer_id"]],
    },
    OpenApiParameter.PATH,
    description="The customer's id at Messenger.",
)
PAGE_ID: Final = query("page_id", "Only of this page.")
SEARCH: Final = query("search", "In the three names; beyond 200 characters it is not read.")
PAGE_ID_ANYWHERE: Final = query("page_id", "The page, here or in the body; the body wins.")
RESUME_BOT_ANYWHERE: Final = query(
    "resume_bot", "Whether the bot answers again, here or in the body.", bool
)
IDEMPOTENCY_KEY: Final = OpenApiParameter(
    "Idempotency-Key",
    {"type": "string", "maxLength": 100},
    OpenApiParameter.HEADER,
    description="The same as `client_id`, which wins where both are given.",
)
INCLUDE: Final = names_query(
    "include", ("notes", "system"), "Also internal notes, or system lines; other names do nothing."
)


@extend_schema_field(
    {
        "oneOf": [
            {"type": "integer", "minimum": 1, "maximum": 2**63 - 1},
            {"type": "string", "pattern": "^([0-9]{1,18})?$"},
            {"type": "null"},
        ],
        "description": "Who gets the customer. Admins may name anybody, agents only themselves. "
        "Empty: whoever asks.",
    }
)
class AgentId(serializers.IntegerField):
    """An agent's id, or nobody."""


TAKE_BODY = body_of(
    "TakeCustomer",
    inputs.TransferInput,
    without=BY_THE_VIEW,
    agent_id=AgentId(required=False),
)
RELEASE_BODY = body_of(
    "ReleaseCustomer",
    inputs.ReleaseInput,
    without=BY_THE_VIEW,
    page_id=inputs.name_field(inputs.PAGE_ID_REQUIRED, required=False),
)
STOP_BODY = body_of("StopCustomer", inputs.StopInput, without=BY_THE_VIEW)
TOGGLE_BODY = body_of("ToggleCustomer", inputs.CustomerInput, without=BY_THE_VIEW)
SEND_BODY = body_of(
    "SendMessage",
    inputs.SendInput,
    without=BY_THE_VIEW,
    message=inputs.Text(required=False, help_text="May be left out beside `attachment_url`."),
)

about_customers = partial(describe, tag="Customers")
about_messages = partial(describe, tag="Messages")

list_customers = about_customers(
    "list_customers",
    "List customers, the latest first",
    words="The latest `last_seen` comes first.",
    parameters=[PAGE_ID, SEARCH, PAGE, LIMIT],
    reply=shapes.CustomerList,
    example={"customers": [examples.CUSTOMER], "pagination": examples.PAGINATION},
    refuses=[404],
)
read_customer = about_customers(
    "read_customer",
    "Read a customer",
    parameters=[CUSTOMER_ID, PAGE_ID_WANTED],
    reply=shapes.OneCustomer,
    example={"customer": examples.CUSTOMER},
    refuses=[404],
)
take_customer = about_customers(
    "take_customer",
    "Take a customer, rename oneself, or give the customer to an agent",
    words="Exactly one of several who try gets the customer; the others hear 409 and who has it. "
    "Who has the customer already only changes the name that is shown.",
    parameters=[CUSTOMER_ID],
    body=TAKE_BODY,
    body_example={**examples.PAGE_ID, "agent_name": "Alice Adams"},
    reply=shapes.ChangedCustomer,
    example={"message": "Agent assigned successfully", "customer": examples.CUSTOMER},
    refuses=[404, 409, 422],
)
release_customer = about_customers(
    "release_customer",
    "Let a customer go",
    words="`page_id` is needed, in the query or in the body. Where nobody has the customer, "
    "nothing changes and nobody is told.",
    parameters=[CUSTOMER_ID, PAGE_ID_ANYWHERE, RESUME_BOT_ANYWHERE],
    body=RELEASE_BODY,
    body_example={**examples.PAGE_ID, "resume_bot": True},
    reply=shapes.ChangedCustomer,
    example={"message": "Agent unassigned successfully", "customer": examples.WITH_BOT},
    refuses=[404, 409],
)
stop_customer = about_customers(
    "stop_customer",
    "Silence the bot, or let it answer again",
    words="`stop` false on a customer whom somebody has is for that agent and admins.",
    parameters=[CUSTOMER_ID],
    body=STOP_BODY,
    body_example={**examples.PAGE_ID, "stop": True},
    reply=shapes.ChangedCustomer,
    example={"message": "Customer status updated successfully", "customer": examples.NOBODY},
    refuses=[404, 409],
)
toggle_stop = about_customers(
    "toggle_stop",
    "Turn `stop` around",
    words="Of two who toggle at the same moment one is refused.",
    parameters=[CUSTOMER_ID],
    body=TOGGLE_BODY,
    body_example=examples.PAGE_ID,
    reply=shapes.ToggledCustomer,
    example={
        "message": "Customer status toggled successfully",
        "customer": examples.NOBODY,
        "previous_stop": False,
        "current_stop": True,
    },
    refuses=[404, 409],
)
send_message = about_customers(
    "send_message",
    "Write to a customer",
    words="Stored and queued when it is answered, not delivered yet: `state` tells how far it "
    "came. A customer whom nobody has is taken by this. A `client_id` that was used in the "
    "conversation before answers the first result and does nothing else.",
    parameters=[CUSTOMER_ID, IDEMPOTENCY_KEY],
    body=SEND_BODY,
    body_example={
        **examples.PAGE_ID,
        "message": "Hello John, Alice here.",
        "client_id": "8f14e45f",
    },
    reply=shapes.SentMessage,
    example={
        "message": "Message sent successfully",
        "data": examples.ANSWER,
        "customer": examples.CUSTOMER,
    },
    refuses=[404, 409, 422],
)
read_conversation = about_messages(
    "read_conversation",
    "Read a conversation",
    words="Page 1 holds the newest messages; inside a page the oldest come first.",
    parameters=[CUSTOMER_ID, PAGE_ID_WANTED, PAGE, LIMIT, INCLUDE],
    reply=shapes.ConversationPage,
    example=examples.CONVERSATION,
    refuses=[404],
)
read_messages = about_messages(
    "read_messages",
    "Read a conversation's messages alone",
    words="The rows of the conversation, in the same order.",
    parameters=[
        CUSTOMER_ID,
        PAGE_ID_WANTED,
        PAGE,
        LIMIT,
        INCLUDE,
        TOTAL,
        LINK,
    ],
    reply=shapes.Message(many=True),
    example=examples.ANSWER,
    refuses=[404],
)
