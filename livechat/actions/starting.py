"""A customer starts a chat."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

from conversations.actions.opening import open_conversation
from conversations.models import Bot, Channel, Conversation, Owner
from customers.models import Visitor
from handoff.actor import Actor
from handoff.news.emitting import action
from livechat.errors import CustomersOnly, TooManyChats
from livechat.models import ChatSession, ChatSettings, Priority
from livechat.subscribers import tell_started

MOST_OPEN = 100


@action
def start_chat(
    actor: Actor, *, subject: str, priority: Priority = Priority.MEDIUM,
    required_skills: Sequence[str] = (), metadata: Mapping[str, Any] | None = None,
    client_id: str = "",
) -> ChatSession:  # fmt: skip
    """Begin a chat with nobody, or with the bot that the company has put in front.

    The same `client_id` of the same customer answers the first one and does nothing else. Raises
    `CustomersOnly`, and `TooManyChats` for the 101st open one.
    """
    visitor = _visitor_of(actor)
    own = ChatSession.objects.filter(conversation__visitor=visitor)
    if client_id:
        begun = own.with_people().filter(conversation__client_id=client_id).first()
        if begun is not None:
            return begun
    if own.filter(conversation__closed_at=None).count() >= MOST_OPEN:
        raise TooManyChats
    new = Conversation(
        company_id=visitor.company_id, channel=Channel.CHAT, visitor=visitor, client_id=client_id
    )
    conversation, _ = open_conversation(new, by=actor)
    ChatSession.objects.create(
        conversation=conversation,
        company_id=conversation.company_id,
        subject=subject,
        priority=priority,
        required_skills=list(dict.fromkeys(skill.strip().lower() for skill in required_skills)),
        metadata=dict(metadata or {}),
        waiting_since=conversation.created_at,
    )
    session = ChatSession.objects.with_people().get(pk=conversation.pk)
    if conversation.owner == Owner.NOBODY:
        tell_started(session)
    return session


def _visitor_of(actor: Actor) -> Visitor:
    """Who starts, locked: so that of many starts at once each is counted by the next."""
    visitor_id = actor.participant_id("visitor")
    if visitor_id is None:
        raise CustomersOnly
    return Visitor.objects.select_for_update(of=("self",), no_key=True).get(pk=visitor_id)


def bot_in_front(conversation: Conversation) -> Bot | None:
    """The active bot that the company has chosen for its chats; none from the start."""
    chosen = ChatSettings.objects.select_related("bot__page")
    settings = chosen.filter(company=conversation.company_id, bot__is_active=True).first()
    return settings.bot if settings else None
