"""What was said, as text that is kept with a ticket."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

from conversations.files.shapes import WORDS, fetch_files
from conversations.models import Author, Conversation, Message, MessageState

MOST_CHARACTERS = 100_000
MOST_MESSAGES = 1_000
AT_ONCE = 100
NEVER_SAID = (MessageState.FAILED, MessageState.CANCELLED)


@dataclass(frozen=True, slots=True)
class Transcript:
    """`is_whole`: nothing earlier was left out."""

    text: str
    is_whole: bool


def transcript_of(conversation: Conversation) -> Transcript:
    """What both sides saw, the oldest first: no notes, no system lines, nothing that never left.

    At most 1,000 messages and 100,000 characters, the newest. A line a message: `[2026-11-02 10:30
    UTC] Nora Novak (customer): Hello`; the lines that follow in a message are set in, so that
    nobody's text can pass for somebody else's line.
    """
    entries: list[str] = []
    size = 0
    for message in newest_first(conversation):
        entry = entry_of(message, customer=conversation.contact_name)
        size += len(entry) + 1
        if len(entries) == MOST_MESSAGES or size > MOST_CHARACTERS:
            return Transcript("\n".join(reversed(entries)), is_whole=False)
        entries.append(entry)
    return Transcript("\n".join(reversed(entries)), is_whole=True)


def newest_first(conversation: Conversation) -> Iterator[Message]:
    """The messages, read so many at once as are soon needed."""
    said = Message.objects.filter(conversation=conversation).showing()
    said = said.exclude(state__in=NEVER_SAID).order_by("-seq")
    below = conversation.last_seq + 1
    while rows := list(said.filter(seq__lt=below)[:AT_ONCE]):
        fetch_files(rows)
        yield from rows
        below = rows[-1].seq


def entry_of(message: Message, *, customer: str) -> str:
    """One message: when, who, what, and its files by name."""
    at = message.created_at.strftime("%Y-%m-%d %H:%M UTC")
    words = message.text.splitlines() if message.has_words else []
    first, *following = [*words, *files_of(message)] or [message.text]
    return "\n    ".join([f"[{at}] {who_said(message, customer)}: {first}", *following])


def who_said(message: Message, customer: str) -> str:
    """A name on one line, and which side it is."""
    match message.author:
        case Author.CUSTOMER:
            name, side = customer, "customer"
        case Author.BOT:
            return "Bot"
        case _:
            name, side = message.agent_name or "Agent", "agent"
    return f"{' '.join(name.split())} ({side})"


def files_of(message: Message) -> list[str]:
    """`[Image: photo.jpg]`, a line each."""
    if not message.attachment_count:
        return []
    names = [(WORDS[file.kind], " ".join(file.name.split())) for file in message.attachments.all()]
    return [f"[{kind}: {name}]" if name else f"[{kind}]" for kind, name in names]
