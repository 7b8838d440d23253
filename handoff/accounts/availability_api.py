"""`/api/agent-availability/…`: every PUT answers what GET my-status does (contract document 4)."""

from __future__ import annotations

from typing import Any, ClassVar

from rest_framework.request import Request
from rest_framework.response import Response
from rest_framework.views import APIView

from handoff import commands
from handoff.accounts import availability_schema as schema
from handoff.errors import Invalid
from handoff.rest import LiveChatErrors, actor_of
from handoff.scopes import AVAILABILITY_MANAGE


class AvailabilityView(LiveChatErrors, APIView):
    """For agents and admins of a company, about themselves; customers get a 403."""

    key_scopes: ClassVar = {"read": AVAILABILITY_MANAGE, "write": AVAILABILITY_MANAGE}

    def carry_out(self, request: Request, command: str) -> Response:
        """The body alone is read. Raises `Invalid`."""
        if not isinstance(request.data, dict):
            raise Invalid("The body must be a JSON object")
        data: dict[str, Any] = request.data
        return Response(commands.run(actor_of(request), command, data))


class MyStatusView(AvailabilityView):
    """GET: `{"status", "availability_status", "max_concurrent_chats", "current_chats", "skills"}`.

    PUT takes `availability_status` or `status`: online, offline, busy or away.
    """

    @schema.read_my_status
    def get(self, request: Request) -> Response:
        return Response(commands.run(actor_of(request), "get_my_status", {}))

    @schema.set_my_status
    def put(self, request: Request) -> Response:
        return self.carry_out(request, "set_my_status")


class MySlotsView(AvailabilityView):
    """PUT takes `max_concurrent_chats`, from 1 to 20."""

    @schema.set_my_slots
    def put(self, request: Request) -> Response:
        return self.carry_out(request, "set_my_slots")


class MySkillsView(AvailabilityView):
    """PUT takes `skills`, a list of up to 50 words of up to 50 characters."""

    @schema.set_my_skills
    def put(self, request: Request) -> Response:
        return self.carry_out(request, "set_my_skills")


class ActivityPingView(AvailabilityView):
    """The twin of `agent:activity_ping`, for agents without a socket: `{"success": true}`."""

    @schema.note_activity
    def post(self, request: Request) -> Response:
        return Response({"success": True, **commands.run(actor_of(request), "note_activity", {})})
