"""What was said before a turn, as a bot is told it."""

from __future__ import annotations

from typing import Literal

from django.db.models import Q

from conversations.bots.base import Line
from conversations.models import Author, Message, MessageState

# Some 3,000 tokens: a rough bound, since only the bot's own model could count them.
MOST_CHARACTERS = 12_000

AUTHORS: dict[str, Literal["customer", "bot", "agent"]] = {
    Author.CUSTOMER: "customer",
    Author.BOT: "bot",
    Author.AGENT: "agent",
}
NEVER_SEEN = (MessageState.FAILED, MessageState.CANCELLED)


def history_before(message: Message, *, most: int) -> tuple[Line, ...]:
    """The last `most` lines before this message, oldest first, and no more characters than allowed.

    What the bot said to an earlier message is among them, also if it was said after this one came
    in. Notes, system lines and what never reached the customer are not.
    """
    spoken = Message.objects.filter(conversation_id=message.conversation_id).filter(
        Q(author__in=(Author.BOT, Author.AGENT)) | Q(author=Author.CUSTOMER, seq__lt=message.seq)
    )
    rows = spoken.exclude(state__in=NEVER_SEEN).order_by("-seq")
    lines, left = [], MOST_CHARACTERS
    for author, text, at in rows.values_list("author", "text", "created_at")[:most]:
        left -= len(text)
        if left < 0:
            break
        lines.append(Line(author=AUTHORS[author], text=text, at=at))
    return tuple(reversed(lines))
