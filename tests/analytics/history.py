"""Making a small history by hand: who said what when, who took and let go."""

from __future__ import annotations

from datetime import datetime

import time_machine

from conversations.actions.adding import Words, add_message
from conversations.actions.releasing import release_conversation
from conversations.actions.taking import take_conversation
from conversations.models import Author, Conversation, MessageState
from customers.models import Page
from handoff.accounts.models import User
from handoff.news.emitting import action
from tests.cast import open_conversation


def at(text: str) -> datetime:
    """`2026-11-02 10:00` in UTC; with `+01:00` behind it, elsewhere."""
    return datetime.fromisoformat(text if "+" in text else f"{text}+00:00")


def opened(page: Page, name: str, when: str) -> Conversation:
    """A customer who begins to wait, or is with the bot if the page has one."""
    with time_machine.travel(at(when), tick=False):
        return open_conversation(page, name, name)


def takes(agent: User, conversation: Conversation, when: str) -> None:
    with time_machine.travel(at(when), tick=False):
        take_conversation(
            agent.as_actor(door="rest"), conversation_id=conversation.pk, from_bot=True
        )


def releases(agent: User, conversation: Conversation, when: str) -> None:
    with time_machine.travel(at(when), tick=False):
        release_conversation(agent.as_actor(door="rest"), conversation_id=conversation.pk)


@action
def says(
    author: Author, conversation: Conversation, when: str, *, agent: User | None = None,
    state: MessageState = MessageState.SENT,
) -> None:  # fmt: skip
    """One message; `agent` None with `Author.AGENT` is Facebook's own inbox."""
    words = Words(
        author=author, text="Hello", at=at(when), agent_id=agent.pk if agent else None, state=state
    )
    add_message(Conversation.objects.with_people().get(pk=conversation.pk), words)
