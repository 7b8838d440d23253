"""A bot behind a URL: the turn is POSTed, the answer is what comes back.

Shapes and signature are in `docs/bots.md`. Rasa's are those of its REST channel (Rasa
documentation, "Your Own Website", read in November 2026).
"""

from __future__ import annotations

import time
from collections.abc import Iterator
from typing import Any

import orjson

from conversations.bots.asking import BotRefused, asking, clean, json_of, short_reason
from conversations.bots.base import Answer, Turn
from conversations.models import WebhookFormat
from conversations.quick_replies import (
    LONGEST_PAYLOAD,
    LONGEST_TITLE,
    MOST_QUICK_REPLIES,
    QuickReply,
)
from conversations.serializers import time_text
from handoff.outgoing.headers import signature_headers

MOST_BYTES = 256 * 1024
ASKED_FOR_PERSON = "the bot asked for a person"


def reply(turn: Turn) -> Answer:
    """Ask it. Raises `BotAway` and `BotRefused`."""
    is_rasa = turn.bot.format == WebhookFormat.RASA
    body = orjson.dumps(rasa_body(turn) if is_rasa else handoff_body(turn))
    with asking(
        turn,
        url=turn.bot.endpoint,
        body=body,
        headers=headers_of(turn, body),
        most_bytes=MOST_BYTES,
    ) as answer:
        data = json_of(answer.read())
    return rasa_answer(data) if is_rasa else handoff_answer(data)


def headers_of(turn: Turn, body: bytes) -> dict[str, str]:
    headers = {"Accept": "application/json", "Idempotency-Key": turn.turn_id}
    if turn.bot.secret:
        headers |= signature_headers(turn.bot.secret, body, at=int(time.time()))
    return headers


def sender_of(turn: Turn) -> str:
    """The conversation, as the bot knows it. Trials are conversations of their own."""
    return turn.turn_id if turn.is_trial else str(turn.conversation_id)


# --- Our own format


def handoff_body(turn: Turn) -> dict[str, Any]:
    return {
        "turn_id": turn.turn_id,
        "conversation_id": sender_of(turn),
        "is_trial": turn.is_trial,
        "page": {"id": turn.bot.page.page_id, "name": turn.bot.page.name},
        "customer": {"name": turn.customer_name},
        "text": turn.text,
        **({"attachments": list(turn.attachments)} if turn.attachments else {}),
        "payload": turn.payload,
        "history": [
            {"author": line.author, "text": line.text, "at": time_text(line.at)}
            for line in turn.history
        ],
    }


def handoff_answer(data: Any) -> Answer:
    """From `{"text"}`, `{"messages": […]}` or `{"handoff": true, "reason"}`; `quick_replies` may
    stand beside the text, or in the last of the messages that has any."""
    if not isinstance(data, dict):
        raise unreadable()
    if data.get("handoff") is True:
        reason = short_reason(data.get("reason"), otherwise=ASKED_FOR_PERSON)
        return Answer(gives_up=True, reason=reason)
    messages = data.get("messages", [])
    if not isinstance(messages, list):
        raise unreadable()
    given = [data["text"]] if "text" in data else []
    offered = [data, *(m for m in messages if isinstance(m, dict))]
    return answer_of(
        [*given, *(m["text"] if is_text(m) else m for m in messages)],
        buttons=last_of([part.get("quick_replies") for part in offered]),
    )


def is_text(message: object) -> bool:
    return isinstance(message, dict) and "text" in message


# --- Rasa's


def rasa_body(turn: Turn) -> dict[str, Any]:
    return {
        "sender": sender_of(turn),
        "message": turn.payload or turn.text,  # as Rasa's own connectors do
        "metadata": {"turn_id": turn.turn_id, "page_id": turn.bot.page.page_id},
    }


def rasa_answer(data: Any) -> Answer:
    """From `[{"recipient_id", "text" | "image" | "custom"}, …]`.

    `custom` may hold `{"handoff": true, "reason"}`. `buttons` with a payload become quick replies;
    those that open an address, and attachments, are left out.
    """
    if not isinstance(data, list) or not all(isinstance(item, dict) for item in data):
        raise unreadable()
    for item in data:
        custom = item.get("custom")
        if isinstance(custom, dict) and custom.get("handoff") is True:
            reason = short_reason(custom.get("reason"), otherwise=ASKED_FOR_PERSON)
            return Answer(gives_up=True, reason=reason)
    buttons = last_of([item.get("buttons") for item in data])
    if isinstance(buttons, list):
        buttons = [one for one in buttons if not (isinstance(one, dict) and one.get("url"))]
    return answer_of(list(rasa_texts(data)), buttons=buttons)


def rasa_texts(items: list[dict[str, Any]]) -> Iterator[Any]:
    for item in items:
        yield from (item[key] for key in ("text", "image") if item.get(key))


# --- Both


def last_of(offers: list[Any]) -> Any:
    """The buttons that were offered last; None where none were."""
    return next((offer for offer in reversed(offers) if offer), None)


def answer_of(texts: list[Any], *, buttons: Any = None) -> Answer:
    if not all(isinstance(text, str) for text in texts):
        raise unreadable()
    first, *more = [clean(text) for text in texts] or [""]
    return Answer(text=first, more=tuple(more), quick_replies=tuple(quick_replies_of(buttons)))


def quick_replies_of(buttons: Any) -> list[QuickReply]:
    """The buttons `[{"title", "payload"}, …]` as far as they fit: 13 of them, long titles cut. One
    without a payload says its title."""
    if buttons is None:
        return []
    if not isinstance(buttons, list) or not all(isinstance(one, dict) for one in buttons):
        raise unreadable()
    found = []
    for button in buttons:
        title, payload = button.get("title"), button.get("payload") or button.get("title")
        if not isinstance(title, str) or not isinstance(payload, str):
            raise unreadable()
        title = clean(title)
        if title and len(payload) <= LONGEST_PAYLOAD:
            shown = title if len(title) <= LONGEST_TITLE else f"{title[: LONGEST_TITLE - 1]}…"
            found.append(QuickReply(title=shown, payload=clean(payload)))
    return found[:MOST_QUICK_REPLIES]


def unreadable() -> BotRefused:
    return BotRefused("It answered in a shape that is not known")
