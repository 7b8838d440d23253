"""A conversation as lines: messages, and between them who answered from when on."""

from __future__ import annotations

import heapq
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import timedelta
from itertools import pairwise

from conversations.files.shapes import fetch_files
from conversations.models import Channel, Conversation, Deed, HandoffRecord, Owner
from handoff.actor import Actor
from livechat.desk import room_words, words
from livechat.desk.lines import Change, Line, Said, said_in, with_days

MESSAGES_PER_PAGE = 50
RECORDS_READ = 200


@dataclass(frozen=True, slots=True)
class Talk:
    """One page of a conversation, oldest line first. `earlier`: the number to page back from."""

    lines: list[Line]
    history: list[Change]
    earlier: int | None
    is_newest: bool

    @classmethod
    def of(cls, conversation: Conversation, actor: Actor, *, before: int | None) -> Talk:
        """The newest messages, or those before a number. Two queries, three with files."""
        messages = conversation.messages.order_by("-seq")
        if before is not None:
            messages = messages.filter(seq__lte=before)
        read = list(messages[: MESSAGES_PER_PAGE + 2])
        is_follower_read = bool(read) and read[0].seq == before
        ends_at = read.pop(0).created_at if is_follower_read else None
        shown = read[:MESSAGES_PER_PAGE][::-1]
        fetch_files(shown)
        earlier = shown[0].seq if len(read) > MESSAGES_PER_PAGE else None
        changes = changes_of(conversation, actor)
        in_room = conversation.channel == Channel.ROOM
        # Each change stands on one page: from its first message up to the next page's first.
        beside = [
            change
            for change in changes
            if (earlier is None or change.at >= shown[0].created_at)
            and (ends_at is None or change.at < ends_at)
            and not begins_with_bot(change)
            and not (in_room and room_words.begins(change.record))
        ]
        said = said_in(shown, conversation, actor)
        both: list[Iterable[Said | Change]] = [said, beside]
        lines = heapq.merge(*both, key=lambda line: line.at)
        return cls(list(with_days(lines)), changes[::-1], earlier, before is None)


def changes_of(conversation: Conversation, actor: Actor) -> list[Change]:
    """The newest changes of owner, oldest first."""
    newest = conversation.records.select_related("actor", "from_agent", "to_agent")
    records = list(newest.order_by("-epoch")[:RECORDS_READ])[::-1]
    in_room = conversation.channel == Channel.ROOM
    changes = [change_of(record, actor, None, in_room=in_room) for record in records[:1]]
    for former, record in pairwise(records):
        was_wanted = former.to_owner == Owner.NOBODY and record.to_owner == Owner.AGENT
        waited = record.at - former.at if was_wanted else None
        changes.append(change_of(record, actor, waited, in_room=in_room))
    return changes


def change_of(
    record: HandoffRecord, actor: Actor, waited: timedelta | None, *, in_room: bool
) -> Change:
    deed_of_room = room_words.deed_of_room
    text = deed_of_room(record, actor) if in_room else words.deed_of(record, actor, waited)
    tone = "" if record.deed == Deed.CLOSED else words.tone_of(record.to_owner)
    return Change(record, text, tone, waited)


def begins_with_bot(change: Change) -> bool:
    """The usual beginning goes without saying."""
    return change.record.deed == Deed.OPENED and change.record.to_owner == Owner.BOT
