"""What the desk keeps."""

from livechat.models.canned_response import CannedResponse
from livechat.models.ticket import (
    Ticket,
    TicketCategory,
    TicketChange,
    TicketPriority,
    TicketStatus,
)

__all__ = [
    "CannedResponse",
    "Ticket",
    "TicketCategory",
    "TicketChange",
    "TicketPriority",
    "TicketStatus",
]
