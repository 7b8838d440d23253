"""What news there is about conversations.

`subject` is whom it is about: `{"channel": "messenger", "customer": {…}}`, where the object is the
one of `serializers.customer_data`, as it was after the deed. Other channels bring their own key.
"""

from dataclasses import dataclass
from typing import Any, ClassVar

from handoff.news.emitting import News


@dataclass(frozen=True, slots=True, kw_only=True)
class MessageAdded(News):
    """Somebody said something. `internal`: a note or system line, never for customers."""

    type: ClassVar[str] = "message_added"
    subject: dict[str, Any]
    message: dict[str, Any]
    internal: bool
    timestamp: int


@dataclass(frozen=True, slots=True, kw_only=True)
class MessageStateChanged(News):
    """A message moved on: sent, delivered, read, uncertain, failed, cancelled; or one of its files
    did: stored, lost, being copied once more; or the customer's reaction to it changed."""

    type: ClassVar[str] = "message_state_changed"
    subject: dict[str, Any]
    message: dict[str, Any]
    timestamp: int


@dataclass(frozen=True, slots=True, kw_only=True)
class PersonRequested(News):
    """The customer asked for a person, or the bot gave up. `message` is what the customer wrote.

    `reminder` counts how often nobody has come since; 0 when it is asked.
    """

    type: ClassVar[str] = "person_requested"
    subject: dict[str, Any]
    message: str
    timestamp: int
    reminder: int = 0


@dataclass(frozen=True, slots=True, kw_only=True)
class StopChanged(News):
    """The bot fell silent (`stop` true) or may speak again."""

    type: ClassVar[str] = "stop_changed"
    subject: dict[str, Any]
    stop: bool
    timestamp: int


@dataclass(frozen=True, slots=True, kw_only=True)
class AgentChanged(News):
    """Another agent answers, or the same under another name, or none (`agent` has empty values)."""

    type: ClassVar[str] = "agent_changed"
    subject: dict[str, Any]
    agent: dict[str, Any]
    previous_agent_id: str
    timestamp: int


@dataclass(frozen=True, slots=True, kw_only=True)
class StaffAssigned(News):
    """One of the staff has opened a room's conversation or answers in it, for the first time or
    once more. Heard by whoever listens to the room (`topics.room`), signed in or not."""

    type: ClassVar[str] = "staff_assigned"
    subject: dict[str, Any]
    staff_name: str
    staff_role: str
    conversation_id: int


@dataclass(frozen=True, slots=True, kw_only=True)
class MessagesRead(News):
    """How far one side of a room's conversation has read is another now. `reader` is `staff` or
    `guest`; `up_to` is the id of the last message of the other side that it has read, 0 for none;
    `unread_count` is how many of the guest's messages the staff has not read."""

    type: ClassVar[str] = "messages_read"
    subject: dict[str, Any]
    reader: str
    up_to: int
    unread_count: int
    timestamp: int


@dataclass(frozen=True, slots=True, kw_only=True)
class ConversationOpened(News):
    """A chat or room conversation begins. Heard by nobody: sockets of `participant` hear what
    comes next in it."""

    type: ClassVar[str] = "conversation_opened"
    channel: str
    participant: str


@dataclass(frozen=True, slots=True, kw_only=True)
class ConversationClosed(News):
    """It is closed for good. `by` is `{"kind", "name"}`: `customer`, `agent` or `system`."""

    type: ClassVar[str] = "conversation_closed"
    subject: dict[str, Any]
    by: dict[str, str]
    timestamp: int


@dataclass(frozen=True, slots=True, kw_only=True)
class CustomerChanged(News):
    """The customer bears another name. Nothing was said, and nobody else answers."""

    type: ClassVar[str] = "customer_changed"
    subject: dict[str, Any]
    timestamp: int
