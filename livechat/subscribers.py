"""What the website chat does on the conversations' news, in the transaction of the deed.

So a chat that is taken, given back, handed over or closed through any door is told as one.
"""

from __future__ import annotations

from typing import Any

from django.utils import timezone

from conversations.events import AgentChanged, ConversationClosed, StopChanged
from conversations.models import Channel, HandoffRecord, Owner
from handoff import topics
from handoff.accounts.models import User
from handoff.news.emitting import News, emit, subscribe
from livechat.events import ChatAssigned, ChatEnded, ChatLeftQueue, ChatReturned, ChatStarted
from livechat.models import ChatSession, Status
from livechat.queueing import queue_changed
from livechat.serializers import chat_agent_data, session_data


def session_of(subject: dict[str, Any]) -> ChatSession | None:
    """The session that news is about; None for other channels."""
    if subject["channel"] != Channel.CHAT:
        return None
    return ChatSession.objects.with_people().filter(pk=subject["session_id"]).first()


def follow_agent(news: AgentChanged) -> None:
    """Somebody accepted, was given the chat, or let it go. A new name alone is no news here."""
    session = session_of(news.subject)
    if session is None or news.agent["agent_id"] == news.previous_agent_id:
        return
    previous_id = int(news.previous_agent_id) if news.previous_agent_id else None
    if session.conversation.agent_id is not None:
        tell_assigned(session, previous_id)
        tell_if_it_waited(session)
    elif previous_id is not None and session.status == Status.PENDING:
        tell_returned(session, previous_id)
    queue_changed(session.company_id)


def tell_assigned(session: ChatSession, previous_id: int | None) -> None:
    session.accepted_at = session.accepted_at or timezone.now()
    session.told_position = None
    session.save(update_fields=["accepted_at", "told_position"])
    agent = chat_agent_data(session.conversation)
    assert agent is not None, "it has just been given to one"
    previous = User.objects.get(pk=previous_id) if previous_id else None
    concerned = [topics.agent(user_id) for user_id in (agent["id"], previous_id) if user_id]
    tell(
        session,
        ChatAssigned(
            session_id=session.pk,
            session=session_data(session),
            agent=agent,
            transferred_from={"id": previous.pk, "name": previous.name} if previous else None,
            reason=reason_of(session),
        ),
        to=[*session.conversation.shared_topics, *concerned],
    )


def tell_returned(session: ChatSession, previous_id: int) -> None:
    session.waiting_since, session.accepted_at = timezone.now(), None
    session.save(update_fields=["waiting_since", "accepted_at"])
    news = ChatReturned(
        session_id=session.pk,
        session=session_data(session),
        previous_agent_id=previous_id,
        reason=reason_of(session),
    )
    tell(session, news, to=waiting_topics(session))


def follow_stop(news: StopChanged) -> None:
    """The bot in front gave up, or a person was asked for: now it waits. Or nobody came, and the
    bot has it once more: it waits no longer."""
    session = session_of(news.subject)
    if session is None:
        return
    if not news.stop:
        ChatSession.objects.filter(pk=session.pk).update(told_position=None)
        tell_if_it_waited(session)
        queue_changed(session.company_id)
    elif session.conversation.owner == Owner.NOBODY:
        session.waiting_since, session.accepted_at = timezone.now(), None
        session.save(update_fields=["waiting_since", "accepted_at"])
        tell_started(session)


def tell_if_it_waited(session: ChatSession) -> None:
    """All agents were told that it waits: now they hear that it does not any more."""
    if record_of(session).from_owner == Owner.NOBODY:
        news = ChatLeftQueue(session_id=session.pk, session=session_data(session))
        tell(session, news, to=[topics.agents(session.company_id)])


def tell_started(session: ChatSession) -> None:
    """Somebody waits for an agent: all agents hear it."""
    news = ChatStarted(session_id=session.pk, session=session_data(session))
    tell(session, news, to=waiting_topics(session))
    queue_changed(session.company_id)


def follow_close(news: ConversationClosed) -> None:
    """Both sides hear the end; of a chat that waited, all agents."""
    session = session_of(news.subject)
    if session is None:
        return
    waited = session.conversation.owner == Owner.NOBODY
    shared = session.conversation.shared_topics
    tell(
        session,
        ChatEnded(session_id=session.pk, session=session_data(session), ended_by=news.by),
        to=[*shared, topics.agents(session.company_id)] if waited else shared,
    )
    queue_changed(session.company_id)


def waiting_topics(session: ChatSession) -> list[str]:
    """All agents, at the website desk and at the dashboard; never the customer."""
    return [topics.agents(session.company_id), topics.team(session.company_id)]


def record_of(session: ChatSession) -> HandoffRecord:
    """How it has just changed hands."""
    conversation = session.conversation
    return HandoffRecord.objects.get(conversation=conversation, epoch=conversation.epoch)


def reason_of(session: ChatSession) -> str:
    """Why it changed hands, as the record says; that it was forced is for the record alone."""
    reason = record_of(session).reason
    return "" if reason == "forced" else reason.removeprefix("forced; ")


def tell(session: ChatSession, news: News, *, to: list[str]) -> None:
    emit(news, company_id=session.company_id, conversation_id=session.pk, to=to)


def register() -> None:
    subscribe(AgentChanged, follow_agent)
    subscribe(StopChanged, follow_stop)
    subscribe(ConversationClosed, follow_close)
