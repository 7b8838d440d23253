"""The website chat: sessions, what the desk keeps, and what a company chose."""

from livechat.models.canned_response import CannedResponse
from livechat.models.session import ChatSession, ChatSessionQuerySet, Priority, Status
from livechat.models.settings import ChatSettings
from livechat.models.ticket import (
    Ticket,
    TicketCategory,
    TicketChange,
    TicketPriority,
    TicketStatus,
)

__all__ = [
    "CannedResponse",
    "ChatSession",
    "ChatSessionQuerySet",
    "ChatSettings",
    "Priority",
    "Status",
    "Ticket",
    "TicketCategory",
    "TicketChange",
    "TicketPriority",
    "TicketStatus",
]
