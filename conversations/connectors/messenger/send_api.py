"""Messenger's Send API: one POST, one answer, judged.

Messenger Platform, "Send API reference" (read in November 2026).
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from conversations.connectors.messenger import graph_api
from conversations.connectors.messenger.answers import judge
from conversations.connectors.messenger.policy import Terms
from conversations.quick_replies import QuickReply


@dataclass(frozen=True, slots=True, kw_only=True)
class Uploaded:
    """A file that Facebook has: its `type` (`image`, `audio`, `video`, `file`) and its id there."""

    type: str
    attachment_id: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Letter:
    """What goes to whom: `text`, or a file that was uploaded before (`uploads`). `metadata` comes
    back in the echo. `quick_replies`: buttons under it."""

    page_id: str
    access_token: str
    recipient_id: str
    text: str
    metadata: str
    terms: Terms
    file: Uploaded | None = None
    quick_replies: tuple[QuickReply, ...] = ()


def post(letter: Letter) -> str:
    """Send it and return Messenger's id of the message (`mid`).

    Raises `TryAgain` where it certainly was not sent and may be later, `Refused` where it never
    will be, `NoAnswer` where nobody can tell.
    """
    graph_api.refuse_unsound(letter.access_token)
    answer = graph_api.request(
        graph_api.session(),
        "POST",
        f"{letter.page_id}/messages",
        token=letter.access_token,
        fields=body_of(letter),
        placed="json",
    )
    return judge(answer)


def body_of(letter: Letter) -> dict[str, Any]:
    body: dict[str, Any] = {
        "recipient": {"id": letter.recipient_id},
        "messaging_type": letter.terms.messaging_type,
        "message": {**content_of(letter), "metadata": letter.metadata},
    }
    if letter.quick_replies:
        body["message"]["quick_replies"] = [
            {"content_type": "text", "title": one.title, "payload": one.payload}
            for one in letter.quick_replies
        ]
    if letter.terms.tag:
        body["tag"] = letter.terms.tag
    return body


def content_of(letter: Letter) -> dict[str, Any]:
    """Messenger takes words or a file, never both in one message."""
    if letter.file is None:
        return {"text": letter.text}
    payload = {"attachment_id": letter.file.attachment_id}
    return {"attachment": {"type": letter.file.type, "payload": payload}}
