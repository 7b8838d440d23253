"""What a message costs from one socket to all of its company, beside the least that does the same.

    make bench ARGS="sockets [--agents 20] [--rate 50] [--seconds 5]"

Agents are connected, each with a conversation of his own, and send so many messages a second
together; every agent hears every message. The peer is `peers/bare_sockets.py`. Both in turns, on
the same fresh database (SQLite, or the PostgreSQL of DATABASE_URL's server). The figure is the
server's CPU; what PostgreSQL itself uses is not in it.
"""

import argparse
import asyncio
import json
import os
import statistics
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable
from contextlib import ExitStack
from dataclasses import dataclass, field
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent
sys.path.insert(0, str(ROOT))
os.environ["DJANGO_SETTINGS_MODULE"] = "tests.settings"

import django

django.setup()

from django.db import connection
from django.test.utils import setup_databases, teardown_databases
from websockets.asyncio.client import ClientConnection, connect

from conversations.actions.taking import take_conversation
from customers.models import Page
from handoff.accounts.models import Company, Role
from handoff.accounts.tokens import access_token_for
from tests.cast import make_user, open_conversation
from tests.realtime.processes import answers, free_port
from tests.realtime.server import wait_until
from tests.trials.house import House

ROUNDS = 3
PAGE_ID = "1"
TICKS = os.sysconf("SC_CLK_TCK")


@dataclass(frozen=True, slots=True)
class Agent:
    user_id: int
    token: str
    conversation_id: int
    customer_id: str


@dataclass(slots=True)
class Door:
    """One of the two servers, how it is spoken to, and what was measured at it."""

    name: str
    pid: int
    address: Callable[[Agent], str]
    order: Callable[[Agent, str], dict[str, object]]
    cpu: list[float] = field(default_factory=list)  # seconds for 1,000 messages
    delays: list[float] = field(default_factory=list)  # milliseconds, the median of a round
    heard: list[float] = field(default_factory=list)  # of what should have been


def cpu_seconds(pid: int) -> float:
    fields = Path(f"/proc/{pid}/stat").read_text().rpartition(")")[2].split()
    return (int(fields[11]) + int(fields[12])) / TICKS


async def listen(socket: ClientConnection, count: int, delays: list[float]) -> None:
    """Until so many messages are heard; notes how late each was."""
    while count:
        frame = await socket.recv()
        if "new_message" in frame[:64]:
            count -= 1
            delays.append(time.monotonic() - float(str(frame).split("@", 2)[1]))


async def play(door: Door, agents: list[Agent], *, rate: float, seconds: float) -> None:
    """One round: send, listen, note the figures."""
    delays: list[float] = []
    sockets = [await connect(door.address(agent), compression=None) for agent in agents]
    count = int(rate * seconds)
    listening = [asyncio.create_task(listen(socket, count, delays)) for socket in sockets]
    before, began = cpu_seconds(door.pid), time.monotonic()
    for number in range(count):
        await asyncio.sleep(max(0.0, began + number / rate - time.monotonic()))
        at = number % len(agents)
        text = f"@{time.monotonic():.6f}@ hello, this is what people write to each other"
        await sockets[at].send(json.dumps(door.order(agents[at], text)))
    await asyncio.wait(listening, timeout=10)
    door.cpu.append((cpu_seconds(door.pid) - before) / count * 1000)
    door.heard.append(len(delays) / (count * len(agents)))
    door.delays.append(statistics.median(delays) * 1000)
    for task in listening:
        task.cancel()
    await asyncio.gather(*(socket.close() for socket in sockets))


def cast(count: int) -> list[Agent]:
    company = Company.objects.create(name="Bench", slug="bench")
    page = Page.objects.create(company=company, page_id=PAGE_ID, name="Bench")
    agents = []
    for number in range(count):
        user = make_user(company, f"Agent{number} Able", Role.AGENT)
        conversation = open_conversation(page, f"customer-{number}", "John Doe")
        take_conversation(user.as_actor(door="bench"), conversation_id=conversation.pk)
        agents.append(Agent(user.pk, access_token_for(user), conversation.pk, f"customer-{number}"))
    return agents


def product(house: House) -> Door:
    server = house.server()
    return Door(
        "product",
        server.popen.pid,
        lambda agent: (
            f"ws://127.0.0.1:{server.port}/api/dashboard/ws?events=new_message&token={agent.token}"
        ),
        lambda agent, text: {
            "type": "send_message", "page_id": PAGE_ID, "customer_id": agent.customer_id,
            "message": text, "client_id": text[:30],
        },
    )  # fmt: skip


def peer(house: House, ended: ExitStack) -> Door:
    port = free_port()
    process = subprocess.Popen(
        [sys.executable, str(ROOT / "benchmarks/peers/bare_sockets.py"), str(port)],
        env=house.environment,
    )
    ended.callback(process.wait)
    ended.callback(process.terminate)
    wait_until(lambda: answers(port), 30)
    return Door(
        "the least",
        process.pid,
        lambda agent: f"ws://127.0.0.1:{port}",
        lambda agent, text: {
            "agent_id": agent.user_id, "conversation_id": agent.conversation_id, "message": text,
        },
    )  # fmt: skip


def measure(agents: list[Agent], *, rate: float, seconds: float) -> list[Door]:
    with (
        tempfile.TemporaryDirectory() as folder,
        House(Path(folder), WORKER_IN_SERVER="false") as house,
        ExitStack() as ended,
    ):
        doors = [peer(house, ended), product(house)]
        for door in doors:  # warm
            asyncio.run(play(door, agents, rate=rate, seconds=1))
            door.cpu, door.delays, door.heard = [], [], []
        for _ in range(ROUNDS):
            for door in doors:
                asyncio.run(play(door, agents, rate=rate, seconds=seconds))
    return doors


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--agents", type=int, default=20)
    parser.add_argument("--rate", type=float, default=50, help="messages a second, of all together")
    parser.add_argument("--seconds", type=float, default=5, help="of each round")
    chosen = parser.parse_args()
    databases = setup_databases(verbosity=0, interactive=False)
    try:
        doors = measure(cast(chosen.agents), rate=chosen.rate, seconds=chosen.seconds)
    finally:
        teardown_databases(databases, verbosity=0)
    print(f"{connection.vendor}, {chosen.agents} agents, {chosen.rate:g} messages a second")
    least = statistics.median(doors[0].cpu)
    for door in doors:
        cpu, delay = statistics.median(door.cpu), statistics.median(door.delays)
        print(
            f"  {door.name:<10} {cpu:6.2f} s of CPU for 1,000   {delay:6.1f} ms until heard"
            f"   heard {min(door.heard):.0%}   ratio {cpu / least:.2f}"
        )


if __name__ == "__main__":
    main()
