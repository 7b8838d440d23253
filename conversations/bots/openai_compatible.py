"""A chat model behind any server that speaks OpenAI's chat completions."""

from __future__ import annotations

from typing import Any

import orjson

from conversations.bots.asking import asking
from conversations.bots.base import Answer, Turn
from conversations.bots.completions import REQUEST_HUMAN, answer_of, assembled, whole
from conversations.bots.streams import events

# A stream spends some 300 bytes on each token, and models that think aloud spend many.
MOST_BYTES = 4 * 1024 * 1024

INSTRUCTIONS = (
    "You answer customers who write to {page}. Be brief and friendly, and answer in their "
    "language. If you do not know the answer, or they want a person, ask for a human."
)
TOOL: dict[str, Any] = {
    "type": "function",
    "function": {
        "name": REQUEST_HUMAN,
        "description": "Hand this conversation to a human colleague: when the customer asks for a "
        "person, is upset, or needs what you do not know or cannot do.",
        "parameters": {
            "type": "object",
            "properties": {
                "reason": {"type": "string", "description": "Why, in a few words."},
            },
            "required": ["reason"],
        },
    },
}


def reply(turn: Turn) -> Answer:
    """Ask it. Raises `BotAway` and `BotRefused`."""
    with asking(
        turn,
        url=f"{turn.bot.endpoint.rstrip('/')}/chat/completions",
        body=orjson.dumps(body_of(turn)),
        headers={"Authorization": f"Bearer {turn.bot.secret}"} if turn.bot.secret else {},
        most_bytes=MOST_BYTES,
    ) as answer:
        # What was asked for is not always what comes.
        if answer.headers.get("Content-Type", "").startswith("text/event-stream"):
            return answer_of(assembled(events(answer.pieces())))
        return answer_of(whole(answer.read()))


def body_of(turn: Turn) -> dict[str, Any]:
    bot = turn.bot
    limit = "max_completion_tokens" if bot.has_newer_limit else "max_tokens"
    return {
        "model": bot.model_name,
        "messages": messages_of(turn),
        "tools": [TOOL],
        limit: bot.max_tokens,
        "stream": bot.is_streamed,
    }


def messages_of(turn: Turn) -> list[dict[str, str]]:
    """The conversation in roles: customers are `user`, our side is `assistant`.

    It begins with the user, and no role speaks twice in a row: many models' templates refuse
    anything else.
    """
    said = [
        ("user" if line.author == "customer" else "assistant", line.text) for line in turn.history
    ]
    messages: list[dict[str, str]] = []
    for role, text in [*said, ("user", turn.text)]:
        if messages and messages[-1]["role"] == role:
            messages[-1]["content"] += f"\n\n{text}"
        elif messages or role == "user":
            messages.append({"role": role, "content": text})
    instructions = turn.bot.instructions or INSTRUCTIONS.format(page=turn.bot.page.name)
    return [{"role": "system", "content": instructions}, *messages]
