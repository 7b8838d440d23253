"""`/api/webhooks`: for machines that set up their own webhook, and for whoever asks as an admin."""

from __future__ import annotations

from typing import Any, ClassVar

from rest_framework.request import Request
from rest_framework.response import Response
from rest_framework.viewsets import ViewSet

from customers.models import Page
from handoff.accounts.permissions import IsAdmin
from handoff.actor import Actor
from handoff.commands import read_input
from handoff.errors import Invalid
from handoff.numbers import id_in
from handoff.rest import actor_of, window_of
from handoff.scopes import WEBHOOKS_MANAGE
from handoff.webhooks import actions, schema
from handoff.webhooks.actions import Wishes
from handoff.webhooks.addresses import why_refused
from handoff.webhooks.models import WebhookEndpoint
from handoff.webhooks.permissions import EndpointNotFound
from handoff.webhooks.serializers import WishesInput, endpoint_data, wishes_data


class WebhookViewSet(ViewSet):
    """For admins, and keys with `webhooks:manage`. Answers with `endpoint_data`; the secret stands
    only in the answers that make one."""

    permission_classes = (IsAdmin,)
    key_scopes: ClassVar = {"read": WEBHOOKS_MANAGE, "write": WEBHOOKS_MANAGE}

    @schema.list_webhooks
    def list(self, request: Request) -> Response:
        """`{"webhooks": […], "pagination"}`, the oldest first."""
        found, window = WebhookEndpoint.objects.visible_to(actor_of(request)), window_of(request)
        rows = found.order_by("pk")[window.start : window.start + window.limit]
        return Response(
            {
                "webhooks": [endpoint_data(endpoint) for endpoint in rows],
                "pagination": window.pagination(found.count()),
            }
        )

    @schema.read_webhook
    def retrieve(self, request: Request, endpoint_id: str) -> Response:
        return Response({"webhook": endpoint_data(_found(actor_of(request), endpoint_id))})

    @schema.create_webhook
    def create(self, request: Request) -> Response:
        """201 `{"webhook", "secret"}`. Superusers belong to no company and have none to ask for."""
        actor = actor_of(request)
        if actor.company_id is None:
            raise Invalid("A webhook belongs to a company, and superusers to none")
        wishes = _wishes(actor.company_id, _object_of(request))
        made = actions.create_endpoint(actor, company_id=actor.company_id, wishes=wishes)
        return Response({"webhook": endpoint_data(made), "secret": made.secret}, status=201)

    @schema.change_webhook
    def partial_update(self, request: Request, endpoint_id: str) -> Response:
        """`{"webhook"}`: what is not named stays."""
        actor = actor_of(request)
        endpoint = _found(actor, endpoint_id)
        given = _object_of(request)
        whole = {**wishes_data(endpoint), **given}
        wishes = _wishes(endpoint.company_id, whole, known=endpoint)
        changed = actions.change_endpoint(
            actor, endpoint_id=endpoint.pk, wishes=wishes, named=given.keys()
        )
        return Response({"webhook": endpoint_data(changed)})

    @schema.remove_webhook
    def destroy(self, request: Request, endpoint_id: str) -> Response:
        actor = actor_of(request)
        actions.delete_endpoint(actor, endpoint_id=_found(actor, endpoint_id).pk)
        return Response({"message": "Webhook removed"})

    @schema.roll_secret
    def roll(self, request: Request, endpoint_id: str) -> Response:
        """`{"webhook", "secret"}`: the one before stays good for 24 hours."""
        actor = actor_of(request)
        rolled = actions.roll_secret(actor, endpoint_id=_found(actor, endpoint_id).pk)
        return Response({"webhook": endpoint_data(rolled), "secret": rolled.secret})


def _found(actor: Actor, endpoint_id: str) -> WebhookEndpoint:
    """One of the actor's company. Raises `EndpointNotFound`."""
    endpoint = WebhookEndpoint.objects.visible_to(actor).filter(pk=id_in(endpoint_id)).first()
    if endpoint is None:
        raise EndpointNotFound
    return endpoint


def _wishes(
    company_id: int, given: dict[str, Any], *, known: WebhookEndpoint | None = None
) -> Wishes:
    """Checked wishes. Pages are the company's, or were chosen before; an address that was taken
    before stays, or nothing else could be changed where it is refused by now. Raises `Invalid`.

    Asks the name server, so no transaction may be open.
    """
    wishes = Wishes(**read_input(WishesInput, given))
    is_new = known is None or wishes.url != known.url
    if is_new and (refusal := why_refused(wishes.url)):
        raise Invalid(refusal, details={"url": [refusal]})
    new = set(wishes.page_ids) - set(known.page_ids if known else ())
    if new and Page.objects.filter(company=company_id, page_id__in=new).count() < len(new):
        raise Invalid("Page not found", details={"page_ids": ["Page not found"]})
    return wishes


def _object_of(request: Request) -> dict[str, Any]:
    if not isinstance(request.data, dict):
        raise Invalid("The body must be a JSON object")
    return dict(request.data)
