"""A client that is cut off fifty times at random while four others write has, at the end, every
event once and in order; one that comes back without `since` has not.

On SQLite one server is behind it and is killed on the way; with PostgreSQL and Redis there are two,
and the client comes back to either.
"""

from __future__ import annotations

import asyncio
import json
import os
import time
from collections.abc import Callable, Iterator
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass, field
from functools import partial
from pathlib import Path
from random import Random
from typing import Any

import pytest
from django.conf import settings
from websockets.asyncio.client import ClientConnection, connect

from conversations.models import Conversation
from customers.models import Page
from handoff.accounts.models import User
from handoff.accounts.tokens import access_token_for
from handoff.news.models import Event
from handoff.realtime.dialects.dashboard.options import Dashboard
from tests.cast import open_conversation
from tests.realtime.server import PATH
from tests.trials.consistency import assert_consistent
from tests.trials.house import House, Server
from tests.trials.writers import CUSTOMERS, GONE, Writers

pytestmark = pytest.mark.django_db(transaction=True)

SEED = os.environ.get("FUZZ_SEED", "cuts-1")
CUTS = 50
KILLS = 2
QUERY = "include=notes,system,deliveries"
DIALECT = Dashboard(include=frozenset({"notes", "system", "deliveries"}))
Frame = dict[str, Any]


@dataclass
class Cut:
    """A client whose line is cut, without a farewell, after a while at each visit.

    `heard` is what it trusts: frames up to a cursor. What came after the last cursor comes again.
    """

    servers: list[Server]
    token: str
    random: Random
    resumes: bool
    heard: list[Frame] = field(default_factory=list)
    cursor: int | None = None
    cuts: int = 0
    resyncs: int = 0

    async def visit(self, until: Callable[[ClientConnection], Any]) -> None:
        """Connect to one of the servers, listen, and hang up as a broken line does."""
        since = f"&since={self.cursor}" if self.resumes and self.cursor is not None else ""
        server = self.random.choice(self.servers)
        socket = await connect(
            f"ws://127.0.0.1:{server.port}{PATH}?{QUERY}{since}", proxy=None, compression=None,
            additional_headers={"Authorization": f"Bearer {self.token}"}, max_size=None,
        )  # fmt: skip
        try:
            await until(socket)
        finally:
            socket.transport.abort()

    async def listen(self, socket: ClientConnection, head: int | None = None) -> None:
        """Take in what comes, until this cursor or until the line is cut."""
        fresh: list[Frame] = []
        while head is None or self.cursor is None or self.cursor < head:
            frame = json.loads(await socket.recv())
            match frame["type"]:
                case "connected":
                    if self.cursor is None:
                        self.cursor = frame["cursor"]
                case "heartbeat":
                    pass
                case "resync":
                    self.resyncs += 1
                case _:
                    fresh.append(frame)
                    if "cursor" in frame:
                        self.heard += fresh
                        fresh, self.cursor = [], frame["cursor"]

    async def be_cut(self, times: int) -> None:
        while self.cuts < times:
            patience = self.random.random() * 0.25
            try:
                await asyncio.wait_for(self.visit(self.listen), patience)
            except TimeoutError:
                self.cuts += 1
            except GONE:
                pass  # a server was killed: it comes back
            await asyncio.sleep(self.random.random() * 0.05)

    async def catch_up(self, head: int) -> None:
        await asyncio.wait_for(self.visit(partial(self.listen, head=head)), 20)


@pytest.fixture
def house(transactional_db: None, tmp_path: Path) -> Iterator[House]:
    redis_url = "" if settings.ON_SQLITE else os.environ.get("REDIS_URL", "")
    with House(tmp_path, REDIS_URL=redis_url, WORKER_IN_SERVER="false") as house:
        yield house


def kill_and_start(servers: list[Server], client: Cut) -> None:
    """`kill -9`, each time when so many cuts have passed."""
    for number in range(1, KILLS + 1):
        while client.cuts < number * CUTS // (KILLS + 1):
            time.sleep(0.02)
        server = servers[number % len(servers)]
        server.kill()
        server.start()


def test_a_client_cut_off_fifty_times_misses_nothing(
    house: House, page: Page, alice: User, bob: User, amira: User
) -> None:
    for customer_id in CUSTOMERS:
        open_conversation(page, customer_id, "John Doe")
    start = Event.objects.count()
    servers = [house.server()]
    if house.environment["REDIS_URL"]:
        servers.append(house.server())
    writers = Writers(servers, [access_token_for(alice), access_token_for(bob)], SEED)
    token = access_token_for(amira)
    client = Cut(servers, token, Random(f"{SEED}/client"), resumes=True)
    control = Cut(servers, token, Random(f"{SEED}/client"), resumes=False)

    async def be_cut_both() -> None:
        await asyncio.gather(client.be_cut(CUTS), control.be_cut(CUTS))

    client.cursor = start
    with ThreadPoolExecutor(6) as pool:
        writing = writers.begin(pool)
        killing = pool.submit(kill_and_start, servers, client)
        try:
            asyncio.run(be_cut_both())
            killing.result()
        finally:
            writers.over.set()
        written = [future.result() for future in writing]
    head = Event.objects.order_by("seq").values_list("seq", flat=True).last()
    assert head
    asyncio.run(client.catch_up(head))

    events = Event.objects.filter(company=page.company, seq__gt=start).order_by("seq")
    expected = [frame for event in events for frame in DIALECT.frames(event)]
    assert client.cuts == CUTS
    assert client.resyncs == 0
    assert client.heard == expected
    assert all(written)

    cursors = {frame["cursor"] for frame in expected if "cursor" in frame}
    had = {frame["cursor"] for frame in control.heard if "cursor" in frame}
    assert had < cursors, "the control run missed nothing: the trial shows nothing"

    writers.check()
    assert Conversation.objects.count() == len(CUSTOMERS)
    assert_consistent()
