"""A guest's conversation as lines: what was said, and who assists from when on.

Nothing else is in it: notes, system lines, and what was never sent are the team's own.
"""

from __future__ import annotations

import heapq
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from typing import ClassVar

from conversations.files.shapes import fetch_files
from conversations.models import (
    Attachment,
    Author,
    Conversation,
    Deed,
    HandoffRecord,
    Message,
    MessageState,
    Owner,
)
from conversations.staff import staff_name_of, staff_role_of
from livechat.desk.lines import day_of, same_speaker

MESSAGES_PER_PAGE = 50
RECORDS_READ = 200


@dataclass(frozen=True, slots=True)
class Said:
    """A message, `mine` or `theirs` to the guest. `state` is how far an own one has come."""

    template: ClassVar[str] = "guest/said.html"
    message: Message
    side: str
    by: str
    state: str
    goes_on: bool

    @property
    def at(self) -> datetime:
        return self.message.created_at

    @property
    def is_bot(self) -> bool:
        return self.message.is_bot

    @property
    def files(self) -> list[Attachment]:
        return list(self.message.attachments.all()) if self.message.attachment_count else []


@dataclass(frozen=True, slots=True)
class Assists:
    """From here on another of the staff assists."""

    template: ClassVar[str] = "guest/change.html"
    record: HandoffRecord
    text: str

    @property
    def at(self) -> datetime:
        return self.record.at


@dataclass(frozen=True, slots=True)
class Day:
    template: ClassVar[str] = "guest/day.html"
    at: datetime


@dataclass(frozen=True, slots=True)
class Talk:
    """One page of it, oldest line first. `earlier`: the number to page back from; `last_seq`: that
    of the last message in it."""

    lines: list[Said | Assists | Day]
    earlier: int | None
    is_newest: bool
    last_seq: int

    @classmethod
    def of(cls, conversation: Conversation, *, before: int | None) -> Talk:
        """The newest messages, or those before a number. Two queries, three with files."""
        messages = conversation.messages.showing().exclude(state=MessageState.CANCELLED)
        messages = messages.order_by("-seq")
        if before is not None:
            messages = messages.filter(seq__lt=before)
        read = list(messages[: MESSAGES_PER_PAGE + 1])
        shown = read[:MESSAGES_PER_PAGE][::-1]
        fetch_files(shown)
        has_more = len(read) > MESSAGES_PER_PAGE
        changes = [
            change
            for change in changes_of(conversation)
            if (not has_more or change.at > read[-1].created_at)  # which the page before shows
            and (before is None or (shown and change.at <= shown[-1].created_at))
        ]
        both: list[Iterable[Said | Assists]] = [said_in(shown, conversation), changes]
        earlier = shown[0].seq if has_more else None
        lines = with_days(heapq.merge(*both, key=lambda line: line.at))
        return cls(list(lines), earlier, before is None, shown[-1].seq if shown else 0)


def said_in(messages: Sequence[Message], conversation: Conversation) -> Iterator[Said]:
    former: Message | None = None
    last_own = max((m.seq for m in messages if m.author == Author.CUSTOMER), default=0)
    for message in messages:
        is_own = message.author == Author.CUSTOMER
        yield Said(
            message=message,
            side="mine" if is_own else "theirs",
            by="You" if is_own else speaker_of(message, conversation),
            # Said once, below the last.
            state=state_of(message, conversation) if message.seq == last_own else "",
            goes_on=former is not None and same_speaker(former, message),
        )
        former = message


def speaker_of(message: Message, conversation: Conversation) -> str:
    if message.is_bot:
        return "Bot"
    return message.agent_name or conversation.company.name


def state_of(message: Message, conversation: Conversation) -> str:
    return "Read" if message.seq <= conversation.staff_read_seq else "Delivered"


def changes_of(conversation: Conversation) -> list[Assists]:
    """Each time that another of the staff took over, oldest first; letting go is no news to a
    guest, and who comes back first is none either."""
    newest = conversation.records.select_related("to_agent").order_by("-epoch")[:RECORDS_READ]
    changes: list[Assists] = []
    former: int | None = None
    for record in reversed(newest):
        if record.to_owner != Owner.AGENT or record.to_agent is None or record.deed == Deed.CLOSED:
            continue
        if record.to_agent_id != former:
            name, role = staff_name_of(record.to_agent), staff_role_of(record.to_agent)
            changes.append(Assists(record, f"{name} - {role} is now assisting you"))
        former = record.to_agent_id
    return changes


def with_days(lines: Iterator[Said | Assists]) -> Iterator[Said | Assists | Day]:
    """The lines, with a `Day` before the first of each."""
    day: date | None = None
    for line in lines:
        if day_of(line.at) != day:
            day = day_of(line.at)
            yield Day(line.at)
        yield line
