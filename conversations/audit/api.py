"""`GET /api/dashboard/customers/:customerID/history`"""

from __future__ import annotations

from typing import ClassVar

from rest_framework.request import Request
from rest_framework.response import Response
from rest_framework.viewsets import ViewSet

from conversations.api import conversation_named
from conversations.audit import schema
from conversations.audit.history import page_of_history
from conversations.serializers import customer_data
from handoff.rest import window_of
from handoff.scopes import CUSTOMERS_READ


class HistoryViewSet(ViewSet):
    """Who answered a customer; for the team, as the conversation itself."""

    key_scopes: ClassVar = {"read": CUSTOMERS_READ}

    @schema.read_history
    def list(self, request: Request, customer_id: str) -> Response:
        """`{"customer_id", "page_id", "history", "pagination"}`, the newest change first."""
        conversation, window = conversation_named(request, customer_id), window_of(request)
        rows, total = page_of_history(conversation, window)
        customer = customer_data(conversation)
        return Response(
            {
                "customer_id": customer["customer_id"],
                "page_id": customer["page_id"],
                "history": rows,
                "pagination": window.pagination(total),
            }
        )
