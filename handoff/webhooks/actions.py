"""What can be done with endpoints. The only writers, beside `health`."""

from __future__ import annotations

from collections.abc import Collection, Sequence
from dataclasses import asdict, dataclass
from datetime import datetime

from django.utils import timezone

from handoff.actor import Actor
from handoff.errors import Conflict, NotFound
from handoff.news.emitting import action
from handoff.news.models import Stream
from handoff.outbox import targets
from handoff.webhooks.following import keep_followed
from handoff.webhooks.models import OLD_SECRET_STAYS, WebhookEndpoint, new_secret
from handoff.webhooks.permissions import get_endpoint_for, refuse_others

MOST_ENDPOINTS = 20


class TooManyEndpoints(Conflict):
    code = "too_many_webhooks"
    sentence = f"A company has at most {MOST_ENDPOINTS} webhooks: remove one first"


class SwitchedOff(Conflict):
    code, sentence = "webhook_switched_off", "The webhook is switched off: switch it on first"


@dataclass(frozen=True, slots=True, kw_only=True)
class Wishes:
    """What people choose about an endpoint, checked: `handoff.webhooks.models` says what each is.

    `event_types`, `include` and `channels` are names that the dashboard's dialect knows.
    """

    url: str
    description: str
    event_types: Sequence[str]
    include: Sequence[str]
    channels: Sequence[str]
    page_ids: Sequence[str]
    is_active: bool


@action
def create_endpoint(actor: Actor, *, company_id: int, wishes: Wishes) -> WebhookEndpoint:
    """Listen from now on, with a new secret. Raises AdminsOnly, NotFound, TooManyEndpoints."""
    refuse_others(actor)
    if not actor.is_superuser and company_id != actor.company_id:
        raise NotFound
    Stream.objects.lock(company_id)  # before the count: two at once see each other
    if WebhookEndpoint.objects.filter(company_id=company_id).count() >= MOST_ENDPOINTS:
        raise TooManyEndpoints
    endpoint = WebhookEndpoint.objects.create(
        company_id=company_id, created_by_id=actor.user_id, secret=new_secret(), **asdict(wishes)
    )
    keep_followed(company_id)
    return endpoint


@action
def change_endpoint(
    actor: Actor, *, endpoint_id: int, wishes: Wishes, named: Collection[str] | None = None
) -> WebhookEndpoint:
    """Other wishes, from the next event on; where some are `named`, those alone. Switched off:
    what waits is cancelled. Another address, or switched on again: it begins in good health, and
    what waits leaves now.

    Raises EndpointNotFound, AdminsOnly.
    """
    endpoint = get_endpoint_for(actor, endpoint_id)
    url, was_active = endpoint.url, endpoint.is_active
    for name, value in asdict(wishes).items():
        if named is None or name in named:
            setattr(endpoint, name, value)
    is_new = endpoint.url != url or (endpoint.is_active and not was_active)
    if is_new:
        _begin_in_good_health(endpoint)
    endpoint.save()
    if not endpoint.is_active:
        targets.take_back(endpoint.target, f"The endpoint was switched off by {actor.email}")
    elif is_new:
        targets.hurry(endpoint.target)
    keep_followed(endpoint.company_id)
    return endpoint


@action
def delete_endpoint(actor: Actor, *, endpoint_id: int) -> None:
    """Remove it. What waits is cancelled. Raises EndpointNotFound, AdminsOnly."""
    endpoint = get_endpoint_for(actor, endpoint_id)
    targets.take_back(endpoint.target, f"The endpoint was removed by {actor.email}")
    endpoint.delete()
    keep_followed(endpoint.company_id)


@action
def roll_secret(actor: Actor, *, endpoint_id: int) -> WebhookEndpoint:
    """A new secret. The one before stays good for 24 hours: requests are signed with both. One that
    was on its way out already is worthless at once. Raises EndpointNotFound, AdminsOnly."""
    endpoint = get_endpoint_for(actor, endpoint_id)
    endpoint.old_secret = endpoint.secret
    endpoint.old_secret_ends_at = timezone.now() + OLD_SECRET_STAYS
    endpoint.secret = new_secret()
    endpoint.save()
    return endpoint


@action
def replay_failed(actor: Actor, *, endpoint_id: int, since: datetime) -> tuple[int, bool]:
    """Send again what failed since then, oldest first, behind what waits in each conversation.

    How many, and whether there are more. Raises EndpointNotFound, AdminsOnly, SwitchedOff.
    """
    endpoint = get_endpoint_for(actor, endpoint_id)
    if not endpoint.is_active:
        raise SwitchedOff
    return targets.replay_failed(endpoint.target, since=since, by=actor.email)


def _begin_in_good_health(endpoint: WebhookEndpoint) -> None:
    endpoint.consecutive_failures = 0
    endpoint.failing_since = endpoint.resting_until = None
    endpoint.switched_off_because = ""
