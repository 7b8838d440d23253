"""`/api/handovers`: shift handovers, for the team."""

from __future__ import annotations

from typing import Any, ClassVar

from rest_framework.request import Request
from rest_framework.response import Response
from rest_framework.viewsets import ViewSet

from conversations.actions.accepting import accept_handover
from conversations.actions.offering import decline_handover, offer_handover, withdraw_handover
from conversations.handovers.inputs import OfferInput
from conversations.handovers.permissions import get_handover_for, held_by, on_shift
from conversations.handovers.schema import operations
from conversations.handovers.serializers import handover_data, item_data, named
from conversations.models import Handover, HandoverItem, HandoverState
from handoff.accounts.permissions import IsTeam
from handoff.actor import Actor
from handoff.commands import read_input
from handoff.errors import Invalid
from handoff.numbers import id_in
from handoff.rest import actor_of, window_of
from handoff.scopes import CUSTOMERS_READ, CUSTOMERS_WRITE

WHOSE = ("mine", "all")


class HandoverViewSet(ViewSet):
    """For agents and admins, and keys that may take and release customers."""

    permission_classes = (IsTeam,)
    key_scopes: ClassVar = {"read": CUSTOMERS_READ, "write": CUSTOMERS_WRITE}

    @operations.list_handovers
    def list(self, request: Request) -> Response:
        """`{"handovers": […], "pagination"}`, the newest first: from me, to me, or open to anyone;
        with `whose=all` the company's."""
        actor, window = actor_of(request), window_of(request)
        found = Handover.objects.visible_to(actor)
        if _one_of(request, "whose", WHOSE, default="mine") == "mine":
            found = found.concerning(actor)
        if state := _one_of(request, "state", HandoverState.values):
            found = found.filter(state=state)
        rows = found.with_people()[window.start : window.start + window.limit]
        return Response(
            {
                "handovers": [handover_data(handover) for handover in rows],
                "pagination": window.pagination(found.count()),
            }
        )

    @operations.list_own_conversations
    def conversations(self, request: Request) -> Response:
        """`{"conversations": […], "pagination"}`: what an offer made now would hold."""
        window = window_of(request)
        held = held_by(*on_shift(actor_of(request)))
        rows = held.with_people().order_by("pk")[window.start : window.start + window.limit]
        return Response(
            {
                "conversations": [named(conversation) for conversation in rows],
                "pagination": window.pagination(held.count()),
            }
        )

    @operations.offer_handover
    def create(self, request: Request) -> Response:
        """201 `{"handover", "items", "pagination"}`."""
        if not isinstance(request.data, dict):
            raise Invalid("The body must be a JSON object")
        actor = actor_of(request)
        made = offer_handover(actor, **read_input(OfferInput, request.data))
        return Response(whole(request, made), status=201)

    @operations.read_handover
    def retrieve(self, request: Request, handover_id: str) -> Response:
        return Response(whole(request, _found(actor_of(request), handover_id)))

    @operations.accept_handover
    def accept(self, request: Request, handover_id: str) -> Response:
        return self._do(request, handover_id, accept_handover)

    @operations.decline_handover
    def decline(self, request: Request, handover_id: str) -> Response:
        return self._do(request, handover_id, decline_handover)

    @operations.withdraw_handover
    def withdraw(self, request: Request, handover_id: str) -> Response:
        return self._do(request, handover_id, withdraw_handover)

    def _do(self, request: Request, handover_id: str, deed: Any) -> Response:
        actor = actor_of(request)
        found = _found(actor, handover_id)
        return Response(whole(request, deed(actor, handover_id=found.pk)))


def whole(request: Request, handover: Handover) -> dict[str, Any]:
    """With a page of its items, which `page` and `limit` choose: what was not passed on first."""
    window = window_of(request)
    items = HandoverItem.objects.filter(handover=handover).in_rows()
    return {
        "handover": handover_data(handover),
        "items": [item_data(item) for item in items[window.start : window.start + window.limit]],
        "pagination": window.pagination(sum(handover.outcomes.values())),
    }


def _found(actor: Actor, handover_id: str) -> Handover:
    """Raises `HandoverNotFound`, also for what is no id."""
    return get_handover_for(actor, id_in(handover_id))


def _one_of(request: Request, name: str, known: Any, *, default: str = "") -> str:
    """A word of the query. Raises `Invalid`."""
    word = request.query_params.get(name) or default
    if word and word not in known:
        sentence = f"{name} must be one of {', '.join(known)}"
        raise Invalid(sentence, details={name: [sentence]})
    return word
