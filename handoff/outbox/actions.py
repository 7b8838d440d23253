"""Putting things into the outbox, and taking back what has not left yet."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

from django.db import transaction
from django.utils import timezone

from handoff.actor import Actor
from handoff.errors import Conflict, Forbidden, NotFound
from handoff.news.emitting import action
from handoff.outbox.kinds import find
from handoff.outbox.models import Delivery, DeliveryState
from handoff.outbox.waking import wake


class CannotReplay(Conflict):
    code, sentence = "cannot_replay", "Only what failed or is uncertain can be sent again"


def schedule(
    kind: str,
    *,
    company_id: int,
    lane: str,
    payload: Mapping[str, Any],
    conversation_id: int | None = None,
    epoch: int | None = None,
) -> Delivery:
    """Write a delivery into the running transaction; a worker is woken after the commit."""
    delivery = Delivery.objects.create(
        kind=kind,
        company_id=company_id,
        lane=lane,
        conversation_id=conversation_id,
        payload=dict(payload),
        epoch=epoch,
    )
    transaction.on_commit(wake)
    return delivery


def schedule_all(deliveries: Sequence[Delivery]) -> None:
    """`schedule` for rows made by the caller, in their order, with one query."""
    Delivery.objects.bulk_create(deliveries)
    if deliveries:
        transaction.on_commit(wake)


@action
def replay(actor: Actor, *, delivery_id: int) -> Delivery:
    """Try once more what failed or stayed uncertain, as a new row at the end of its lane.

    For admins, who have read what became of it: what was uncertain may happen twice. Raises
    NotFound, Forbidden, CannotReplay.
    """
    found = Delivery.objects.filter(pk=delivery_id)
    if not actor.is_superuser:
        found = found.filter(company=actor.company_id)
    delivery = found.select_for_update().first()
    if delivery is None:
        raise NotFound("Delivery not found")
    if not actor.is_admin:
        raise Forbidden
    if delivery.state not in (DeliveryState.FAILED, DeliveryState.UNCERTAIN):
        raise CannotReplay
    delivery.state = DeliveryState.CANCELLED
    delivery.last_error = f"Sent again by {actor.email}. {delivery.last_error}"
    delivery.save(update_fields=["state", "last_error"])
    again = delivery.once_more()
    schedule_all([again])
    if kind := find(delivery.kind):
        kind.retrying(again)
    return again


def cancel_fenced(conversation_id: int) -> list[Delivery]:
    """Cancel what waits in a conversation under an epoch, and return it. What is under way, and
    what carries no epoch (an agent's words), is left alone: the fence of its kind judges it."""
    waiting = Delivery.objects.filter(
        conversation_id=conversation_id, epoch__isnull=False, state=DeliveryState.DUE
    )
    cancelled = []
    for delivery in waiting.order_by("pk"):
        changed = Delivery.objects.filter(pk=delivery.pk, state=DeliveryState.DUE).update(
            state=DeliveryState.CANCELLED, settled_at=timezone.now()
        )
        if changed:
            delivery.state = DeliveryState.CANCELLED
            if kind := find(delivery.kind):
                kind.settled(delivery)
            cancelled.append(delivery)
    if cancelled:
        transaction.on_commit(wake)
    return cancelled
