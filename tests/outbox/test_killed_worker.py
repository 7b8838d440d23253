"""`run_worker` as a process of its own: ended politely, and killed in the middle of its work."""

import os
import signal
import subprocess
import sys
from collections.abc import Iterator
from datetime import timedelta
from pathlib import Path

import pytest
from django.core.management import CommandError, call_command
from django.db import connection
from django.utils import timezone

from handoff.outbox.models import Delivery, DeliveryState
from tests.databases import once
from tests.outbox.conftest import Put, Spy, eventually

pytestmark = pytest.mark.django_db(transaction=True)

WAITS = {"waits": True}


def database_url() -> str:
    """The address of the test database, for another process."""
    at = connection.settings_dict
    if connection.vendor == "sqlite":
        return f"sqlite:///{at['NAME']}"
    sign_in = f"{at['USER']}:{at['PASSWORD']}".rstrip(":")
    host = str(at["HOST"]).replace("/", "%2F")
    return f"postgres://{sign_in}@{host}:{at['PORT']}/{at['NAME']}"


class Process:
    """Worker processes that share a folder."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder

    def start(self) -> None:
        self.popen = subprocess.Popen(
            [sys.executable, "-m", "tests.outbox.worker_process", str(self.folder)],
            env={**os.environ, "DATABASE_URL": database_url()},
            stdout=subprocess.PIPE,
            text=True,
        )

    def end(self, number: signal.Signals) -> tuple[int, str]:
        """Signal it; its exit code and what it said."""
        self.popen.send_signal(number)
        said, _ = self.popen.communicate(timeout=10)
        return self.popen.returncode, said

    def journal(self) -> list[str]:
        file = self.folder / "journal"
        return file.read_text().splitlines() if file.exists() else []

    def open_gate(self) -> None:
        (self.folder / "gate").touch()


@pytest.fixture
def process(tmp_path: Path) -> Iterator[Process]:
    process = Process(tmp_path)
    process.start()
    yield process
    if process.popen.poll() is None:
        process.end(signal.SIGKILL)


def test_kill_9_loses_nothing_and_doubles_nothing(
    put: Put, post: Spy, thought: Spy, process: Process
) -> None:
    posted = [put(post, "send:1", payload=WAITS), put(post, "send:1")]
    thoughts = [put(thought, "bot:1", payload=WAITS), put(thought, "bot:1")]
    elsewhere = [put(post, "send:2") for _ in range(3)]
    under_way = Delivery.objects.filter(state=DeliveryState.SENDING)
    marked = Delivery.objects.filter(state=DeliveryState.SENT)
    assert eventually(lambda: marked.count() == 3)  # done but not marked would be uncertain
    assert eventually(lambda: len(process.journal()) == 8)
    process.end(signal.SIGKILL)
    assert {row.pk for row in under_way} == {posted[0].pk, thoughts[0].pk}

    under_way.update(leased_until=timezone.now() - timedelta(seconds=1))  # a minute has passed
    process.open_gate()
    process.start()
    unsettled = Delivery.objects.filter(state__in=[DeliveryState.DUE, DeliveryState.SENDING])
    assert eventually(lambda: not unsettled.exists())
    assert process.end(signal.SIGTERM)[0] == 0

    journal = process.journal()
    certain = [posted[1], *thoughts, *elsewhere]
    assert {row.pk for row in marked.all()} == {row.pk for row in certain}
    assert [journal.count(f"done {row.pk}") for row in certain] == [1] * len(certain)
    posted[0].refresh_from_db()
    assert posted[0].state == DeliveryState.UNCERTAIN
    assert journal.count(f"begin {posted[0].pk}") == 1
    assert f"done {posted[0].pk}" not in journal
    assert [journal.count(f"begin {row.pk}") for row in thoughts] == [2, 1]


@pytest.mark.parametrize("number", [signal.SIGTERM, signal.SIGINT])
def test_a_signal_ends_it_when_what_is_under_way_is_done(
    put: Put, post: Spy, process: Process, number: signal.Signals
) -> None:
    delivery = put(post, payload=WAITS)
    follower = put(post)
    assert eventually(lambda: process.journal() == [f"begin {delivery.pk}"])
    process.popen.send_signal(number)
    process.open_gate()
    said, _ = process.popen.communicate(timeout=10)
    assert process.popen.returncode == 0
    assert said.splitlines()[0] == "Worker started: 4 deliveries of each kind at once."
    assert said.splitlines()[-1] == "Worker ended."
    delivery.refresh_from_db()
    follower.refresh_from_db()
    assert (delivery.state, follower.state) == (DeliveryState.SENT, DeliveryState.DUE)


@once
def test_a_signal_ends_it_within_10_seconds_whatever_is_under_way(
    put: Put, post: Spy, process: Process
) -> None:
    delivery = put(post, payload=WAITS)
    assert eventually(lambda: process.journal() == [f"begin {delivery.pk}"])
    code, said = process.end(signal.SIGTERM)
    assert code == 0
    assert "with 1 under way" in said.splitlines()[-1]
    delivery.refresh_from_db()
    assert delivery.state == DeliveryState.SENDING


@pytest.mark.parametrize("threads", ["0", "-1", "many"])
def test_refuses_a_number_of_threads_that_is_none(threads: str) -> None:
    with pytest.raises(CommandError, match="not a whole number above 0"):
        call_command("run_worker", f"--threads={threads}")
