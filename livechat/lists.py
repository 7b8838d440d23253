"""Which sessions and messages a request asks for."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from django.db.models import Case, F, Q, Value, When
from rest_framework.request import Request

from conversations.files.shapes import fetch_files
from conversations.models import Message, Owner
from handoff.actor import Actor
from handoff.errors import Invalid
from handoff.rest import positive_integer
from livechat.models import ChatSession, ChatSessionQuerySet, Status
from livechat.serializers import chat_message_data

MOST_MESSAGES = 1_000
LARGEST_ID = 2**63 - 1


def sessions_asked(request: Request, actor: Actor) -> ChatSessionQuerySet:
    """Those of `status`: the whole queue, or the actor's own active or closed ones. Without it
    the actor's own active ones, then the queue. With `agent_id`, a number or `all`, another's or
    everybody's instead of the own. Raises `Invalid`."""
    found = ChatSession.objects.visible_to(actor).with_people()
    waits = Q(conversation__owner=Owner.NOBODY)
    theirs = _of_agent(request, actor)
    status = request.query_params.get("status", "")
    if not status:
        found = found.filter(waits | theirs, conversation__closed_at=None)
    elif status not in Status.values:
        sentence = f"status must be one of {', '.join(Status.values)}"
        raise Invalid(sentence, details={"status": [sentence]})
    else:
        found = found.in_status(Status(status))
        found = found if status == Status.PENDING else found.filter(theirs)
    if status == Status.CLOSED:
        return found.order_by("-conversation__closed_at", "-pk")
    place = Case(When(waits, then=F("priority")), default=Value(0))
    return found.order_by(
        Case(When(waits, then=1), default=0), place.desc(), "conversation__created_at", "pk"
    )


def _of_agent(request: Request, actor: Actor) -> Q:
    named = request.query_params.get("agent_id", "")
    if named == "all":  # an empty Q would say nothing beside another, instead of all
        return Q(pk__isnull=False)
    agent_id = min(positive_integer("agent_id", named), LARGEST_ID) if named else actor.user_id
    return Q(conversation__agent=agent_id)


def messages_asked(request: Request, session: ChatSession) -> tuple[list[dict[str, Any]], int]:
    """Oldest first: all, or `limit` of them, or those `after` the message with this id; 1,000 at
    most. And how many there are in all. Never notes or system lines. Raises `Invalid`."""
    query = request.query_params
    limit = positive_integer("limit", query.get("limit") or str(MOST_MESSAGES))
    found = Message.objects.filter(conversation=session.pk).showing()
    wanted = found
    if (query.get("after") or "0") != "0":
        wanted = found.filter(pk__gt=min(positive_integer("after", query["after"]), LARGEST_ID))
    rows: Sequence[Message] = list(wanted.order_by("seq")[: min(limit, MOST_MESSAGES)])
    fetch_files(rows)
    for row in rows:
        row.conversation = session.conversation
    return [chat_message_data(row) for row in rows], found.count()
