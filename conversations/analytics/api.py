"""`GET /api/dashboard/analytics`"""

from __future__ import annotations

from typing import ClassVar

from rest_framework.request import Request
from rest_framework.response import Response
from rest_framework.viewsets import ViewSet

from conversations.analytics import schema
from conversations.analytics.question import question_from
from conversations.analytics.report import report
from handoff.rest import actor_of
from handoff.scopes import CUSTOMERS_READ


class AnalyticsViewSet(ViewSet):
    """For agents and admins. Query: `page_id`, `from`, `to` (days such as 2026-11-02)."""

    key_scopes: ClassVar = {"read": CUSTOMERS_READ}

    @schema.read_analytics
    def list(self, request: Request) -> Response:
        """What `report` says."""
        return Response(report(question_from(actor_of(request), request.query_params)))
