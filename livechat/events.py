"""What news there is about chats (contract document 4, "Server → Client").

`session` is `serializers.session_data`, `agent` is `{"id", "name"}`. Messages are the
conversations' own news (`MessageAdded`); `serializers.chat_message_from` words them.
"""

from dataclasses import dataclass
from typing import Any, ClassVar

from handoff.news.emitting import News


@dataclass(frozen=True, slots=True, kw_only=True)
class ChatStarted(News):
    """Somebody waits for an agent, for the first time: `chat:new_session`.

    Heard by all agents of the company, never by customers.
    """

    type: ClassVar[str] = "chat_started"
    session_id: int
    session: dict[str, Any]


@dataclass(frozen=True, slots=True, kw_only=True)
class ChatReturned(News):
    """Its agent let go or is gone, and it waits again: `chat:new_session` once more.

    `reason` is for the team ("away", "deactivated", "released"). Heard like `ChatStarted`.
    """

    type: ClassVar[str] = "chat_returned"
    session_id: int
    session: dict[str, Any]
    previous_agent_id: int
    reason: str


@dataclass(frozen=True, slots=True, kw_only=True)
class ChatAssigned(News):
    """Another agent answers: `chat:session_assigned`.

    `transferred_from` is who had it before, with `reason`; None where nobody had. Heard by the
    customer, the new agent and the old one.
    """

    type: ClassVar[str] = "chat_assigned"
    session_id: int
    session: dict[str, Any]
    agent: dict[str, Any]
    transferred_from: dict[str, Any] | None
    reason: str


@dataclass(frozen=True, slots=True, kw_only=True)
class ChatLeftQueue(News):
    """It does not wait for an agent any more: `chat:session_updated`.

    Somebody has it, or the bot once more; `session` says so. Heard by all agents of the company,
    who were told that it waits (`ChatStarted`, `ChatReturned`). The end of one that waits is
    `ChatEnded`.
    """

    type: ClassVar[str] = "chat_left_queue"
    session_id: int
    session: dict[str, Any]


@dataclass(frozen=True, slots=True, kw_only=True)
class ChatEnded(News):
    """Closed for good: `chat:ended`. `ended_by` is `{"kind", "name"}` (customer, agent, system).

    Heard by both sides; of one that waited, by all agents.
    """

    type: ClassVar[str] = "chat_ended"
    session_id: int
    session: dict[str, Any]
    ended_by: dict[str, str]


@dataclass(frozen=True, slots=True, kw_only=True)
class QueueMoved(News):
    """The customer's turn has come nearer, or further off, or will take another time than was
    said: `chat:queue_position`.

    `position` counts from 1. `expected_wait_seconds` is None where nobody can tell: no agent is
    online, or none has accepted a chat today. Heard in that conversation alone.
    """

    type: ClassVar[str] = "queue_moved"
    session_id: int
    position: int
    expected_wait_seconds: int | None
