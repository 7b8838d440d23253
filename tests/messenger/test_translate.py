"""Messenger's items become ours, or are refused in words."""

from __future__ import annotations

from datetime import UTC, datetime
from typing import Any

import pytest
import time_machine
from hypothesis import given
from hypothesis import strategies as st

from conversations.connectors.messenger.items import (
    CustomerText,
    Delivered,
    Echo,
    Item,
    Read,
    Unsupported,
)
from conversations.connectors.messenger.reading import Malformed
from conversations.connectors.messenger.translate import translate

P, C = "461998383671026", "8708957485860081"
MS = 1_755_596_197_166
AT = datetime(2025, 8, 19, 9, 36, 37, 166_000, tzinfo=UTC)
HERE = {"sender": {"id": C}, "recipient": {"id": P}, "timestamp": MS}
BACK = {"sender": {"id": P}, "recipient": {"id": C}, "timestamp": MS}
ENDS: dict[str, Any] = {"page_id": P, "customer_id": C}

UNDERSTOOD = [
    (
        {**HERE, "message": {"mid": "m_1", "text": "Hi"}},
        CustomerText(**ENDS, text="Hi", provider_id="m_1", sent_at=AT),
    ),
    (
        {**HERE, "message": {"mid": "m_1", "text": "Yes", "quick_reply": {"payload": "Y"}}},
        CustomerText(**ENDS, text="Yes", provider_id="m_1", sent_at=AT, payload="Y"),
    ),
    (
        {**HERE, "message": {"mid": "m_1", "text": "a\0b\ud83d\ude42c\ud800"}},
        CustomerText(**ENDS, text="a\ufffdb🙂c\ufffd", provider_id="m_1", sent_at=AT),
    ),
    (
        {**HERE, "postback": {"mid": "m_2", "title": "Get started", "payload": "START"}},
        CustomerText(**ENDS, text="Get started", provider_id="m_2", sent_at=AT, payload="START"),
    ),
    (
        {**HERE, "postback": {"title": "Get started", "payload": "START"}},
        CustomerText(
            **ENDS,
            text="Get started",
            provider_id=f"postback:{C}:{MS}",
            sent_at=AT,
            payload="START",
        ),
    ),
    (
        {**BACK, "message": {"mid": "m_3", "text": "Hello", "is_echo": True, "metadata": "7"}},
        Echo(**ENDS, text="Hello", provider_id="m_3", metadata="7", sent_at=AT),
    ),
    (
        {**BACK, "message": {"mid": "m_3", "is_echo": True, "attachments": []}},
        Echo(**ENDS, text="", provider_id="m_3", metadata="", sent_at=AT),
    ),
    (
        {**HERE, "delivery": {"mids": ["m_3"], "watermark": MS}},
        Delivered(**ENDS, provider_ids=("m_3",), until=AT),
    ),
    ({**HERE, "delivery": {"watermark": MS}}, Delivered(**ENDS, provider_ids=(), until=AT)),
    ({**HERE, "read": {"watermark": MS}}, Read(**ENDS, until=AT)),
    ({**HERE, "message": {"mid": "m_1"}}, Unsupported(**ENDS, what="message without text")),
]


@pytest.mark.parametrize(("raw", "expected"), UNDERSTOOD)
def test_understands(raw: dict[str, Any], expected: Item) -> None:
    assert translate(P, raw) == expected


MALFORMED: list[object] = [
    None,
    [],
    "text",
    {},
    HERE,
    {"message": {"mid": "m_1", "text": "Hi"}, "timestamp": MS},
    {**HERE, "sender": "somebody", "message": {"mid": "m_1", "text": "Hi"}},
    {**HERE, "sender": {"id": True}, "message": {"mid": "m_1", "text": "Hi"}},
    {**HERE, "sender": {"id": ""}, "message": {"mid": "m_1", "text": "Hi"}},
    {**HERE, "sender": {"id": "1" * 65}, "message": {"mid": "m_1", "text": "Hi"}},
    {**HERE, "sender": {"id": "a b"}, "message": {"mid": "m_1", "text": "Hi"}},
    {**HERE, "sender": {"id": "a\0b"}, "message": {"mid": "m_1", "text": "Hi"}},
    {**HERE, "recipient": {"id": "another"}, "message": {"mid": "m_1", "text": "Hi"}},
    {**HERE, "message": "Hi"},
    {**HERE, "message": {"mid": 1, "text": "Hi"}},
    {**HERE, "timestamp": None, "message": {"text": "Hi"}},
    {**BACK, "message": {"text": "Hello", "is_echo": True}},
    {**HERE, "message": {"mid": "m" * 256, "text": "Hi"}},
    {**HERE, "message": {"mid": "m_1", "text": ["Hi"]}},
    {**HERE, "timestamp": True, "message": {"mid": "m_1", "text": "Hi"}},
    {**HERE, "timestamp": "soon", "message": {"mid": "m_1", "text": "Hi"}},
    {**HERE, "sender": {"id": P}, "message": {"mid": "m_1", "text": "Hi"}},
    {**HERE, "timestamp": -MS, "message": {"mid": "m_1", "text": "Hi"}},
    {**HERE, "timestamp": 10**30, "message": {"mid": "m_1", "text": "Hi"}},
    {**HERE, "message": {"mid": "m_3", "text": "Hello", "is_echo": True}},
    {**HERE, "delivery": {"mids": "m_3", "watermark": MS}},
    {**HERE, "delivery": {"mids": [3], "watermark": MS}},
    {**HERE, "delivery": {"mids": ["m"] * 501, "watermark": MS}},
    {**HERE, "delivery": {"mids": ["m_3"]}},
    {**HERE, "read": {}},
    {**HERE, "read": {"watermark": 1.5}},
    {**HERE, "postback": []},
]


@pytest.mark.parametrize("raw", MALFORMED)
def test_refuses_what_messenger_does_not_send(raw: object) -> None:
    with pytest.raises(Malformed) as refusal:
        translate(P, raw)
    assert str(refusal.value)


@pytest.mark.parametrize("timestamp", [str(MS), float(MS)])
def test_reads_numbers_as_relays_write_them(timestamp: object) -> None:
    raw = {"sender": {"id": int(C)}, "recipient": {"id": int(P)}, "timestamp": timestamp}
    hello = {"mid": "m_1", "text": "Hi"}
    assert translate(int(P), {**raw, "message": hello}) == translate(P, {**HERE, "message": hello})


def test_reads_seconds_as_relays_write_them() -> None:
    item = translate(P, {**HERE, "timestamp": MS // 1000, "message": {"mid": "m_1", "text": "Hi"}})
    assert isinstance(item, CustomerText)
    assert item.sent_at == AT.replace(microsecond=0)


@pytest.mark.parametrize("what", ["message", "postback"])
def test_without_a_mid_who_said_when_what_makes_an_id_that_repeats_alike(what: str) -> None:
    def provider_id(at: int, **content: str | None) -> str:
        item = translate(P, {**HERE, "timestamp": at, what: {"mid": None, **content}})
        assert isinstance(item, CustomerText)
        return item.provider_id

    hello = provider_id(MS, text="Hi", title="Hi")
    assert hello == provider_id(MS, text="Hi", title="Hi")
    assert hello != provider_id(MS + 1, text="Hi", title="Hi")
    assert (hello != provider_id(MS, text="Ho", title="Hi")) == (what == "message")


@pytest.mark.parametrize("left_out", [{}, {"timestamp": None}])
@pytest.mark.parametrize("end", [HERE, BACK])
def test_what_has_no_time_is_said_now(end: dict[str, Any], left_out: dict[str, Any]) -> None:
    ends = {name: end[name] for name in ("sender", "recipient")}
    message = {"mid": "m_1", "text": "Hi", "is_echo": end is BACK}
    with time_machine.travel(AT, tick=False):
        item = translate(P, {**ends, **left_out, "message": message})
    assert isinstance(item, CustomerText | Echo)
    assert item.sent_at == AT


@pytest.mark.parametrize("metadata", [7, None, {"x": 1}, ["7"]])
def test_metadata_that_is_not_ours_costs_nobody_their_words(metadata: object) -> None:
    message = {"mid": "m_3", "text": "Hello", "is_echo": True, "metadata": metadata}
    item = translate(P, {**BACK, "message": message})
    assert item == Echo(**ENDS, text="Hello", provider_id="m_3", metadata="", sent_at=AT)


def test_null_is_as_good_as_nothing() -> None:
    picture = [{"type": "image", "payload": {"url": "https://cdn.example/a.jpg"}}]
    item = translate(P, {**HERE, "message": {"mid": "m_1", "text": None, "attachments": picture}})
    assert isinstance(item, CustomerText)
    assert (item.text, len(item.files)) == ("", 1)
    item = translate(P, {**HERE, "delivery": {"mids": None, "watermark": MS}})
    assert item == Delivered(**ENDS, provider_ids=(), until=AT)


@pytest.mark.parametrize("attachments", [None, {}, [None], [5], "picture"])
def test_an_attachment_that_cannot_be_read_costs_nobody_their_words(attachments: object) -> None:
    item = translate(
        P, {**HERE, "message": {"mid": "m_1", "text": "Hi", "attachments": attachments}}
    )
    assert isinstance(item, CustomerText)
    assert item.text.startswith("Hi")


@pytest.mark.parametrize("page_id", [None, "", "another"])
def test_refuses_an_entry_of_another_page(page_id: object) -> None:
    with pytest.raises(Malformed):
        translate(page_id, {**HERE, "message": {"mid": "m_1", "text": "Hi"}})


keys = st.sampled_from(
    [
        "message",
        "delivery",
        "read",
        "postback",
        "reaction",
        "referral",
        "id",
        "mid",
        "mids",
        "text",
        "is_echo",
        "metadata",
        "payload",
        "title",
        "action",
        "emoji",
        "source",
        "ref",
        "quick_reply",
    ]
)
leaves = st.none() | st.booleans() | st.integers() | st.floats() | st.text() | st.just(P)
nonsense = st.recursive(
    leaves, lambda inner: st.lists(inner, max_size=3) | st.dictionaries(keys, inner, max_size=6)
)
items = st.fixed_dictionaries(
    {"sender": st.just({"id": C}) | nonsense, "recipient": st.just({"id": P}) | nonsense},
    optional={
        "timestamp": st.integers() | nonsense,
        "message": nonsense,
        "delivery": nonsense,
        "read": nonsense,
        "postback": nonsense,
        "reaction": nonsense,
        "referral": nonsense,
    },
)


@given(items | nonsense)
def test_no_nonsense_breaks_it(raw: object) -> None:
    try:
        item = translate(P, raw)
    except Malformed:
        return
    assert item.page_id == P
    if isinstance(item, CustomerText):
        assert item.text.strip()
        assert "\0" not in item.text
        item.text.encode()
