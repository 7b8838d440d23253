"""Four who write through different doors while something happens to the servers."""

from __future__ import annotations

import asyncio
import json
import threading
import time
from collections.abc import Callable
from concurrent.futures import Executor, Future
from functools import partial
from random import Random

import requests
from websockets.asyncio.client import ClientConnection, connect
from websockets.exceptions import InvalidHandshake, InvalidMessage, WebSocketException

from conversations.connectors.messenger.webhook import sign
from conversations.models import Message
from tests.cast import PAGE_ID
from tests.messenger.door import now_ms
from tests.realtime.server import PATH
from tests.trials.house import Server

CUSTOMERS = [f"{8708957485860081 + number}" for number in range(4)]
GONE = (OSError, WebSocketException, InvalidHandshake, InvalidMessage, EOFError, TimeoutError)


class Writers:
    """Four who write until they are told to stop; each repeats what was not acknowledged."""

    def __init__(self, servers: list[Server], tokens: list[str], seed: str) -> None:
        self.servers = servers
        self.seed = seed
        self.tokens = tokens
        self.over = threading.Event()
        self.acknowledged: set[str] = set()

    def begin(self, pool: Executor) -> list[Future[int]]:
        """Begin to write; each future says how often."""
        return [
            pool.submit(self.rest, 0),
            pool.submit(self.websocket),
            pool.submit(self.messenger, 0),
            pool.submit(self.messenger, 1),
        ]

    def check(self) -> None:
        """What was acknowledged is stored."""
        known = set(Message.objects.values_list("provider_id", flat=True))
        known |= {str(pk) for pk in Message.objects.values_list("pk", flat=True)}
        assert self.acknowledged <= known

    def insist(self, deed: Callable[[Server], requests.Response], random: Random) -> None:
        """Do it at one of the servers, until one of them has answered."""
        while True:
            try:
                answer = deed(random.choice(self.servers))
                if answer.status_code != 503:
                    assert answer.status_code in (200, 403, 409), answer.text
                    return
            except requests.RequestException:
                time.sleep(0.05)

    def rest(self, number: int) -> int:
        """An agent over REST: says something, and now and then lets go."""
        random, count = Random(f"{self.seed}/rest{number}"), 0
        with requests.Session() as session:
            session.trust_env = False
            session.headers["Authorization"] = f"Bearer {self.tokens[number]}"
            while not self.over.is_set():
                count += 1
                path = f"/api/dashboard/customers/{random.choice(CUSTOMERS)}"
                deed = self.let_go if random.random() < 0.3 else partial(self.send, count=count)
                self.insist(partial(deed, session, path), random)
        return count

    def let_go(self, session: requests.Session, path: str, server: Server) -> requests.Response:
        address = f"{server.base}{path}/agent"
        return session.delete(address, json={"page_id": PAGE_ID}, timeout=10)

    def send(
        self, session: requests.Session, path: str, server: Server, *, count: int
    ) -> requests.Response:
        fields = {"page_id": PAGE_ID, "message": f"Rest {count}", "client_id": f"rest-{count}"}
        answer = session.post(f"{server.base}{path}/message", json=fields, timeout=10)
        if answer.status_code == 200:
            self.acknowledged.add(answer.json()["data"]["id"])
        return answer

    def messenger(self, number: int) -> int:
        """Customers on Messenger."""
        random, count = Random(f"{self.seed}/messenger{number}"), 0
        with requests.Session() as session:
            session.trust_env = False
            while not self.over.is_set():
                count += 1
                item = {
                    "sender": {"id": random.choice(CUSTOMERS)},
                    "recipient": {"id": PAGE_ID},
                    "timestamp": now_ms(),
                    "message": {"mid": f"m_{number}_{count}", "text": f"Hello {count}"},
                }
                entry = {"id": PAGE_ID, "messaging": [item]}
                body = json.dumps({"object": "page", "entry": [entry]}).encode()
                self.insist(partial(self.post, session, body), random)
                self.acknowledged.add(f"m_{number}_{count}")
                time.sleep(random.random() * 0.02)
        return count

    @staticmethod
    def post(session: requests.Session, body: bytes, server: Server) -> requests.Response:
        headers = {"X-Hub-Signature-256": sign(body)}
        address = f"{server.base}/webhooks/messenger"
        return session.post(address, data=body, headers=headers, timeout=10)

    def websocket(self) -> int:
        """An agent over the WebSocket, 9 requests a second."""
        return asyncio.run(self.talk(Random(f"{self.seed}/websocket")))

    async def talk(self, random: Random) -> int:
        count = 0
        while not self.over.is_set():
            server = random.choice(self.servers)
            try:
                async with connect(
                    f"ws://127.0.0.1:{server.port}{PATH}?events=none", proxy=None,
                    additional_headers={"Authorization": f"Bearer {self.tokens[1]}"},
                ) as socket:  # fmt: skip
                    while not self.over.is_set():
                        count += 1
                        await self.say(socket, random, count)
                        await asyncio.sleep(0.11)
            except GONE:
                await asyncio.sleep(0.05)
        return count

    async def say(self, socket: ClientConnection, random: Random, count: int) -> None:
        whom = {"customer_id": random.choice(CUSTOMERS), "page_id": PAGE_ID}
        kind = random.choice(["assign_agent", "unassign_agent", "send_message", "send_message"])
        request = {"type": kind, "data": {**whom, "message": "Hi"}, "request_id": count}
        await socket.send(json.dumps(request))
        while (answer := json.loads(await socket.recv())).get("request_id") != count:
            pass
        if answer["type"] == "message_sent":
            self.acknowledged.add(answer["message_id"])
