"""What `/api/live-chat/…` takes and answers (contract README, "Document 4", "Shapes")."""

from __future__ import annotations

from functools import partial
from typing import Any, Final

from drf_spectacular.utils import OpenApiParameter
from rest_framework.serializers import CharField, DictField, JSONField, ListField, Serializer

from conversations.models import Author, Deed
from handoff.accounts.models import AgentAvailability
from handoff.openapi.describing import body_of, describe
from handoff.openapi.parts import (
    PAGE,
    choice,
    count,
    flag,
    limit_query,
    moment,
    query,
    reply_header,
    text,
)
from livechat.commands import (
    PRIORITIES,
    WAITING,
    AssignInput,
    SayInput,
    StartInput,
    TransferChatInput,
    TypingInput,
)
from livechat.models import Status
from livechat.tickets.schema import Ticket
from livechat.tickets.serializers import ConvertInput


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
    sender_type = choice([*(set(map(str, Author)) - {Author.NOTE})])
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


STARTED: Final = {
    "subject": "Need help with account",
    "priority": "medium",
    "required_skills": ["technical"],
    "metadata": {"page_url": "https://example.com/help"},
}
SESSION: Final = {
    "id": 12,
    "status": "active",
    **STARTED,
    "customer": {"id": 7, "name": "Nora", "kind": "visitor"},
    "agent": {"id": 2, "name": "Alice Adams"},
    "queue_position": None,
    "created_at": "2026-11-02T09:30:12.402Z",
    "accepted_at": "2026-11-02T09:31:00.120Z",
    "closed_at": None,
}
DONE: Final = {"success": True, "session": SESSION}
MESSAGE: Final = {
    "id": 90,
    "session_id": 12,
    "type": "text",
    "content": "Hello",
    "attachment_url": None,
    "sender_id": 7,
    "sender_type": "customer",
    "sender_name": "Nora",
    "client_id": "c-1",
    "created_at": "2026-11-02T09:32:00.000Z",
}
CONTEXT: Final = {
    "customer": {
        "id": 7, "name": "Nora", "kind": "visitor", "email": "nora@example.com",
        "account_age_days": 30,
    },
    "previous_tickets_count": 0,
    "previous_chats_count": 2,
    "account_status": "guest",
}  # fmt: skip
WORKLOAD: Final = {
    "agent_id": 2,
    "name": "Alice Adams",
    "status": "online",
    "active_chats": 2,
    "max_concurrent_chats": 5,
    "available_slots": 3,
}
TICKET: Final = {
    "id": 10, "subject": "Chat converted to ticket", "status": "open", "category": None,
    "conversation_id": 12, "created_at": "2026-11-02T09:40:00.000Z",
    "updated_at": "2026-11-02T09:40:00.000Z", "priority": "high",
    "requester": {"id": 7, "name": "Nora"}, "assignee": None,
    "created_by": {"id": 2, "name": "Alice Adams"},
}  # fmt: skip


def number(name: str, words: str) -> OpenApiParameter:
    """An id in the address."""
    return OpenApiParameter(
        name,
        {"type": "string", "pattern": "^[0-9]{1,18}$", "examples": ["12"]},
        OpenApiParameter.PATH,
        description=words,
    )


CHAT: Final = number("session_id", "The chat's id.")
TOTAL: Final = reply_header("X-Total-Count", "How many there are.", {"type": "integer"}, 200)
LINK: Final = reply_header("Link", "The pages around this one.", {"type": "string"}, 200)
ROWS: Final = limit_query(200, 1_000)
ADDRESSED: Final = ("session_id",)
about = partial(describe, tag="Website chat")
about_one = partial(about, parameters=[CHAT])

start_chat = about(
    "start_chat",
    "Start a chat",
    words="It waits for an agent. `client_id`, or `Idempotency-Key`: started twice, it is once.",
    body=body_of("ChatStart", StartInput),
    body_example=STARTED,
    reply=ChatStarted,
    example={**DONE, "message": WAITING, "customer_context": CONTEXT, "agents_online": True},
    status=201,
    refuses=[409],
)
list_chats = about(
    "list_chats",
    "List one's own chats and the queue",
    words="Without `status` the own active ones, then who waits, by priority and age.",
    parameters=[
        query("status", "Only those.", {"type": "string", "enum": sorted(Status.values)}),
        query("agent_id", "Another agent's instead of the own, or `all`."),
        PAGE, ROWS, TOTAL, LINK,
    ],
    reply=ChatSession(many=True),
    example=SESSION,
)  # fmt: skip
read_chat = about_one(
    "read_chat", "Read a chat", reply=ChatRead, example=DONE, refuses=[404],
)  # fmt: skip
list_chat_messages = about(
    "list_chat_messages",
    "Read what was said",
    words="Oldest first; 1,000 at most.",
    parameters=[
        CHAT, limit_query(1_000, 1_000, "Messages"),
        query("after", "Only those after this message's id.", {"type": "integer", "minimum": 0}),
        TOTAL,
    ],
    reply=ChatMessage(many=True),
    example=MESSAGE,
    refuses=[404],
)  # fmt: skip
say_in_chat = about_one(
    "say_in_chat",
    "Say something",
    words="The customer from the start, the agent after accepting. `client_id`, or "
    "`Idempotency-Key`: sent twice, it is said once.",
    body=body_of("ChatWords", SayInput, without=ADDRESSED),
    body_example={"type": "text", "content": "Hello", "client_id": "c-1"},
    reply=ChatSaid,
    example={"success": True, "message": MESSAGE},
    status=201,
    refuses=[404, 409],
)
show_typing = about_one(
    "show_typing",
    "Show that one types",
    words="Whoever may write may show it. The other side hears it now or never: nothing is stored.",
    body=body_of("ChatIsTyping", TypingInput, without=ADDRESSED),
    body_example={"is_typing": True},
    reply=ChatTyping,
    example={"success": True, "session_id": 12},
    refuses=[404, 409],
)
end_chat = about_one(
    "end_chat", "End a chat, for good", reply=ChatDone, example=DONE, refuses=[400, 404, 413, 415],
)  # fmt: skip
accept_chat = about_one(
    "accept_chat",
    "Accept a chat that waits",
    words="Needs to be online, a free slot, and the chat's skills. Of two at once one wins.",
    reply=ChatDone,
    example=DONE,
    refuses=[404, 409],
)
assign_chat = about_one(
    "assign_chat",
    "Give a chat to an agent",
    words="Whatever his status and skills; `force` goes over his limit, and is recorded.",
    body=body_of("ChatAssignment", AssignInput, without=ADDRESSED),
    body_example={"agent_id": 3},
    reply=ChatGiven,
    example={**DONE, "message": "Chat assigned successfully"},
    refuses=[404, 409, 422],
)
transfer_chat = about_one(
    "transfer_chat",
    "Hand a chat over to a colleague",
    body=body_of("ChatTransfer", TransferChatInput, without=ADDRESSED),
    body_example={"target_agent_id": 5, "reason": "Escalating to technical specialist"},
    reply=ChatGiven,
    example={**DONE, "message": "Chat transferred successfully"},
    refuses=[404, 409, 422],
)
convert_chat = about_one(
    "convert_chat",
    "Make a ticket of a chat",
    words="Converted before, it answers the same ticket. The chat goes on.",
    body=body_of("ChatConversion", ConvertInput),
    body_example={"category_id": 1, "priority": "high", "subject": "Chat converted to ticket"},
    reply=ChatConverted,
    example={
        "success": True, "message": "Chat converted to ticket successfully", "ticket": TICKET,
    },
    status=201,
    refuses=[404],
)  # fmt: skip
read_context = about_one(
    "read_chat_context",
    "What to know of the customer",
    reply=ChatContext,
    example=CONTEXT,
    refuses=[404],
)
read_queue = about(
    "read_queue_statistics",
    "How the queue stands",
    reply=QueueStatistics,
    example={"pending": 3, "active": 5, "closed": 10, "average_wait_time": 120},
)
read_workload = about(
    "read_workload",
    "What one agent has",
    parameters=[number("agent_id", "The agent's id.")],
    reply=Workload,
    example=WORKLOAD,
    refuses=[404],
)
list_workloads = about(
    "list_workloads",
    "What all agents have",
    parameters=[PAGE, ROWS, TOTAL, LINK],
    reply=Workload(many=True),
    example=WORKLOAD,
)
