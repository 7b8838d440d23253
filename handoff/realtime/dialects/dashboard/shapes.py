"""The dashboard's broadcasts as OpenAPI reads them; `frames` makes them.

`chat_id`, `page_id` and `customer` are there for Messenger; other channels name the chat by
`chat_id`, `channel` and `name`.
"""

from __future__ import annotations

from typing import Any

from drf_spectacular.utils import PolymorphicProxySerializer
from rest_framework.serializers import DictField, JSONField, ListField, Serializer

from conversations.handovers.schema.shapes import Handover
from conversations.schema.shapes import Customer, Message, RoomNumber
from handoff.openapi.parts import choice, count, flag, moment, text
from handoff.realtime.dialects.dashboard.frames import CHANNELS
from livechat.rooms.schema.shapes import RoomHandler
from livechat.schema.shapes import ChatSession
from livechat.tickets.schema import Ticket


class Contact(Serializer[Any]):
    """The customer of a website chat."""

    id = count("A visitor's, or the user's of one who has an account here.")
    name = text()
    kind = choice({"visitor", "user"})


class RoomAbout(Serializer[Any]):
    """A hotel room, as news is about it."""

    conversation_id = count()
    room_number = RoomNumber()
    hotel_slug = text()
    guest_name = text()
    unread_count = count("Messages of the guest that nobody of the staff has read.")
    current_staff_handler = RoomHandler(allow_null=True)


class Chat(Serializer[Any]):
    chat_id = text("The customer's id; on other channels the conversation's.", required=False)
    page_id = text(required=False)
    channel = choice(CHANNELS, "Other channels only.", required=False)
    name = text("The other side, on other channels.", required=False)
    session_id = count("The chat's session; website chats only.", required=False)
    contact = Contact(required=False)
    room = RoomAbout(required=False, help_text="Hotel rooms only.")
    timestamp = count("Unix seconds.")


class AboutCustomer(Chat):
    customer_id = text(required=False)
    customer = Customer(required=False)


class NewMessageData(Chat, Message):
    """The message's fields beside those of the chat."""

    customer_name = text()
    customer = Customer(required=False, help_text="As it is now.")
    created_at = moment("When it was said.")
    timestamp = count("Unix seconds.")  # type: ignore[assignment]  # a message has a text


class AgentChangedData(AboutCustomer):
    action = choice({"assigned", "unassigned"})
    agent_id = text(required=False)
    agent_email = text(required=False)
    agent_name = text(required=False)
    previous_agent_id = text(required=False)


class StopChangedData(AboutCustomer):
    stop = flag()


class AgentRequestedData(Chat):
    customer_name = text()
    message = text("What the customer wrote.")
    reminder = count("Which time it is told again: 1, 2, …", required=False)


class MessageStateData(Chat):
    message = Message()


class Closer(Serializer[Any]):
    kind = choice({"customer", "agent", "system"})
    name = text("Empty for the system.")


class ConversationClosedData(Chat):
    by = Closer()


class ChatStartedData(Chat):
    session = ChatSession()
    timestamp = None  # type: ignore[assignment]  # the session says when it began


class MessagesReadData(Chat):
    reader = choice({"staff", "guest"})
    up_to = count("The id of the last message of the other side that was read; 0: none.")
    unread_count = count("Messages of the guest that nobody of the staff has read.")


class TicketOpenedData(Chat):
    ticket = Ticket()


class TicketChangedData(TicketOpenedData):
    changes = DictField(
        child=ListField(child=JSONField(allow_null=True)), help_text="Each from what to what."
    )


class CustomerUpdatedData(AboutCustomer):
    """The customer bears another name."""


class HandoverData(Serializer[Any]):
    """About no chat, so without the fields of one."""

    handover = Handover(help_text="As it was after the deed.")
    timestamp = count("Unix seconds.")


DATA: dict[str, type[Serializer[Any]]] = {
    "new_message": NewMessageData,
    "agent_status_changed": AgentChangedData,
    "agent_assignment_changed": AgentChangedData,
    "customer_stop_status_changed": StopChangedData,
    "agent_requested": AgentRequestedData,
    "message_state_changed": MessageStateData,
    "conversation_closed": ConversationClosedData,
    "chat_started": ChatStartedData,
    "messages_read": MessagesReadData,
    "ticket_opened": TicketOpenedData,
    "ticket_changed": TicketChangedData,
    "customer_updated": CustomerUpdatedData,
    "handover_offered": HandoverData,
    "handover_changed": HandoverData,
}
"""What stands under `data` of each frame; a test holds the names against `FRAME_NAMES`."""


def frame_shape(name: str, data: type[Serializer[Any]]) -> type[Serializer[Any]]:
    """A frame: its name, its data, and the cursor where it is the last of its news."""
    fields = {
        "type": choice([name]),
        "data": data(),
        "cursor": count("Where to go on from.", required=False),
    }
    return type(f"{name.title().replace('_', '')}Frame", (Serializer,), fields)


def frames_shape() -> PolymorphicProxySerializer:
    """A list of frames of any name."""
    return PolymorphicProxySerializer(
        component_name="Frame",
        serializers={name: frame_shape(name, data) for name, data in DATA.items()},
        resource_type_field_name="type",
        many=True,
    )
