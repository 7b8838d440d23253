"""`GET /api/events`: the broadcasts of the dashboard's WebSocket, for clients that ask instead of
listening, or that catch up (contract README, "Resuming and repeating")."""

from __future__ import annotations

from typing import Any, ClassVar

from rest_framework.request import Request
from rest_framework.response import Response
from rest_framework.views import APIView

from handoff import topics
from handoff.actor import Actor
from handoff.errors import Gone, Invalid
from handoff.news.models import Event, Stream
from handoff.numbers import number_in
from handoff.realtime import schema
from handoff.realtime.dialects.dashboard.options import Dashboard, options_from
from handoff.realtime.schema import DEFAULT_LIMIT, MAX_LIMIT
from handoff.rest import actor_of, positive_integer
from handoff.scopes import EVENTS_READ


class EventsView(APIView):
    """`{"events": [frames], "cursor", "has_more"}`, or 410 `{"error", "cursor"}`.

    `since` (0) is the last cursor a client has had, `limit` counts events, not frames; `events`,
    `include` and `channels` are those of the WebSocket. `cursor` is where to go on, also where
    nothing of what happened may be heard by the client.
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
    events = list(Event.objects.after(company_id, since).filter(seq__lte=head)[:limit])
    if since > head or (since < head and (not events or events[0].seq != since + 1)):
        raise Gone("Too much has happened since: load everything anew", cursor=head)
    cursor = events[-1].seq if events else since
    audible = topics.heard(actor, {topic for event in events for topic in event.topics})
    heard = [event for event in events if not audible.isdisjoint(event.topics)]
    frames = [frame for event in heard for frame in dialect.frames(event)]
    return {"events": frames, "cursor": cursor, "has_more": cursor < head}
