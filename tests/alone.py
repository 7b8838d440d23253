"""Which tests want the machine for themselves: they start processes, race, or watch the clock.

`make test` runs all others several at a time, the long ones first. By path, as whole folders are of
one kind.
"""

from __future__ import annotations

from collections.abc import Iterable
from pathlib import Path

TESTS = Path(__file__).parent
PATHS = (
    "availability/test_killed_server.py",
    "bots/test_example.py",
    "handovers/test_races.py",
    "livechat/test_races.py",
    "outbox/test_bell.py",
    "outbox/test_killed_worker.py",
    "pusher/test_two_servers.py",
    "realtime/test_processes.py",
    "realtime/test_relay.py",
    "rooms/test_guests_are_held.py",
    "rooms/test_races.py",
    "rooms/test_scenarios.py",
    "socketio/test_two_servers.py",
    "system",
    "test_serve.py",
    "trials/test_canaries.py",
    "trials/test_cut_off_clients.py",
    "trials/test_fuzzed_frames.py",
    "trials/test_killed_at_random.py",
    "trials/test_listening_equals_reloading.py",
    "webhooks/test_killed_worker.py",
    "webhooks/test_trouble.py",
)
PATIENT = ("system/test_schemathesis.py",)
"""In those folders, but nothing there minds company."""

LONG = (
    "mongo/test_large.py",
    "messenger/test_batches.py",
    "system/test_schemathesis.py",
    "trials/test_five_hundred_messages.py",
    "trials/test_fuzzed_webhooks.py",
    "trials/test_query_counts.py",
)
"""They begin first, or one of them is left at the end and the other processors wait for it."""


def wants_to_be_alone(path: Path) -> bool:
    return is_among(PATHS, path) and not is_among(PATIENT, path)


def is_long(path: Path) -> bool:
    return is_among(LONG, path)


def is_among(names: Iterable[str], path: Path) -> bool:
    return any(path.is_relative_to(TESTS / name) for name in names)


if __name__ == "__main__":  # for `make test`: so that it need not look through all the others
    print(*(f"tests/{name}" for name in PATHS))  # noqa: T201
