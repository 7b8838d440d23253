"""The lines of a conversation: what was said, who answers from when on, where a day begins."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from datetime import date, datetime, timedelta
from typing import ClassVar

from django.utils import timezone

from conversations.models import (
    Attachment,
    Author,
    Channel,
    Conversation,
    HandoffRecord,
    Message,
)
from handoff.actor import Actor
from livechat.desk import room_words, words

SOON_AFTER = timedelta(minutes=5)


@dataclass(frozen=True, slots=True)
class Said:
    """A message as a line. `goes_on`: the same author said the line above, a moment before."""

    template: ClassVar[str] = "desk/said.html"
    message: Message
    kind: str
    by: str
    state: str
    tone: str
    goes_on: bool
    can_send_again: bool

    @property
    def files(self) -> list[Attachment]:
        """What is shown beside the words."""
        return list(self.message.attachments.all()) if self.message.attachment_count else []

    @property
    def at(self) -> datetime:
        return self.message.created_at

    @property
    def icon(self) -> str:
        return {"good": "tick", "under-way": "clock"}.get(self.tone, "warn")


@dataclass(frozen=True, slots=True)
class Change:
    """A handoff record in words. `waited`: how long a person had been wanted when one came."""

    template: ClassVar[str] = "desk/change.html"
    record: HandoffRecord
    text: str
    tone: str
    waited: timedelta | None

    @property
    def at(self) -> datetime:
        return self.record.at

    @property
    def icon(self) -> str:
        return {"bot": "bot", "waiting": "hand", "agent": "tick"}.get(self.tone, "clock")


@dataclass(frozen=True, slots=True)
class Day:
    """Where a day begins."""

    template: ClassVar[str] = "desk/day.html"
    at: datetime


Line = Said | Change | Day


def said_in(
    messages: Sequence[Message], conversation: Conversation, actor: Actor
) -> Iterator[Said]:
    may_write = conversation.is_open and conversation.is_held_by(actor)
    former: Message | None = None
    followers = [*messages[1:], None]
    for message, follower in zip(messages, followers, strict=False):
        state, tone = state_in(conversation, message)
        if tone in ("good", "under-way") and follower and same_speaker(message, follower):
            # The same is said once, below the last of them.
            state = "" if state_in(conversation, follower) == (state, tone) else state
        from_customer = message.author == Author.CUSTOMER
        yield Said(
            message=message,
            kind=str(message.author),
            by=conversation.contact_name if from_customer else words.speaker_of(message, actor),
            state=state,
            tone=tone,
            goes_on=former is not None and same_speaker(former, message),
            can_send_again=may_write and tone in ("bad", "unsure") and message.is_human,
        )
        former = message


def state_in(conversation: Conversation, message: Message) -> tuple[str, str]:
    if conversation.channel == Channel.ROOM:
        return room_words.state_of(message, conversation)
    return words.state_of(message)


def same_speaker(former: Message, message: Message) -> bool:
    """Whether both are one person's words, a moment after each other."""
    return (
        (former.author, former.agent_id, former.agent_name)
        == (message.author, message.agent_id, message.agent_name)
        and timedelta(0) <= message.created_at - former.created_at <= SOON_AFTER
        and day_of(former.created_at) == day_of(message.created_at)
    )


def with_days(lines: Iterator[Said | Change]) -> Iterator[Line]:
    """The lines, with a `Day` before the first of each. Whoever goes on after a change is named."""
    day: date | None = None
    former: Line | None = None
    for line in lines:
        if isinstance(line, Said) and isinstance(former, Change):
            line = replace(line, goes_on=False)
        former = line
        if day_of(line.at) != day:
            day = day_of(line.at)
            yield Day(line.at)
        yield line


def day_of(moment: datetime) -> date:
    return timezone.localdate(moment)
