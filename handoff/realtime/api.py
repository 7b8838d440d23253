"""`GET /api/events`: the broadcasts of the dashboard's WebSocket, for clients that ask instead of
listening, or that catch up (contract README, "Resuming and repeating")."""

from __future__ import annotations

from collections.abc import Iterator
from itertools import islice
from typing import Any, ClassVar

from rest_framework.request import Request
from rest_framework.response import Response
from rest_framework.views import APIView

from handoff import topics
from handoff.actor import Actor
from handoff.errors import Gone, Invalid
from handoff.news.models import Event, EventQuerySet, Stream
from handoff.numbers import number_in
from handoff.realtime import schema
from handoff.realtime.dialects.dashboard.options import Dashboard, options_from
from handoff.realtime.schema import DEFAULT_LIMIT, MAX_LIMIT
from handoff.rest import actor_of, positive_integer
from handoff.scopes import EVENTS_READ

READ_AT_ONCE = 200
MOST_READ = 2_000  # by one call, where most of it is not for the client: it goes on from there


class EventsView(APIView):
    """`{"events": [frames], "cursor", "has_more"}`, or 410 `{"error", "cursor"}`.

    `since` (0) is the last cursor a client has had, `limit` counts events that the client hears,
    not frames; `events`, `include` and `channels` are those of the WebSocket. `cursor` is where to
    go on, also where nothing of what happened may be heard by the client.
    """

    key_scopes: ClassVar = {"read": EVENTS_READ}

    @schema.read_events
    def get(self, request: Request) -> Response:
        actor = actor_of(request)
        query = request.query_params
        dialect, complaints = options_from(dict(query.lists()))
        if complaints:
            raise Invalid(complaints[0])
        since = cursor_of(query.get("since", "0"))
        limit = min(positive_integer("limit", query.get("limit", str(DEFAULT_LIMIT))), MAX_LIMIT)
        return Response(missed(actor, dialect, since=since, limit=limit))


def cursor_of(text: str) -> int:
    """A cursor from a query. Raises `Invalid`."""
    cursor = number_in(text)
    if cursor is None:
        raise Invalid("since must be a cursor, an integer", details={"since": ["not a cursor"]})
    return cursor


def missed(actor: Actor, dialect: Dashboard, *, since: int, limit: int) -> dict[str, Any]:
    """What the actor may hear now of the events after `since`. Raises `Gone` where that has a gap.

    The head is read before the events: what happens meanwhile comes with the next call.
    """
    company_id = actor.company_id
    if company_id is None:  # a superuser belongs to no company and hears no news
        return {"events": [], "cursor": since, "has_more": False}
    head = Stream.objects.heads([company_id])[company_id]
    if since > head:
        raise too_old(head)
    log = Event.objects.after(company_id, since).filter(seq__lte=head)
    told: list[dict[str, Any]] = []
    cursor = since
    for seq, frames in islice(said(log, actor, dialect), MOST_READ):
        if cursor == since and seq != since + 1:
            raise too_old(head)
        if frames and not limit:
            return {"events": told, "cursor": cursor, "has_more": True}
        told += frames
        limit -= bool(frames)
        cursor = seq
    if cursor == since < head:
        raise too_old(head)
    return {"events": told, "cursor": cursor, "has_more": cursor < head}


def said(
    log: EventQuerySet, actor: Actor, dialect: Dashboard
) -> Iterator[tuple[int, list[dict[str, Any]]]]:
    """Each event's number, and its frames: none where the actor does not hear it."""
    events = list(log[:READ_AT_ONCE])
    while events:
        audible = topics.heard(actor, {topic for event in events for topic in event.topics})
        for event in events:
            is_heard = not audible.isdisjoint(event.topics)
            yield event.seq, dialect.frames(event) if is_heard else []
        is_all = len(events) < READ_AT_ONCE
        events = [] if is_all else list(log.filter(seq__gt=events[-1].seq)[:READ_AT_ONCE])


def too_old(head: int) -> Gone:
    return Gone("Too much has happened since: load everything anew", cursor=head)
