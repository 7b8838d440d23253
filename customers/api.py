"""`POST /api/live-chat/visitor`: a website's visitors arrive (contract README, "Document 4")."""

from __future__ import annotations

from http import HTTPStatus
from typing import NoReturn

from rest_framework.request import Request
from rest_framework.response import Response

from customers import schema
from customers.limits import ArrivalThrottle, TooManyArrivals
from customers.serializers import VisitorInput, welcomed_data
from customers.visits import Introduction, welcome_visitor
from handoff.accounts.api import OpenView
from handoff.commands import read_input
from handoff.errors import Invalid
from handoff.rest import LiveChatErrors


class VisitorView(LiveChatErrors, OpenView):
    """`{"widget_key", "name"?, "email"?, "token"?, "user_id"?, "user_hash"?}` → 201
    `{"token", "visitor": {"id", "name"}}`.

    403 for a wrong `user_hash`, 404 for an unknown widget, 429 past 300 a minute and address.
    """

    throttle_classes = (ArrivalThrottle,)

    def throttled(self, request: Request, wait: float | None) -> NoReturn:
        raise TooManyArrivals(wait)

    @schema.welcome_visitor
    def post(self, request: Request) -> Response:
        if not isinstance(request.data, dict):
            raise Invalid("The body must be a JSON object")
        given = read_input(VisitorInput, request.data)
        session = welcome_visitor(Introduction(**given, origin=request.headers.get("Origin", "")))
        return Response(welcomed_data(session), status=HTTPStatus.CREATED)
