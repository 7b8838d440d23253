"""What sending a message costs, as a ratio to the bare SQL that any such server needs.

    make bench ARGS="sending [--messages 500]"

Both sides write to the same fresh database (SQLite, or the PostgreSQL of DATABASE_URL's server in
a database that is dropped afterwards), in turns, one commit a message. The peer: one conditional
UPDATE, one INSERT of the message, one of the delivery, one of the event. The product: the action
`send_message` with rights, policy, record chain and news.
"""

import argparse
import os
import statistics
import sys
import time
from collections.abc import Callable
from pathlib import Path

sys.path.insert(0, str(Path(__file__).resolve().parent.parent))
os.environ["DJANGO_SETTINGS_MODULE"] = "tests.settings"

import django

django.setup()

from django.db import connection
from django.test.utils import setup_databases, teardown_databases

from benchmarks.peers.bare_sql import store
from conversations.actions.sending import send_message
from customers.models import Page
from handoff.accounts.models import Company, Role
from tests.cast import make_user, open_conversation

ROUNDS = 5


def rate(deed: Callable[[], object], count: int) -> float:
    """Messages a second."""
    began = time.perf_counter()
    for _ in range(count):
        deed()
    return count / (time.perf_counter() - began)


def measure(count: int) -> None:
    company = Company.objects.create(name="Bench", slug="bench")
    alice = make_user(company, "Alice Adams", Role.AGENT)
    page = Page.objects.create(company=company, page_id="1", name="Bench")
    actor = alice.as_actor(door="bench")
    ours, peers = (open_conversation(page, name, name) for name in ("ours", "peer"))
    send_message(actor, conversation_id=ours.pk, text="Hello")
    send_message(actor, conversation_id=peers.pk, text="Hello")
    rates: dict[str, list[float]] = {"bare SQL": [], "send_message": []}
    for _ in range(ROUNDS):
        rates["bare SQL"].append(rate(lambda: store(peers, alice.pk, "Hello"), count))
        rates["send_message"].append(
            rate(lambda: send_message(actor, conversation_id=ours.pk, text="Hello"), count)
        )
    peer = statistics.median(rates["bare SQL"])
    print(f"{connection.vendor}, {count} messages, median of {ROUNDS} rounds")
    for name, found in rates.items():
        median = statistics.median(found)
        print(f"  {name:<14}{median:8.0f} a second   ratio {median / peer:.2f}")


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--messages", type=int, default=200, help="in each round")
    chosen = parser.parse_args()
    databases = setup_databases(verbosity=0, interactive=False)
    try:
        measure(chosen.messages)
    finally:
        teardown_databases(databases, verbosity=0)


if __name__ == "__main__":
    main()
