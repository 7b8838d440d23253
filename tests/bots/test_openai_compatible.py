"""A chat model behind a server of OpenAI's kind, over real HTTP, whole and in pieces."""

from __future__ import annotations

import json
from collections.abc import Iterator
from datetime import UTC, datetime
from typing import Any

import pytest

from conversations.bots.asking import BotAway, BotRefused
from conversations.bots.base import Answer, Line
from conversations.bots.openai_compatible import reply as ask
from conversations.models import Bot
from handoff.outbox.kinds import TryAgain
from tests.answering import endless, reply, stream
from tests.bots.conftest import turn_for
from tests.bots.fake_bot import FakeBot

NOON = datetime(2026, 11, 21, 12, tzinfo=UTC)


def line(author: Any, text: str) -> Line:
    return Line(author=author, text=text, at=NOON)


def completion(content: str | None, *, finish: str = "stop", **message: Any) -> dict[str, Any]:
    said = {"role": "assistant", "content": content, **message}
    return {"object": "chat.completion", "choices": [{"message": said, "finish_reason": finish}]}


def call(arguments: str, name: str = "request_human") -> list[dict[str, Any]]:
    function = {"name": name, "arguments": arguments}
    return [{"id": "call_1", "type": "function", "function": function}]


# --- What goes out


def test_the_conversation_goes_out_in_roles(model: Bot, elsewhere: FakeBot) -> None:
    model.instructions = "You are the night porter."
    elsewhere.says(reply(200, completion("At seven")))
    history = (
        line("agent", "Before all"), line("customer", "Hello"), line("customer", "Anyone?"),
        line("bot", "Hello!"), line("agent", "Alice here"),
    )  # fmt: skip
    assert ask(turn_for(model, history=history)) == Answer(text="At seven")

    (asked,) = elsewhere.asked
    assert asked.path == "/v1/chat/completions"
    assert asked.headers["Authorization"] == "Bearer key-1"
    assert asked.body["messages"] == [
        {"role": "system", "content": "You are the night porter."},
        {"role": "user", "content": "Hello\n\nAnyone?"},
        {"role": "assistant", "content": "Hello!\n\nAlice here"},
        {"role": "user", "content": "What time is breakfast?"},
    ]
    assert (asked.body["model"], asked.body["stream"]) == ("small-one", False)
    assert asked.body["tools"][0]["function"]["name"] == "request_human"


def test_without_instructions_the_model_is_told_where_it_is(model: Bot, elsewhere: FakeBot) -> None:
    elsewhere.says(reply(200, completion("At seven")))
    ask(turn_for(model))
    assert "Hotel ABC" in elsewhere.asked[0].body["messages"][0]["content"]


@pytest.mark.parametrize(
    ("is_newer", "name"), [(False, "max_tokens"), (True, "max_completion_tokens")]
)
def test_the_limit_of_tokens_goes_out(
    model: Bot, elsewhere: FakeBot, is_newer: bool, name: str
) -> None:
    model.max_tokens, model.has_newer_limit = 77, is_newer
    elsewhere.says(reply(200, completion("At seven")))
    ask(turn_for(model))
    limits = {key: value for key, value in elsewhere.asked[0].body.items() if "tokens" in key}
    assert limits == {name: 77}


def test_without_a_key_no_authorization_goes_out(model: Bot, elsewhere: FakeBot) -> None:
    model.secret = ""
    elsewhere.says(reply(200, completion("At seven")))
    ask(turn_for(model))
    assert "Authorization" not in elsewhere.asked[0].headers


# --- What comes back, whole


@pytest.mark.parametrize(
    ("arguments", "reason"),
    [
        ('{"reason": "wants a refund"}', "wants a refund"),
        ('{"reason": "wants', "the bot asked for a person"),
        ("{}", "the bot asked for a person"),
        ("[]", "the bot asked for a person"),
        ("", "the bot asked for a person"),
    ],
)
def test_the_tool_asks_for_a_person(
    model: Bot, elsewhere: FakeBot, arguments: str, reason: str
) -> None:
    answered = completion("One moment", finish="tool_calls", tool_calls=call(arguments))
    elsewhere.says(reply(200, answered))
    assert ask(turn_for(model)) == Answer(gives_up=True, reason=reason)


@pytest.mark.parametrize(
    ("said", "finish", "text"),
    [
        ("Breakfast is from", "length", "Breakfast is from …"),
        ("<think>Hm, what do\nthey want?</think>\n\nAt seven", "stop", "At seven"),
        (" At seven\n", "stop", "At seven"),
        ("", "stop", ""),
        (None, "stop", ""),
    ],
)
def test_says_what_the_model_says(
    model: Bot, elsewhere: FakeBot, said: str | None, finish: str, text: str
) -> None:
    elsewhere.says(reply(200, completion(said, finish=finish)))
    assert ask(turn_for(model)).text == text


@pytest.mark.parametrize(
    ("answered", "why"),
    [
        (completion("", finish="length"), "limit of tokens"),
        (completion("<think>I wonder", finish="length"), "limit of tokens"),
        (completion("Half a", finish="content_filter"), "content filter"),
        (completion(None, tool_calls=call("{}", name="book_room")), "tool that it does not have"),
        ({}, "not a chat completion"),
        ({"choices": []}, "not a chat completion"),
        ({"choices": [{"message": "At seven"}]}, "not a chat completion"),
        ({"choices": [{"message": {"content": ["x"]}}]}, "not a chat completion"),
        (completion("x", tool_calls=["x"]), "not a chat completion"),
        (completion("x", tool_calls=[{"index": []}]), "not a chat completion"),
        ([], "not a chat completion"),
        (b"<html>", "not JSON"),
    ],
)
def test_what_is_no_answer_is_refused(
    model: Bot, elsewhere: FakeBot, answered: Any, why: str
) -> None:
    elsewhere.says(reply(200, answered))
    with pytest.raises(BotRefused, match=why):
        ask(turn_for(model))


def test_a_refusal_is_kept_in_its_own_words(model: Bot, elsewhere: FakeBot) -> None:
    elsewhere.says(reply(404, {"error": {"message": "The model does not exist", "code": 404}}))
    with pytest.raises(BotRefused) as refusal:
        ask(turn_for(model))
    assert str(refusal.value) == "It answered with status 404"
    assert refusal.value.detail == "The model does not exist"


def test_a_busy_server_may_pass(model: Bot, elsewhere: FakeBot) -> None:
    elsewhere.says(reply(429, {"error": {"message": "Slow down"}}))
    with pytest.raises(TryAgain):
        ask(turn_for(model))


# --- What comes back, in pieces


@pytest.fixture
def streamed(model: Bot) -> Bot:
    model.is_streamed = True
    return model


def chunk(finish: str | None = None, **delta: Any) -> dict[str, Any]:
    return {
        "object": "chat.completion.chunk",
        "choices": [{"delta": delta, "finish_reason": finish}],
    }


def as_events(*chunks: object, newline: str = "\n", done: bool = True) -> bytes:
    data = [json.dumps(each, ensure_ascii=False) for each in chunks] + ["[DONE]"] * done
    return "".join(f"data: {each}{newline}{newline}" for each in data).encode()


def in_pieces_of(size: int, raw: bytes) -> Iterator[bytes]:
    return (raw[at : at + size] for at in range(0, len(raw), size))


SENTENCE = (
    chunk(role="assistant", content=""),
    chunk(content="Frühstück "),
    chunk(content="ab 7 ☕"),
    chunk("stop"),
    {"choices": [], "usage": {"total_tokens": 9}},
)


@pytest.mark.parametrize("newline", ["\n", "\r\n"])
@pytest.mark.parametrize("size", [1, 2, 3, 7, 10_000])
def test_a_stream_is_put_together_wherever_it_was_cut(
    streamed: Bot, elsewhere: FakeBot, size: int, newline: str
) -> None:
    elsewhere.says(stream(in_pieces_of(size, as_events(*SENTENCE, newline=newline))))
    assert ask(turn_for(streamed)) == Answer(text="Frühstück ab 7 ☕")
    assert elsewhere.asked[0].body["stream"] is True


def tool_chunk(index: int | None = 0, **function: str) -> dict[str, Any]:
    given: dict[str, Any] = {"function": function}
    return chunk(tool_calls=[given if index is None else {"index": index, **given}])


@pytest.mark.parametrize(
    "chunks",
    [
        (tool_chunk(name="request_human", arguments=""), tool_chunk(arguments='{"rea'),
         tool_chunk(arguments='son": "ref'), tool_chunk(arguments='und"}'), chunk("tool_calls")),
        (tool_chunk(name="request_"), tool_chunk(name="human"),
         tool_chunk(arguments='{"reason": "refund"}'), chunk("tool_calls")),
        (tool_chunk(name="request_human", arguments='{"reason": '),
         tool_chunk(name="request_human", arguments='"refund"}'), chunk("stop")),
        (tool_chunk(None, name="request_human", arguments='{"reason": "refund"}'), chunk("stop")),
        (chunk(content="One moment"), tool_chunk(1, name="other"),
         tool_chunk(2, name="request_human"), tool_chunk(1, arguments="{}"),
         tool_chunk(2, arguments='{"reason": "refund"}'), chunk("tool_calls")),
    ],
)  # fmt: skip
def test_a_tool_call_is_put_together(
    streamed: Bot, elsewhere: FakeBot, chunks: tuple[dict[str, Any], ...]
) -> None:
    elsewhere.says(stream(in_pieces_of(11, as_events(*chunks))))
    assert ask(turn_for(streamed)) == Answer(gives_up=True, reason="refund")


def test_comments_and_other_fields_are_passed_over(streamed: Bot, elsewhere: FakeBot) -> None:
    noise = b": keep-alive\n\nevent: message\nid: 4\n\n"
    elsewhere.says(stream([noise, as_events(*SENTENCE), b"data: after the end\n\n"]))
    assert ask(turn_for(streamed)).text == "Frühstück ab 7 ☕"


def test_a_stream_without_its_last_lines_is_whole_if_the_model_had_ended(
    streamed: Bot, elsewhere: FakeBot
) -> None:
    elsewhere.says(stream([as_events(*SENTENCE[:4], done=False).rstrip(b"\n")]))
    assert ask(turn_for(streamed)).text == "Frühstück ab 7 ☕"


def test_a_stream_cut_by_the_limit_shows_it(streamed: Bot, elsewhere: FakeBot) -> None:
    elsewhere.says(stream([as_events(chunk(content="From"), chunk("length"))]))
    assert ask(turn_for(streamed)).text == "From …"


@pytest.mark.parametrize(
    "answering",
    [
        stream([as_events(*SENTENCE[:2], done=False)]),
        stream([as_events(*SENTENCE[:2], done=False)], ends=False),
        stream([as_events(chunk(content="Ab"), {"error": {"message": "out of memory"}})]),
    ],
)
def test_half_a_stream_is_never_said(streamed: Bot, elsewhere: FakeBot, answering: Any) -> None:
    elsewhere.says(answering)
    with pytest.raises(BotAway):
        ask(turn_for(streamed))


@pytest.mark.parametrize(
    "raw", [b"data: {\n\n", b"data: []\n\n", b"data: 7\n\n", b'data: {"choices": [7]}\n\n']
)
def test_a_stream_of_garbage_is_refused(streamed: Bot, elsewhere: FakeBot, raw: bytes) -> None:
    elsewhere.says(stream([raw]))
    with pytest.raises(BotRefused):
        ask(turn_for(streamed))


def test_a_stream_that_drips_ends_at_its_deadline(streamed: Bot, elsewhere: FakeBot) -> None:
    elsewhere.says(elsewhere.dripping_body)
    with pytest.raises(TryAgain, match="Timed out"):
        ask(turn_for(streamed, seconds=0.4))


def test_a_stream_without_end_is_refused(streamed: Bot, elsewhere: FakeBot) -> None:
    elsewhere.says(endless)
    with pytest.raises(BotRefused, match="too long"):
        ask(turn_for(streamed))


def test_a_server_that_cannot_stream_is_understood(streamed: Bot, elsewhere: FakeBot) -> None:
    elsewhere.says(reply(200, completion("At seven")))
    assert ask(turn_for(streamed)).text == "At seven"
