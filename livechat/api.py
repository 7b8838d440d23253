"""`/api/live-chat/…` (contract document 4, parts 2 to 5): for both sides of a chat.

A view is one statement around a command; a GET is a list over what the actor may see.
"""

from __future__ import annotations

from typing import Any, ClassVar

from rest_framework.request import Request
from rest_framework.response import Response
from rest_framework.viewsets import ViewSet

from customers.participants import ParticipantAuthentication, participant_or_team
from handoff.accounts.authentication import SessionCookieAuthentication
from handoff.accounts.models import User
from handoff.accounts.permissions import get_colleague_for
from handoff.commands import read_input, run
from handoff.numbers import id_in
from handoff.rest import LiveChatErrors, Window, client_id_in, link_header, window_of
from handoff.scopes import CUSTOMERS_READ, CUSTOMERS_WRITE, MESSAGES_SEND, TICKETS_WRITE
from livechat.access import DeskAdminsOnly, DeskOnly, EitherSide
from livechat.context import context_of
from livechat.history import history_of
from livechat.lists import messages_asked, sessions_asked
from livechat.permissions import get_session_for, get_visible_session_for
from livechat.queueing import outlook_of
from livechat.rest import object_of
from livechat.schema import operations
from livechat.serializers import session_data, sessions_data
from livechat.statistics import queue_data, workloads_data
from livechat.tickets.actions import convert_to_ticket
from livechat.tickets.serializers import ConvertInput, converted_data

MOST_ROWS = 1_000


def order_of(request: Request, **more: Any) -> dict[str, Any]:
    """The body with what the address says, `client_id` also from `Idempotency-Key`.

    Raises `Invalid` for what is no JSON object.
    """
    data = object_of(request)
    return {**data, "client_id": client_id_in(request, data), **more}


class ChatViewSet(LiveChatErrors, ViewSet):
    """What both sides ask for; each sees the own."""

    authentication_classes = (ParticipantAuthentication, SessionCookieAuthentication)
    permission_classes = (EitherSide,)
    key_scopes: ClassVar = {
        "read": CUSTOMERS_READ, "write": CUSTOMERS_WRITE, "say": MESSAGES_SEND,
        "typing": MESSAGES_SEND,
    }  # fmt: skip

    @operations.read_chat
    def retrieve(self, request: Request, session_id: str) -> Response:
        """`{"success", "session"}`; while it waits also `agents_online` and
        `expected_wait_seconds`; for the team also `history`, who had it and why."""
        actor = participant_or_team(request)
        session = get_visible_session_for(actor, id_in(session_id))
        shown = session_data(session)
        more = {"history": history_of(session)} if actor.is_team else {}
        outlook = outlook_of(session, shown["queue_position"])
        return Response({"success": True, "session": shown, **outlook, **more})

    @operations.list_chat_messages
    def messages(self, request: Request, session_id: str) -> Response:
        """A bare array, oldest first: all, or `limit`, or those `after` an id; at most 1,000."""
        actor = participant_or_team(request)
        session = get_visible_session_for(actor, id_in(session_id))
        rows, total = messages_asked(request, session)
        return Response(rows, headers={"X-Total-Count": str(total)})

    @operations.say_in_chat
    def say(self, request: Request, session_id: str) -> Response:
        """201 `{"success", "message": {…}}`."""
        data = order_of(request, session_id=id_in(session_id))
        sent = run(participant_or_team(request), "say_in_chat", data)
        return Response({"success": True, **sent}, status=201)

    @operations.show_typing
    def typing(self, request: Request, session_id: str) -> Response:
        """`is_typing`, true unless said. `{"success", "session_id"}`; nothing is stored."""
        return done(request, "show_typing", session_id)

    @operations.end_chat
    def end(self, request: Request, session_id: str) -> Response:
        """`{"success", "session"}`."""
        return done(request, "end_chat", session_id)


class StartViewSet(LiveChatErrors, ViewSet):
    """Customers and visitors begin a chat; no API key can."""

    authentication_classes = (ParticipantAuthentication, SessionCookieAuthentication)
    permission_classes = (EitherSide,)

    @operations.start_chat
    def start(self, request: Request) -> Response:
        """201 `{"success", "session", "message", "customer_context", "agents_online"}`."""
        made = run(participant_or_team(request), "start_chat", order_of(request))
        return Response({"success": True, **made}, status=201)


class DeskViewSet(LiveChatErrors, ViewSet):
    """What agents and admins do."""

    authentication_classes = (ParticipantAuthentication, SessionCookieAuthentication)
    permission_classes = (DeskOnly,)
    key_scopes: ClassVar = {
        "read": CUSTOMERS_READ, "write": CUSTOMERS_WRITE, "convert": TICKETS_WRITE,
    }  # fmt: skip

    @operations.list_chats
    def sessions(self, request: Request) -> Response:
        """A bare array; `status`, `agent_id`, `page`, `limit`. Who waits is in queue order."""
        window = window_of(request, default=200, maximum=MOST_ROWS)
        found = sessions_asked(request, participant_or_team(request))
        total = found.count()
        rows = sessions_data(found[window.start : window.start + window.limit])
        return Response(rows, headers=paging(request, window, total))

    @operations.accept_chat
    def accept(self, request: Request, session_id: str) -> Response:
        """`{"success", "session"}`."""
        return done(request, "accept_chat", session_id)

    @operations.assign_chat
    def assign(self, request: Request, session_id: str) -> Response:
        """`agent_id`, `force`, `reason`; for admins. `{"success", "message", "session"}`."""
        return done(request, "assign_chat", session_id, message="Chat assigned successfully")

    @operations.transfer_chat
    def transfer(self, request: Request, session_id: str) -> Response:
        """`target_agent_id`, `reason`. `{"success", "message", "session"}`."""
        return done(request, "transfer_chat", session_id, message="Chat transferred successfully")

    @operations.convert_chat
    def convert(self, request: Request, session_id: str) -> Response:
        """`subject` (else the chat's), `category_id`, `priority`. `{"success", "message",
        "ticket"}`, 201; converted before, the same ticket. The chat goes on."""
        actor = participant_or_team(request)
        session = get_session_for(actor, id_in(session_id))
        given = read_input(ConvertInput, object_of(request))
        given["subject"] = given["subject"] or session.subject
        ticket = convert_to_ticket(actor, conversation_id=session.pk, **given)
        return Response({"success": True, **converted_data(ticket)}, status=201)

    @operations.read_context
    def context(self, request: Request, session_id: str) -> Response:
        """What an agent should know of the customer."""
        session = get_session_for(participant_or_team(request), id_in(session_id))
        return Response(context_of(session))

    @operations.read_queue
    def statistics(self, request: Request) -> Response:
        """`{"pending", "active", "closed", "average_wait_time"}`"""
        return Response(queue_data(participant_or_team(request)))

    @operations.read_workload
    def workload(self, request: Request, agent_id: str) -> Response:
        """What one agent has, and may still take."""
        agent = get_colleague_for(participant_or_team(request), id_in(agent_id))
        return Response(workloads_data([agent])[0])


class WorkloadsViewSet(LiveChatErrors, ViewSet):
    """All agents' workload, for admins."""

    authentication_classes = (ParticipantAuthentication, SessionCookieAuthentication)
    permission_classes = (DeskAdminsOnly,)
    key_scopes: ClassVar = {"read": CUSTOMERS_READ}

    @operations.list_workloads
    def list(self, request: Request) -> Response:
        """A bare array, by e-mail address; `page`, `limit`."""
        window = window_of(request, default=200, maximum=MOST_ROWS)
        team = User.objects.visible_to(participant_or_team(request)).team()
        found = team.filter(company__isnull=False).order_by("email")
        total = found.count()
        rows = workloads_data(found[window.start : window.start + window.limit])
        return Response(rows, headers=paging(request, window, total))


def done(request: Request, command: str, session_id: str, **said: str) -> Response:
    """Carry out an order about this session."""
    data = order_of(request, session_id=id_in(session_id))
    return Response({"success": True, **said, **run(participant_or_team(request), command, data)})


def paging(request: Request, window: Window, total: int) -> dict[str, str]:
    return {"X-Total-Count": str(total), "Link": link_header(request, window, total)}
