"""Two server processes on Redis: who shares a channel need not be at the same one."""

from __future__ import annotations

import json
from collections.abc import Iterator
from contextlib import ExitStack

import pytest

from conversations.actions.rooms import open_room
from conversations.models import Conversation
from customers.models import ParticipantSession
from handoff.accounts.models import User
from tests.databases import once
from tests.pusher.client import Raw
from tests.pusher.people import asks_to_subscribe
from tests.pusher.test_http_api import library
from tests.pusher.test_pusher_js import join
from tests.realtime.conftest import redis
from tests.realtime.processes import Redis, served
from tests.rooms.conftest import greta, room, stay

__all__ = ["greta", "redis", "room", "stay"]
pytestmark = [pytest.mark.django_db(transaction=True), once]


@pytest.fixture
def ports(transactional_db: None, redis: Redis) -> Iterator[tuple[int, int]]:
    with served(redis) as first, served(redis) as second:
        yield first, second


def test_events_members_and_news_cross_between_two_processes(
    ports: tuple[int, int], stay: Conversation, greta: ParticipantSession, alice: User
) -> None:
    here, there = ports
    with ExitStack() as opened:
        ann, ben, guest = (opened.enter_context(Raw(port)) for port in (here, there, there))
        join(ann, "presence-x", "1")
        second = json.loads(join(ben, "presence-x", "2")["data"])
        assert second["presence"]["ids"] == ["1", "2"]
        assert ann.receive()["event"] == "pusher_internal:member_added"

        ann.say({"event": "client-a", "channel": "presence-x", "data": {"b": 1}})
        heard = ben.receive()
        assert (heard["event"], heard["data"], heard["user_id"]) == ("client-a", '{"b":1}', "1")
        asks = library(here)
        asks.trigger("presence-x", "greeting", {}, socket_id=ann.socket_id)
        assert ben.receive()["event"] == "greeting"
        assert asks.channel_info("presence-x", ["user_count"]) == {
            "occupied": True, "user_count": 2,
        }  # fmt: skip

        channel = f"private-hotel-abc-conversation-{stay.pk}"
        signed = asks_to_subscribe(greta, channel, guest.socket_id).json()  # by a third process
        guest.subscribe(channel, auth=signed["auth"])
        guest.subscribe("hotel-abc-room-101-chat")
        open_room(alice.as_actor(door="rest"), conversation_id=stay.pk)
        assert guest.receive()["event"] == "staff-assigned"

        ben.raw.close()
        gone = ann.receive()
        assert (gone["event"], gone["data"]) == (
            "pusher_internal:member_removed", '{"user_id":"2"}',
        )  # fmt: skip
        ann.silence(0.2)
