"""Who may hear a conversation: its participant, and the company's team. And a hotel room: anybody,
for it tells only who answers there (contract README, "Document 5")."""

from __future__ import annotations

from collections.abc import Collection, Iterable
from datetime import timedelta

from django.db.models import Q
from django.utils import timezone

from conversations.models import Channel, Conversation
from handoff import topics
from handoff.actor import Actor

MOST_OWN = 200
HEARD_AFTER_THE_END = timedelta(days=1)


def audible(actor: Actor, ids: Collection[int]) -> Iterable[int]:
    """Those of these conversations that the actor may hear."""
    found = Conversation.objects.visible_to(actor).filter(pk__in=ids)
    return found.values_list("pk", flat=True)


def own(actor: Actor) -> Iterable[int]:
    """What comes unasked, the latest 200: for a participant the own conversations, for an agent
    the open ones he has, and those of his that ended within a day, so that who comes back hears
    the end. Messenger's are heard as the team's."""
    if actor.is_team:
        found = Conversation.objects.visible_to(actor).exclude(channel=Channel.MESSENGER)
        ended_lately = Q(closed_at__gt=timezone.now() - HEARD_AFTER_THE_END)
        found = found.filter(ended_lately | Q(closed_at=None), agent_id=actor.user_id)
        found = found.exclude(agent=None)
    else:
        found = Conversation.objects.of_participant(actor)
    return found.order_by("-updated_at", "-pk").values_list("pk", flat=True)[:MOST_OWN]


def register() -> None:
    topics.register("conversation", audible, own=own)
    topics.register("room", lambda actor, ids: ids)
