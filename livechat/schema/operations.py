"""What `/api/live-chat/…` takes and answers (contract README, "Document 4")."""

from __future__ import annotations

from functools import partial
from typing import Final

from handoff.openapi.describing import body_of, describe
from handoff.openapi.parts import PAGE, id_in_path, limit_query, query, reply_header
from livechat.commands import WAITING
from livechat.inputs import AssignInput, SayInput, StartInput, TransferChatInput, TypingInput
from livechat.models import Status
from livechat.schema import examples, shapes
from livechat.tickets.serializers import ConvertInput

CHAT: Final = id_in_path("session_id", "The chat's id.")
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
    body_example=examples.STARTED,
    reply=shapes.ChatStarted,
    example={
        **examples.DONE,
        "message": WAITING,
        "customer_context": examples.CONTEXT,
        "agents_online": True,
    },
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
    reply=shapes.ChatSession(many=True),
    example=examples.SESSION,
)  # fmt: skip
read_chat = about_one(
    "read_chat", "Read a chat", reply=shapes.ChatRead, example=examples.DONE, refuses=[404],
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
    reply=shapes.ChatMessage(many=True),
    example=examples.MESSAGE,
    refuses=[404],
)  # fmt: skip
say_in_chat = about_one(
    "say_in_chat",
    "Say something",
    words="The customer from the start, the agent after accepting. `client_id`, or "
    "`Idempotency-Key`: sent twice, it is said once.",
    body=body_of("ChatWords", SayInput, without=ADDRESSED),
    body_example={"type": "text", "content": "Hello", "client_id": "c-1"},
    reply=shapes.ChatSaid,
    example={"success": True, "message": examples.MESSAGE},
    status=201,
    refuses=[404, 409],
)
show_typing = about_one(
    "show_typing",
    "Show that one types",
    words="Whoever may write may show it. The other side hears it now or never: nothing is stored.",
    body=body_of("ChatIsTyping", TypingInput, without=ADDRESSED),
    body_example={"is_typing": True},
    reply=shapes.ChatTyping,
    example={"success": True, "session_id": 12},
    refuses=[404, 409],
)
end_chat = about_one(
    "end_chat",
    "End a chat, for good",
    reply=shapes.ChatDone,
    example=examples.DONE,
    refuses=[400, 404, 413, 415],
)
accept_chat = about_one(
    "accept_chat",
    "Accept a chat that waits",
    words="Needs to be online, a free slot, and the chat's skills. Of two at once one wins.",
    reply=shapes.ChatDone,
    example=examples.DONE,
    refuses=[404, 409],
)
assign_chat = about_one(
    "assign_chat",
    "Give a chat to an agent",
    words="Whatever his status and skills; `force` goes over his limit, and is recorded.",
    body=body_of("ChatAssignment", AssignInput, without=ADDRESSED),
    body_example={"agent_id": 3},
    reply=shapes.ChatGiven,
    example={**examples.DONE, "message": "Chat assigned successfully"},
    refuses=[404, 409, 422],
)
transfer_chat = about_one(
    "transfer_chat",
    "Hand a chat over to a colleague",
    body=body_of("ChatTransfer", TransferChatInput, without=ADDRESSED),
    body_example={"target_agent_id": 5, "reason": "Escalating to technical specialist"},
    reply=shapes.ChatGiven,
    example={**examples.DONE, "message": "Chat transferred successfully"},
    refuses=[404, 409, 422],
)
convert_chat = about_one(
    "convert_chat",
    "Make a ticket of a chat",
    words="Converted before, it answers the same ticket. The chat goes on.",
    body=body_of("ChatConversion", ConvertInput),
    body_example={"category_id": 1, "priority": "high", "subject": "Chat converted to ticket"},
    reply=shapes.ChatConverted,
    example={
        "success": True,
        "message": "Chat converted to ticket successfully",
        "ticket": examples.TICKET,
    },
    status=201,
    refuses=[404],
)
read_context = about_one(
    "read_chat_context",
    "What to know of the customer",
    reply=shapes.ChatContext,
    example=examples.CONTEXT,
    refuses=[404],
)
read_queue = about(
    "read_queue_statistics",
    "How the queue stands",
    reply=shapes.QueueStatistics,
    example={"pending": 3, "active": 5, "closed": 10, "average_wait_time": 120},
)
read_workload = about(
    "read_workload",
    "What one agent has",
    parameters=[id_in_path("agent_id", "The agent's id.")],
    reply=shapes.Workload,
    example=examples.WORKLOAD,
    refuses=[404],
)
list_workloads = about(
    "list_workloads",
    "What all agents have",
    parameters=[PAGE, ROWS, TOTAL, LINK],
    reply=shapes.Workload(many=True),
    example=examples.WORKLOAD,
)
