"""Ten thousand frames that no client should send, and some that it should: each is answered, no
socket ends, nothing is logged as a fault, and what is stored afterwards is sound.

`FUZZ_SEED` in the environment repeats a run.
"""

from __future__ import annotations

import asyncio
import json
import os
import time
from collections import Counter
from collections.abc import Iterator
from pathlib import Path
from random import Random
from typing import Any

import orjson
import pytest
from websockets.asyncio.client import ClientConnection, connect
from websockets.exceptions import ConnectionClosed

from conversations.models import Message
from customers.models import Page
from handoff.accounts.models import Company, Role, User
from handoff.accounts.tokens import access_token_for
from handoff.management.commands.serve import MAX_FRAME_BYTES
from handoff.realtime.limits import BURST, PER_SECOND
from tests.cast import make_user, open_conversation
from tests.databases import once
from tests.realtime.server import BROADCASTS, PATH, Socket
from tests.trials.consistency import assert_consistent
from tests.trials.fuzzed_frames import NOTHING, Client, Payload, Sent
from tests.trials.house import House, Server

pytestmark = [once, pytest.mark.django_db(transaction=True)]

SEED = os.environ.get("FUZZ_SEED", "frames-1")
FRAMES = 10_000
AGENTS = 40  # a user may send 10 a second, so that many are needed to be done in half a minute
SLACK = BURST - 15  # unused, so that a server which stalls refuses nobody afterwards
LISTENING = 4  # hear all news between their answers; the others only have answers to read
CUSTOMERS = 12
PATIENCE_SECONDS = 60
ANSWERS = {
    "error", "pong", "stopped_customers", "agent_assigned", "agent_unassigned", "message_sent",
}  # fmt: skip


class Talker:
    """One agent's socket: sends as fast as the limit allows, and counts what comes back."""

    def __init__(self, number: int, client: Client, random: Random) -> None:
        self.number = number
        self.client = client
        self.random = random
        self.sent: list[Sent] = []
        self.answers: list[dict[str, Any]] = []
        self.news = 0

    async def talk(self, server: Server, token: str, frames: int) -> None:
        query = "?include=notes,system,deliveries" if self.number < LISTENING else "?events=none"
        address = f"ws://127.0.0.1:{server.port}{PATH}{query}"
        async with connect(
            address, additional_headers={"Authorization": f"Bearer {token}"}, proxy=None,
            compression=None, max_size=None,
        ) as socket:  # fmt: skip
            assert json.loads(await socket.recv())["type"] == "connected"
            if "none" in query:
                assert json.loads(await socket.recv())["error"] == "Unknown in events: none"
            reading = asyncio.create_task(self.read(socket, frames))
            await self.send_all(socket, frames)
            await asyncio.wait_for(reading, PATIENCE_SECONDS)

    async def send_all(self, socket: ClientConnection, frames: int) -> None:
        started = time.monotonic()
        for number in range(frames):
            due = started + max(0, number + SLACK - BURST) / (PER_SECOND - 0.5)
            await asyncio.sleep(max(0.0, due - time.monotonic()))
            frame = self.client.frame()
            self.sent.append(frame)
            if self.random.random() < 0.1:
                await socket.ping(self.random.randbytes(self.random.randrange(1, 125)))
            if self.random.random() < 0.02:
                await socket.pong(b"nobody asked")
            await socket.send(frame.payload)

    async def read(self, socket: ClientConnection, frames: int) -> None:
        while len(self.answers) < frames:
            frame = json.loads(await socket.recv())
            if frame["type"] in BROADCASTS:
                self.news += 1
            else:
                self.answers.append(frame)

    def check(self) -> None:
        """Each answer is one that is documented, and belongs to its question."""
        for sent, answer in zip(self.sent, self.answers, strict=True):
            where = f"{str(sent.payload)[:300]} → {str(answer)[:300]}"
            assert answer["type"] in ANSWERS, where
            assert answer.get("code") not in ("internal", "unavailable"), where
            if answer.get("code") == "too_many_requests":
                continue
            if sent.request_id is not NOTHING and is_readable(sent.payload):
                assert answer["request_id"] == sent.request_id, where
            assert (answer.get("code") == "too_large") is sent.is_too_large, where


def is_readable(payload: Payload) -> bool:
    """Whether it is JSON at all: else nobody can know what its `request_id` was."""
    try:
        orjson.loads(payload if isinstance(payload, str) else "".join(map(str, payload)))
    except ValueError:
        return False
    return True


@pytest.fixture
def agents(hotel: Company) -> list[User]:
    return [
        make_user(hotel, f"Agent{number} Able", Role.ADMIN if number % 5 == 0 else Role.AGENT)
        for number in range(AGENTS)
    ]


@pytest.fixture
def server(transactional_db: None, tmp_path: Path) -> Iterator[Server]:
    with House(tmp_path, WORKER_IN_SERVER="false") as house:
        yield house.server()


def test_ten_thousand_fuzzed_frames(server: Server, page: Page, agents: list[User]) -> None:
    customers = [f"{8708957485860081 + number}" for number in range(CUSTOMERS)]
    for customer_id in customers:
        open_conversation(page, customer_id, "John Doe")
    tokens = [access_token_for(agent) for agent in agents]
    talkers = [
        Talker(number, Client(random, page.page_id, customers), random)
        for number, random in enumerate(Random(f"{SEED}/{n}") for n in range(AGENTS))
    ]

    async def talk_all() -> None:
        each = FRAMES // AGENTS
        conversations = zip(talkers, tokens, strict=True)
        await asyncio.gather(*(one.talk(server, token, each) for one, token in conversations))

    try:
        asyncio.run(talk_all())
        for talker in talkers:
            talker.check()
    except (ConnectionClosed, AssertionError, TimeoutError) as fault:
        raise AssertionError(f"FUZZ_SEED={SEED}") from fault

    answers = [answer for talker in talkers for answer in talker.answers]
    kinds = Counter(answer.get("code") or answer["type"] for answer in answers)
    assert len(answers) == FRAMES
    # The trial is no trial where the limit, and not the reader, answered.
    assert kinds["too_many_requests"] < FRAMES / 50, kinds
    wanted = ("message_sent", "agent_assigned", "agent_unassigned", "invalid", "too_large")
    assert all(kinds[kind] >= 10 for kind in wanted), kinds
    assert all(talker.news for talker in talkers[:LISTENING])

    acknowledged = {answer["message_id"] for answer in answers if answer["type"] == "message_sent"}
    assert acknowledged == {str(pk) for pk in Message.objects.values_list("pk", flat=True)}
    assert_consistent()


def test_a_frame_beyond_what_a_server_reads_ends_only_its_own_socket(
    server: Server, page: Page, alice: User
) -> None:
    with Socket(server.port, alice) as one, Socket(server.port, alice) as other:
        with pytest.raises(ConnectionClosed):  # noqa: PT012  (1009, or cut off while we send)
            one.say("x" * (MAX_FRAME_BYTES + 1))
            one.receive()
        assert other.call({"type": "ping"}) == {"type": "pong"}
