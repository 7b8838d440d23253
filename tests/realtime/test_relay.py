"""Hints travel over a real Redis, and the relay starts afresh when its ear goes deaf."""

from __future__ import annotations

import asyncio
from collections.abc import Callable, Coroutine, Mapping
from typing import Any

import pytest
from channels_redis.pubsub import RedisPubSubChannelLayer  # type: ignore[import-untyped]

from handoff.news.models import Event
from handoff.news.whispers import Whisper
from handoff.realtime import relay, wire
from handoff.realtime.publishing import Publisher
from handoff.realtime.relay import Relay
from handoff.realtime.wire import MAX_MESSAGE_BYTES, group_of, pack, pack_whisper, unpack
from tests.realtime.listening import wait_until
from tests.realtime.news import event, stop_changed
from tests.realtime.processes import Redis


class Ear:
    def __init__(self) -> None:
        self.taken: list[tuple[int, list[int], int]] = []
        self.polls = 0
        self.whispers: list[Whisper] = []

    def take(self, company_id: int, events: list[Event] | None = None, seq: int = 0) -> None:
        self.taken.append((company_id, [event.seq for event in events or []], seq))

    def pass_on(self, whisper: Whisper) -> None:
        self.whispers.append(whisper)

    def poll_soon(self) -> None:
        self.polls += 1


def play(redis: Redis, story: Callable[[Any, Relay, Ear], Coroutine[Any, Any, None]]) -> None:
    async def tell() -> None:
        layer = RedisPubSubChannelLayer(hosts=[redis.url], prefix="test")
        ear, followed = Ear(), Relay(layer)
        task = asyncio.create_task(followed.run(ear))
        try:
            await story(layer, followed, ear)
        finally:
            task.cancel()
            await asyncio.gather(task, return_exceptions=True)

    asyncio.run(tell())


def test_hears_only_the_companies_it_follows(redis: Redis) -> None:
    async def story(layer: Any, relay: Relay, ear: Ear) -> None:
        relay.follow(1)
        await wait_until(lambda: ear.polls == 1)
        await layer.group_send(group_of(2), pack([stop_changed(1, company_id=2)]))
        await layer.group_send(group_of(1), pack([stop_changed(1), stop_changed(2)]))
        await wait_until(lambda: bool(ear.taken))
        assert ear.taken == [(1, [1, 2], 2)]
        relay.unfollow(1)
        relay.follow(2)
        await wait_until(lambda: ear.polls == 2)
        await layer.group_send(group_of(1), pack([stop_changed(3)]))
        await layer.group_send(group_of(2), pack([stop_changed(2, company_id=2)]))
        await wait_until(lambda: len(ear.taken) == 2)
        assert ear.taken[1] == (2, [2], 2)

    play(redis, story)


def test_starts_afresh_when_the_librarys_receiver_has_ended(
    redis: Redis, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(relay, "BEAT_SECONDS", 0.05)
    monkeypatch.setattr(relay, "DEAF_AFTER_SECONDS", 0.3)

    async def story(layer: Any, relay: Relay, ear: Ear) -> None:
        relay.follow(1)
        await wait_until(lambda: ear.polls == 1)
        layer._get_layer()._shards[0]._receive_task.cancel()
        await wait_until(lambda: ear.polls == 2)
        await layer.group_send(group_of(1), pack([stop_changed(1)]))
        await wait_until(lambda: bool(ear.taken))

    play(redis, story)


def test_a_publisher_is_heard_from_its_own_thread(redis: Redis) -> None:
    async def story(layer: Any, relay: Relay, ear: Ear) -> None:
        relay.follow(1)
        await wait_until(lambda: ear.polls == 1)
        publisher = Publisher(layer)
        for seq in range(1, 101):
            publisher.send([stop_changed(seq)])
        await wait_until(lambda: len(ear.taken) == 100)
        assert [seq for _, _, seq in ear.taken] == list(range(1, 101))

    play(redis, story)


def test_a_whisper_of_another_process_is_passed_on_and_an_own_one_is_not(
    redis: Redis, monkeypatch: pytest.MonkeyPatch
) -> None:
    words = Whisper(
        type="typing", company_id=1, conversation_id=7, payload={"is_typing": True},
        topics=("conversation:7",), not_to="user:3",
    )  # fmt: skip

    async def story(layer: Any, relay: Relay, ear: Ear) -> None:
        relay.follow(1)
        await wait_until(lambda: ear.polls == 1)
        publisher = Publisher(layer)
        publisher.whisper(words)
        publisher.send([stop_changed(1)])
        await wait_until(lambda: bool(ear.taken))
        await asyncio.sleep(0.1)
        assert ear.whispers == []
        monkeypatch.setattr(wire, "_origin", lambda process_id: "another")
        message = pack_whisper(words)
        monkeypatch.undo()
        await layer.group_send(group_of(1), message)
        await wait_until(lambda: bool(ear.whispers))
        assert ear.whispers == [words]

    play(redis, story)


def test_what_a_gateway_says_is_handed_on_and_what_it_cannot_read_makes_nobody_deaf(
    redis: Redis, caplog: pytest.LogCaptureFixture
) -> None:
    heard: list[str] = []

    def hear(message: Mapping[str, Any]) -> None:
        heard.append(message["said"])

    async def story(layer: Any, relay: Relay, ear: Ear) -> None:
        relay.listen("gateway", hear)
        await wait_until(lambda: ear.polls == 1)
        publisher = Publisher(layer)
        for message in ({"said": "one"}, {}, {"said": "two"}):
            publisher.say("gateway", {"type": "gateway", **message})
        await wait_until(lambda: len(heard) == 2)

    play(redis, story)
    assert heard == ["one", "two"]
    assert "could not be read" in caplog.text


def test_events_come_over_the_wire_as_they_were() -> None:
    before = event("stop_changed", {"text": "😀\n\0", "n": [1, None, {"x": 2.5}]}, seq=3)
    (after,) = unpack(pack([before]))
    for name in ("company_id", "seq", "conversation_id", "type", "payload", "topics", "created_at"):
        assert getattr(after, name) == getattr(before, name)


@pytest.mark.parametrize("text", ["x" * MAX_MESSAGE_BYTES, "\ud800"])
def test_what_cannot_travel_is_only_announced(text: str) -> None:
    message = pack([stop_changed(4), event("stop_changed", {"text": text}, seq=5)])
    assert (message["events"], message["seq"], message["company_id"]) == ([], 5, 1)
