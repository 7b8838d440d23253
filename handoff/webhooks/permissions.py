"""Who may: admins of the company, with a person's sign-in or a key that has the scope."""

from __future__ import annotations

from handoff.accounts.permissions import AdminsOnly
from handoff.actor import Actor
from handoff.errors import NotFound
from handoff.webhooks.models import WebhookEndpoint


class EndpointNotFound(NotFound):
    code, sentence = "endpoint_not_found", "Webhook not found"


def refuse_others(actor: Actor) -> None:
    """Raises `AdminsOnly` for whoever is no admin."""
    if not actor.is_admin:
        raise AdminsOnly


def get_endpoint_for(actor: Actor, endpoint_id: int) -> WebhookEndpoint:
    """An endpoint of the actor's company, locked. Raises `EndpointNotFound`, `AdminsOnly`."""
    found = WebhookEndpoint.objects.visible_to(actor).select_for_update(of=("self",))
    endpoint = found.filter(pk=endpoint_id).first()
    if endpoint is None:
        raise EndpointNotFound
    refuse_others(actor)
    return endpoint
