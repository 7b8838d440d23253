"""The one place where the owner of a conversation changes and the news of it goes out.

An action holds the conversation (`hold`), judges by the table of `docs/ownership.md`, and calls
`change_owner`. Of several at once each has its turn, and judges what the one before has left.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from django.utils import timezone

from conversations.events import AgentChanged, PersonRequested, StopChanged
from conversations.models import Conversation, Deed, Owner
from conversations.serializers import agent_data, id_text, subject_data
from handoff.actor import Actor
from handoff.news.emitting import News, emit
from handoff.outbox.actions import cancel_fenced

if TYPE_CHECKING:
    from handoff.accounts.models import User


def change_owner(
    conversation: Conversation, owner: Owner, *, deed: Deed, by: Actor,
    agent: User | None = None, agent_name: str = "", reason: str = "",
) -> None:  # fmt: skip
    """Pass the conversation on and tell the team. Raises `OwnerChanged` if another was faster.

    What the bot has not sent yet is cancelled: after a person was wanted it is silent.
    """
    had_stop, had_agent_id = conversation.stop, conversation.agent_id
    conversation.pass_to(owner, deed=deed, by=by, agent=agent, agent_name=agent_name, reason=reason)
    cancel_fenced(conversation.pk)
    if conversation.agent_id != had_agent_id:
        tell_agent_changed(conversation, previous_agent_id=had_agent_id)
    if conversation.stop != had_stop:
        tell_stop_changed(conversation)


def rename_agent(conversation: Conversation, agent_name: str) -> None:
    """Change only the shown name of the agent, and tell. Raises `OwnerChanged`."""
    conversation.rename_agent(agent_name)
    tell_agent_changed(conversation, previous_agent_id=conversation.agent_id)


def tell_agent_changed(conversation: Conversation, *, previous_agent_id: int | None) -> None:
    news = AgentChanged(
        subject=subject_data(conversation),
        agent=agent_data(conversation),
        previous_agent_id=id_text(previous_agent_id),
        timestamp=now_seconds(),
    )
    tell_team(conversation, news)


def tell_stop_changed(conversation: Conversation) -> None:
    news = StopChanged(
        subject=subject_data(conversation), stop=conversation.stop, timestamp=now_seconds()
    )
    tell_team(conversation, news)


def tell_person_requested(conversation: Conversation, message: str, *, reminder: int = 0) -> None:
    news = PersonRequested(
        subject=subject_data(conversation),
        message=message,
        timestamp=now_seconds(),
        reminder=reminder,
    )
    tell_team(conversation, news)


def tell_team(conversation: Conversation, news: News) -> None:
    emit(
        news,
        company_id=conversation.company_id,
        conversation_id=conversation.pk,
        to=conversation.team_topics,
    )


def now_seconds() -> int:
    """Now, in Unix seconds: the `timestamp` of events (contract README, "Values")."""
    return int(timezone.now().timestamp())
