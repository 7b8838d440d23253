"""`GET /api/dashboard/analytics`"""

from __future__ import annotations

from rest_framework.request import Request
from rest_framework.response import Response
from rest_framework.viewsets import ViewSet

from conversations.analytics.question import question_from
from conversations.analytics.report import report
from handoff.rest import actor_of


class AnalyticsViewSet(ViewSet):
    """For agents and admins. Query: `page_id`, `from`, `to` (days such as 2026-11-02)."""

    def list(self, request: Request) -> Response:
        """What `report` says."""
        return Response(report(question_from(actor_of(request), request.query_params)))
