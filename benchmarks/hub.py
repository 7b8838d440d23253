"""What it costs to tell a few of many sockets, as a ratio to a hub with those few alone.

    make bench ARGS="hub [--listeners 500] [--interested 5]"

All sockets belong to one company. Each event concerns one conversation, which only the interested
listen to: visitors hear their own chat, and nothing of the other chats of the company.
"""

import argparse
import asyncio
import os
import statistics
import sys
import time
from pathlib import Path

sys.path.insert(0, str(Path(__file__).resolve().parent.parent))
os.environ["DJANGO_SETTINGS_MODULE"] = "tests.settings"

import django

django.setup()

from handoff import topics
from handoff.news.models import Event
from handoff.realtime.dialects.dashboard.options import Dashboard
from handoff.realtime.hub import Hub
from handoff.realtime.listener import Listener
from tests.realtime.news import MemoryJournal, agent, stop_changed

ROUNDS = 7
ENDLESS = 10**12


def events_of_one_conversation(count: int) -> list[Event]:
    events = [stop_changed(seq) for seq in range(1, count + 1)]
    for event in events:
        event.topics = [topics.conversation(1)]
    return events


async def rate(listeners: int, interested: int, count: int) -> float:
    """Events a second."""
    hub = Hub(MemoryJournal())
    for number in range(listeners):
        topic = topics.conversation(1 if number < interested else number + 2)
        await hub.join(
            Listener(
                agent(), frozenset([topic]), Dashboard(), max_frames=ENDLESS, max_bytes=ENDLESS
            )
        )
    events = events_of_one_conversation(count)
    began = time.perf_counter()
    hub.take(1, events)
    taken = time.perf_counter() - began
    heard = [listener for listener in hub.listeners if listener.cursor == count]
    assert len(heard) == interested, "not everybody heard everything"
    return count / taken


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--listeners", type=int, default=500)
    parser.add_argument("--interested", type=int, default=5)
    parser.add_argument("--events", type=int, default=500, help="in each round")
    chosen = parser.parse_args()
    few: list[float] = []
    many: list[float] = []
    for _ in range(ROUNDS):
        few.append(asyncio.run(rate(chosen.interested, chosen.interested, chosen.events)))
        many.append(asyncio.run(rate(chosen.listeners, chosen.interested, chosen.events)))
    peer, median = statistics.median(few), statistics.median(many)
    print(f"{chosen.events} events heard by {chosen.interested}, median of {ROUNDS} rounds")
    print(f"  {chosen.interested:>5} listeners {peer:10.0f} events a second")
    print(f"  {chosen.listeners:>5} listeners {median:10.0f} events a second")
    print(f"  ratio {median / peer:.2f}")


if __name__ == "__main__":
    main()
