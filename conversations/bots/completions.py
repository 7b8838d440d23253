"""What a chat model answered, whole or piece by piece, and what the bot makes of it.

Shapes: OpenAI API reference, "Create chat completion" and "Chat completion chunk" (read in
November 2026), as llama.cpp, vLLM and Ollama serve them too.
"""

from __future__ import annotations

import re
from collections.abc import Iterable
from dataclasses import dataclass, field
from typing import Any

import orjson

from conversations.bots.asking import BotAway, BotRefused, clean, json_of, short_reason
from conversations.bots.base import Answer
from conversations.bots.streams import DONE

REQUEST_HUMAN = "request_human"
ASKED_FOR_PERSON = "the bot asked for a person"
# Some servers leave a model's thinking in its text. It is not for customers, least of all half.
THINKING = re.compile(r"\A\s*<think>.*?(</think>|\Z)", re.DOTALL)


@dataclass(slots=True)
class ToolCall:
    name: str = ""
    arguments: str = ""


@dataclass(slots=True)
class Completion:
    """One answer of a model. `finish_reason` is empty until it has ended."""

    text: str = ""
    tool_calls: dict[int, ToolCall] = field(default_factory=dict)
    finish_reason: str = ""

    def add(self, part: dict[str, Any]) -> None:
        """Take in a message, or a piece of one (`delta`)."""
        self.text += part.get("content") or ""
        for position, given in enumerate(part.get("tool_calls") or ()):
            call = self.tool_calls.setdefault(given.get("index", position), ToolCall())
            function = given.get("function") or {}
            if call.name != REQUEST_HUMAN:  # some servers repeat the name with every piece
                call.name += function.get("name") or ""
            call.arguments += function.get("arguments") or ""


def whole(raw: bytes) -> Completion:
    """From the body of an answer that came at once. Raises `BotRefused`."""
    data = json_of(raw)
    completion = Completion()
    try:
        choice = data["choices"][0]
        completion.add(choice["message"])
        completion.finish_reason = choice.get("finish_reason") or "stop"
    except (AttributeError, IndexError, KeyError, TypeError) as fault:
        raise unreadable() from fault
    return completion


def assembled(events: Iterable[str]) -> Completion:
    """From a stream of pieces. Raises `BotRefused`, and `BotAway` where it ends too early."""
    completion = Completion()
    for event in events:
        if event == DONE:
            completion.finish_reason = completion.finish_reason or "stop"
            break
        take_in(completion, json_of(event.encode()))
    if not completion.finish_reason:
        raise BotAway("Its answer broke off")
    return completion


def take_in(completion: Completion, chunk: Any) -> None:
    try:
        if chunk.get("error"):
            raise BotAway("It failed in the middle of its answer")
        for choice in chunk["choices"][:1]:  # the last chunk may carry usage alone
            completion.add(choice.get("delta") or {})
            completion.finish_reason = choice.get("finish_reason") or completion.finish_reason
    except (AttributeError, KeyError, TypeError) as fault:
        raise unreadable() from fault


def answer_of(completion: Completion) -> Answer:
    """What the bot does with it: say it, or ask for a person. Raises `BotRefused`."""
    calls = completion.tool_calls.values()
    for call in calls:
        if call.name == REQUEST_HUMAN:
            reason = short_reason(reason_in(call.arguments), otherwise=ASKED_FOR_PERSON)
            return Answer(gives_up=True, reason=reason)
    if completion.finish_reason == "content_filter":
        raise BotRefused("Its answer was withheld by a content filter")
    text = clean(THINKING.sub("", completion.text))
    if completion.finish_reason == "length":
        if not text:
            raise BotRefused("It came to its limit of tokens before it said anything")
        text = f"{text} …"  # cut off, and it shows
    if calls and not text:
        raise BotRefused("It called a tool that it does not have")
    return Answer(text=text)


def reason_in(arguments: str) -> object:
    """The tool's argument; a call that was cut off has none and counts all the same."""
    try:
        found = orjson.loads(arguments)
    except ValueError:
        return None
    return found.get("reason") if isinstance(found, dict) else None


def unreadable() -> BotRefused:
    return BotRefused("It answered with something that is not a chat completion")
