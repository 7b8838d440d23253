"""News becomes deliveries, in the transaction that stores it.

So an endpoint gets each frame exactly once into its lane, in the order of the news, and neither a
crash nor a deed that is undone leaves a gap or too many.
"""

from __future__ import annotations

import logging
from collections.abc import Iterator, Sequence

from django.utils import timezone

from conversations.serializers import time_text
from handoff import topics
from handoff.news.models import Event, Stream
from handoff.outbox.actions import schedule_all
from handoff.outbox.models import Delivery
from handoff.realtime.dialects.dashboard.frames import Frame, frames_of
from handoff.webhooks.models import WebhookEndpoint

logger = logging.getLogger(__name__)

KIND = "webhook"


def follow(events: Sequence[Event]) -> None:
    """Put what each endpoint of the company wants to have into the outbox: two queries."""
    endpoints = list(WebhookEndpoint.objects.listening(events[0].company_id))
    schedule_all(
        [row for event in events for endpoint in endpoints for row in rows_for(endpoint, event)]
    )


def keep_followed(company_id: int) -> None:
    """Note with the company's stream whether anybody listens.

    Behind its lock: who switches the last one off and who adds one see each other, and what happens
    after the commit is told to the new one without a gap.
    """
    stream = Stream.objects.lock(company_id)
    stream.is_followed = WebhookEndpoint.objects.listening(company_id).exists()
    stream.save(update_fields=["is_followed"])


def rows_for(endpoint: WebhookEndpoint, event: Event) -> list[Delivery]:
    try:
        frames = list(wanted(endpoint, event))
    except Exception:  # a fault in wording must not undo what people do
        logger.exception("%s could not be worded for webhook %s", event, endpoint.pk)
        return []
    return [row_of(endpoint, event, number, frame) for number, frame in frames]


def wanted(endpoint: WebhookEndpoint, event: Event) -> Iterator[tuple[int, Frame]]:
    """The frames of the event that the endpoint asked for, each with its number among all.

    It hears what the company's team hears.
    """
    subject = event.payload.get("subject", {})
    if topics.team(event.company_id) not in event.topics or not endpoint.wants_page_of(subject):
        return
    # Those three are chosen by the names of their frames.
    include = frozenset(endpoint.include) | {"deliveries", "customers", "handovers"}
    frames = frames_of(event, include=include, channels=frozenset(endpoint.channels))
    for number, frame in enumerate(frames, 1):
        if frame["type"] in endpoint.event_types:
            yield number, frame


def row_of(endpoint: WebhookEndpoint, event: Event, number: int, frame: Frame) -> Delivery:
    body = {
        "id": f"{event.company_id}-{event.seq}-{number}",
        "cursor": event.seq,
        "type": frame["type"],
        "data": frame["data"],
        "created_at": time_text(event.created_at),
    }
    return Delivery(
        kind=KIND,
        company_id=event.company_id,
        lane=endpoint.lane_of(event.conversation_id),
        target=endpoint.target,
        conversation_id=event.conversation_id,
        payload={"endpoint_id": endpoint.pk, "event": body},
        next_try_at=max(timezone.now(), endpoint.resting_until or timezone.now()),
    )
