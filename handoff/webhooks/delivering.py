"""Webhooks as a kind of delivery.

2xx is success. 410 means that nobody wants to be told any more: the endpoint is switched off. All
else is tried again for 24 hours, because whoever mends their side within a day should miss
nothing, also after a 401 or 404; the conversation's later events wait behind it. Where the whole
endpoint is away (no connection, no answer in time, 429, 502, 503, 504), it rests as a whole.
"""

from __future__ import annotations

from django.utils import timezone

from handoff.encryption import UNREADABLE
from handoff.outbox.kinds import Kind, Refused, Stale, TryAgain
from handoff.outbox.models import Delivery, DeliveryState
from handoff.outgoing.faults import OutgoingFault
from handoff.webhooks import health
from handoff.webhooks.following import KIND
from handoff.webhooks.models import WebhookEndpoint
from handoff.webhooks.sending import Answer, ask

GIVE_UP_AFTER_SECONDS = 24 * 3600
GONE = 410
AWAY = (429, 502, 503, 504)
SHOWN_TEXT = 200


def webhook() -> Kind:
    """The kind. One that was lost with its worker is sent again: it carries the same id."""
    return Kind(
        name=KIND,
        deliver=deliver,
        repeatable=True,
        settled=note_settled,
        give_up_after_seconds=GIVE_UP_AFTER_SECONDS,
        is_swept=True,
    )


def deliver(delivery: Delivery) -> None:
    """One try. Raises the outcomes of `outbox.kinds`."""
    endpoint = endpoint_of(delivery)
    secrets = endpoint.secrets_at(timezone.now())
    if not endpoint.secret:
        raise failed(endpoint, f"The secret is lost. {UNREADABLE}", is_away=False)
    try:
        answer = ask(endpoint.url, secrets, delivery.payload["event"], attempt=delivery.attempts)
    except OutgoingFault as fault:
        raise failed(endpoint, str(fault), is_away=True) from fault
    if not answer.is_success:
        raise judged(endpoint, answer)


def endpoint_of(delivery: Delivery) -> WebhookEndpoint:
    """Whom it goes to, as it is now. Raises `Stale` where nobody is to be told any more."""
    endpoint = WebhookEndpoint.objects.filter(
        pk=delivery.payload["endpoint_id"], company_id=delivery.company_id
    ).first()
    if endpoint is None:
        raise Stale("The endpoint was removed")
    if not endpoint.is_active:
        raise Stale("The endpoint is switched off")
    return endpoint


def judged(endpoint: WebhookEndpoint, answer: Answer) -> TryAgain | Refused:
    """What an answer other than success means for the delivery."""
    said = " ".join(answer.text.split())[:SHOWN_TEXT]
    words = f"It answered with status {answer.status}" + (f": {said}" if said else "")
    if answer.status == GONE:
        health.switch_off(endpoint.pk, because="It answered with status 410 (gone)")
        return Refused(words)
    is_away = answer.status in AWAY
    asked = answer.retry_after_seconds if answer.status in (429, 503) else None
    return failed(endpoint, words, is_away=is_away, rest_seconds=asked)


def failed(
    endpoint: WebhookEndpoint, words: str, *, is_away: bool, rest_seconds: float | None = None
) -> TryAgain:
    """Note the failure; when to try this one again."""
    pause = health.note_failure(
        endpoint.pk, words=words, is_away=is_away, rest_seconds=rest_seconds
    )
    return TryAgain(words, after_seconds=pause)


def note_settled(delivery: Delivery) -> None:
    """Inside the transaction that ends the row."""
    if delivery.state == DeliveryState.SENT:
        health.note_success(delivery.payload["endpoint_id"])
