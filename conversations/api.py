"""The dashboard's REST endpoints of contract documents 1 to 3.

A view is one statement around a command; a GET is a list over what the actor may see.
"""

from __future__ import annotations

from typing import Any, ClassVar

from django.db.models import Q
from rest_framework.decorators import action
from rest_framework.request import Request
from rest_framework.response import Response
from rest_framework.viewsets import ViewSet

from conversations.files.shapes import fetch_files
from conversations.inputs import PageInput
from conversations.models import Conversation, Message
from conversations.permissions import get_customer_conversation_for
from conversations.schema import operations
from conversations.serializers import customer_data, message_data
from customers.permissions import get_page_for
from handoff.commands import read_input, run
from handoff.errors import Invalid
from handoff.rest import Window, actor_of, body_of, client_id_in, link_header, window_of
from handoff.scopes import CUSTOMERS_READ, CUSTOMERS_WRITE, MESSAGES_SEND

MAX_SEARCH_LENGTH = 200


def conversation_named(request: Request, customer_id: str) -> Conversation:
    """Whom query or body name together with the address. Raises Invalid, NotFound."""
    page_id = read_input(PageInput, body_of(request))["page_id"]
    return get_customer_conversation_for(
        actor_of(request), page_id=page_id, customer_id=customer_id
    )


class CustomerViewSet(ViewSet):
    """`/api/dashboard/customers…`"""

    key_scopes: ClassVar = {
        "read": CUSTOMERS_READ, "write": CUSTOMERS_WRITE, "message": MESSAGES_SEND,
    }  # fmt: skip

    lookup_url_kwarg = "customer_id"
    lookup_value_regex = "[^/]+"

    @operations.list_customers
    def list(self, request: Request) -> Response:
        """`{"customers", "pagination"}`, latest `last_seen` first; `page_id`, `search`."""
        actor, window = actor_of(request), window_of(request)
        found = Conversation.objects.visible_to(actor).messenger().with_people()
        page_id = request.query_params.get("page_id", "")
        if page_id:
            found = found.filter(customer__page=get_page_for(actor, page_id))
        search = request.query_params.get("search", "").strip()[:MAX_SEARCH_LENGTH]
        if "\0" in search:
            raise Invalid("search must not hold a NUL character")
        if search:
            found = found.filter(
                Q(customer__customer_name__icontains=search)
                | Q(customer__first_name__icontains=search)
                | Q(customer__last_name__icontains=search)
            )
        rows = found.order_by("-customer__last_seen", "-pk")[
            window.start : window.start + window.limit
        ]
        return Response(
            {
                "customers": [customer_data(row) for row in rows],
                "pagination": window.pagination(found.count()),
            }
        )

    @operations.read_customer
    def retrieve(self, request: Request, customer_id: str) -> Response:
        """`{"customer": {…}}`"""
        return Response({"customer": customer_data(conversation_named(request, customer_id))})

    @operations.take_customer
    @action(detail=True, methods=["put"])
    def agent(self, request: Request, customer_id: str) -> Response:
        """Take the customer; an admin with `agent_id` gives it to that agent."""
        data = {**body_of(request), "customer_id": customer_id, "from_bot": True}
        data["agent_name"] = data.get("agent_name") or ""
        command = "take_customer" if data.get("agent_id") in (None, "") else "transfer_customer"
        taken = run(actor_of(request), command, data)
        text = "Agent name updated" if taken["changed"] != "agent" else "Agent assigned"
        return Response({"message": f"{text} successfully", "customer": taken["customer"]})

    @operations.release_customer
    @agent.mapping.delete
    def release(self, request: Request, customer_id: str) -> Response:
        """Let the customer go."""
        data = {**body_of(request), "customer_id": customer_id, "must_be_assigned": False}
        released = run(actor_of(request), "release_customer", data)
        return Response({"message": "Agent unassigned successfully", **released})

    @operations.stop_customer
    @action(detail=True, methods=["put"])
    def stop(self, request: Request, customer_id: str) -> Response:
        """Set `stop`."""
        data = {**body_of(request), "customer_id": customer_id}
        stopped = run(actor_of(request), "stop_customer", data)
        return Response({"message": "Customer status updated successfully", **stopped})

    @operations.toggle_stop
    @action(detail=True, methods=["post"], url_path="toggle-stop")
    def toggle_stop(self, request: Request, customer_id: str) -> Response:
        """Turn `stop` around."""
        data = {**body_of(request), "customer_id": customer_id}
        toggled = run(actor_of(request), "toggle_customer", data)
        return Response({"message": "Customer status toggled successfully", **toggled})

    @operations.send_message
    @action(detail=True, methods=["post"])
    def message(self, request: Request, customer_id: str) -> Response:
        """Say something: stored and queued, not delivered yet."""
        data = {**body_of(request), "customer_id": customer_id, "from_bot": True}
        data["client_id"] = client_id_in(request, data)
        sent = run(actor_of(request), "send_to_customer", data)
        return Response(
            {
                "message": "Message sent successfully",
                "data": sent["message"],
                "customer": sent["customer"],
            }
        )


class MessageViewSet(ViewSet):
    """`/api/dashboard/messages/…`: page 1 holds the newest, inside a page the oldest come first."""

    key_scopes: ClassVar = {"read": CUSTOMERS_READ}

    lookup_url_kwarg = "customer_id"
    lookup_value_regex = "[^/]+"

    @operations.read_conversation
    @action(detail=False, url_path=r"conversation/(?P<customer_id>[^/]+)")
    def conversation(self, request: Request, customer_id: str) -> Response:
        """The conversation of document 3."""
        conversation, window = conversation_named(request, customer_id), window_of(request)
        rows, total = page_of_messages(conversation, window, include=include_of(request))
        customer = customer_data(conversation)
        named = ("customer_id", "customer_name", "page_id", "page_name")
        return Response(
            {
                **{name: customer[name] for name in named},
                "conversation": rows,
                "pagination": window.pagination(total),
            }
        )

    @operations.read_messages
    @action(detail=False, url_path=r"chat/(?P<customer_id>[^/]+)")
    def chat(self, request: Request, customer_id: str) -> Response:
        """The same rows as a bare array; the total in `X-Total-Count`, paging in `Link`."""
        conversation, window = conversation_named(request, customer_id), window_of(request)
        rows, total = page_of_messages(conversation, window, include=include_of(request))
        headers = {"X-Total-Count": str(total), "Link": link_header(request, window, total)}
        return Response(rows, headers=headers)


def include_of(request: Request) -> set[str]:
    """The internal authors that are asked for: `?include=notes,system`, as at the WebSocket."""
    asked = request.query_params.getlist("include")
    return {name.strip() for text in asked for name in text.split(",")}


def page_of_messages(
    conversation: Conversation, window: Window, *, include: set[str]
) -> tuple[list[dict[str, Any]], int]:
    """One page of a conversation's messages and how many there are in all."""
    found = Message.objects.filter(conversation=conversation).showing(include)
    rows = list(found.order_by("-seq")[window.start : window.start + window.limit])
    fetch_files(rows)
    for row in rows:
        row.conversation = conversation  # known already: no query for each
    return [message_data(row) for row in reversed(rows)], found.count()
